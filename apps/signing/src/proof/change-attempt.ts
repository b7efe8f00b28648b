import { errorCodes, type ErrorCode, type Problem } from '@segl/contracts';
import { isFinalAttemptState, transitionAttempt, type AttemptEvent, type AttemptState } from '@segl/domain';
import type { Prisma, PrismaClient, Transaction } from '@segl/database';
import type { SigningRoom } from '../signing-room.js';

export type AttemptRow = Prisma.SigningAttemptGetPayload<object>;

/** Another run has moved the attempt meanwhile: read it again. */
export class StaleAttemptError extends Error {
  override readonly name = 'StaleAttemptError';
}

/**
 * Moves an attempt by compare-and-set.
 * @throws StaleAttemptError also when the table knows no such move: then another run has been faster
 */
export async function changeAttempt(
  room: { prisma: PrismaClient | Transaction; now: Date },
  attempt: Pick<AttemptRow, 'id' | 'state' | 'version' | 'resigned'>,
  event: AttemptEvent,
  data: Prisma.SigningAttemptUncheckedUpdateManyInput = {},
): Promise<void> {
  const state = attempt.state as AttemptState;
  const result = transitionAttempt({ state, resigned: attempt.resigned }, event);
  if (!result.allowed) throw new StaleAttemptError(`${event.type} in ${state}: ${result.refusal}`);
  const { count } = await room.prisma.signingAttempt.updateMany({
    where: { id: attempt.id, version: attempt.version, state },
    data: { ...data, state: result.state, version: { increment: 1 }, updatedAt: room.now },
  });
  if (count !== 1) throw new StaleAttemptError(`attempt ${attempt.id} changed meanwhile`);
}

/** Ends an attempt with the reason that its signer is shown; nothing when it is over already. */
export async function failAttempt(
  room: Pick<SigningRoom, 'prisma' | 'context'>,
  attemptId: string,
  failure: AttemptFailure,
): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    const attempt = await room.prisma.signingAttempt.findUnique({ where: { id: attemptId } });
    if (attempt === null || isFinalAttemptState(attempt.state as AttemptState)) return;
    try {
      await failAttemptAsRead(room, attempt, failure);
      return;
    } catch (error) {
      if (!(error instanceof StaleAttemptError)) throw error;
    }
  }
  throw new StaleAttemptError(`attempt ${attemptId} keeps changing`);
}

/** As {@link failAttempt}, but only when nobody has moved the attempt since it was read. @throws StaleAttemptError */
export async function failAttemptAsRead(
  room: Pick<SigningRoom, 'prisma' | 'context'>,
  attempt: AttemptRow,
  failure: AttemptFailure,
): Promise<void> {
  const isCancelled = failure.code === 'signing.proof-cancelled';
  await changeAttempt(
    { prisma: room.prisma, now: room.context.clock.now() },
    attempt,
    { type: isCancelled ? 'cancel' : 'fail' },
    // What was sealed for going on is not needed any more.
    { failure: problemOf(failure), sealed: new Uint8Array() },
  );
}

/** Why an attempt ended. */
export interface AttemptFailure {
  code: ErrorCode;
  /** The code BankID shows for it. */
  bankIdCode?: string | undefined;
}

function problemOf({ code, bankIdCode }: AttemptFailure): Problem {
  return {
    type: `/help/errors#${code}`,
    code,
    ...errorCodes[code],
    ...(bankIdCode === undefined ? {} : { bankIdCode }),
  };
}
