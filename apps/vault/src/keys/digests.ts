import type { vault } from '@segl/contracts';

/** Digests that the vault signs with. */
export type DigestAlgorithm = vault.SignatureAnswer['digestAlgorithm'];

/** DigestInfo of PKCS#1 v1.5 up to the digest itself (RFC 8017 §9.2, note 1). */
const digestInfoPrefix: Readonly<Record<DigestAlgorithm, string>> = {
  'SHA-256': '3031300d060960864801650304020105000420',
  'SHA-384': '3041300d060960864801650304020205000430',
  'SHA-512': '3051300d060960864801650304020305000440',
};

/** DER of the DigestInfo that RSASSA-PKCS1-v1_5 pads and signs. */
export function digestInfoOf(algorithm: DigestAlgorithm, digest: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(digestInfoPrefix[algorithm], 'hex'), digest]);
}
