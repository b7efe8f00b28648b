import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.js';
import { leaseSeconds, type ClaimedJob, type JobTable } from './job-table.js';
import type { Job, QueueDefinition } from './jobs.js';
import type { Logger } from './logging.js';

/** A queue worked in this process. */
export interface QueueWork extends Required<Omit<QueueDefinition<object>, 'handler'>> {
  handler(job: Job<unknown>): Promise<void>;
  running: number;
  schedule?: { everySeconds: number; data: object };
}

interface RunnerOptions {
  table: JobTable;
  queues: ReadonlyMap<string, QueueWork>;
  clock: Clock;
  logger: Logger;
  pollSeconds: number;
}

interface RunningJob {
  abort: AbortController;
  done: Promise<void>;
}

const longestRetryDelaySeconds = 3600;

/** Claims due jobs and runs them: one query per poll for all queues of the process. */
export class JobRunner {
  readonly #holder = randomUUID();
  readonly #running = new Map<string, RunningJob>();
  readonly #options: RunnerOptions;
  #state: 'new' | 'working' | 'stopped' = 'new';
  #timer: NodeJS.Timeout | undefined;
  #renewal: NodeJS.Timeout | undefined;
  #polling: Promise<void> | undefined;
  #pollAgain = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    if (this.#state !== 'new') throw new TypeError('jobs are started once');
    this.#state = 'working';
    const names = [...this.#options.queues.keys()];
    if (names.length === 0) return;
    await this.#options.table.releaseAbandoned(names);
    await this.#planScheduled();
    this.#renewal = setInterval(() => void this.#renewLeases(), (leaseSeconds * 1000) / 3);
    this.wake();
  }

  /** Looks for work now. Calls during a look lead to one more look. */
  wake(): void {
    if (this.#state !== 'working' || this.#options.queues.size === 0) return;
    if (this.#polling !== undefined) {
      this.#pollAgain = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#polling = this.#poll().finally(() => {
      this.#polling = undefined;
      if (this.#state !== 'working') return;
      if (this.#pollAgain) {
        this.#pollAgain = false;
        this.wake();
      } else {
        this.#timer = setTimeout(() => this.wake(), this.#options.pollSeconds * 1000);
      }
    });
  }

  async stop({ timeoutSeconds }: { timeoutSeconds: number }): Promise<void> {
    this.#state = 'stopped';
    clearTimeout(this.#timer);
    await this.#polling;
    let limit: NodeJS.Timeout | undefined;
    const timedOut = new Promise<'timed out'>((resolve) => {
      limit = setTimeout(() => resolve('timed out'), timeoutSeconds * 1000);
    });
    const finished = Promise.all([...this.#running.values()].map(({ done }) => done));
    if ((await Promise.race([finished, timedOut])) === 'timed out') {
      this.#options.logger.warn(
        { jobs: this.#running.size },
        'jobs still run at stop; they will be tried again',
      );
      for (const { abort } of this.#running.values()) abort.abort(new Error('the process is stopping'));
    }
    clearTimeout(limit);
    clearInterval(this.#renewal);
  }

  async #poll(): Promise<void> {
    const { queues, table, clock, logger } = this.#options;
    const wanted = [...queues]
      .map(([queue, work]) => ({ queue, free: work.concurrency - work.running }))
      .filter(({ free }) => free > 0);
    if (wanted.length === 0) return;
    try {
      const claimed = await table.claim(this.#holder, wanted, clock.now());
      for (const job of claimed) this.#begin(job);
      if (claimed.some(({ queue }) => queues.get(queue)?.schedule !== undefined)) await this.#planScheduled();
    } catch (error) {
      // The database may be away for a while; the next poll tries again.
      logger.error({ err: error }, 'could not look for jobs');
    }
  }

  #begin(job: ClaimedJob): void {
    const work = this.#options.queues.get(job.queue);
    if (work === undefined) return; // only defined queues are claimed
    work.running += 1;
    const abort = new AbortController();
    const done = this.#run(job, work, abort).finally(() => {
      work.running -= 1;
      this.#running.delete(job.id);
      this.wake();
    });
    this.#running.set(job.id, { abort, done });
  }

  async #run(job: ClaimedJob, work: QueueWork, abort: AbortController): Promise<void> {
    const { table, logger } = this.#options;
    const log = logger.child({ queue: job.queue, jobId: job.id, attempt: job.attempts });
    const timeout = setTimeout(
      () => abort.abort(new Error(`the job ran for ${work.timeoutSeconds} s`)),
      work.timeoutSeconds * 1000,
    );
    try {
      const outcome = await this.#handle(job, work, abort.signal);
      if (outcome === undefined) await table.complete(this.#holder, job);
      else await this.#recordFailure(job, work, outcome.error, log);
    } catch (error) {
      log.error({ err: error }, 'could not record how a job ended; it will be tried again');
    } finally {
      clearTimeout(timeout);
    }
  }

  async #handle(
    job: ClaimedJob,
    work: QueueWork,
    signal: AbortSignal,
  ): Promise<{ error: unknown } | undefined> {
    const retriesLeft = work.retryLimit + 1 - job.attempts;
    // Claimed once too often: its last try took the process down with it.
    if (retriesLeft < 0) return { error: new Error('the process ended during the last try') };
    try {
      await work.handler({ id: job.id, data: job.data, attempt: job.attempts, retriesLeft, signal });
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  async #recordFailure(job: ClaimedJob, work: QueueWork, error: unknown, log: Logger): Promise<void> {
    const { table, clock } = this.#options;
    const now = clock.now();
    const lastError = describeError(error);
    if (job.attempts > work.retryLimit) {
      log.error({ err: error }, 'a job failed for good');
      await table.fail(this.#holder, job, { at: now, lastError });
      return;
    }
    const delaySeconds = Math.min(work.retryDelaySeconds * 2 ** (job.attempts - 1), longestRetryDelaySeconds);
    log.warn({ err: error, delaySeconds }, 'a job failed and will be tried again');
    await table.retry(this.#holder, job, { runAt: new Date(now.getTime() + delaySeconds * 1000), lastError });
  }

  async #renewLeases(): Promise<void> {
    const { table, logger } = this.#options;
    const ids = [...this.#running.keys()];
    try {
      if (ids.length > 0) {
        const held = await table.renew(this.#holder, ids);
        for (const id of ids) {
          if (!held.has(id))
            this.#running.get(id)?.abort.abort(new Error('another process has taken the job over'));
        }
      }
      await this.#planScheduled();
    } catch (error) {
      logger.error({ err: error }, 'could not renew leases of jobs');
    }
  }

  /** Makes sure that the next run of each scheduled queue waits; its singleton key lets one row stand for all processes. */
  async #planScheduled(): Promise<void> {
    const { queues, table, clock } = this.#options;
    for (const [queue, { schedule }] of queues) {
      if (schedule === undefined) continue;
      const period = schedule.everySeconds * 1000;
      const runAt = new Date((Math.floor(clock.now().getTime() / period) + 1) * period);
      await table.insert({ id: randomUUID(), queue, data: schedule.data, runAt, singletonKey: 'schedule' });
    }
  }
}

/** Code or message, short: the row may be read by operators and holds no request data. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : '';
  return `${code}${error.message}`.slice(0, 500);
}
