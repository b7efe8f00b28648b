import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { readCertificateFile } from '@segl/pades';

/** All certificates (DER) of files and folders: PEM or DER; of folders what ends with .pem, .crt, .cer or .der. */
export function readCertificates(places: readonly string[]): Uint8Array[] {
  return places.flatMap((place) =>
    (statSync(place).isDirectory() ? certificateFiles(place) : [place]).flatMap((file) =>
      readCertificateFile(readFileSync(file)),
    ),
  );
}

const certificateFiles = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => /\.(pem|crt|cer|der)$/i.test(name))
    .map((name) => path.join(folder, name));
