import { createHash } from 'node:crypto';
import type { EncryptionDictionary } from './encryption-dictionary.js';
import { rc4 } from './rc4.js';

/** What fills passwords up to 32 bytes (ISO 32000-2 Algorithm 2, step a). */
const padding = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

const md5 = (...parts: readonly Uint8Array[]): Uint8Array =>
  parts.reduce((hash, part) => hash.update(part), createHash('md5')).digest();

const padded = (password: Uint8Array): Uint8Array => Buffer.concat([password, padding]).subarray(0, 32);

/** A repeated MD5 of the first bytes (Algorithms 2 and 3: 50 times, from revision 3 on). */
function stretched(digest: Uint8Array, { revision, keyBytes }: EncryptionDictionary): Uint8Array {
  let hash = digest;
  for (let round = 0; revision >= 3 && round < 50; round++) hash = md5(hash.subarray(0, keyBytes));
  return hash.subarray(0, keyBytes);
}

const xored = (key: Uint8Array, value: number): Uint8Array => key.map((byte) => byte ^ value);

/** The file's key if this is its user password, for revisions 2 to 4 (Algorithms 2 and 6). */
export function legacyUserKey(
  dictionary: EncryptionDictionary,
  id: Uint8Array,
  password: Uint8Array,
): Uint8Array | undefined {
  const { revision, ownerValue, userValue, permissions, encryptsMetadata } = dictionary;
  const bits = Buffer.alloc(4);
  bits.writeInt32LE(permissions);
  const open = revision >= 4 && !encryptsMetadata ? Buffer.alloc(4, 0xff) : new Uint8Array();
  const key = stretched(md5(padded(password), ownerValue, bits, id, open), dictionary);
  if (revision === 2) return Buffer.compare(rc4(key, padding), userValue) === 0 ? key : undefined;
  let expected = md5(padding, id);
  for (let round = 0; round < 20; round++) expected = rc4(xored(key, round), expected);
  return Buffer.compare(expected, userValue.subarray(0, 16)) === 0 ? key : undefined;
}

/** The file's key if this is its owner password, for revisions 2 to 4 (Algorithm 7). */
export function legacyOwnerKey(
  dictionary: EncryptionDictionary,
  id: Uint8Array,
  password: Uint8Array,
): Uint8Array | undefined {
  const key = stretched(md5(padded(password)), dictionary);
  let userPassword = dictionary.ownerValue;
  for (let round = dictionary.revision === 2 ? 0 : 19; round >= 0; round--)
    userPassword = rc4(xored(key, round), userPassword);
  return legacyUserKey(dictionary, id, userPassword);
}
