import type { Fault } from '../errors.js';

/** Methods of a worker by name: what each is given and what it answers. Both are structured-cloneable. */
export type MethodMap = Record<string, { input: unknown; output: unknown }>;

/** One call, as posted to a worker. */
export interface CallMessage {
  id: number;
  method: string;
  input: unknown;
}

/** Posted once, when a worker has loaded its modules. */
export interface ReadyMessage {
  kind: 'ready';
}

/** The answer to one call, as posted by a worker. */
export type AnswerMessage = { id: number } & (
  | { kind: 'result'; output: unknown }
  /** The input was refused; the worker is well. */
  | { kind: 'fault'; fault: Fault }
  /** Anything else; the worker's state is unknown, it is replaced. */
  | { kind: 'error'; message: string; stack: string | undefined }
);
