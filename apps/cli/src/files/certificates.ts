import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { PadesError, readCertificateFile } from '@segl/pades';

/** All certificates (DER) of files and folders: PEM or DER; of folders what ends with .pem, .crt, .cer or .der. */
export function readCertificates(places: readonly string[]): Uint8Array[] {
  return places.flatMap((place) =>
    (statSync(place).isDirectory() ? certificateFiles(place) : [place]).flatMap(readNamed),
  );
}

function readNamed(file: string): Uint8Array[] {
  try {
    return readCertificateFile(readFileSync(file));
  } catch (cause) {
    if (!(cause instanceof PadesError)) throw cause;
    throw new PadesError(cause.code, `${file} holds no certificate that can be read: ${cause.message}`, {
      cause,
    });
  }
}

const certificateFiles = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => /\.(pem|crt|cer|der)$/i.test(name))
    .map((name) => path.join(folder, name));
