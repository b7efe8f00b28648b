import { webcrypto } from 'node:crypto';

/** Keys that issuers have: P-256, or P-384 for the root. */
export type IssuerCurve = 'P-256' | 'P-384';

/** Digest that goes with an issuer's curve (RFC 5480 §4). */
export const curveDigest: Readonly<Record<IssuerCurve, 'SHA-256' | 'SHA-384'>> = {
  'P-256': 'SHA-256',
  'P-384': 'SHA-384',
};

/** Makes an issuer's key pair; the private key can be exported, to be wrapped. */
export async function generateIssuerKey(curve: IssuerCurve): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: curve }, true, ['sign', 'verify']);
}

/** Private key as PKCS#8, DER. */
export async function exportPrivateKey(key: webcrypto.CryptoKey): Promise<Uint8Array> {
  return new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', key));
}

/** Reads an issuer's PKCS#8 private key; it cannot be exported again. */
export async function importIssuerKey(pkcs8: Uint8Array, curve: IssuerCurve): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', pkcs8, { name: 'ECDSA', namedCurve: curve }, false, ['sign']);
}

/** The curve of an issuer's key. Issuers have EC keys only; anything else is a fault of the program. */
export function curveOf(key: webcrypto.CryptoKey): IssuerCurve {
  const { namedCurve } = key.algorithm as webcrypto.EcKeyAlgorithm;
  if (namedCurve !== 'P-256' && namedCurve !== 'P-384') throw new TypeError('Not an issuer’s key');
  return namedCurve;
}
