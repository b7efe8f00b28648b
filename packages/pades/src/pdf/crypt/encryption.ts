import { PadesError } from '../../errors.js';
import type { ParseMode } from '../lexer.js';
import { isArray, PdfDict, PdfStream, PdfString, type PdfObject } from '../objects.js';
import { permissionBits, type PermissionBits } from '../permissions.js';
import { modernOwnerKey, modernUserKey, readPerms } from './aes256-key.js';
import { readEncryptionDictionary, type EncryptionDictionary } from './encryption-dictionary.js';
import { legacyOwnerKey, legacyUserKey } from './legacy-key.js';
import { objectCipher, type ObjectCipher } from './object-cipher.js';
import { passwordBytes } from './passwords.js';

/** How a file is encrypted (ISO 32000-2 §7.6), and how it was opened. */
export interface DocumentEncryption {
  /** Name of the security handler; only `Standard` is supported. */
  readonly handler: string;
  /** `/V` and `/R` of the encryption dictionary; 0 where the handler is not supported. */
  readonly version: number;
  readonly revision: number;
  /** Of streams, unless a stream names another; `none` is the Identity filter. */
  readonly algorithm: 'RC4' | 'AES-128' | 'AES-256' | 'none' | 'unknown';
  readonly keyBits: number;
  readonly encryptsMetadata: boolean;
  /** What whoever opens the file with the user password may do; all the owner may do is everything. */
  readonly permissions: PermissionBits | undefined;
  /** Whether the empty user password opens the file, so that nobody is asked for one. */
  readonly opensWithoutPassword: boolean;
  /**
   * The password that opened the file; undefined where it is locked. The empty password that is tried by itself never
   * counts as the owner's, even where it is.
   */
  readonly openedWith: 'user' | 'owner' | undefined;
  /** Why the file is locked, where it is. */
  readonly lockedBy: 'pdf.password-required' | 'pdf.password-wrong' | 'pdf.encrypted' | undefined;
}

/** A file's encryption as the reader and the writer need it. */
export interface OpenedEncryption {
  readonly description: DocumentEncryption;
  /** Undefined where the file is locked. */
  readonly cipher: ObjectCipher | undefined;
  /** `/Perms` does not confirm `/P` (revision 6). */
  readonly permissionsDoubtful: boolean;
  /** Why the file is locked. */
  readonly fault: PadesError | undefined;
}

export interface OpenEncryptionInput {
  readonly encrypt: PdfDict;
  /** `/ID` of the trailer. */
  readonly id: PdfObject | undefined;
  readonly password: string | undefined;
  readonly mode: ParseMode;
  readonly resolve: (value: PdfObject | undefined) => PdfObject | undefined;
}

/** Finds out how a file is encrypted and tries to unlock it: with the password given, or else with the empty one. */
export function openEncryption(input: OpenEncryptionInput): OpenedEncryption {
  let dictionary: EncryptionDictionary;
  try {
    dictionary = readEncryptionDictionary(input.encrypt, input.resolve);
  } catch (error) {
    if (!(error instanceof PadesError) || error.code !== 'pdf.encrypted') throw error;
    return unsupported(input, error);
  }
  const id = isArray(input.id) ? input.resolve(input.id[0]) : undefined;
  const unlocked = unlock(dictionary, id instanceof PdfString ? id.bytes : new Uint8Array(), input.password);
  const perms = unlocked.key && dictionary.revision === 6 ? readPerms(dictionary, unlocked.key) : undefined;
  // Whoever changes /P without the key cannot change its sealed copy: the stricter of both counts.
  const allowed = dictionary.permissions & (perms?.permissions ?? -1);
  const permissionsDoubtful =
    unlocked.key !== undefined &&
    dictionary.revision === 6 &&
    (perms?.permissions !== dictionary.permissions || perms.encryptsMetadata !== dictionary.encryptsMetadata);
  const lockedBy = unlocked.key
    ? undefined
    : input.password === undefined
      ? 'pdf.password-required'
      : 'pdf.password-wrong';
  return {
    description: {
      handler: 'Standard',
      version: dictionary.version,
      revision: dictionary.revision,
      algorithm: algorithmNames[dictionary.streams],
      keyBits: dictionary.keyBytes * 8,
      encryptsMetadata: dictionary.encryptsMetadata,
      permissions: permissionBits(allowed, dictionary.revision),
      opensWithoutPassword: unlocked.opensWithoutPassword,
      openedWith: unlocked.openedWith,
      lockedBy,
    },
    cipher: unlocked.key && objectCipher(dictionary, unlocked.key, input),
    permissionsDoubtful,
    fault: lockedBy && new PadesError(lockedBy, lockedMessages[lockedBy]),
  };
}

const lockedMessages = {
  'pdf.password-required': 'The file is encrypted and needs a password',
  'pdf.password-wrong': 'The password does not open the file',
};

const algorithmNames = { none: 'none', rc4: 'RC4', 'aes-128': 'AES-128', 'aes-256': 'AES-256' } as const;

interface Unlocked {
  readonly key: Uint8Array | undefined;
  readonly openedWith: 'user' | 'owner' | undefined;
  readonly opensWithoutPassword: boolean;
}

function unlock(dictionary: EncryptionDictionary, id: Uint8Array, password: string | undefined): Unlocked {
  const modern = dictionary.version === 5;
  const asUser = (bytes: Uint8Array): Uint8Array | undefined =>
    modern ? modernUserKey(dictionary, bytes) : legacyUserKey(dictionary, id, bytes);
  const asOwner = (bytes: Uint8Array): Uint8Array | undefined =>
    modern ? modernOwnerKey(dictionary, bytes) : legacyOwnerKey(dictionary, id, bytes);
  const withoutPassword = asUser(new Uint8Array());
  const opensWithoutPassword = withoutPassword !== undefined;
  if (password === undefined) {
    return { key: withoutPassword, openedWith: withoutPassword && 'user', opensWithoutPassword };
  }
  const candidates = passwordBytes(password, dictionary.revision);
  // Without an owner password of its own, a file's user password is its owner's too (Algorithm 3, step a).
  for (const [openedWith, open] of [
    ['owner', asOwner],
    ['user', asUser],
  ] as const) {
    for (const bytes of candidates) {
      const key = open(bytes);
      if (key) return { key, openedWith, opensWithoutPassword };
    }
  }
  return { key: undefined, openedWith: undefined, opensWithoutPassword };
}

function unsupported({ encrypt, resolve }: OpenEncryptionInput, fault: PadesError): OpenedEncryption {
  const handler = resolve(encrypt.get('Filter'));
  return {
    description: {
      handler: typeof handler === 'object' && handler !== null && 'value' in handler ? handler.value : '',
      version: 0,
      revision: 0,
      algorithm: 'unknown',
      keyBits: 0,
      encryptsMetadata: true,
      permissions: undefined,
      opensWithoutPassword: false,
      openedWith: undefined,
      lockedBy: 'pdf.encrypted',
    },
    cipher: undefined,
    permissionsDoubtful: false,
    fault,
  };
}

/** What can be told of an object of a locked file: its structure. Strings read as null, and streams give no bytes. */
export function lockedObject(value: PdfObject, fault: PadesError): PdfObject {
  if (value instanceof PdfString) return null;
  if (isArray(value)) return value.map((item) => lockedObject(item, fault));
  if (value instanceof PdfDict) return lockedDict(value, fault);
  if (!(value instanceof PdfStream)) return value;
  const refuse = (): never => {
    throw new PadesError(fault.code, fault.message);
  };
  return new PdfStream(lockedDict(value.dict, fault), refuse, value.length);
}

function lockedDict(value: PdfDict, fault: PadesError): PdfDict {
  const entries = new Map<string, PdfObject>();
  for (const [key, item] of value.entries) {
    const readable = lockedObject(item, fault);
    if (readable !== null) entries.set(key, readable);
  }
  return new PdfDict(entries);
}
