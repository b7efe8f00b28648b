/** The part of a Prisma transaction client that a job needs to be part of the same transaction. */
export interface SqlTransaction {
  $queryRawUnsafe<Row = unknown>(query: string, ...values: unknown[]): PromiseLike<Row>;
}

/** One delivery of a job. A handler may see the same job again after a crash: it must be idempotent. */
export interface Job<Data> {
  id: string;
  data: Data;
  /** 1 at the first try. */
  attempt: number;
  /** 0 at the last try: time to record that the work cannot be done. */
  retriesLeft: number;
  /** Aborts when the job has run for `timeoutSeconds`, or another process has taken it over. */
  signal: AbortSignal;
}

/** How a queue is worked. */
export interface QueueDefinition<Data extends object> {
  handler(job: Job<Data>): Promise<void>;
  /** Tries after the first; default 5. A crash of the process counts as a try. */
  retryLimit?: number;
  /** Seconds before the first retry, doubled each time up to an hour; default 1. */
  retryDelaySeconds?: number;
  /** Seconds after which `signal` aborts; default 300. */
  timeoutSeconds?: number;
  /** Jobs that run at once in this process; default 1. */
  concurrency?: number;
}

/** Options of {@link Jobs.send}. */
export interface SendOptions {
  /** The job exists if, and only if, this transaction commits (outbox). Without it, a send is refused inside a scope. */
  tx?: SqlTransaction;
  /** Not before this time of the context's clock. */
  startAfter?: Date;
  /** While a job with this key waits in the queue, another is not added (the answer is then undefined). */
  singletonKey?: string;
}

/** Durable background work, at least once. Queue names are `<service>.<what>`, such as `signing.prepare-order`. */
export interface Jobs {
  /** Declares a queue and its worker; call before {@link Jobs.start}, in each process that is to work it. */
  define<Data extends object>(queue: string, definition: QueueDefinition<Data>): void;
  /** Adds a job; resolves to its id. `data` holds ids, no personal data. Any process may send, also one that does not work the queue. */
  send(queue: string, data: object, options?: SendOptions): Promise<string | undefined>;
  /** Lets a queue defined here run again and again, once over all processes, at multiples of `everySeconds`. */
  schedule(queue: string, options: { everySeconds: number; data?: object }): void;
  /** Begins to work the defined queues; called by whoever starts the services, after all have been made. */
  start(): Promise<void>;
  /** Takes no new jobs and waits for the running ones, at most `timeoutSeconds` (default 25). */
  stop(options?: { timeoutSeconds?: number }): Promise<void>;
}
