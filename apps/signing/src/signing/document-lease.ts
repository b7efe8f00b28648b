import { setTimeout as delay } from 'node:timers/promises';
import type { Transaction } from '@segl/database';
import { ProblemError } from '@segl/platform';
import type { SigningRoom } from '../signing-room.js';

/** Held from preparation to commit; the fence tells a holder that was thought dead from the one who followed. */
export interface DocumentLease {
  documentId: string;
  attemptId: string;
  fence: number;
}

const leaseSeconds = 120;
/** A run of the same attempt that has been silent for so long is taken for dead. */
const ownTakeoverSeconds = 10;
const waitMilliseconds = 100;
/** Twenty seconds: how long one signer waits for another before being told that somebody is signing. */
const mostWaits = 200;

/** The lease was taken over: whatever this run was about to commit is another run's now. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/**
 * Step 7: one signing at a time on a document. A lease that has run out can be taken by anybody; the same attempt's own
 * after ten seconds already, so that nobody waits long after a crash. The higher fence shuts the earlier run out.
 *
 * @throws ProblemError `signing.document-busy`
 */
export async function takeLease(
  room: Pick<SigningRoom, 'prisma' | 'context'>,
  holder: Omit<DocumentLease, 'fence'>,
): Promise<DocumentLease> {
  for (let waits = 0; waits < mostWaits; waits += 1) {
    const lease = await tryToTakeLease(room, holder);
    if (lease !== undefined) return lease;
    await delay(waitMilliseconds);
  }
  throw new ProblemError('signing.document-busy');
}

/** One try; undefined while another attempt holds the lease. */
export async function tryToTakeLease(
  { prisma, context }: Pick<SigningRoom, 'prisma' | 'context'>,
  { documentId, attemptId }: Omit<DocumentLease, 'fence'>,
): Promise<DocumentLease | undefined> {
  const now = context.clock.now();
  const expiresAt = new Date(now.getTime() + leaseSeconds * 1000);
  await prisma.documentLease.createMany({
    data: [{ documentId, attemptId, fence: 0, expiresAt: new Date(0) }],
    skipDuplicates: true,
  });
  const current = await prisma.documentLease.findUniqueOrThrow({ where: { documentId } });
  const takenFor = leaseSeconds * 1000 - (current.expiresAt.getTime() - now.getTime());
  const isSilent = current.attemptId === attemptId && takenFor >= ownTakeoverSeconds * 1000;
  if (current.expiresAt > now && !isSilent) return undefined;
  const { count } = await prisma.documentLease.updateMany({
    where: { documentId, fence: current.fence },
    data: { attemptId, expiresAt, fence: { increment: 1 } },
  });
  return count === 1 ? { documentId, attemptId, fence: current.fence + 1 } : undefined;
}

/** In the committing transaction: the lease must still be this run's. The row stays, so that fences only grow. @throws LeaseLostError */
export async function spendLease(tx: Transaction, { documentId, fence }: DocumentLease): Promise<void> {
  const { count } = await tx.documentLease.updateMany({
    where: { documentId, fence },
    data: { expiresAt: new Date(0) },
  });
  if (count !== 1) throw new LeaseLostError(`the lease on document ${documentId} was taken over`);
}

/** Gives the lease back without a commit; one that another run holds is left alone. */
export async function releaseLease(
  { prisma }: Pick<SigningRoom, 'prisma'>,
  { documentId, fence }: DocumentLease,
): Promise<void> {
  await prisma.documentLease.updateMany({
    where: { documentId, fence },
    data: { expiresAt: new Date(0) },
  });
}
