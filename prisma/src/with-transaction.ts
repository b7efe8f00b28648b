import { runInTransactionScope } from '@segl/platform';
import type { Prisma, PrismaClient } from './generated/client.js';

/** The client to use inside a transaction; the outer client is refused there. */
export type Transaction = Prisma.TransactionClient;

/** Limits of {@link withTransaction}. */
export interface TransactionOptions {
  /** How long to wait for a connection; default 20. On PGlite all transactions queue for the one session. */
  maxWaitSeconds?: number;
  /** How long the transaction may last; default 10. */
  timeoutSeconds?: number;
}

/**
 * Runs `work` in one transaction. Inside, only `tx` may be used: HTTP, object store, mail, and the outer client throw
 * `platform.io-in-transaction`.
 */
export async function withTransaction<Result>(
  prisma: PrismaClient,
  work: (tx: Transaction) => Promise<Result>,
  { maxWaitSeconds = 20, timeoutSeconds = 10 }: TransactionOptions = {},
): Promise<Result> {
  return runInTransactionScope((inside) =>
    prisma.$transaction((tx) => inside(() => work(tx)), {
      maxWait: maxWaitSeconds * 1000,
      timeout: timeoutSeconds * 1000,
    }),
  );
}
