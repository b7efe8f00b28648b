import { parentPort, workerData } from 'node:worker_threads';
import { failureOf } from './failure.js';
import { prepareOperation } from './prepare-operation.js';
import { sharedProgress } from './progress.js';
import { runBatch } from './run-batch.js';
import type { BatchRequest, WorkerAnswer, WorkerStart } from './worker-messages.js';

/** A thread that works on batches of files until it is ended. */
if (parentPort === null) throw new TypeError('This module is the entry of a worker thread');
const port = parentPort;
const { job, counters } = workerData as WorkerStart;
const progress = counters === undefined ? undefined : sharedProgress(counters);
const answer = (message: WorkerAnswer): void => {
  port.postMessage(message);
};

const waiting: BatchRequest[] = [];
const ready = prepareOperation(job);
let busy = false;

port.on('message', (request: BatchRequest) => {
  waiting.push(request);
  if (!busy) void workOff();
});

async function workOff(): Promise<void> {
  busy = true;
  try {
    const operation = await ready;
    for (let request = waiting.shift(); request !== undefined; request = waiting.shift()) {
      const texts: { stdout: string; stderr: string } = { stdout: '', stderr: '' };
      const counts: Record<number, number> = {};
      let exitCode = 0;
      await runBatch(operation, request.tasks, progress, (outcome) => {
        texts.stdout += outcome.stdout;
        texts.stderr += outcome.stderr;
        counts[outcome.exitCode] = (counts[outcome.exitCode] ?? 0) + 1;
        exitCode = Math.max(exitCode, outcome.exitCode);
      });
      answer({ kind: 'batch', number: request.number, exitCode, counts, ...texts });
    }
  } catch (error) {
    // Files have outcomes of their own: what ends up here is that the job itself could not be prepared.
    answer({ kind: 'not-ready', failure: failureOf(error) });
  } finally {
    busy = false;
  }
}
