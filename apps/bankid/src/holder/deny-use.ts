import { withTransaction } from '@segl/database';
import type { BankidRoom } from '../room.js';
import { findUse } from './history.js';

/**
 * "This was not me": the report stands with the use, and in the BankID's history, where the bank sees it. Said again, it
 * changes nothing. Whether to block is the holder's own next choice, or the bank's.
 *
 * @returns false when this person's BankIDs were never used like that
 */
export async function denyUse(
  room: Pick<BankidRoom, 'context'>,
  { sub, useId }: { sub: string; useId: string },
): Promise<boolean> {
  const { context } = room;
  const found = await findUse(room, { sub, useId });
  if (found === undefined) return false;
  const { row } = found;
  const at = context.clock.now();
  await withTransaction(context.database.prisma, async (tx) => {
    const { count } = await tx.bankIdUse.updateMany({
      where: { id: useId, deniedAt: null },
      data: { deniedAt: at },
    });
    if (count === 0) return; // reported before
    await tx.bankIdEvent.create({
      data: {
        bankIdId: row.bankId.id,
        at,
        kind: 'use-denied',
        actor: 'holder',
        details: { useId, usedAt: row.at.toISOString(), kind: row.kind, clientId: row.clientId },
      },
    });
  });
  context.logger.warn({ bankIdId: row.bankId.id, useId }, 'a holder says that a use was not theirs');
  return true;
}
