import { createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import type { bankidApp } from '@segl/contracts';

/** True when `signature` (base64url of r and s, as WebCrypto gives it) is that of the key over the text; ES256. */
export function isSignedBy(key: bankidApp.PublicJwk, text: string, signature: string): boolean {
  return verify(
    'sha256',
    Buffer.from(text),
    { key: createPublicKey({ key: { ...key }, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
}

/** False also for a point that is not on the curve. */
export function isUsableKey(key: bankidApp.PublicJwk): boolean {
  try {
    createPublicKey({ key: { ...key }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

/** Compares without telling by time how much is alike. */
export function isSameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
