import { constants, createVerify, verify, type KeyObject, type VerifyKeyObjectInput } from 'node:crypto';
import type { VerificationScheme } from './algorithms.js';

const KEY_TYPES: Readonly<Record<VerificationScheme['kind'], readonly (string | undefined)[]>> = {
  'rsa-pkcs1': ['rsa'],
  'rsa-pss': ['rsa', 'rsa-pss'],
  ecdsa: ['ec'],
  ed25519: ['ed25519'],
};

/** Keys beyond this many bits only serve to keep a verifier busy. */
const MAX_RSA_BITS = 16_384;

/**
 * Whether the signature over these bytes verifies under the key. A key of the wrong kind, or a value that is no
 * signature at all, is simply `false`.
 */
export function verifySignature(
  scheme: VerificationScheme,
  publicKey: KeyObject,
  signed: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!keyFits(scheme, publicKey)) return false;
  try {
    if (scheme.kind === 'ed25519') return verify(null, signed, publicKey, signature);
    return verify(scheme.digest, signed, keyInput(scheme, publicKey), signature);
  } catch {
    // OpenSSL throws on values that have the wrong form; the caller asks only whether the signature is good.
    return false;
  }
}

/** As {@link verifySignature}, over content that comes in chunks. Ed25519 needs the whole in memory. */
export async function verifyStreamedSignature(
  scheme: VerificationScheme,
  publicKey: KeyObject,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  signature: Uint8Array,
): Promise<boolean> {
  if (!keyFits(scheme, publicKey)) return false;
  if (scheme.kind === 'ed25519') {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(Buffer.from(chunk));
    return verifySignature(scheme, publicKey, Buffer.concat(parts), signature);
  }
  const verifier = createVerify(scheme.digest);
  for await (const chunk of chunks) verifier.update(chunk);
  try {
    return verifier.verify(keyInput(scheme, publicKey), signature);
  } catch {
    return false; // as above: a value of the wrong form is no good signature
  }
}

function keyFits(scheme: VerificationScheme, publicKey: KeyObject): boolean {
  if (!KEY_TYPES[scheme.kind].includes(publicKey.asymmetricKeyType)) return false;
  return (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) <= MAX_RSA_BITS;
}

function keyInput(scheme: VerificationScheme, key: KeyObject): VerifyKeyObjectInput {
  if (scheme.encoding === 'plain') return { key, dsaEncoding: 'ieee-p1363' };
  if (scheme.kind !== 'rsa-pss') return { key };
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltLength ?? 20 };
}
