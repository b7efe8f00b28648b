import type { FileTask, Job } from './job.js';
import type { Failure } from './failure.js';

/** What a worker is started with. */
export interface WorkerStart {
  readonly job: Job;
  /** Shared counters (see `progress.ts`); left out where nobody watches. */
  readonly counters?: SharedArrayBuffer;
}

/** To a worker. */
export interface BatchRequest {
  readonly number: number;
  readonly tasks: readonly FileTask[];
}

/** From a worker. `exitCode` is the worst of the batch. */
export type WorkerAnswer =
  | { readonly kind: 'not-ready'; readonly failure: Failure }
  | {
      readonly kind: 'batch';
      readonly number: number;
      readonly exitCode: number;
      readonly counts: Readonly<Record<number, number>>;
      readonly stdout: string;
      readonly stderr: string;
    };
