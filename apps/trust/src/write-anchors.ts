import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Authority } from './authority.js';

/** DER as PEM (RFC 7468). */
export function certificatePem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** Writes each root to `<dataDir>/trust/anchors/<id>.pem`, for the command line and for other programs. */
export async function writeAnchors(dataDir: string, anchors: readonly Authority[]): Promise<void> {
  const folder = path.join(dataDir, 'trust', 'anchors');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { id, certificate } of anchors) {
    const file = path.join(folder, `${id}.pem`);
    const temporary = `${file}.${randomUUID()}.tmp`;
    try {
      await writeFile(temporary, certificatePem(certificate));
      await rename(temporary, file); // whole or not at all, for who reads at this moment
    } finally {
      await rm(temporary, { force: true });
    }
  }
}
