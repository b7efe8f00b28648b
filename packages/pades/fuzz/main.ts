// npm run fuzz -w @segl/pades -- [--minutes N | --seconds N] [--seed S] [--corpus DIR] [--out DIR] [--jobs N]
// Mutated documents, CMS structures, certificates, tokens, key files, saved states, pictures, drawings and fonts against the
// whole engine. Nothing but PadesError may come out, in bounded time and memory, and what was signed, raised or time-stamped
// must be good. Exits 1 when there is a finding.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { supervise } from './supervise.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seconds: { type: 'string' },
    seed: { type: 'string' },
    corpus: { type: 'string' },
    out: { type: 'string', default: fileURLToPath(new URL('findings', import.meta.url)) },
    jobs: { type: 'string', default: '1' },
  },
});
const seconds = Number(values.seconds ?? Number(values.minutes) * 60);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const jobs = Number(values.jobs);
if (![seconds, seed, jobs].every(Number.isFinite) || seconds <= 0 || !Number.isInteger(jobs) || jobs < 1) {
  console.error('usage: fuzz [--minutes N | --seconds N] [--seed S] [--corpus DIR] [--out DIR] [--jobs N]');
  process.exit(64);
}
// npm runs scripts in the package's folder; a relative path is meant from where it was called.
const base = process.env['INIT_CWD'] ?? process.cwd();
const corpus = values.corpus === undefined ? undefined : path.resolve(base, values.corpus);

if (jobs > 1) {
  const statuses = await Promise.all(Array.from({ length: jobs }, (_, job) => runJob(job)));
  process.exitCode = statuses.every((status) => status === 0) ? 0 : 1;
} else {
  console.log(`fuzzing for ${seconds} s with seed ${seed}`);
  const result = await supervise({ seed, seconds, corpus, out: path.resolve(base, values.out) });
  const { inputs, calls, passed, refused, slowestMs, findings } = result;
  for (const [what, times] of findings) console.log(`${times} times: ${what}`);
  console.log(
    `${inputs} inputs, ${calls} calls (at least ${passed} went through, ${refused} refused), ` +
      `slowest call ${Math.round(slowestMs)} ms, ${findings.size} findings`,
  );
  process.exitCode = findings.size === 0 ? 0 : 1;
}

function runJob(job: number): Promise<number | null> {
  const own = [
    '--seconds',
    String(seconds),
    '--seed',
    String(seed + job),
    '--out',
    path.resolve(base, values.out),
  ];
  const args = [
    ...process.execArgv,
    fileURLToPath(import.meta.url),
    ...own,
    ...(corpus ? ['--corpus', corpus] : []),
  ];
  return new Promise((resolve) => {
    spawn(process.execPath, args, { stdio: 'inherit' }).on('close', resolve);
  });
}
