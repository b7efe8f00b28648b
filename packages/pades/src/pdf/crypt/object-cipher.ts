import { createHash } from 'node:crypto';
import { PadesError } from '../../errors.js';
import type { ParseMode } from '../lexer.js';
import {
  isArray,
  nameValue,
  PdfDict,
  PdfStream,
  PdfString,
  streamOf,
  type PdfObject,
  type PdfRef,
} from '../objects.js';
import { decryptAes, encryptAes } from './aes.js';
import type { CryptMethod, EncryptionDictionary } from './encryption-dictionary.js';
import { rc4 } from './rc4.js';

type Resolve = (value: PdfObject | undefined) => PdfObject | undefined;

/** Deciphers what is read and enciphers what is written, object by object (ISO 32000-2 §7.6.3). */
export interface ObjectCipher {
  /** The object with its strings in plain, and a stream's bytes so when they are asked for. */
  decrypt(ref: PdfRef, value: PdfObject): PdfObject;
  /** The object as it must stand in the file. */
  encrypt(ref: PdfRef, value: PdfObject): PdfObject;
}

type Transform = (method: CryptMethod, data: Uint8Array) => Uint8Array;

/** The cipher of a file whose key is known. */
export function objectCipher(
  dictionary: EncryptionDictionary,
  fileKey: Uint8Array,
  context: { readonly mode: ParseMode; readonly resolve: Resolve },
): ObjectCipher {
  const { mode, resolve } = context;
  const keyOf = (method: CryptMethod, ref: PdfRef): Uint8Array =>
    method === 'aes-256' ? fileKey : objectKey(fileKey, ref, method);
  const decrypting =
    (ref: PdfRef): Transform =>
    (method, data) => {
      if (method === 'none') return data;
      const key = keyOf(method, ref);
      return method === 'rc4' ? rc4(key, data) : decryptAes(key, data, mode);
    };
  const encrypting =
    (ref: PdfRef): Transform =>
    (method, data) => {
      if (method === 'none') return data;
      const key = keyOf(method, ref);
      return method === 'rc4' ? rc4(key, data) : encryptAes(key, data);
    };
  const methodOf = (stream: PdfStream): CryptMethod => streamMethod(stream.dict, dictionary, resolve);
  return {
    decrypt(ref, value) {
      const transform = decrypting(ref);
      if (!(value instanceof PdfStream)) return mapStrings(value, dictionary.strings, transform);
      if (isCrossReference(value)) return value;
      const plain = mapDict(value.dict, dictionary.strings, transform);
      // Which filter applies is looked up when the bytes are asked for: it may need other objects.
      return new PdfStream(plain, () => transform(methodOf(value), value.raw()), value.length);
    },
    encrypt(ref, value) {
      const transform = encrypting(ref);
      if (!(value instanceof PdfStream)) return mapStrings(value, dictionary.strings, transform);
      if (isCrossReference(value)) return value;
      const bytes = transform(methodOf(value), value.raw());
      return streamOf(mapDict(value.dict, dictionary.strings, transform), bytes);
    },
  };
}

/** The key of one object (Algorithm 1); AES has salt of its own. */
function objectKey(
  fileKey: Uint8Array,
  { num, gen }: PdfRef,
  method: 'rc4' | 'aes-128' | 'none',
): Uint8Array {
  const hash = createHash('md5').update(fileKey);
  hash.update(Uint8Array.of(num, num >> 8, num >> 16, gen, gen >> 8));
  if (method === 'aes-128') hash.update('sAlT', 'latin1');
  return hash.digest().subarray(0, Math.min(fileKey.length + 5, 16));
}

function isCrossReference({ dict }: PdfStream): boolean {
  return nameValue(dict.get('Type')) === 'XRef';
}

/** A crypt filter of its own (§7.4.10) goes before everything else; then what kind of stream it is. */
function streamMethod(dict: PdfDict, dictionary: EncryptionDictionary, resolve: Resolve): CryptMethod {
  if (dictionary.version >= 4) {
    const own = ownFilter(dict, resolve);
    if (own !== undefined) {
      const method = dictionary.filter(own);
      if (method) return method;
      throw new PadesError('pdf.encrypted', `The crypt filter ${own} is not supported`);
    }
  }
  const type = nameValue(resolve(dict.get('Type')));
  if (type === 'Metadata' && !dictionary.encryptsMetadata) return 'none';
  return type === 'EmbeddedFile' ? dictionary.embeddedFiles : dictionary.streams;
}

function ownFilter(dict: PdfDict, resolve: Resolve): string | undefined {
  const filters = resolve(dict.get('Filter') ?? dict.get('F'));
  const first = isArray(filters) ? resolve(filters[0]) : filters;
  if (nameValue(first) !== 'Crypt') return undefined;
  const parameters = resolve(dict.get('DecodeParms') ?? dict.get('DP'));
  const own = isArray(parameters) ? resolve(parameters[0]) : parameters;
  return (own instanceof PdfDict ? nameValue(resolve(own.get('Name'))) : undefined) ?? 'Identity';
}

function mapStrings(value: PdfObject, method: CryptMethod, transform: Transform): PdfObject {
  if (method === 'none') return value;
  if (value instanceof PdfString) {
    // What was readable as text may be any bytes now.
    return new PdfString(transform(method, value.bytes), 'hex');
  }
  if (isArray(value)) return value.map((item) => mapStrings(item, method, transform));
  return value instanceof PdfDict ? mapDict(value, method, transform) : value;
}

function mapDict(dict: PdfDict, method: CryptMethod, transform: Transform): PdfDict {
  if (method === 'none') return dict;
  const keepsContents = isSignature(dict);
  const entries = new Map<string, PdfObject>();
  for (const [key, value] of dict.entries)
    entries.set(key, keepsContents && key === 'Contents' ? value : mapStrings(value, method, transform));
  return new PdfDict(entries);
}

/** `/Contents` of a signature stands in plain (§7.6.2): readers must find it, and it is written after everything else. */
function isSignature(dict: PdfDict): boolean {
  if (!dict.has('ByteRange') || !(dict.get('Contents') instanceof PdfString)) return false;
  const type = nameValue(dict.get('Type'));
  return type === undefined || type === 'Sig' || type === 'DocTimeStamp';
}
