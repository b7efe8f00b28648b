import type { SuspensionReason } from '@segl/domain';
import { wrongTriesAllowed } from '@segl/domain';
import type { BankidRoom } from '../room.js';

type TryRoom = Pick<BankidRoom, 'context'>;

// Reservations of the rule in @segl/domain (lockout.ts), each as one UPDATE: the row lock orders parallel tries, so that
// at most five of them are ever judged. What was reserved stays counted if the process dies before the verdict.

/** Reserves a wrong-code try on all BankIDs of a person whom the caller named; the tries counted so far, or undefined when none is left. */
export async function reserveCodeTry({ context }: TryRoom, personId: string): Promise<number | undefined> {
  const rows = await context.database.prisma.$queryRaw<{ wrongCodes: number }[]>`
    UPDATE "bankid"."BankId" SET "wrongCodes" = "wrongCodes" + 1, version = version + 1
    WHERE "personId" = ${personId}::uuid AND "wrongCodes" < ${wrongTriesAllowed}
    RETURNING "wrongCodes"`;
  return rows.length === 0 ? undefined : Math.max(...rows.map(({ wrongCodes }) => wrongCodes));
}

/** The code was right: the reservation is no wrong try. */
export async function giveBackCodeTry({ context }: TryRoom, personId: string): Promise<void> {
  await context.database.prisma.$executeRaw`
    UPDATE "bankid"."BankId" SET "wrongCodes" = GREATEST("wrongCodes" - 1, 0), version = version + 1
    WHERE "personId" = ${personId}::uuid`;
}

/** Reserves a password try; the tries counted so far, or undefined when none is left or the BankID is not active. */
export async function reservePasswordTry(
  { context }: TryRoom,
  bankIdId: string,
): Promise<number | undefined> {
  const rows = await context.database.prisma.$queryRaw<{ wrongPasswords: number }[]>`
    UPDATE "bankid"."BankId" SET "wrongPasswords" = "wrongPasswords" + 1, version = version + 1
    WHERE id = ${bankIdId}::uuid AND state = 'active' AND "wrongPasswords" < ${wrongTriesAllowed}
    RETURNING "wrongPasswords"`;
  return rows[0]?.wrongPasswords;
}

/** Suspends after the last try; a BankID that is no longer active stays as it is. */
export async function suspend(
  { context }: TryRoom,
  where: { personId: string } | { id: string },
  reason: SuspensionReason,
): Promise<void> {
  const { prisma } = context.database;
  const { count } = await prisma.bankId.updateMany({
    where: { ...where, state: 'active' },
    data: { state: 'suspended', suspension: reason, version: { increment: 1 } },
  });
  if (count > 0) context.logger.warn({ reason, bankIds: count }, 'suspended after too many wrong tries');
}
