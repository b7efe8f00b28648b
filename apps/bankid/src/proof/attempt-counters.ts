import type { BankidRoom } from '../room.js';

type CounterRoom = Pick<BankidRoom, 'context'>;

/** A counter of tries in a window. */
export interface Counter {
  /** From `RoomSecrets.counterKey`: a hash, no address or birth date. */
  key: string;
  limit: number;
}

/** How long wrong codes of a device or address count. */
export const windowSeconds = 15 * 60;

/**
 * Takes one try from each counter before it is judged; false, and nothing taken, when one of them has none left. One
 * statement a counter decides, so that parallel tries cannot pass the limit.
 */
export async function takeTry(room: CounterRoom, counters: readonly Counter[]): Promise<boolean> {
  const taken: Counter[] = [];
  for (const counter of counters) {
    if (await takeOne(room, counter)) {
      taken.push(counter);
      continue;
    }
    await giveBackTry(room, taken);
    return false;
  }
  return true;
}

/** Gives back tries that turned out right: a counter counts wrong ones only. */
export async function giveBackTry(room: CounterRoom, counters: readonly Counter[]): Promise<void> {
  const { prisma } = room.context.database;
  for (const { key } of counters) {
    await prisma.attemptCounter.updateMany({
      where: { key, count: { gt: 0 } },
      data: { count: { decrement: 1 } },
    });
  }
}

async function takeOne({ context }: CounterRoom, { key, limit }: Counter): Promise<boolean> {
  const now = context.clock.now();
  const expiresAt = new Date(now.getTime() + windowSeconds * 1000);
  const rows = await context.database.prisma.$queryRaw<{ count: number }[]>`
    INSERT INTO "bankid"."AttemptCounter" AS counted (key, count, "expiresAt") VALUES (${key}, 1, ${expiresAt})
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN counted."expiresAt" <= ${now} THEN 1 ELSE counted.count + 1 END,
      "expiresAt" = CASE WHEN counted."expiresAt" <= ${now} THEN excluded."expiresAt" ELSE counted."expiresAt" END
    WHERE counted."expiresAt" <= ${now} OR counted.count < ${limit}
    RETURNING count`;
  return rows.length > 0;
}
