import { X509Certificate } from 'node:crypto';
import { vault } from '@segl/contracts';
import type { VaultKey } from '@segl/database';
import { ProblemError } from '@segl/platform';
import { z } from 'zod';
import type { VaultRoom } from '../vault-room.js';

/** Owner of the organisation's own keys. */
export const serviceOwner = 'service:signing';

/** A key with its certificate, ready to be used. */
export interface Credential {
  row: VaultKey;
  /** DER. */
  certificate: Uint8Array;
  /** DER, certificate first, root left out. */
  certificates: readonly Uint8Array[];
}

const storedCertificates = z.array(z.string()).nullable();

/** Certificates stored with a key, DER; empty when none came yet. */
export function certificatesOf({ certificates }: Pick<VaultKey, 'certificates'>): Uint8Array[] {
  return (storedCertificates.parse(certificates) ?? []).map(
    (text) => new Uint8Array(Buffer.from(text, 'base64')),
  );
}

/** @throws ProblemError `vault.credential-not-found` */
export async function findKey(
  { database }: Pick<VaultRoom, 'database'>,
  credentialId: string,
): Promise<VaultKey> {
  const row = await database.prisma.vaultKey.findUnique({ where: { credentialId } });
  // Nobody has been told of a key that is still being made.
  if (row === null || row.state === 'making') throw new ProblemError('vault.credential-not-found');
  return row;
}

/**
 * A key that may sign now: enabled, with a certificate that is valid at this moment.
 * @throws ProblemError `vault.credential-not-found`, `vault.credential-disabled`, `vault.credential-destroyed`
 */
export async function usableCredential(
  room: Pick<VaultRoom, 'database' | 'clock'>,
  credentialId: string,
): Promise<Credential> {
  return requireUsable(await findKey(room, credentialId), room);
}

/**
 * The check of {@link usableCredential} on a row already read.
 * @throws ProblemError `vault.credential-disabled`, `vault.credential-destroyed`
 */
export function requireUsable(row: VaultKey, { clock }: Pick<VaultRoom, 'clock'>): Credential {
  const certificates = certificatesOf(row);
  const [certificate] = certificates;
  if (row.state === 'destroyed') throw new ProblemError('vault.credential-destroyed');
  if (row.state !== 'enabled' || certificate === undefined)
    throw new ProblemError('vault.credential-disabled');
  const { validFrom, validTo } = new X509Certificate(certificate);
  const now = clock.now();
  if (now < new Date(validFrom) || now > new Date(validTo)) {
    throw new ProblemError('vault.credential-disabled', {
      detail: 'Its certificate is not valid at this time.',
    });
  }
  return { row, certificate, certificates };
}

/** Facts of a key, as other services get them. */
export function credentialAnswer(row: VaultKey): z.input<typeof vault.credentialAnswer> {
  return {
    credentialId: row.credentialId,
    owner: row.owner,
    algorithm: vault.keyAlgorithm.parse(row.algorithm),
    state: vault.credentialAnswer.shape.state.parse(row.state),
    certificates: certificatesOf(row).map((der) => Buffer.from(der).toString('base64')),
  };
}

/**
 * Stores the certificate of a key, and its chain. It must be for this very key; a later one replaces it.
 *
 * @throws ProblemError `vault.credential-not-found`; `platform.invalid-request` when the certificate is for another key
 * or the chain is not one
 */
export async function putCertificate(
  room: VaultRoom,
  credentialId: string,
  { certificates }: z.output<typeof vault.putCertificateRequest>,
): Promise<VaultKey> {
  const row = await findKey(room, credentialId);
  const chain = certificates.map(readCertificate);
  const [leaf, ...issuers] = chain;
  const publicKey = leaf?.publicKey.export({ type: 'spki', format: 'der' });
  if (publicKey === undefined || !publicKey.equals(Buffer.from(row.publicKey))) {
    throw new ProblemError('platform.invalid-request', { detail: 'The certificate is for another key.' });
  }
  let subject = leaf;
  for (const issuer of issuers) {
    if (subject?.verify(issuer.publicKey) !== true) {
      throw new ProblemError('platform.invalid-request', { detail: 'The certificates are not a chain.' });
    }
    subject = issuer;
  }
  return room.database.prisma.vaultKey.update({ where: { credentialId }, data: { certificates } });
}

/** Disables a key for good. Signatures already made stay, and are still repeated for their activation. */
export async function disableKey(room: Pick<VaultRoom, 'database'>, credentialId: string): Promise<VaultKey> {
  const { prisma } = room.database;
  await prisma.vaultKey.updateMany({
    where: { credentialId, state: 'enabled' },
    data: { state: 'disabled' },
  });
  return findKey(room, credentialId);
}

function readCertificate(base64: string): X509Certificate {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch (cause) {
    throw new ProblemError('platform.invalid-request', { detail: 'A certificate cannot be read.', cause });
  }
}
