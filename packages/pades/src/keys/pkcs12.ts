import { createPrivateKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { digestName, readAlgorithm } from '../cms/algorithms.js';
import { contextTag, readAsn1, Tag, type Asn1Element } from '../cms/asn1-reader.js';
import { OID } from '../cms/oids.js';
import type { CmsSigner } from '../cms/types.js';
import { PadesError } from '../errors.js';
import { findPair, type LocalKeyOptions } from './key-signer.js';
import { computeMac, decrypt, passphraseForms, type Passphrase } from './pkcs12-crypto.js';

const BAG = {
  key: '1.2.840.113549.1.12.10.1.1',
  shroudedKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
  nested: '1.2.840.113549.1.12.10.1.6',
} as const;

const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1';
const PBMAC1 = '1.2.840.113549.1.5.14';
const MAX_NESTING = 4;

interface Contents {
  readonly keys: KeyObject[];
  readonly certificates: Uint8Array[];
}

/**
 * Makes a signer from a PKCS#12 file (RFC 7292): RSA, EC or Ed25519; old protection (3DES, RC2, SHA-1 MAC) and new
 * (PBES2 with AES, SHA-2 MAC, PBMAC1). Certificates are taken byte by byte as they stand in the file. The first key that
 * has its certificate beside it is used.
 *
 * Throws `key.malformed`, `key.passphrase-wrong`, `key.unsupported` or `key.certificate-mismatch`.
 */
export async function signerFromPkcs12(
  bytes: Uint8Array,
  passphrase: string,
  options: LocalKeyOptions = {},
): Promise<CmsSigner> {
  const { keys, certificates } = await readPkcs12(bytes, passphrase);
  return findPair(keys, certificates, options);
}

async function readPkcs12(bytes: Uint8Array, passphrase: string): Promise<Contents> {
  try {
    const pfx = readAsn1(bytes, 'ber').fields();
    if (pfx.next(Tag.integer).smallInteger() !== 3)
      throw new PadesError('key.malformed', 'Not PKCS#12 version 3');
    const authSafe = contentOf(pfx.next(Tag.sequence));
    const macData = pfx.optional(Tag.sequence);
    const form = await checkMac(macData, authSafe, passphrase);
    const contents: Contents = { keys: [], certificates: [] };
    for (const safe of readAsn1(authSafe, 'ber').fields().rest())
      await readBags(readAsn1(await openSafe(safe, form), 'ber'), form, contents, 0);
    return contents;
  } catch (cause) {
    if (cause instanceof PadesError && cause.code.startsWith('key.')) throw cause;
    if (cause instanceof PadesError) throw new PadesError('key.malformed', 'Not a PKCS#12 file', { cause });
    throw cause;
  }
}

/** The octets of ContentInfo of type data. */
function contentOf(contentInfo: Asn1Element): Uint8Array {
  const fields = contentInfo.fields();
  const type = fields.next(Tag.oid).oid();
  if (type !== OID.data)
    throw new PadesError('key.unsupported', 'PKCS#12 files protected by public keys are not supported');
  return fields.next(contextTag(0)).explicit().octets();
}

/** Finds the form of the passphrase for which the MAC holds. */
async function checkMac(
  macData: Asn1Element | undefined,
  content: Uint8Array,
  passphrase: string,
): Promise<Passphrase> {
  const forms = passphraseForms(passphrase);
  const [first] = forms;
  if (first === undefined) throw new TypeError('A passphrase has at least one form');
  if (macData === undefined) return first; // decryption alone decides
  const fields = macData.fields();
  const digestInfo = fields.next(Tag.sequence).fields();
  const algorithm = readAlgorithm(digestInfo.next(Tag.sequence));
  const expected = digestInfo.next(Tag.octetString).octets();
  const salt = fields.next(Tag.octetString).octets();
  const rounds = fields.optional(Tag.integer);
  const hash = algorithm.oid === PBMAC1 ? undefined : macDigest(algorithm.oid);
  for (const form of forms) {
    const mac = await computeMac(algorithm, hash, form, salt, rounds, content);
    if (mac.length === expected.length && timingSafeEqual(mac, expected)) return form;
  }
  throw new PadesError('key.passphrase-wrong', 'The passphrase does not open the key file');
}

function macDigest(oid: string): string {
  try {
    return digestName(oid);
  } catch (cause) {
    throw new PadesError('key.unsupported', 'The MAC of the key file is not supported', { cause });
  }
}

/** SafeContents, decrypted where it is encrypted. */
async function openSafe(contentInfo: Asn1Element, passphrase: Passphrase): Promise<Uint8Array> {
  const fields = contentInfo.fields();
  if (fields.next(Tag.oid).oid() !== OID.encryptedData) return contentOf(contentInfo);
  const encryptedData = fields.next(contextTag(0)).explicit().fields();
  encryptedData.next(Tag.integer); // version
  const info = encryptedData.next(Tag.sequence).fields(); // encryptedContentInfo
  info.next(Tag.oid); // contentType
  const algorithm = readAlgorithm(info.next(Tag.sequence));
  const encrypted = info.next(contextTag(0)).octets(contextTag(0));
  return required(await decrypt(algorithm, passphrase, encrypted));
}

function required(plain: Uint8Array | undefined): Uint8Array {
  if (plain === undefined)
    throw new PadesError('key.passphrase-wrong', 'The passphrase does not open the key file');
  return plain;
}

async function readBags(
  safeContents: Asn1Element,
  passphrase: Passphrase,
  into: Contents,
  depth: number,
): Promise<void> {
  if (depth > MAX_NESTING) throw new PadesError('key.malformed', 'Nested too deeply');
  for (const bag of safeContents.fields().rest()) {
    const fields = bag.fields();
    const type = fields.next(Tag.oid).oid();
    const value = fields.next(contextTag(0)).explicit();
    if (type === BAG.key) into.keys.push(loadKey(value.bytes));
    else if (type === BAG.shroudedKey) {
      const shrouded = value.fields(); // EncryptedPrivateKeyInfo
      const algorithm = readAlgorithm(shrouded.next(Tag.sequence));
      const encrypted = shrouded.next(Tag.octetString).octets();
      into.keys.push(loadKey(required(await decrypt(algorithm, passphrase, encrypted))));
    } else if (type === BAG.certificate) {
      const certificate = value.fields();
      if (certificate.next(Tag.oid).oid() === X509_CERTIFICATE)
        into.certificates.push(certificate.next(contextTag(0)).explicit().octets());
    } else if (type === BAG.nested) await readBags(value, passphrase, into, depth + 1);
  }
}

function loadKey(pkcs8: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  } catch (cause) {
    throw new PadesError('key.unsupported', 'The private key in the file cannot be used', { cause });
  }
}
