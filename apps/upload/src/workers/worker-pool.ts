import type { Worker } from 'node:worker_threads';
import { UploadError } from '../errors.js';
import type { AnswerMessage, CallMessage, MethodMap, ReadyMessage } from './protocol.js';
import { startWorker } from './start-worker.js';

/** Codes of {@link WorkerError}. */
export type WorkerErrorCode =
  /** The call took longer than it may; the thread was ended in the middle of it. */
  | 'worker.timed-out'
  /** The thread died (out of memory, a fault in WebAssembly) or failed in a way it did not foresee. */
  | 'worker.crashed'
  /** The thread did not start: a fault of ours, never of the input. */
  | 'worker.not-loaded'
  /** The pool is closing. */
  | 'worker.closed';

/** A worker thread did not answer. The next call gets a fresh thread. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';
  constructor(
    readonly code: WorkerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Options of {@link WorkerPool}. */
export interface WorkerPoolOptions {
  /** The worker's module, beside `start-worker.ts`. */
  module: `./${string}`;
  /** Threads at most. They are started when needed. */
  size: number;
  /** Heap of each thread, in megabytes; a thread that needs more is ended. */
  maxHeapMegabytes: number;
}

/** How a call is made. */
export interface CallOptions {
  timeoutSeconds: number;
  /** Buffers of the input that are moved to the thread instead of copied; unusable here afterwards. */
  transfer?: readonly ArrayBuffer[];
}

/** A thread for one user alone, until released. */
export interface WorkerLease<Map extends MethodMap> {
  /**
   * @throws UploadError when the input is refused; WorkerError `worker.timed-out`, `worker.crashed`, `worker.not-loaded` (the lease is then
   *   of no more use: release it)
   */
  call<Name extends keyof Map & string>(
    method: Name,
    input: Map[Name]['input'],
    options: CallOptions,
  ): Promise<Map[Name]['output']>;
  /** Gives the thread back; call once. */
  release(): void;
}

const loadingSeconds = 60;

interface Waiting {
  urgent: boolean;
  resolve: (thread: Thread) => void;
  reject: (error: Error) => void;
}

/** A few threads that answer calls about foreign files, so that no file can stop the event loop or the process. */
export class WorkerPool<Map extends MethodMap> {
  readonly #options: WorkerPoolOptions;
  readonly #idle: Thread[] = [];
  readonly #busy = new Set<Thread>();
  readonly #waiting: Waiting[] = [];
  #closed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  /** How many wait for a thread: a long user may step aside for them. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Waits for a thread. Urgent users come before others; otherwise first come, first served.
   * @throws WorkerError `worker.closed`
   */
  async lease({ urgent }: { urgent: boolean } = { urgent: false }): Promise<WorkerLease<Map>> {
    const thread = await this.#thread(urgent);
    return {
      call: async (method, input, options) => thread.call(method, input, options) as Promise<never>,
      release: () => this.#release(thread),
    };
  }

  /** Makes one call in a thread of the pool. @throws as {@link WorkerLease.call} */
  async run<Name extends keyof Map & string>(
    method: Name,
    input: Map[Name]['input'],
    options: CallOptions,
  ): Promise<Map[Name]['output']> {
    const lease = await this.lease();
    try {
      return await lease.call(method, input, options);
    } finally {
      lease.release();
    }
  }

  /** Loads one thread ahead of its first user. @throws WorkerError `worker.not-loaded` */
  async warmUp(): Promise<void> {
    const thread = await this.#thread(false);
    try {
      await thread.load();
    } finally {
      this.#release(thread);
    }
  }

  /** Ends all threads; calls that run fail with `worker.closed`. */
  async close(): Promise<void> {
    this.#closed = true;
    const closed = new WorkerError('worker.closed', 'the pool is closing');
    for (const { reject } of this.#waiting.splice(0)) reject(closed);
    const threads = [...this.#idle.splice(0), ...this.#busy];
    await Promise.all(threads.map((thread) => thread.end(closed)));
  }

  async #thread(urgent: boolean): Promise<Thread> {
    if (this.#closed) throw new WorkerError('worker.closed', 'the pool is closed');
    const idle = this.#idle.pop();
    if (idle !== undefined) return this.#use(idle);
    if (this.#busy.size < this.#options.size) return this.#use(this.#start());
    return new Promise((resolve, reject) => {
      const entry = { urgent, resolve, reject };
      const firstPatient = this.#waiting.findIndex((other) => !other.urgent);
      if (urgent && firstPatient !== -1) this.#waiting.splice(firstPatient, 0, entry);
      else this.#waiting.push(entry);
    });
  }

  #use(thread: Thread): Thread {
    this.#busy.add(thread);
    return thread;
  }

  #start(): Thread {
    const { module, maxHeapMegabytes } = this.#options;
    return new Thread(startWorker(module, { maxOldGenerationSizeMb: maxHeapMegabytes }));
  }

  #release(thread: Thread): void {
    this.#busy.delete(thread);
    if (this.#closed) return;
    const well = thread.lost ? undefined : thread;
    const next = this.#waiting.shift();
    if (next !== undefined) next.resolve(this.#use(well ?? this.#start()));
    else if (well !== undefined) this.#idle.push(well);
  }
}

interface Pending {
  id: number;
  resolve: (output: unknown) => void;
  reject: (error: Error) => void;
}

/** One worker thread and the call it is busy with. */
class Thread {
  readonly #worker: Worker;
  #pending: Pending | undefined;
  #lastId = 0;
  #state: 'loading' | 'loaded' = 'loading';
  #onLoadedOrLost: (() => void) | undefined;
  #lostBecause: WorkerError | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.unref(); // an idle thread keeps no process alive
    worker.on('message', (message: ReadyMessage | AnswerMessage) => this.#received(message));
    worker.on('error', (cause) => this.#lose(new WorkerError(this.#lossCode, cause.message, { cause })));
    worker.on('exit', (code) => this.#lose(new WorkerError(this.#lossCode, `the thread ended (${code})`)));
  }

  get #lossCode(): WorkerErrorCode {
    return this.#state === 'loaded' ? 'worker.crashed' : 'worker.not-loaded';
  }

  get lost(): boolean {
    return this.#lostBecause !== undefined;
  }

  async call(
    method: string,
    input: unknown,
    { timeoutSeconds, transfer = [] }: CallOptions,
  ): Promise<unknown> {
    await this.load();
    if (this.#lostBecause !== undefined) throw this.#lostBecause;
    if (this.#pending !== undefined) throw new TypeError('a thread answers one call at a time');
    const timer = setTimeout(() => {
      void this.end(new WorkerError('worker.timed-out', `${method} took more than ${timeoutSeconds} s`));
    }, timeoutSeconds * 1000);
    this.#worker.ref();
    try {
      return await new Promise((resolve, reject) => {
        const id = ++this.#lastId;
        this.#pending = { id, resolve, reject };
        this.#worker.postMessage({ id, method, input } satisfies CallMessage, [...transfer]);
      });
    } finally {
      clearTimeout(timer);
      this.#worker.unref();
    }
  }

  /** Loading the thread's modules takes a while on a busy machine, and is not the input's fault. */
  async load(): Promise<void> {
    if (this.#state === 'loaded') return;
    if (this.#lostBecause !== undefined) throw this.#lostBecause;
    const timer = setTimeout(() => {
      void this.end(new WorkerError('worker.not-loaded', `the thread did not load in ${loadingSeconds} s`));
    }, loadingSeconds * 1000);
    this.#worker.ref();
    await new Promise<void>((resolve) => {
      this.#onLoadedOrLost = resolve;
    });
    clearTimeout(timer);
    this.#worker.unref();
    if (this.#lostBecause !== undefined) throw this.#lostBecause;
  }

  async end(because: WorkerError): Promise<void> {
    this.#lose(because);
    await this.#worker.terminate();
  }

  #received(message: ReadyMessage | AnswerMessage): void {
    if (message.kind !== 'ready') {
      this.#answered(message);
      return;
    }
    this.#state = 'loaded';
    this.#onLoadedOrLost?.();
  }

  #answered(message: AnswerMessage): void {
    const pending = this.#pending;
    if (pending?.id !== message.id) return; // answer to a call that was given up
    if (message.kind === 'error') {
      const cause = new Error(message.message);
      if (message.stack !== undefined) cause.stack = message.stack;
      void this.end(new WorkerError('worker.crashed', message.message, { cause }));
      return;
    }
    this.#pending = undefined;
    if (message.kind === 'fault') pending.reject(UploadError.from(message.fault));
    else pending.resolve(message.output);
  }

  #lose(because: WorkerError): void {
    this.#lostBecause ??= because;
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.reject(this.#lostBecause);
    this.#onLoadedOrLost?.();
  }
}
