import { createDecipheriv, createHash, createHmac, pbkdf2, scrypt } from 'node:crypto';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import type Forge from 'node-forge';
import { readAlgorithm, type AlgorithmIdentifier } from '../cms/algorithms.js';
import { Tag, type Asn1Element, type Fields } from '../cms/asn1-reader.js';
import { PadesError } from '../errors.js';
import { rc4 } from '../pdf/crypt/rc4.js';

/**
 * How PKCS#12 files are protected (RFC 7292, RFC 8018, RFC 9579): the old ways with their own key derivation and 3DES or
 * RC2, and the new ones with PBKDF2 or scrypt and AES.
 */

const pbkdf2Async = promisify(pbkdf2);
const scryptAsync = promisify<
  Buffer,
  Buffer,
  number,
  { N: number; r: number; p: number; maxmem: number },
  Buffer
>(scrypt);

/** Beyond this, a file only serves to keep the reader busy. */
const MAX_ITERATIONS = 10_000_000;

const OID_PBES2 = '1.2.840.113549.1.5.13';
const OID_PBKDF2 = '1.2.840.113549.1.5.12';
const OID_SCRYPT = '1.3.6.1.4.1.11591.4.11';
const OID_PBMAC1 = '1.2.840.113549.1.5.14';

/** Hashes of HMAC pseudo-random functions, by OID. */
const HMAC_HASHES: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.2.7', 'sha1'],
  ['1.2.840.113549.2.8', 'sha224'],
  ['1.2.840.113549.2.9', 'sha256'],
  ['1.2.840.113549.2.10', 'sha384'],
  ['1.2.840.113549.2.11', 'sha512'],
]);

/** Ciphers of PBES2, by OID. */
const CIPHERS: ReadonlyMap<string, { readonly name: string; readonly keyLength: number }> = new Map([
  ['2.16.840.1.101.3.4.1.2', { name: 'aes-128-cbc', keyLength: 16 }],
  ['2.16.840.1.101.3.4.1.22', { name: 'aes-192-cbc', keyLength: 24 }],
  ['2.16.840.1.101.3.4.1.42', { name: 'aes-256-cbc', keyLength: 32 }],
  ['1.2.840.113549.3.7', { name: 'des-ede3-cbc', keyLength: 24 }],
]);

/** Old encryption of PKCS#12 (RFC 7292 appendix C), by OID. */
const OLD_CIPHERS: ReadonlyMap<
  string,
  { readonly cipher: '3des' | 'rc2' | 'rc4'; readonly keyLength: number }
> = new Map([
  ['1.2.840.113549.1.12.1.1', { cipher: 'rc4', keyLength: 16 }],
  ['1.2.840.113549.1.12.1.2', { cipher: 'rc4', keyLength: 5 }],
  ['1.2.840.113549.1.12.1.3', { cipher: '3des', keyLength: 24 }],
  ['1.2.840.113549.1.12.1.4', { cipher: '3des', keyLength: 16 }],
  ['1.2.840.113549.1.12.1.5', { cipher: 'rc2', keyLength: 16 }],
  ['1.2.840.113549.1.12.1.6', { cipher: 'rc2', keyLength: 5 }],
]);

/** The forms in which programs feed a passphrase into the derivations. */
export interface Passphrase {
  /** For PBKDF2 and scrypt. */
  readonly utf8: Buffer;
  /** For the derivation of RFC 7292 appendix B: UTF-16BE with a closing zero, or nothing at all. */
  readonly bmp: Buffer;
}

/** An empty passphrase is written in two ways; both must be tried. */
export function passphraseForms(passphrase: string): Passphrase[] {
  const utf8 = Buffer.from(passphrase, 'utf8');
  const bmp = Buffer.from(`${passphrase}\0`, 'utf16le').swap16();
  return passphrase === ''
    ? [
        { utf8, bmp },
        { utf8, bmp: Buffer.alloc(0) },
      ]
    : [{ utf8, bmp }];
}

const unsupported = (what: string): PadesError => new PadesError('key.unsupported', what);

function iterations(element: Asn1Element): number {
  const count = element.smallInteger();
  if (count < 1 || count > MAX_ITERATIONS) throw unsupported('The key file asks for too many iterations');
  return count;
}

/** Decrypts content by the algorithm that the file names. A wrong passphrase mostly shows as `undefined`. */
export async function decrypt(
  algorithm: AlgorithmIdentifier,
  passphrase: Passphrase,
  ciphertext: Uint8Array,
): Promise<Uint8Array | undefined> {
  const { parameters } = algorithm;
  if (parameters === undefined) throw unsupported('The key file names an encryption without parameters');
  if (algorithm.oid === OID_PBES2) return decryptPbes2(parameters.fields(), passphrase, ciphertext);
  return decryptOld(algorithm, passphrase, ciphertext);
}

/** Whether content is encrypted by PBES2 (RFC 8018 §6.2). */
export const isPbes2 = ({ oid }: AlgorithmIdentifier): boolean => oid === OID_PBES2;

/** Whether content is encrypted in one of the old ways, some of which OpenSSL 3 does not know without a provider. */
export const isOldEncryption = ({ oid }: AlgorithmIdentifier): boolean => OLD_CIPHERS.has(oid);

/** {@link decrypt} for the old ways. */
export function decryptOld(
  { oid, parameters }: AlgorithmIdentifier,
  passphrase: Passphrase,
  ciphertext: Uint8Array,
): Uint8Array | undefined {
  const old = OLD_CIPHERS.get(oid);
  if (old === undefined || parameters === undefined)
    throw unsupported(`Encryption ${oid} of the key file is not supported`);
  const fields = parameters.fields();
  const salt = fields.next(Tag.octetString).octets();
  const rounds = iterations(fields.next(Tag.integer));
  const key = deriveKey('sha1', passphrase.bmp, salt, rounds, 1, old.keyLength);
  if (old.cipher === 'rc4') return rc4(key, ciphertext);
  const iv = deriveKey('sha1', passphrase.bmp, salt, rounds, 2, 8);
  if (old.cipher === 'rc2') return decryptRc2(key, iv, ciphertext);
  const tripleKey = key.length === 16 ? Buffer.concat([key, key.subarray(0, 8)]) : key;
  return decipher('des-ede3-cbc', tripleKey, iv, ciphertext);
}

async function decryptPbes2(
  fields: Fields,
  passphrase: Passphrase,
  ciphertext: Uint8Array,
): Promise<Uint8Array | undefined> {
  const derivation = readAlgorithm(fields.next(Tag.sequence));
  const scheme = readAlgorithm(fields.next(Tag.sequence));
  const cipher = CIPHERS.get(scheme.oid);
  if (cipher === undefined || scheme.parameters === undefined)
    throw unsupported(`Encryption ${scheme.oid} of the key file is not supported`);
  const key = await derive(derivation, passphrase.utf8, cipher.keyLength);
  return decipher(cipher.name, key, scheme.parameters.octets(), ciphertext);
}

/** PBKDF2 (RFC 8018 §5.2) or scrypt (RFC 7914). */
async function derive(
  derivation: AlgorithmIdentifier,
  password: Buffer,
  keyLength: number | 'as stated',
): Promise<Buffer> {
  const fields = derivation.parameters?.fields();
  if (fields === undefined) throw unsupported('Key derivation without parameters');
  const salt = Buffer.from(fields.next(Tag.octetString).octets());
  if (derivation.oid === OID_SCRYPT) {
    const [N, r, p] = [0, 0, 0].map(() => fields.next(Tag.integer).smallInteger());
    if (N === undefined || r === undefined || p === undefined || N * r > 2 ** 21 || r * p > 2 ** 12)
      throw unsupported('The key file asks for too much memory');
    if (keyLength === 'as stated') throw unsupported('scrypt where PBKDF2 belongs');
    return scryptAsync(password, salt, keyLength, { N, r, p, maxmem: 512 * 1024 * 1024 });
  }
  if (derivation.oid !== OID_PBKDF2) throw unsupported(`Key derivation ${derivation.oid} is not supported`);
  const rounds = iterations(fields.next(Tag.integer));
  const stated = fields.optional(Tag.integer)?.smallInteger();
  const prf = fields.optional(Tag.sequence);
  const hash = prf === undefined ? 'sha1' : HMAC_HASHES.get(readAlgorithm(prf).oid);
  if (hash === undefined) throw unsupported('The pseudo-random function of the key file is not supported');
  const length = stated ?? keyLength;
  if (length === 'as stated') throw unsupported('PBMAC1 without a key length (RFC 9579 §4)');
  if (length < 1 || length > 128) throw unsupported('Key length');
  return pbkdf2Async(password, salt, rounds, length, hash);
}

/**
 * The MAC over the file's content: the old way (RFC 7292 appendix B, key purpose 3) or PBMAC1 (RFC 9579).
 */
export async function computeMac(
  algorithm: AlgorithmIdentifier,
  hash: string | undefined,
  passphrase: Passphrase,
  salt: Uint8Array,
  rounds: Asn1Element | undefined,
  content: Uint8Array,
): Promise<Buffer> {
  if (algorithm.oid === OID_PBMAC1) {
    const fields = algorithm.parameters?.fields();
    if (fields === undefined) throw unsupported('PBMAC1 without parameters');
    const derivation = readAlgorithm(fields.next(Tag.sequence));
    const scheme = HMAC_HASHES.get(readAlgorithm(fields.next(Tag.sequence)).oid);
    if (scheme === undefined) throw unsupported('The MAC of the key file is not supported');
    return createHmac(scheme, await derive(derivation, passphrase.utf8, 'as stated'))
      .update(content)
      .digest();
  }
  if (hash === undefined) throw unsupported('The MAC of the key file is not supported');
  const length = createHash(hash).digest().length;
  const count = rounds === undefined ? 1 : iterations(rounds);
  const key = deriveKey(hash, passphrase.bmp, salt, count, 3, length);
  return createHmac(hash, key).update(content).digest();
}

function decipher(
  name: string,
  key: Uint8Array,
  iv: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array | undefined {
  try {
    const cipher = createDecipheriv(name, key, iv);
    return Buffer.concat([cipher.update(ciphertext), cipher.final()]);
  } catch {
    return undefined; // bad padding: the sign of a wrong passphrase
  }
}

const requireModule = createRequire(import.meta.url);

/** Loaded for the one cipher that only files of the oldest kinds need: everybody else does without. */
const loadForge = (): typeof Forge => requireModule('node-forge') as typeof Forge;

/** RC2 is in no default build of OpenSSL 3; files of the nineties protect their certificates with it. */
function decryptRc2(key: Buffer, iv: Buffer, ciphertext: Uint8Array): Uint8Array | undefined {
  const forge = loadForge();
  const cipher = forge.rc2.createDecryptionCipher(key.toString('binary'), key.length * 8);
  cipher.start(iv.toString('binary'));
  cipher.update(forge.util.createBuffer(Buffer.from(ciphertext).toString('binary')));
  return cipher.finish() ? Buffer.from(cipher.output.getBytes(), 'binary') : undefined;
}

/** Key derivation of RFC 7292 appendix B.2; purpose 1 is a key, 2 an initialisation vector, 3 a MAC key. */
export function deriveKey(
  hash: string,
  password: Uint8Array,
  salt: Uint8Array,
  rounds: number,
  purpose: 1 | 2 | 3,
  length: number,
): Buffer {
  const block = hash === 'sha384' || hash === 'sha512' ? 128 : 64; // v
  const fill = (bytes: Uint8Array): Buffer => {
    const out = Buffer.alloc(Math.ceil(bytes.length / block) * block);
    for (let i = 0; i < out.length; i++) out[i] = bytes[i % bytes.length] ?? 0;
    return out;
  };
  const diversifier = Buffer.alloc(block, purpose); // D
  const input = Buffer.concat([fill(salt), fill(password)]); // I
  const chunks: Buffer[] = [];
  for (let made = 0; made < length;) {
    let a = createHash(hash).update(diversifier).update(input).digest();
    for (let i = 1; i < rounds; i++) a = createHash(hash).update(a).digest();
    chunks.push(a);
    made += a.length;
    addToBlocks(input, fill(a).subarray(0, block), block);
  }
  return Buffer.concat(chunks).subarray(0, length);
}

/** I_j := (I_j + B + 1) mod 2^(8v), for each block of I. */
function addToBlocks(input: Buffer, b: Buffer, block: number): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1;
    for (let i = block - 1; i >= 0; i--) {
      const sum = (input[start + i] ?? 0) + (b[i] ?? 0) + carry;
      input[start + i] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}
