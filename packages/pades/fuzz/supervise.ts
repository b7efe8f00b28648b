import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { targets } from './targets.js';

export interface WorkerInput {
  readonly seed: number;
  /** Number of the first input. */
  readonly first: number;
  readonly corpus: string | undefined;
  readonly limitMs: number;
  /** Four integers: number of the input, its length, index of the target, calls so far. */
  readonly place: SharedArrayBuffer;
  /** The input's bytes. */
  readonly bytes: SharedArrayBuffer;
}

export interface Progress {
  readonly kind: 'progress';
  readonly number: number;
  readonly refused: number;
  readonly passed: number;
  readonly slowestMs: number;
}

export interface Finding {
  readonly kind: 'finding';
  readonly number: number;
  readonly target: string;
  readonly seed: string;
  readonly what: string;
  readonly bytes: Uint8Array;
}

export interface RunOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly corpus: string | undefined;
  /** Folder that reproducers are written to. */
  readonly out: string;
}

export interface RunResult {
  readonly inputs: number;
  readonly calls: number;
  readonly passed: number;
  readonly refused: number;
  readonly slowestMs: number;
  /** Distinct findings, by what was seen and where. */
  readonly findings: ReadonlyMap<string, number>;
}

/** Stands for a target while an input is being made. */
export const making = -1;
/** Processor time that one call may take. */
const limitMs = 2000;
/** A call is given up, and the thread with it, after this much. */
const hangMs = 5000;
const heapMiB = 512;
const residentMiB = 1536;
const pollMs = 250;

/** Fuzzes for some seconds in a thread that is ended, and begun anew, when it hangs or eats memory. */
export async function supervise(options: RunOptions): Promise<RunResult> {
  const findings = new Map<string, number>();
  const totals = { inputs: 0, calls: 0, passed: 0, refused: 0, slowestMs: 0 };
  const keep = (finding: Finding): void => {
    const key = `${finding.target}: ${digest(finding.what)}`;
    const times = (findings.get(key) ?? 0) + 1;
    findings.set(key, times);
    if (times > 3) return;
    mkdirSync(options.out, { recursive: true });
    const id = createHash('sha256').update(finding.bytes).digest('hex').slice(0, 12);
    const base = path.join(options.out, `${finding.target.replace(/\W+/g, '-')}-${id}`);
    writeFileSync(`${base}.bin`, finding.bytes);
    const { bytes: _, ...rest } = finding;
    writeFileSync(`${base}.json`, `${JSON.stringify({ runSeed: options.seed, ...rest }, null, 1)}\n`);
    console.log(`FINDING ${key} (input ${finding.number} from "${finding.seed}", ${base}.bin)`);
  };
  const end = Date.now() + options.seconds * 1000;
  let first = 1;
  while (Date.now() < end) {
    const { next, calls, progress } = await runThread(options, first, end, keep);
    totals.inputs += next - first;
    totals.calls += calls;
    totals.passed += progress?.passed ?? 0;
    totals.refused += progress?.refused ?? 0;
    totals.slowestMs = Math.max(totals.slowestMs, progress?.slowestMs ?? 0);
    first = next;
  }
  return { ...totals, findings };
}

/** What tells one finding from another: its first line without numbers, and the nearest place in the code. */
function digest(what: string): string {
  const [message = '', ...frames] = what.split('\n');
  const frame = frames.find((line) => /\/(src|fuzz)\//.test(line)) ?? frames[0] ?? '';
  return `${message.replace(/\d+/g, 'N').slice(0, 160)} ${/([\w-]+\.[jt]s:\d+)/.exec(frame)?.[1] ?? ''}`;
}

interface ThreadResult {
  readonly next: number;
  readonly calls: number;
  readonly progress: Progress | undefined;
}

async function runThread(
  options: RunOptions,
  first: number,
  end: number,
  keep: (finding: Finding) => void,
): Promise<ThreadResult> {
  const place = new SharedArrayBuffer(16);
  const bytes = new SharedArrayBuffer(4 * 1024 * 1024);
  const at = new Int32Array(place);
  at[0] = first;
  const input: WorkerInput = { seed: options.seed, first, corpus: options.corpus, limitMs, place, bytes };
  const worker = new Worker(new URL('./thread.mjs', import.meta.url), {
    workerData: input,
    resourceLimits: { maxOldGenerationSizeMb: heapMiB, stackSizeMb: 4 },
  });
  let progress: Progress | undefined;
  const given = (what: string): Finding => ({
    kind: 'finding',
    number: at[0] ?? 0,
    target: targets[at[2] ?? 0]?.name ?? '?',
    seed: '?',
    what,
    bytes: new Uint8Array(bytes).slice(0, at[1]),
  });
  worker.on('message', (message: Progress | Finding) => {
    if (message.kind === 'progress') progress = message;
    else keep(message);
  });
  await new Promise<void>((resolve) => {
    let calls = 0;
    let since = process.cpuUsage();
    const stop = (): void => {
      clearInterval(timer);
      void worker.terminate().then(() => resolve());
    };
    const timer = setInterval(() => {
      if (Date.now() >= end) return stop();
      const now = at[3] ?? 0;
      if (now !== calls) {
        calls = now;
        since = process.cpuUsage();
      }
      const { user, system } = process.cpuUsage(since);
      const hung = calls > 0 && at[2] !== making && (user + system) / 1000 > hangMs;
      if (!hung && process.memoryUsage.rss() < residentMiB * 2 ** 20) return;
      keep(given(hung ? 'hang' : 'memory'));
      stop();
    }, pollMs);
    worker.on('error', (error) => {
      keep(given(`thread ended: ${error.stack ?? error.message}`));
      stop();
    });
  });
  return { next: (at[0] ?? first) + 1, calls: at[3] ?? 0, progress };
}
