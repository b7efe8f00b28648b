import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readAlgorithm, type AlgorithmIdentifier } from '../cms/algorithms.js';
import { readAsn1, Tag } from '../cms/asn1-reader.js';
import type { CmsSigner } from '../cms/types.js';
import { PadesError } from '../errors.js';
import { readCertificateFile } from '../x509/certificate.js';
import { findPair, type LocalKeyOptions } from './key-signer.js';
import { decryptOld, isOldEncryption, isPbes2, passphraseForms } from './pkcs12-crypto.js';

/** What a PEM key needs beside the choices of {@link LocalKeyOptions}. */
export interface PemSignerOptions extends LocalKeyOptions {
  /** Opens an encrypted key. */
  readonly passphrase?: string;
}

/**
 * Makes a signer from a private key in PEM (PKCS#8, PKCS#1 or SEC 1; encrypted PKCS#8 with its passphrase) and
 * certificates in PEM, in any order: the one that belongs to the key signs.
 *
 * Throws `key.malformed`, `key.passphrase-wrong`, `key.unsupported`, `key.certificate-mismatch` or `x509.malformed`.
 */
export function signerFromPem(
  keyPem: string,
  certificatesPem: string,
  options: PemSignerOptions = {},
): CmsSigner {
  const certificates = readCertificateFile(Buffer.from(certificatesPem, 'latin1'));
  return findPair([loadPemKey(keyPem, options.passphrase)], certificates, options);
}

function loadPemKey(pem: string, passphrase: string | undefined): KeyObject {
  const encrypted = /ENCRYPTED/.test(pem);
  try {
    return createPrivateKey(
      passphrase === undefined ? { key: pem, format: 'pem' } : { key: pem, format: 'pem', passphrase },
    );
  } catch (cause) {
    if (!encrypted) throw new PadesError('key.malformed', 'The private key cannot be read', { cause });
    return loadOldKey(pem, passphrase ?? '', cause);
  }
}

/**
 * Encrypted PKCS#8 that OpenSSL did not open: protected in an old way it no longer knows (RC2, RC4), or in one that nobody
 * here knows, or the passphrase is wrong.
 */
function loadOldKey(pem: string, passphrase: string, cause: unknown): KeyObject {
  const wrong = (why?: unknown): PadesError =>
    new PadesError('key.passphrase-wrong', 'The passphrase does not open the key', { cause: why ?? cause });
  const body = /-----BEGIN (ENCRYPTED PRIVATE KEY)-----([\s\S]*?)-----END \1-----/.exec(pem)?.[2];
  if (body === undefined) throw wrong(); // PKCS#1 or SEC 1, encrypted as PEM (RFC 1421)
  const { algorithm, encrypted } = readEncrypted(body, cause);
  if (isPbes2(algorithm)) throw wrong();
  if (!isOldEncryption(algorithm))
    throw new PadesError('key.unsupported', `Encryption ${algorithm.oid} of the key is not supported`, {
      cause,
    });
  for (const form of passphraseForms(passphrase)) {
    const plain = decryptOld(algorithm, form, encrypted);
    if (plain === undefined) continue;
    try {
      return createPrivateKey({ key: Buffer.from(plain), format: 'der', type: 'pkcs8' });
    } catch (why) {
      throw wrong(why); // what a wrong passphrase makes of the bytes is no key
    }
  }
  throw wrong();
}

/** EncryptedPrivateKeyInfo (RFC 5958 §3). */
function readEncrypted(
  base64: string,
  cause: unknown,
): { readonly algorithm: AlgorithmIdentifier; readonly encrypted: Uint8Array } {
  try {
    const fields = readAsn1(Buffer.from(base64, 'base64'), 'ber').fields();
    const algorithm = readAlgorithm(fields.next(Tag.sequence));
    return { algorithm, encrypted: fields.next(Tag.octetString).octets() };
  } catch {
    throw new PadesError('key.malformed', 'The private key cannot be read', { cause });
  }
}
