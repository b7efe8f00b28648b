import type { FileOutcome, FileTask, Operation, Progress } from './job.js';

/** Runs an operation over files, as many at once as it bears, and hands out the outcomes in the order of the files. */
export async function runBatch(
  operation: Operation,
  tasks: readonly FileTask[],
  progress: Progress | undefined,
  onOutcome: (outcome: FileOutcome) => void,
): Promise<void> {
  const finished: (FileOutcome | undefined)[] = [];
  let next = 0;
  let told = 0;
  const work = async (): Promise<void> => {
    for (;;) {
      const index = next;
      const task = tasks[index];
      if (task === undefined) return;
      next += 1;
      const outcome = await operation.run(task, progress);
      progress?.addFile(outcome.exitCode);
      finished[index] = outcome;
      for (let ready = finished[told]; ready !== undefined; ready = finished[told]) {
        finished[told] = undefined;
        told += 1;
        onOutcome(ready);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(operation.concurrency, tasks.length) }, work));
}
