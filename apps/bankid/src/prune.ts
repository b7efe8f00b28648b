import type { BankidRoom } from './room.js';

const dialogKeptSeconds = 24 * 3600;

/**
 * Deletes what has expired: provider records, counters, and dialogs with what they asked of apps a day after their end. Proofs stay,
 * as evidence.
 */
export async function prune({ context }: Pick<BankidRoom, 'context'>): Promise<void> {
  const { prisma } = context.database;
  const now = context.clock.now();
  await prisma.oidcRecord.deleteMany({ where: { expiresAt: { lte: now } } });
  await prisma.attemptCounter.deleteMany({ where: { expiresAt: { lte: now } } });
  const longOver = { expiresAt: { lte: new Date(now.getTime() - dialogKeptSeconds * 1000) } };
  await prisma.dialog.deleteMany({ where: longOver });
  await prisma.appApproval.deleteMany({ where: longOver });
}
