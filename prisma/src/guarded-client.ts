import { assertOutsideTransaction } from '@segl/platform';
import type { PrismaClient } from './generated/client.js';

/**
 * Refuses the outer client inside `withTransaction`: on PGlite it would wait for the session that the transaction
 * holds, for ever; on PostgreSQL it would quietly write outside the transaction.
 *
 * The check is made where the client is used and not in the driver adapter, as Prisma gathers queries of different
 * callers in one tick: down there, nobody knows any more whose query it is.
 */
export function guardClient(prisma: PrismaClient): PrismaClient {
  return new Proxy(prisma, {
    get(target, property) {
      if (typeof property === 'string') assertOutsideTransaction('a use of the outer database client');
      const value: unknown = Reflect.get(target, property, target);
      // Bound to the client itself, whose own steps inside a transaction are no misuse.
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
