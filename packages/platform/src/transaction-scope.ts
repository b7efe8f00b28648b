import { AsyncLocalStorage } from 'node:async_hooks';
import { PlatformError } from './errors.js';

interface TransactionScope {
  open: boolean;
  afterCommit: (() => void)[];
}

const storage = new AsyncLocalStorage<TransactionScope>();

/**
 * Runs a database transaction so that what happens inside it is known to be inside. `withTransaction` of `@segl/database`
 * is the one caller.
 *
 * @param transact begins and commits; it runs the transaction's work through `inside`
 */
export async function runInTransactionScope<Result>(
  transact: (inside: <Inner>(work: () => Promise<Inner>) => Promise<Inner>) => Promise<Result>,
): Promise<Result> {
  const scope: TransactionScope = { open: true, afterCommit: [] };
  const result = await transact(async (work) => {
    try {
      // Awaited inside: a Prisma query begins only when somebody waits for it.
      return await storage.run(scope, async () => await work());
    } finally {
      // What was started inside and outlives the transaction is outside again.
      scope.open = false;
    }
  });
  for (const callback of scope.afterCommit) callback();
  return result;
}

/** Whether the caller runs inside a transaction scope that is still open. */
export function isInTransactionScope(): boolean {
  return storage.getStore()?.open === true;
}

/**
 * Runs `callback` when the surrounding transaction has committed, never when it is rolled back; at once when there is none.
 * For hints that may be lost (waking a worker): what must happen belongs in a job sent with `tx`.
 */
export function afterCommit(callback: () => void): void {
  const scope = storage.getStore();
  if (scope?.open === true) scope.afterCommit.push(callback);
  else callback();
}

/**
 * Refuses I/O inside a database transaction: PGlite has one session, so waiting for HTTP, a key or a file there can
 * dead-lock, and on PostgreSQL it holds rows for as long as another's server pleases. In every environment, as it is a bug.
 *
 * @throws PlatformError `platform.io-in-transaction`
 */
export function assertOutsideTransaction(operation: string): void {
  if (isInTransactionScope()) {
    throw new PlatformError('platform.io-in-transaction', `${operation} inside a database transaction`);
  }
}
