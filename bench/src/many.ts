// Many small files by `segl sign` in one call, beside what two cores need for the key operations and the hashing alone.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { makeSelfSigned } from '../../e2e/support/openssl-keys.mjs';
import { bulkyPdf } from './make-pdf.js';
import { against, printTable, quick } from './measure.js';

const count = quick ? 1000 : 10_000;
const folder = mkdtempSync(path.join(os.tmpdir(), 'segl-bench-'));
const at = (name: string): string => path.join(folder, name);
const segl = fileURLToPath(new URL('../../apps/cli/bin/segl.mjs', import.meta.url));

/** Key operations and hashing of half the files, on a core of its own. */
const floorWorker = `
const { createHash, createPrivateKey, sign } = require('node:crypto');
const { parentPort, workerData } = require('node:worker_threads');
const key = createPrivateKey(workerData.key);
for (let index = 0; index < workerData.count; index++)
  sign('sha256', createHash('sha256').update(workerData.file).digest(), key);
parentPort.postMessage('done');
`;

async function floor(key: string, file: Uint8Array): Promise<number> {
  const half = count / 2;
  const began = performance.now();
  await Promise.all(
    [half, count - half].map(
      (share) =>
        new Promise<void>((resolve, reject) => {
          const worker = new Worker(floorWorker, { eval: true, workerData: { key, file, count: share } });
          worker.once('message', () => resolve());
          worker.once('error', reject);
        }),
    ),
  );
  return performance.now() - began;
}

try {
  const rows: string[][] = [];
  for (const [words, kind, target] of [
    ['RSA-2048', 'rsa-2048', 'many-rsa'],
    ['P-256', 'p256', 'many-p256'],
  ] as const) {
    const key = makeSelfSigned(folder, { name: 'key', subject: '/CN=Bench', kind });
    rmSync(at('in'), { recursive: true, force: true });
    rmSync(at('out'), { recursive: true, force: true });
    mkdirSync(at('in'));
    const file = bulkyPdf(0.02);
    for (let index = 0; index < count; index++)
      writeFileSync(at(`in/${String(index).padStart(5, '0')}.pdf`), file);
    const least = await floor(key.keyPem, file);
    const began = performance.now();
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        ...process.execArgv,
        segl,
        'sign',
        at('in'),
        '--out-dir',
        at('out'),
        '--key',
        key.keyFile,
        '--cert',
        key.certificateFile,
      ],
      { encoding: 'utf8', maxBuffer: 1 << 28 },
    );
    const took = performance.now() - began;
    const signed =
      status === 0
        ? readdirSync(at('out'), { recursive: true }).filter((name) => String(name).endsWith('.pdf')).length
        : 0;
    if (signed !== count)
      throw new Error(
        `${String(signed)} of ${String(count)} signed (${String(status)}): ${stderr.slice(-500)}`,
      );
    rows.push([
      `${String(count)} files of 20 kB, ${words}`,
      `${(least / 1000).toFixed(2)} s`,
      `${(took / 1000).toFixed(2)} s`,
      `${((count / took) * 1000).toFixed(0)} a second`,
      against(target, least / took),
    ]);
  }
  printTable(['work', 'floor, two cores', 'segl sign', 'signed', 'floor / segl'], rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
