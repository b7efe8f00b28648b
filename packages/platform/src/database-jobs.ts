import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.js';
import { JobRunner, type QueueWork } from './job-runner.js';
import { jobTable } from './job-table.js';
import type { Jobs, QueueDefinition } from './jobs.js';
import type { Logger } from './logging.js';
import type { SqlDatabase } from './service.js';
import { afterCommit } from './transaction-scope.js';

/** Options of {@link createJobs}. */
export interface JobsOptions {
  database: SqlDatabase;
  clock: Clock;
  logger: Logger;
  /** How long a worker sleeps when nothing wakes it; default 1. A send in the same process wakes it at once. */
  pollSeconds?: number;
}

/** Runners of this process, to be woken by a send here. Only a hint: other processes find the job by polling. */
const runners = new Set<JobRunner>();

/**
 * Jobs in the table `platform.job` (docs/adr/0002-jobs.md). A worker holds a lease that it renews; when its process dies,
 * another takes the job over when the lease runs out, on an embedded database at the next start.
 */
export function createJobs({ database, clock, logger, pollSeconds = 1 }: JobsOptions): Jobs {
  const table = jobTable(database);
  const queues = new Map<string, QueueWork>();
  const runner = new JobRunner({ table, queues, clock, logger, pollSeconds });

  return {
    define<Data extends object>(queue: string, definition: QueueDefinition<Data>) {
      if (!/^[a-z]+\.[a-z][a-z-]*$/.test(queue)) throw new TypeError(`"${queue}" is not <service>.<what>`);
      if (queues.has(queue)) throw new TypeError(`queue ${queue} is defined twice`);
      const {
        handler,
        retryLimit = 5,
        retryDelaySeconds = 1,
        timeoutSeconds = 300,
        concurrency = 1,
      } = definition;
      queues.set(queue, {
        // What was sent to a queue is what its handler takes: sender and handler are one service's code.
        handler: (job) => handler({ ...job, data: job.data as Data }),
        retryLimit,
        retryDelaySeconds,
        timeoutSeconds,
        concurrency,
        running: 0,
      });
    },
    async send(queue, data, { tx, startAfter, singletonKey } = {}) {
      const inserted = await table.insert(
        {
          id: randomUUID(),
          queue,
          data,
          runAt: startAfter ?? clock.now(),
          ...(singletonKey === undefined ? {} : { singletonKey }),
        },
        tx,
      );
      afterCommit(() => {
        for (const each of runners) each.wake();
      });
      return inserted;
    },
    schedule(queue, { everySeconds, data = {} }) {
      const work = queues.get(queue);
      if (work === undefined) throw new TypeError(`queue ${queue} is not defined here`);
      work.schedule = { everySeconds, data };
    },
    async start() {
      runners.add(runner);
      await runner.start();
    },
    async stop({ timeoutSeconds = 25 } = {}) {
      runners.delete(runner);
      await runner.stop({ timeoutSeconds });
    },
  };
}
