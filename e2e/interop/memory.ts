// Memory that the engine takes on large files: none of them may be held in it. Each task runs in a process of its own on the
// built engine; the peak of its resident memory is counted against its bound. Usage: memory.ts. Exits 1 when one is passed.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makePdf } from '../../bench/src/make-pdf.js';
import { startTestAuthority } from '../support/test-authority.js';

/** Signing 100 MB; 77 to 79 MiB were measured. */
const signingBoundMiB = 100;
/** Everything on 500 MB: a third of the file; 79 to 104 MiB were measured, most of it Node itself. */
const largeBoundMiB = 160;

const steps = [
  { megabytes: 100, task: 'sign', boundMiB: signingBoundMiB },
  { megabytes: 500, task: 'sign', boundMiB: largeBoundMiB },
  { megabytes: 500, task: 'sign again', boundMiB: largeBoundMiB },
  { megabytes: 500, task: 'extend', boundMiB: largeBoundMiB },
  { megabytes: 500, task: 'verify', boundMiB: largeBoundMiB },
] as const;
/**
 * What verification must find at the end: the tasks have done what they were asked. Extending has time-stamped twice, since
 * the signatures had no time-stamp of their own.
 */
const expectedVerdict = {
  intact: true,
  trusted: true,
  signatures: ['B-LTA', 'B-LTA', 'timestamp', 'timestamp'],
};

const worker = fileURLToPath(new URL('memory-worker.mjs', import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), 'segl-memory-'));
const at = (name: string): string => path.join(folder, name);
let failed = 0;
const authority = await startTestAuthority(at('pki'));
try {
  const signer = await authority.issue('Signer', 'p256');
  const { keyPem, certificatesPem } = signer;
  const pki = at('pki.json');
  const { tsaUrl } = authority;
  writeFileSync(at('root.der'), authority.root);
  writeFileSync(pki, JSON.stringify({ keyPem, certificatesPem, rootFile: at('root.der'), tsaUrl }));
  let made = '';
  for (const { megabytes, task, boundMiB } of steps) {
    const file = at(`${String(megabytes)}.pdf`);
    if (made !== file) {
      if (made !== '') rmSync(made);
      makePdf(file, megabytes);
      made = file;
    }
    const { stdout } = await promisify(execFile)(process.execPath, [worker, task, file, pki]);
    const { peakMiB, verdict } = JSON.parse(stdout) as { peakMiB: number; verdict: unknown };
    const problems = [
      ...(peakMiB <= boundMiB ? [] : [`more than ${String(boundMiB)} MiB`]),
      ...(task !== 'verify' || JSON.stringify(verdict) === JSON.stringify(expectedVerdict)
        ? []
        : [`found ${JSON.stringify(verdict)}`]),
    ];
    if (problems.length > 0) failed += 1;
    console.log(
      `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${task}, ${String(megabytes)} MB: ${peakMiB.toFixed(0)} MiB of ${String(boundMiB)}`,
    );
    for (const problem of problems) console.log(`       ${problem}`);
  }
} finally {
  await authority.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`memory: ${String(steps.length - failed)} of ${String(steps.length)} within their bounds`);
process.exit(failed === 0 ? 0 : 1);
