// Time and memory of one signature on files of 1, 10 and 100 MB: Segl's engine beside @signpdf (placeholder-plain and
// P12Signer), pyHanko where there is one, and the floor (SHA-256 by 1 MiB reads and one RSA-2048 signature). Each in a
// process of its own. Then the second signer on the same file, to whom the hash of what is unchanged is handed on.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePkcs12, makeSelfSigned } from '../../e2e/support/openssl-keys.mjs';
import { makePdf } from './make-pdf.js';
import { against, findPyhanko, printTable, quick } from './measure.js';
import { showRatio, type TargetName } from './targets.js';

const worker = fileURLToPath(new URL('sign-worker.ts', import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), 'segl-bench-'));
const at = (name: string): string => path.join(folder, name);

const key = makeSelfSigned(folder, { name: 'key', subject: '/CN=Bench' });
const p12 = makePkcs12(folder, key, { passphrase: 'bench', form: 'legacy' });

interface Result {
  milliseconds: number;
  peakMiB: number;
}

const python = findPyhanko();
const script = fileURLToPath(new URL('pyhanko_sign.py', import.meta.url));

/**
 * How often each is measured. A service signs all day: at 1 and 10 MB the median has to be that of compiled code, which a
 * handful of runs of a millisecond each is not yet. The peers take seconds for it, and nothing of theirs gets faster.
 */
const runsOf = { 1: 101, 10: 31, 100: 5 } as const;
const runsOfPeers = { 1: 7, 10: 7, 100: 3 } as const;

const sizes = quick ? ([1, 10] as const) : ([1, 10, 100] as const);
const rows: string[][] = [];
for (const megabytes of sizes) {
  const file = at(`${String(megabytes)}.pdf`);
  makePdf(file, megabytes);
  const measure = (who: string): Result | string => {
    const runs = String((who === 'signpdf' ? runsOfPeers : runsOf)[megabytes]);
    const result = spawnSync(process.execPath, [...process.execArgv, worker, who, file, p12, runs], {
      encoding: 'utf8',
    });
    if (result.status !== 0) return result.stderr.trim().split('\n').at(-1)?.slice(0, 60) ?? 'failed';
    return JSON.parse(result.stdout) as Result;
  };
  const byPyhanko = (): Result | string => {
    if (python === undefined) return 'no pyHanko here';
    const parameters = [
      script,
      'B-B',
      file,
      key.keyFile,
      key.certificateFile,
      '-',
      key.certificateFile,
      String(runsOfPeers[megabytes]),
    ];
    const result = spawnSync(python, parameters, { encoding: 'utf8' });
    if (result.status !== 0) return result.stderr.trim().split('\n').at(-1)?.slice(0, 60) ?? 'failed';
    return JSON.parse(result.stdout) as Result;
  };
  const [floor, segl, second] = [measure('floor'), measure('segl'), measure('second')];
  const [signpdf, pyhanko] = [measure('signpdf'), byPyhanko()];
  if (typeof floor === 'string' || typeof segl === 'string' || typeof second === 'string')
    throw new Error(`${String(floor)} ${String(segl)} ${String(second)}`);
  const show = (result: Result | string): string =>
    typeof result === 'string'
      ? result
      : `${result.milliseconds.toFixed(1)} ms, ${result.peakMiB.toFixed(0)} MiB`;
  const faster = (than: Result | string, target: TargetName | undefined): string => {
    if (typeof than === 'string') return '–';
    const ratio = than.milliseconds / segl.milliseconds;
    return target === undefined ? showRatio(ratio) : against(target, ratio);
  };
  rows.push([
    `${String(megabytes)} MB`,
    show(floor),
    show(segl),
    show(signpdf),
    show(pyhanko),
    against(`floor-${megabytes}`, segl.milliseconds / floor.milliseconds),
    faster(signpdf, megabytes === 10 ? 'signpdf' : undefined),
    faster(pyhanko, megabytes === 1 ? 'pyhanko' : undefined),
    megabytes === 100
      ? against('second-signer', second.milliseconds / segl.milliseconds)
      : showRatio(second.milliseconds / segl.milliseconds),
  ]);
}
printTable(
  [
    'file',
    'floor',
    'segl',
    '@signpdf',
    'pyHanko',
    'segl / floor',
    '@signpdf / segl',
    'pyHanko / segl',
    'second signer / first',
  ],
  rows,
);
rmSync(folder, { recursive: true, force: true });
