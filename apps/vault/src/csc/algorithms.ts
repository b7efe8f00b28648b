import type { vault } from '@segl/contracts';
import type { DigestAlgorithm } from '../keys/digests.js';
import { CscError } from './csc-error.js';

/** Digests by OID, and their length in bytes. */
const digests: Readonly<Record<string, { name: DigestAlgorithm; bytes: number }>> = {
  '2.16.840.1.101.3.4.2.1': { name: 'SHA-256', bytes: 32 },
  '2.16.840.1.101.3.4.2.2': { name: 'SHA-384', bytes: 48 },
  '2.16.840.1.101.3.4.2.3': { name: 'SHA-512', bytes: 64 },
};
const digestBytes: Readonly<Record<DigestAlgorithm, number>> = {
  'SHA-256': 32,
  'SHA-384': 48,
  'SHA-512': 64,
};

/** rsaEncryption: PKCS#1 v1.5 with the digest told apart. */
const rsaEncryption = '1.2.840.113549.1.1.1';

const ecSignAlgorithms: Readonly<Record<string, DigestAlgorithm>> = {
  '1.2.840.10045.4.3.2': 'SHA-256',
  '1.2.840.10045.4.3.3': 'SHA-384',
  '1.2.840.10045.4.3.4': 'SHA-512',
};
const rsaSignAlgorithms: Readonly<Record<string, DigestAlgorithm>> = {
  '1.2.840.113549.1.1.11': 'SHA-256',
  '1.2.840.113549.1.1.12': 'SHA-384',
  '1.2.840.113549.1.1.13': 'SHA-512',
};

const keyFacts: Readonly<
  Record<
    vault.KeyAlgorithm,
    { len: number; curve?: string; signs: Readonly<Record<string, DigestAlgorithm>> }
  >
> = {
  'EC-P256': { len: 256, curve: '1.2.840.10045.3.1.7', signs: ecSignAlgorithms },
  'RSA-2048': { len: 2048, signs: rsaSignAlgorithms },
  'RSA-3072': { len: 3072, signs: rsaSignAlgorithms },
};

/** `key` of `credentials/info`, without its status. */
export function keyInfo(algorithm: vault.KeyAlgorithm): { algo: string[]; len: number; curve?: string } {
  const { len, curve, signs } = keyFacts[algorithm];
  return { algo: Object.keys(signs), len, ...(curve === undefined ? {} : { curve }) };
}

/**
 * The digest of a signing request, from `signAlgo` and, where that leaves it open or beside it, the hash algorithm's OID.
 * @throws CscError `invalid_request` when the key cannot sign so, or the two disagree
 */
export function digestOfRequest(
  algorithm: vault.KeyAlgorithm,
  signAlgo: string,
  hashAlgorithmOid: string | undefined,
): DigestAlgorithm {
  const told = hashAlgorithmOid === undefined ? undefined : digestByOid(hashAlgorithmOid);
  const isGeneric = signAlgo === rsaEncryption && algorithm !== 'EC-P256';
  const named = isGeneric ? told : keyFacts[algorithm].signs[signAlgo];
  if (named === undefined) throw new CscError('invalid_request', 'Invalid parameter signAlgo');
  if (told !== undefined && told !== named) {
    throw new CscError('invalid_request', 'The hash algorithm does not fit parameter signAlgo');
  }
  return named;
}

/** @throws CscError `invalid_request` */
export function digestByOid(oid: string): DigestAlgorithm {
  const digest = digests[oid];
  if (digest === undefined) throw new CscError('invalid_request', 'The hash algorithm is not supported');
  return digest.name;
}

/** @throws CscError `invalid_request` when a hash has not the digest's length */
export function requireLength(hashes: readonly Uint8Array[], digest: DigestAlgorithm | undefined): void {
  const allowed = digest === undefined ? Object.values(digestBytes) : [digestBytes[digest]];
  if (hashes.some(({ length }) => !allowed.includes(length))) {
    throw new CscError('invalid_request', 'A hash does not have the length of its algorithm');
  }
}
