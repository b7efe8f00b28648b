import { createHash } from 'node:crypto';
import { decryptBlocks, encryptBlocks } from './aes.js';
import type { EncryptionDictionary } from './encryption-dictionary.js';

/** The file's key if this is its user password, for revisions 5 and 6 (ISO 32000-2 Algorithm 2.A). */
export function modernUserKey(
  dictionary: EncryptionDictionary,
  password: Uint8Array,
): Uint8Array | undefined {
  return unwrap(dictionary, password, dictionary.userValue, dictionary.userKey, new Uint8Array());
}

/** The file's key if this is its owner password. */
export function modernOwnerKey(
  dictionary: EncryptionDictionary,
  password: Uint8Array,
): Uint8Array | undefined {
  const { ownerValue, ownerKey, userValue } = dictionary;
  return unwrap(dictionary, password, ownerValue, ownerKey, userValue);
}

/** A value is a hash of 32 bytes, 8 bytes of salt to check the password and 8 to unwrap the key. */
function unwrap(
  { revision }: EncryptionDictionary,
  password: Uint8Array,
  value: Uint8Array,
  wrapped: Uint8Array,
  userValue: Uint8Array,
): Uint8Array | undefined {
  const hash = revision === 5 ? simpleHash : hardenedHash;
  const proof = hash(password, value.subarray(32, 40), userValue);
  if (Buffer.compare(proof, value.subarray(0, 32)) !== 0) return undefined;
  return decryptBlocks(hash(password, value.subarray(40, 48), userValue), wrapped);
}

/** Revision 5 (Adobe Supplement to ISO 32000, BaseVersion 1.7, ExtensionLevel 3). */
function simpleHash(password: Uint8Array, salt: Uint8Array, userValue: Uint8Array): Uint8Array {
  return createHash('sha256').update(password).update(salt).update(userValue).digest();
}

/** Revision 6 (Algorithm 2.B): at least 64 rounds, and at most 287. */
function hardenedHash(password: Uint8Array, salt: Uint8Array, userValue: Uint8Array): Uint8Array {
  let key = simpleHash(password, salt, userValue);
  for (let round = 0, last = 0; round < 64 || last > round - 32; round++) {
    const once = Buffer.concat([password, key, userValue]);
    const block = Buffer.concat(Array.from({ length: 64 }, () => once));
    const encrypted = encryptBlocks(key.subarray(0, 16), block, key.subarray(16, 32));
    // 256 leaves 1 when divided by 3: the remainder of the first 16 bytes as a number is that of their sum.
    const remainder = encrypted.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3;
    const algorithm = (['sha256', 'sha384', 'sha512'] as const)[remainder] ?? 'sha256';
    key = createHash(algorithm).update(encrypted).digest();
    last = encrypted[encrypted.length - 1] ?? 0;
  }
  return key.subarray(0, 32);
}

/** What `/Perms` says, deciphered (Algorithm 13); undefined where it is not what it should be. */
export function readPerms(
  { perms }: EncryptionDictionary,
  key: Uint8Array,
): { readonly permissions: number; readonly encryptsMetadata: boolean } | undefined {
  const plain = Buffer.from(decryptBlocks(key, perms));
  if (plain.toString('latin1', 9, 12) !== 'adb') return undefined;
  return { permissions: plain.readInt32LE(0), encryptsMetadata: plain[8] === 0x54 };
}
