import { parentPort } from 'node:worker_threads';
import { UploadError } from '../errors.js';
import type { AnswerMessage, CallMessage, MethodMap, ReadyMessage } from './protocol.js';

/** An answer together with the buffers in it that are moved, not copied. */
export class Transferred<Output> {
  constructor(
    readonly output: Output,
    readonly buffers: readonly ArrayBuffer[],
  ) {}
}

/** The functions behind a worker's methods. */
export type Methods<Map extends MethodMap> = {
  [Name in keyof Map]: (
    input: Map[Name]['input'],
  ) => Promise<Map[Name]['output'] | Transferred<Map[Name]['output']>>;
};

/** Answers the calls that a `WorkerPool` posts to this thread. */
export function serveCalls<Map extends MethodMap>(methods: Methods<Map>): void {
  const port = parentPort;
  if (port === null) throw new TypeError('serveCalls belongs in a worker thread');
  const answer = async ({ id, method, input }: CallMessage): Promise<void> => {
    try {
      const handler = methods[method];
      if (handler === undefined) throw new TypeError(`no method ${method}`);
      const result = await handler(input);
      const { output, buffers } =
        result instanceof Transferred ? result : { output: result, buffers: [] as const };
      port.postMessage({ id, kind: 'result', output } satisfies AnswerMessage, [...buffers]);
    } catch (error) {
      port.postMessage(describe(id, error));
    }
  };
  port.on('message', (call: CallMessage) => void answer(call));
  port.postMessage({ kind: 'ready' } satisfies ReadyMessage);
}

function describe(id: number, error: unknown): AnswerMessage {
  if (error instanceof UploadError) return { id, kind: 'fault', fault: error.toFault() };
  if (error instanceof Error) return { id, kind: 'error', message: error.message, stack: error.stack };
  return { id, kind: 'error', message: String(error), stack: undefined };
}
