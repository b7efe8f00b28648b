import { readFileSync } from 'node:fs';
import {
  readCertificateFile,
  signerFromCsc,
  signerFromPem,
  signerFromPkcs11,
  signerFromPkcs12,
  type CmsSigner,
  type LocalKeyOptions,
  type SignerOptions,
} from '@segl/pades';
import type { KeyPlace } from './sign-settings.js';

/** A key ready to sign. */
export interface LoadedKey {
  readonly signer: CmsSigner;
  /** Gives back what is held: a session with a token. */
  readonly end?: () => Promise<void>;
}

/**
 * Makes the signer that a call asks for. A thread that has nothing to wait for signs itself.
 *
 * @throws PadesError `key.*` or `x509.malformed`; errors of the file system where a key file cannot be read.
 */
export async function loadSigner(
  place: KeyPlace,
  thread: NonNullable<LocalKeyOptions['thread']>,
): Promise<LoadedKey> {
  const choices: SignerOptions = {
    ...(place.digestAlgorithm === undefined ? {} : { digestAlgorithm: place.digestAlgorithm }),
    ...(place.signatureAlgorithm === undefined ? {} : { signatureAlgorithm: place.signatureAlgorithm }),
  };
  switch (place.kind) {
    case 'p12':
      return {
        signer: await signerFromPkcs12(readFileSync(place.file), place.passphrase, { ...choices, thread }),
      };
    case 'pem':
      return {
        signer: signerFromPem(
          readFileSync(place.keyFile, 'latin1'),
          place.certificateFiles.map((file) => readFileSync(file, 'latin1')).join('\n'),
          { ...choices, thread, ...(place.passphrase === undefined ? {} : { passphrase: place.passphrase }) },
        ),
      };
    case 'pkcs11': {
      const { library, token, key, pin, certificateFiles } = place;
      const [certificate, ...chain] = certificateFiles.flatMap((file) =>
        readCertificateFile(readFileSync(file)),
      );
      const signer = await signerFromPkcs11({
        ...choices,
        library,
        key,
        chain,
        ...(token === undefined ? {} : { token }),
        ...(pin === undefined ? {} : { pin }),
        ...(certificate === undefined ? {} : { certificate }),
      });
      return { signer, end: () => signer.close() };
    }
    case 'csc': {
      const { url, apiVersion, credentialId, accessToken, pin, otp } = place;
      return {
        signer: await signerFromCsc({
          ...choices,
          url,
          apiVersion,
          credentialId,
          accessToken,
          ...(pin === undefined ? {} : { pin }),
          ...(otp === undefined ? {} : { otp }),
        }),
      };
    }
  }
}
