import { demoBanks, runKeyCeremony, type CeremonyIssuer, type IssuerKind } from '@segl/certs';
import { Prisma, withTransaction, type DatabaseHandle } from '@segl/database';
import { ProblemError, unwrapKey, wrapKey, type Clock, type Logger, type MasterKey } from '@segl/platform';
import { readAuthority, type Authority, type StoredIssuer } from './authority.js';

/** All issuers, responders and the time-stamp unit. */
export interface Hierarchy {
  all: readonly Authority[];
  /** @throws ProblemError `trust.issuer-not-found` */
  authority(id: string): Authority;
  /** A certification authority (root or intermediate), not a responder or unit. @throws ProblemError `trust.issuer-not-found` */
  certificationAuthority(id: string): Authority;
  /** The OCSP responder of a certification authority. */
  responderOf(authority: Authority): Authority;
  /** The authority's certificate and those above it, the root left out; DER. */
  chainFrom(authority: Authority): Uint8Array[];
}

/** What {@link openHierarchy} needs. */
export interface HierarchyOptions {
  database: DatabaseHandle;
  clock: Clock;
  logger: Logger;
  /** Wraps the private keys in the database. */
  masterKey: MasterKey;
  /** Address of trust, written into certificates by a ceremony that runs now. */
  address: string;
}

/**
 * Reads the hierarchy from the database; the first call ever runs the key ceremony. When several processes do so at
 * once, one ceremony is stored and the others are forgotten (the issuers' primary key decides).
 */
export async function openHierarchy(options: HierarchyOptions): Promise<Hierarchy> {
  const stored = await readIssuers(options.database);
  if (stored.length > 0) return readHierarchy(stored, options);
  await holdCeremony(options);
  return readHierarchy(await readIssuers(options.database), options);
}

async function readIssuers({ prisma }: DatabaseHandle): Promise<StoredIssuer[]> {
  const rows = await prisma.issuer.findMany({ orderBy: { createdAt: 'asc' } });
  return rows.map(({ kind, ...row }) => ({ ...row, kind: issuerKind(kind) }));
}

function issuerKind(kind: string): IssuerKind {
  if (kind === 'root' || kind === 'intermediate' || kind === 'timestamp' || kind === 'ocsp') return kind;
  throw new TypeError('The database holds an issuer of an unknown kind');
}

async function holdCeremony({
  database,
  clock,
  logger,
  masterKey,
  address,
}: HierarchyOptions): Promise<void> {
  const issuers = await runKeyCeremony({ baseUrl: address, banks: demoBanks, clock });
  const at = clock.now();
  const rows = issuers.map(({ id, kind, parentId, certificate, privateKey }) => {
    const wrappedKey = wrapKey(masterKey, privateKey, keyLabel(id));
    privateKey.fill(0);
    return {
      id,
      kind,
      parentId: parentId ?? null,
      certificate: new Uint8Array(certificate),
      wrappedKey,
      addressBase: address,
      createdAt: at,
    };
  });
  try {
    await withTransaction(database.prisma, async (tx) => {
      await tx.issuer.createMany({ data: rows });
      await tx.issuedCertificate.createMany({ data: issuers.flatMap((issuer) => issuedRow(issuer, at)) });
    });
    logger.info({ issuers: issuers.map(({ id }) => id), address }, 'key ceremony held');
  } catch (error) {
    // Another process held its ceremony at the same moment; ours is forgotten, its keys were never stored.
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') return;
    throw error;
  }
}

/** What a wrapped key is bound to. */
function keyLabel(issuerId: string): string {
  return `trust-issuer:${issuerId}`;
}

function issuedRow({ parentId, serialNumber, profile, certificate, notAfter }: CeremonyIssuer, at: Date) {
  if (parentId === undefined) return [];
  return [
    {
      issuerId: parentId,
      serialNumber,
      profile,
      certificate: new Uint8Array(certificate),
      notAfter,
      issuedAt: at,
    },
  ];
}

function readHierarchy(
  stored: readonly StoredIssuer[],
  { masterKey, logger, address }: HierarchyOptions,
): Hierarchy {
  const all = stored.map((issuer) =>
    readAuthority(issuer, (wrappedKey) => unwrapKey(masterKey, wrappedKey, keyLabel(issuer.id))),
  );
  const frozen = stored.find(({ kind }) => kind === 'root')?.addressBase;
  if (frozen !== address) {
    logger.warn(
      { frozen, address },
      'certificates carry the address of the key ceremony, not the present one',
    );
  }
  const byId = new Map(all.map((authority) => [authority.id, authority]));
  const authority = (id: string): Authority => {
    const found = byId.get(id);
    if (found === undefined) throw new ProblemError('trust.issuer-not-found');
    return found;
  };
  return {
    all,
    authority,
    certificationAuthority(id) {
      const found = authority(id);
      if (found.kind !== 'root' && found.kind !== 'intermediate')
        throw new ProblemError('trust.issuer-not-found');
      return found;
    },
    responderOf: ({ id }) => authority(`${id}-ocsp`),
    chainFrom(from) {
      const chain: Uint8Array[] = [];
      let current: Authority | undefined = from;
      while (current?.parentId !== undefined) {
        chain.push(current.certificate);
        current = byId.get(current.parentId);
      }
      return chain;
    },
  };
}
