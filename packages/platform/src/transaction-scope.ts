import { AsyncLocalStorage } from 'node:async_hooks';
import { PlatformError } from './errors.js';

const scope = new AsyncLocalStorage<{ open: boolean }>();

/**
 * Marks everything that `work` does, until it settles, as being inside a database transaction.
 * `withTransaction` of `@segl/database` runs each transaction in such a scope.
 */
export async function runInTransactionScope<Result>(work: () => Promise<Result>): Promise<Result> {
  const state = { open: true };
  try {
    return await scope.run(state, work);
  } finally {
    // What was started inside and outlives the transaction (an in-process wake-up) is outside again.
    state.open = false;
  }
}

/** Whether the caller runs inside a transaction scope that is still open. */
export function isInTransactionScope(): boolean {
  return scope.getStore()?.open === true;
}

/**
 * Refuses I/O inside a database transaction: PGlite has one session, so waiting for HTTP, a key or a file there can
 * dead-lock, and on PostgreSQL it holds rows for as long as a stranger's server pleases. In every environment, as it is a bug.
 *
 * @throws PlatformError `platform.io-in-transaction`
 */
export function assertOutsideTransaction(operation: string): void {
  if (isInTransactionScope()) {
    throw new PlatformError(
      'platform.io-in-transaction',
      `${operation} was called inside a database transaction`,
    );
  }
}
