import { z } from 'zod';
import { resumableAttemptStates } from '@segl/domain';
import type { Transaction } from '@segl/database';
import type { SigningRoom } from '../signing-room.js';
import { driveAttempt } from './drive-attempt.js';

export const resumeAttemptQueue = 'signing.resume-attempt';
const resumeJob = z.object({ attemptId: z.uuid() });

/** Has an attempt driven on later, by whichever process then runs. */
export async function sendResumeJob(
  room: SigningRoom,
  attemptId: string,
  { tx, afterSeconds }: { tx?: Transaction; afterSeconds: number },
): Promise<void> {
  await room.context.jobs.send(
    resumeAttemptQueue,
    { attemptId },
    {
      ...(tx === undefined ? {} : { tx }),
      startAfter: new Date(room.context.clock.now().getTime() + afterSeconds * 1000),
    },
  );
}

/** Drives one attempt on. @throws when it must be tried again */
export async function resumeAttempt(room: SigningRoom, data: unknown): Promise<void> {
  const { attemptId } = resumeJob.parse(data);
  const outcome = await driveAttempt(room, attemptId);
  if (resumableAttemptStates.some((state) => state === outcome.state)) {
    throw new Error(`attempt ${attemptId} is still ${outcome.state}`);
  }
}

/** At start-up: what a crash has left between proof and commit goes on. */
export async function resumeUnfinished(room: SigningRoom): Promise<void> {
  const unfinished = await room.prisma.signingAttempt.findMany({
    where: { state: { in: [...resumableAttemptStates] } },
    select: { id: true },
  });
  for (const { id } of unfinished) await sendResumeJob(room, id, { afterSeconds: 0 });
}
