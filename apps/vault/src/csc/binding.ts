import { createHash } from 'node:crypto';
import type { bankid } from '@segl/contracts';
import { digestByOid, requireLength } from './algorithms.js';
import { CscError } from './csc-error.js';
import type { SignatureBinding } from './grants.js';
import { mostSignatures } from './versions.js';

/** Base64 or base64url, padded or not; undefined when it is neither. */
export function decodeHash(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/_-]{20,100}={0,2}$/.test(text)) return undefined;
  return new Uint8Array(Buffer.from(text.replaceAll('-', '+').replaceAll('_', '/'), 'base64'));
}

/** @throws CscError `invalid_request` */
export function decodeHashes(texts: readonly string[], hashAlgorithmOid: string | undefined): Uint8Array[] {
  if (texts.length === 0 || texts.length > mostSignatures) {
    throw new CscError('invalid_request', `There must be 1 to ${mostSignatures} hashes`);
  }
  const hashes = texts.map((text) => {
    const hash = decodeHash(text);
    if (hash === undefined) throw new CscError('invalid_request', 'A hash is not base64');
    return hash;
  });
  requireLength(hashes, hashAlgorithmOid === undefined ? undefined : digestByOid(hashAlgorithmOid));
  return hashes;
}

/**
 * Binds an authorization to a credential and to hashes. SCAL2: every hash is named before the holder authorizes.
 * @throws CscError `invalid_request`
 */
export function bind(
  credentialId: string,
  numSignatures: number,
  hashes: readonly Uint8Array[],
): SignatureBinding {
  if (numSignatures < 1 || numSignatures > mostSignatures || numSignatures < hashes.length) {
    throw new CscError('invalid_request', 'Invalid parameter numSignatures');
  }
  return { credentialId, numSignatures, hashes: hashes.map((hash) => Buffer.from(hash).toString('base64')) };
}

/** @throws CscError `hash_mismatch` when a hash was not authorized, or there are more than authorized */
export function requireAuthorized(binding: SignatureBinding, hashes: readonly Uint8Array[]): void {
  const authorized = new Set(binding.hashes);
  const asked = hashes.map((hash) => Buffer.from(hash).toString('base64'));
  if (asked.length > binding.numSignatures || asked.some((hash) => !authorized.has(hash))) {
    throw new CscError('hash_mismatch', 'A hash is not among those that were authorized');
  }
}

/** Documents that a detail may list one by one. */
const mostDocuments = 20;

/**
 * The same binding as the bank's dialog and activation carry it (RFC 9396). Hashes that are not SHA-256, and more than 20,
 * are named by one SHA-256 over them.
 */
export function signatureDetail(
  binding: SignatureBinding,
  { caller, description }: { caller: string; description: string | undefined },
): bankid.SeglSignatureDetail {
  const hashes = binding.hashes.map((text) => Buffer.from(text, 'base64'));
  const label = (number: number) => `Hash ${number} / ${hashes.length}`;
  const documents =
    hashes.length <= mostDocuments
      ? hashes.map((hash, index) => ({ label: label(index + 1), sha256: sha256Of(hash) }))
      : [{ label: `${hashes.length} hashes`, sha256: sha256(Buffer.concat(hashes)) }];
  return {
    type: 'segl_signature',
    documents,
    // There is no consent record of ours: what the holder consents to is this very authorization.
    consentSha256: sha256(JSON.stringify(['csc-authorization', caller, binding])),
    reference: Array.from(description ?? caller)
      .slice(0, 40)
      .join(''),
    caller,
  };
}

/** Whether an activation's detail is the one asked for. */
export function isSameDetail(found: bankid.SeglSignatureDetail, asked: bankid.SeglSignatureDetail): boolean {
  const facts = ({ documents, consentSha256 }: bankid.SeglSignatureDetail) =>
    JSON.stringify([consentSha256, documents.map(({ sha256: hash }) => hash)]);
  return facts(found) === facts(asked);
}

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const sha256Of = (hash: Uint8Array): string =>
  hash.length === 32 ? Buffer.from(hash).toString('hex') : sha256(hash);
