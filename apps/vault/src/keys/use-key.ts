import { constants, createHash, createPrivateKey, privateEncrypt, sign, type KeyObject } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import type { vault } from '@segl/contracts';
import type { VaultKey } from '@segl/database';
import { ProblemError, unwrapKey } from '@segl/platform';
import type { VaultRoom } from '../vault-room.js';
import { findKey } from './credentials.js';
import { digestInfoOf, type DigestAlgorithm } from './digests.js';
import { keyLabel } from './key-label.js';
import { requireTokenKeys } from './token-keys.js';

type KeyRoom = Pick<VaultRoom, 'database' | 'masterKeys' | 'tokenKeys'>;

/** Scheme of a key's signatures. */
export function signatureAlgorithmOf({
  algorithm,
}: Pick<VaultKey, 'algorithm'>): vault.SignatureAnswer['signatureAlgorithm'] {
  return algorithm === 'EC-P256' ? 'ECDSA' : 'RSASSA-PKCS1-v1_5';
}

/**
 * Signs octets: for ECDSA the DER `ECDSA-Sig-Value`. A wrapped key is in the clear for the time of this call only; a key in
 * a token stays there.
 *
 * @throws ProblemError `vault.credential-destroyed`, `vault.token-unavailable`
 */
export async function signOctets(
  room: KeyRoom,
  row: VaultKey,
  digestAlgorithm: DigestAlgorithm,
  octets: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  if (row.backend === 'pkcs11') {
    const hash = createHash(digestAlgorithm.replace('-', '').toLowerCase());
    return signInToken(room, row, digestAlgorithm, hash.update(octets).digest());
  }
  return withPrivateKey(room, row, (key) =>
    sign(digestAlgorithm, octets, { key, dsaEncoding: 'der', padding: constants.RSA_PKCS1_PADDING }),
  );
}

/**
 * Signs a digest made elsewhere (CSC `signHash`), of a length that fits `digestAlgorithm`. Node signs EC keys over
 * octets only, so this one case uses @noble/curves (docs/adr/0004).
 *
 * @throws ProblemError `vault.credential-destroyed`, `vault.token-unavailable`
 */
export async function signDigest(
  room: KeyRoom,
  row: VaultKey,
  digestAlgorithm: DigestAlgorithm,
  digest: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  if (row.backend === 'pkcs11') return signInToken(room, row, digestAlgorithm, digest);
  return withPrivateKey(room, row, (key) => {
    if (row.algorithm !== 'EC-P256') {
      return privateEncrypt(
        { key, padding: constants.RSA_PKCS1_PADDING },
        digestInfoOf(digestAlgorithm, digest),
      );
    }
    const scalar = Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url');
    try {
      return p256.sign(digest, scalar, { prehash: false, lowS: false, format: 'der' });
    } finally {
      scalar.fill(0);
    }
  });
}

async function signInToken(
  room: KeyRoom,
  row: VaultKey,
  digestAlgorithm: DigestAlgorithm,
  digest: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  if (row.state === 'destroyed') throw new ProblemError('vault.credential-destroyed');
  try {
    return new Uint8Array(await requireTokenKeys(room).signDigest(row, digestAlgorithm, digest));
  } catch (error) {
    // The key may be gone because it was destroyed while this waited: that is not the token's fault.
    const { state } = await findKey(room, row.credentialId);
    if (state === 'destroyed') throw new ProblemError('vault.credential-destroyed', { cause: error });
    throw error;
  }
}

async function withPrivateKey(
  { masterKeys }: Pick<VaultRoom, 'masterKeys'>,
  { credentialId, masterKeyId, wrappedKey }: VaultKey,
  use: (key: KeyObject) => Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  if (wrappedKey === null || masterKeyId === null) throw new ProblemError('vault.credential-destroyed');
  const pkcs8 = unwrapKey(await masterKeys.named(masterKeyId), wrappedKey, keyLabel(credentialId));
  try {
    return new Uint8Array(use(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })));
  } finally {
    pkcs8.fill(0);
  }
}
