import type { Transaction } from '@segl/database';
import { withTransaction } from '@segl/database';
import type { bankidApp } from '@segl/contracts';
import type { z } from 'zod';
import type { BankidRoom } from '../room.js';

export type AppEndReason = z.infer<typeof bankidApp.appEndReason>;

/** Ends the app of a BankID wherever it is: its codes and approvals are worth nothing from then on. */
export async function endApps(
  tx: Transaction,
  { bankIdId, reason, actor, at }: { bankIdId: string; reason: AppEndReason; actor: string; at: Date },
): Promise<void> {
  const active = await tx.appDevice.findMany({ where: { bankIdId, state: 'active' } });
  for (const { id, name } of active) {
    const { count } = await tx.appDevice.updateMany({
      where: { id, state: 'active' },
      data: { state: 'ended', endedAt: at, endReason: reason },
    });
    if (count === 0) continue;
    await tx.bankIdEvent.create({
      data: { bankIdId, at, kind: 'app-ended', actor, details: { device: name, reason } },
    });
  }
}

/** The holder ends the app on the device itself. Done already: nothing more happens. */
export async function endAppByHolder(
  { context }: Pick<BankidRoom, 'context'>,
  { bankIdId }: { bankIdId: string },
): Promise<void> {
  const at = context.clock.now();
  await withTransaction(context.database.prisma, (tx) =>
    endApps(tx, { bankIdId, reason: 'holder', actor: 'holder', at }),
  );
}
