import { availableParallelism } from 'node:os';
import { exitCode } from '../exit-codes.js';
import type { Failure } from './failure.js';
import type { FileTask, Job, Operation } from './job.js';
import { NotReady } from './not-ready.js';
import { deeds, failedLine } from './outcome.js';
import { ProgressLine, sharedProgress } from './progress.js';
import { statIfPossible } from './system-errors.js';

export interface RunOptions {
  /** Threads to use at most; left out: one for each core. */
  readonly threads?: number | undefined;
  readonly progress: 'on-terminal' | 'none';
}

/** Below this a second thread costs more than it saves. */
const filesWorthThreads = 24;
const bytesWorthThreads = 64 * 1024 * 1024;
/** Up to so many files are looked at beforehand to know how much there is to read. */
const filesWorthSizing = 2000;

/**
 * Does a job to every file, in this thread or in several, prints what came of each in order, and returns the exit code:
 * the worst of all.
 */
export async function runFiles(job: Job, tasks: readonly FileTask[], options: RunOptions): Promise<number> {
  if (tasks.length === 0) return exitCode.good;
  const bytes = tasks.length <= filesWorthSizing ? totalBytes(tasks) : undefined;
  const line =
    options.progress === 'on-terminal' && process.stderr.isTTY
      ? new ProgressLine({ files: tasks.length, bytes }, process.stderr)
      : undefined;
  const counts = new Map<number, number>();
  const tell = (outcome: {
    stdout: string;
    stderr: string;
    counts: Readonly<Record<number, number>>;
  }): void => {
    if (outcome.stdout !== '' || outcome.stderr !== '') line?.clear();
    if (outcome.stdout !== '') process.stdout.write(outcome.stdout);
    if (outcome.stderr !== '') process.stderr.write(outcome.stderr);
    for (const [code, count] of Object.entries(outcome.counts))
      counts.set(Number(code), (counts.get(Number(code)) ?? 0) + count);
  };
  try {
    const threads = chooseThreads(job, tasks.length, bytes, options.threads);
    if (threads > 1) {
      const { runInThreads } = await import('./worker-pool.js');
      await runInThreads(job, tasks, { threads, counters: line?.counters }, tell);
    } else {
      const [{ prepareOperation }, { runBatch }] = await Promise.all([
        import('./prepare-operation.js'),
        import('./run-batch.js'),
      ]);
      const progress =
        line &&
        sharedProgress(line.counters, () => {
          line.drawIfDue();
        });
      const operation = await ready(prepareOperation(job));
      try {
        await runBatch(operation, tasks, progress, (outcome) => {
          tell({ ...outcome, counts: { [outcome.exitCode]: 1 } });
        });
      } finally {
        await operation.end?.();
      }
    }
  } catch (error) {
    if (!(error instanceof NotReady)) throw error;
    line?.clear();
    return tellNotReady(job, tasks, error.failure);
  } finally {
    line?.end();
  }
  if (tasks.length > 1 && job.output === 'words' && options.progress === 'on-terminal')
    process.stderr.write(`${summary(job, counts)}\n`);
  return Math.max(...counts.keys());
}

async function ready(operation: Promise<Operation>): Promise<Operation> {
  try {
    return await operation;
  } catch (error) {
    const { failureOf } = await import('./failure.js');
    throw new NotReady(failureOf(error));
  }
}

/** No file was touched: people are told once, scripts for each file. */
async function tellNotReady(job: Job, tasks: readonly FileTask[], failure: Failure): Promise<number> {
  const { inWords } = await import('./failure.js');
  const { exitCode: code, ...told } = failure;
  if (job.output === 'json')
    for (const { input } of tasks) process.stdout.write(failedLine(job, input, told));
  else process.stderr.write(inWords('segl', failure));
  return code;
}

function totalBytes(tasks: readonly FileTask[]): number {
  let total = 0;
  for (const { input } of tasks) total += statIfPossible(input)?.size ?? 0;
  return total;
}

function chooseThreads(
  job: Job,
  files: number,
  bytes: number | undefined,
  asked: number | undefined,
): number {
  // A token, or a remote service, is spoken to by one thread; it waits for several answers at once.
  if (job.command === 'sign' && ['pkcs11', 'csc'].includes(job.settings.key.kind)) return 1;
  const most = Math.min(files, asked ?? availableParallelism());
  if (asked !== undefined) return most;
  return files >= filesWorthThreads || (bytes ?? 0) >= bytesWorthThreads ? most : 1;
}

/** `9,998 signed, 1 refused, 1 unreadable`. */
function summary(job: Job, counts: ReadonlyMap<number, number>): string {
  const { good, refused } = deeds[job.command];
  const words = [
    [exitCode.good, good],
    [exitCode.refused, refused],
    [exitCode.unreadable, 'unreadable'],
  ] as const;
  return words
    .flatMap(([code, word]) => {
      const count = counts.get(code) ?? 0;
      return count === 0 ? [] : [`${count.toLocaleString('en')} ${word}`];
    })
    .join(', ');
}
