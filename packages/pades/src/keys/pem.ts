import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { CmsSigner } from '../cms/types.js';
import { PadesError } from '../errors.js';
import { readCertificateFile } from '../x509/certificate.js';
import type { SignerOptions } from './key-algorithms.js';
import { findPair } from './key-signer.js';

/** What a PEM key needs beside the choices of {@link SignerOptions}. */
export interface PemSignerOptions extends SignerOptions {
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
    throw encrypted
      ? new PadesError('key.passphrase-wrong', 'The passphrase does not open the key', { cause })
      : new PadesError('key.malformed', 'The private key cannot be read', { cause });
  }
}
