// Time and memory of one signature on files of 1, 10 and 100 MB: Segl's engine beside @signpdf (placeholder-plain and
// P12Signer) and beside the floor (SHA-256 by 1 MiB reads and one RSA-2048 signature). Each in a process of its own.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePdf } from './make-pdf.js';
import { printTable, quick } from './measure.js';

const worker = fileURLToPath(new URL('sign-worker.ts', import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), 'segl-bench-'));
const at = (name: string): string => path.join(folder, name);

execFileSync(
  'openssl',
  [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=Bench',
    '-keyout',
    at('key.pem'),
    '-out',
    at('cert.pem'),
  ],
  { stdio: 'ignore' },
);
execFileSync(
  'openssl',
  [
    'pkcs12',
    '-export',
    '-legacy',
    '-inkey',
    at('key.pem'),
    '-in',
    at('cert.pem'),
    '-passout',
    'pass:bench',
    '-out',
    at('key.p12'),
  ],
  { stdio: 'ignore' },
);

interface Result {
  milliseconds: number;
  peakMiB: number;
}

const sizes = quick ? [1, 10] : [1, 10, 100];
const rows: string[][] = [];
for (const megabytes of sizes) {
  const file = at(`${String(megabytes)}.pdf`);
  makePdf(file, megabytes);
  const runs = String(megabytes >= 100 ? 3 : 7);
  const measure = (who: string): Result | string => {
    const result = spawnSync(process.execPath, ['--import', 'tsx', worker, who, file, at('key.p12'), runs], {
      encoding: 'utf8',
    });
    if (result.status !== 0) return result.stderr.trim().split('\n').at(-1)?.slice(0, 60) ?? 'failed';
    return JSON.parse(result.stdout) as Result;
  };
  const [floor, segl, signpdf] = [measure('floor'), measure('segl'), measure('signpdf')];
  if (typeof floor === 'string' || typeof segl === 'string')
    throw new Error(`${String(floor)} ${String(segl)}`);
  const show = (result: Result | string): string =>
    typeof result === 'string'
      ? result
      : `${result.milliseconds.toFixed(1)} ms, ${result.peakMiB.toFixed(0)} MiB`;
  rows.push([
    `${String(megabytes)} MB`,
    show(floor),
    show(segl),
    show(signpdf),
    `${(segl.milliseconds / floor.milliseconds).toFixed(1)}x`,
    typeof signpdf === 'string' ? '–' : `${(signpdf.milliseconds / segl.milliseconds).toFixed(0)}x`,
  ]);
}
printTable(['file', 'floor', 'segl', '@signpdf', 'segl / floor', '@signpdf / segl'], rows);
rmSync(folder, { recursive: true, force: true });
