/** The part of a Prisma transaction client that a job needs to be part of the same transaction. */
export interface SqlTransaction {
  $queryRawUnsafe<Row = unknown>(query: string, ...values: unknown[]): PromiseLike<Row>;
}

/** One delivery of a job. A handler may see the same job again after a crash: it must be idempotent. */
export interface Job<Data> {
  id: string;
  data: Data;
  /** Aborts when the process is stopping or the job has outlived its time. */
  signal: AbortSignal;
}

/** How a queue is worked. */
export interface QueueDefinition<Data extends object> {
  handler(job: Job<Data>): Promise<void>;
  /** Tries after the first; default 5. */
  retryLimit?: number;
  /** Seconds before the first retry, doubled each time; default 1. */
  retryDelaySeconds?: number;
  /** Seconds after which a job whose worker died is given to another; default 300. */
  expireInSeconds?: number;
  /** Jobs that run at once in this process; default 1. */
  concurrency?: number;
}

/** Options of {@link Jobs.send}. */
export interface SendOptions {
  /** The job exists if, and only if, this transaction commits (outbox). Without it, a send is refused inside a scope. */
  tx?: SqlTransaction;
  startAfter?: Date;
  /** While a job with this key waits in the queue, another is not added (the answer is then undefined). */
  singletonKey?: string;
}

/** Durable background work, at least once. Queue names are `<service>.<what>`, such as `signing.prepare-order`. */
export interface Jobs {
  /** Declares a queue and its worker; call before {@link Jobs.start}, in each process that is to work it. */
  define<Data extends object>(queue: string, definition: QueueDefinition<Data>): void;
  /** Adds a job; resolves to its id. Any process may send, also one that does not work the queue. */
  send(queue: string, data: object, options?: SendOptions): Promise<string | undefined>;
  /** Runs a queue again and again, once over all processes, by a five-field cron expression in UTC. */
  schedule(queue: string, cron: string, data?: object): Promise<void>;
  /** Begins to work the defined queues; queues defined later start at once. */
  start(): Promise<void>;
  /** Takes no new jobs and waits for the running ones, at most `timeoutSeconds` (default 25). */
  stop(options?: { timeoutSeconds?: number }): Promise<void>;
}
