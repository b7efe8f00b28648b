import { readAlgorithm, type AlgorithmIdentifier } from '../cms/algorithms.js';
import { contextTag, readAsn1, Tag, type Asn1Element } from '../cms/asn1-reader.js';
import { OID } from '../cms/oids.js';
import { PadesError } from '../errors.js';
import { verifyIssued, type Certificate } from '../x509/certificate.js';
import { basicConstraints, crlLocations, keyUsage, readGeneralName } from '../x509/extensions.js';
import { readName, sameName, type DistinguishedName } from '../x509/name.js';
import { revocationReason, type CertificateStatus, type RevocationReason } from './certificate-status.js';

/** A certificate list (RFC 5280 §5.1) as received. Nothing is verified yet. */
export interface CertificateList {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  /** What the list is limited to (issuingDistributionPoint). */
  readonly scope: CrlScope;
  /** Critical extensions that are not processed; a list that has any cannot be used (RFC 5280 §5.2). */
  readonly unknownCritical: readonly string[];
  /** Looks up a serial number. */
  find(
    serialNumber: bigint,
  ): { readonly revocationTime: Date; readonly reason?: RevocationReason } | undefined;
}

interface CrlScope {
  readonly kind: 'all' | 'user-certificates' | 'ca-certificates' | 'unsupported';
  /** Addresses of the distribution point, where named. */
  readonly addresses: readonly string[];
}

const malformed = (message: string, cause?: unknown): PadesError =>
  new PadesError('revocation.malformed', message, cause === undefined ? undefined : { cause });

/** Reads a CRL. Throws `revocation.malformed`. */
export function parseCrl(der: Uint8Array): CertificateList {
  try {
    return readCrl(der);
  } catch (cause) {
    if (cause instanceof PadesError) throw malformed('The CRL cannot be read', cause);
    throw cause;
  }
}

function readCrl(der: Uint8Array): CertificateList {
  const outer = readAsn1(der, 'ber').fields();
  const tbs = outer.next(Tag.sequence);
  const algorithm = outer.next(Tag.sequence);
  const signature = outer.next(Tag.bitString).bits().bytes;
  outer.end();

  const fields = tbs.fields();
  fields.optional(Tag.integer); // version
  const inner = fields.next(Tag.sequence);
  if (Buffer.compare(inner.bytes, algorithm.bytes) !== 0)
    throw malformed('The CRL names two different signature algorithms');
  const issuer = readName(fields.next(Tag.sequence));
  const thisUpdate = fields.next().time();
  const hasNextUpdate = [Tag.utcTime, Tag.generalizedTime].some((tag) => fields.peek()?.tag === tag);
  const nextUpdate = hasNextUpdate ? fields.next().time() : undefined;
  const revoked = fields.optional(Tag.sequence);
  const extensions = readExtensions(fields.optional(contextTag(0))?.explicit());
  fields.end();

  const known: ReadonlySet<string> = new Set([
    OID.issuingDistributionPoint,
    OID.crlNumber,
    OID.authorityKeyIdentifier,
  ]);
  return {
    der,
    tbs: tbs.bytes,
    issuer,
    thisUpdate,
    ...(nextUpdate === undefined ? {} : { nextUpdate }),
    signatureAlgorithm: readAlgorithm(algorithm),
    signature,
    scope: readScope(extensions.get(OID.issuingDistributionPoint)?.value),
    unknownCritical: [...extensions]
      .filter(([oid, { critical }]) => critical && !known.has(oid))
      .map(([oid]) => oid),
    find: (serialNumber) => findEntry(revoked, serialNumber),
  };
}

type Extensions = ReadonlyMap<string, { readonly critical: boolean; readonly value: Uint8Array }>;

function readExtensions(list: Asn1Element | undefined): Extensions {
  const out = new Map<string, { critical: boolean; value: Uint8Array }>();
  for (const element of list?.fields().rest() ?? []) {
    const fields = element.fields();
    const oid = fields.next(Tag.oid).oid();
    const critical = fields.optional(Tag.boolean)?.boolean() ?? false;
    out.set(oid, { critical, value: fields.next(Tag.octetString).octets() });
  }
  return out;
}

/** issuingDistributionPoint (RFC 5280 §5.2.5). Indirect lists and lists for some reasons only are not used. */
function readScope(value: Uint8Array | undefined): CrlScope {
  if (value === undefined) return { kind: 'all', addresses: [] };
  const fields = readAsn1(value, 'ber').fields();
  const point = fields.optional(contextTag(0))?.explicit();
  const flag = (tag: number): boolean =>
    fields.optional(contextTag(tag))?.content.some((octet) => octet !== 0) ?? false;
  const onlyUsers = flag(1);
  const onlyAuthorities = flag(2);
  const onlySomeReasons = fields.optional(contextTag(3)) !== undefined;
  const indirect = flag(4);
  const onlyAttributes = flag(5);
  fields.end();
  const addresses =
    point?.tag === contextTag(0)
      ? point
          .children()
          .map(readGeneralName)
          .flatMap((name) => (name.kind === 'uri' ? [name.value] : []))
      : [];
  const unsupported = onlySomeReasons || indirect || onlyAttributes || (onlyUsers && onlyAuthorities);
  return {
    kind: unsupported
      ? 'unsupported'
      : onlyUsers
        ? 'user-certificates'
        : onlyAuthorities
          ? 'ca-certificates'
          : 'all',
    addresses,
  };
}

function findEntry(
  revoked: Asn1Element | undefined,
  serialNumber: bigint,
): { readonly revocationTime: Date; readonly reason?: RevocationReason } | undefined {
  for (const entry of revoked?.children() ?? []) {
    const fields = entry.fields();
    if (fields.next(Tag.integer).bigInteger() !== serialNumber) continue;
    const revocationTime = fields.next().time();
    const extensions = readExtensions(fields.optional(Tag.sequence));
    const reason = extensions.get(OID.crlReason);
    return {
      revocationTime,
      ...(reason === undefined
        ? {}
        : { reason: revocationReason(readAsn1(reason.value, 'ber').smallInteger()) }),
    };
  }
  return undefined;
}

/**
 * Verifies a CRL about one certificate: that its issuer is the certificate's, that it covers this kind of certificate, and
 * the signature (RFC 5280 §6.3.3). How fresh it is, the caller decides.
 *
 * Throws `revocation.mismatch`, `revocation.unauthorized` or `revocation.malformed`.
 */
export function verifyCrl(
  list: CertificateList,
  subject: { readonly certificate: Certificate; readonly issuer: Certificate },
): CertificateStatus {
  const { certificate, issuer } = subject;
  const mismatch = (why: string): PadesError => new PadesError('revocation.mismatch', why);
  if (!sameName(list.issuer, certificate.issuer)) throw mismatch('The CRL is of another issuer');
  if (list.unknownCritical.length > 0)
    throw mismatch(
      `The CRL has critical extensions that are not processed: ${list.unknownCritical.join(', ')}`,
    );
  const isAuthority = basicConstraints(certificate)?.ca ?? false;
  if (
    list.scope.kind === 'unsupported' ||
    list.scope.kind === (isAuthority ? 'user-certificates' : 'ca-certificates')
  )
    throw mismatch('The CRL does not cover this kind of certificate');
  const points = crlLocations(certificate);
  if (
    list.scope.addresses.length > 0 &&
    points.length > 0 &&
    !points.some((at) => list.scope.addresses.includes(at))
  )
    throw mismatch('The CRL is of another distribution point');
  if (
    keyUsage(issuer)?.has('cRLSign') === false ||
    !verifyIssued(list.signatureAlgorithm, list.tbs, list.signature, issuer)
  )
    throw new PadesError('revocation.unauthorized', 'The CRL is not signed by the issuer of the certificate');
  const entry = find(list, certificate.serialNumber);
  return {
    source: 'crl',
    status: entry === undefined || entry.reason === 'removeFromCRL' ? 'good' : 'revoked',
    ...(entry === undefined ? {} : entry),
    thisUpdate: list.thisUpdate,
    ...(list.nextUpdate === undefined ? {} : { nextUpdate: list.nextUpdate }),
    producedAt: list.thisUpdate,
    responder: issuer,
    der: list.der,
  };
}

function find(list: CertificateList, serialNumber: bigint): ReturnType<CertificateList['find']> {
  try {
    return list.find(serialNumber);
  } catch (cause) {
    if (cause instanceof PadesError) throw malformed('An entry of the CRL cannot be read', cause);
    throw cause;
  }
}
