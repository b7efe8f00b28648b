import type { Worker } from 'node:worker_threads';
import { exitCode } from '../exit-codes.js';
import { inWords, type Failure } from './failure.js';
import type { FileTask, Job } from './job.js';
import { failedLine } from './outcome.js';
import { NotReady } from './not-ready.js';
import { startWorker } from './start-worker.js';
import type { BatchRequest, WorkerAnswer } from './worker-messages.js';

/** What became of a batch; told in the order of the files. */
export type BatchOutcome = Omit<Extract<WorkerAnswer, { kind: 'batch' }>, 'kind' | 'number'>;

export interface PoolOptions {
  readonly threads: number;
  readonly counters: SharedArrayBuffer | undefined;
}

/** Batches are small enough to share the work out evenly, and large enough that messages cost nothing. */
const largestBatch = 128;
/** A thread has its next batch at hand before it ends one. */
const batchesAhead = 2;

/**
 * Shares files out among threads and tells the outcomes in order. The calling thread only passes batches on.
 *
 * @throws NotReady
 */
export async function runInThreads(
  job: Job,
  tasks: readonly FileTask[],
  { threads, counters }: PoolOptions,
  onBatch: (outcome: BatchOutcome) => void,
): Promise<void> {
  const size = Math.max(1, Math.min(largestBatch, Math.ceil(tasks.length / (threads * 4))));
  const batches: BatchRequest[] = [];
  for (let at = 0; at < tasks.length; at += size)
    batches.push({ number: batches.length, tasks: tasks.slice(at, at + size) });

  const finished = new Map<number, BatchOutcome>();
  let next = 0;
  let told = 0;
  const finish = (number: number, outcome: BatchOutcome): void => {
    finished.set(number, outcome);
    for (let ready = finished.get(told); ready !== undefined; ready = finished.get(told)) {
      finished.delete(told);
      told += 1;
      onBatch(ready);
    }
  };

  const workers: Worker[] = [];
  const runOne = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = startWorker({ job, ...(counters === undefined ? {} : { counters }) });
      workers.push(worker);
      const held = new Map<number, BatchRequest>();
      const feed = (): void => {
        for (
          let batch = batches[next];
          held.size < batchesAhead && batch !== undefined;
          batch = batches[next]
        ) {
          next += 1;
          held.set(batch.number, batch);
          worker.postMessage(batch);
        }
        if (held.size === 0) resolve();
      };
      worker.on('message', (answer: WorkerAnswer) => {
        if (answer.kind === 'not-ready') {
          reject(new NotReady(answer.failure));
          return;
        }
        held.delete(answer.number);
        finish(answer.number, answer);
        feed();
      });
      // A thread that dies takes along what it had in hand; the other files are still done by the other threads.
      worker.on('error', (error: Error) => {
        for (const batch of held.values()) finish(batch.number, lost(batch, job, error));
        resolve();
      });
      feed();
    });
  try {
    await Promise.all(Array.from({ length: Math.min(threads, batches.length) }, runOne));
    for (let batch = batches[next]; batch !== undefined; batch = batches[(next += 1)])
      finish(batch.number, lost(batch, job, new Error('all threads ended')));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Files whose thread ended under them: whether their results were written is not known. */
function lost(batch: BatchRequest, job: Job, error: Error): BatchOutcome {
  const failure: Failure = {
    code: 'internal',
    message: `The thread that worked on this file ended: ${error.message}`,
    exitCode: exitCode.refused,
  };
  let stdout = '';
  let stderr = '';
  for (const { input } of batch.tasks) {
    if (job.output === 'json') stdout += failedLine(job, input, failure);
    else stderr += inWords(input, failure);
  }
  return { exitCode: exitCode.refused, counts: { [exitCode.refused]: batch.tasks.length }, stdout, stderr };
}
