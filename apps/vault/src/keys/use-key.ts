import { constants, createPrivateKey, privateEncrypt, sign, type KeyObject } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import type { vault } from '@segl/contracts';
import type { VaultKey } from '@segl/database';
import { ProblemError, unwrapKey } from '@segl/platform';
import type { VaultRoom } from '../vault-room.js';
import { keyLabel } from './create-key.js';

/** Digests that the vault signs with. */
export type DigestAlgorithm = vault.SignatureAnswer['digestAlgorithm'];

/** DigestInfo of PKCS#1 v1.5 up to the digest itself (RFC 8017 §9.2, note 1). */
const digestInfoPrefix: Readonly<Record<DigestAlgorithm, string>> = {
  'SHA-256': '3031300d060960864801650304020105000420',
  'SHA-384': '3041300d060960864801650304020205000430',
  'SHA-512': '3051300d060960864801650304020305000440',
};

/** Scheme of a key's signatures. */
export function signatureAlgorithmOf({
  algorithm,
}: Pick<VaultKey, 'algorithm'>): vault.SignatureAnswer['signatureAlgorithm'] {
  return algorithm === 'EC-P256' ? 'ECDSA' : 'RSASSA-PKCS1-v1_5';
}

/** Signs octets: for ECDSA the DER `ECDSA-Sig-Value`. The key is in the clear for the time of this call only. */
export async function signOctets(
  room: Pick<VaultRoom, 'masterKeys'>,
  row: VaultKey,
  digestAlgorithm: DigestAlgorithm,
  octets: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  return withPrivateKey(room, row, (key) =>
    sign(digestAlgorithm, octets, { key, dsaEncoding: 'der', padding: constants.RSA_PKCS1_PADDING }),
  );
}

/**
 * Signs a digest made elsewhere (CSC `signHash`), of a length that fits `digestAlgorithm`. Node signs EC keys over
 * octets only, so this one case uses @noble/curves (docs/adr/0004).
 */
export async function signDigest(
  room: Pick<VaultRoom, 'masterKeys'>,
  row: VaultKey,
  digestAlgorithm: DigestAlgorithm,
  digest: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  return withPrivateKey(room, row, (key) => {
    if (row.algorithm !== 'EC-P256') {
      const digestInfo = Buffer.concat([Buffer.from(digestInfoPrefix[digestAlgorithm], 'hex'), digest]);
      return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo);
    }
    const scalar = Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url');
    try {
      return p256.sign(digest, scalar, { prehash: false, lowS: false, format: 'der' });
    } finally {
      scalar.fill(0);
    }
  });
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
