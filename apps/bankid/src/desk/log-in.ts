import type { z } from 'zod';
import type { desk } from '@segl/contracts';
import type { Bank, Officer } from '@segl/database';
import { wrongTriesAllowed } from '@segl/domain';
import { ProblemError } from '@segl/platform';
import { giveBackTry, takeTry } from '../proof/attempt-counters.js';
import { makeCodeSecret, matchCode } from '../proof/one-time-codes.js';
import type { BankidRoom } from '../room.js';
import { onDuty, type OfficerOnDuty } from './officers.js';

type LogInRoom = Pick<BankidRoom, 'context' | 'secrets' | 'passwords'>;

/** What an officer's one-time codes are sealed under. */
export const officerSecretLabel = (username: string): string => `officer:${username}`;

/**
 * Judges user name, password and one-time code together: one answer, after the same work, whichever was wrong and whether
 * or not anybody has that name. Five wrong tries for a name in a quarter of an hour are judged, no more.
 *
 * @throws ProblemError `desk.wrong-credentials`, `desk.too-many-tries`
 */
export async function judgeOfficer(
  room: LogInRoom,
  { username, password, code }: z.output<typeof desk.logIn>,
): Promise<OfficerOnDuty> {
  const name = username.toLowerCase();
  const counter = { key: room.secrets.counterKey('officer', name), limit: wrongTriesAllowed };
  if (!(await takeTry(room, [counter]))) throw new ProblemError('desk.too-many-tries');
  const officer = await room.context.database.prisma.officer.findFirst({
    where: { username: name, state: 'active' },
    include: { bank: true },
  });
  const isPasswordRight = await room.passwords.verify(officer?.passwordHash ?? undefined, password);
  const isCodeRight = await useCode(room, officer, { code, isPasswordRight });
  if (officer === null || !isPasswordRight || !isCodeRight) throw new ProblemError('desk.wrong-credentials');
  await giveBackTry(room, [counter]);
  return onDuty(officer);
}

/** A code is used up only together with a right password, so that others cannot spend an officer's codes. */
async function useCode(
  { context, secrets }: LogInRoom,
  officer: (Officer & { bank: Bank }) | null,
  { code, isPasswordRight }: { code: string; isPasswordRight: boolean },
): Promise<boolean> {
  const secret =
    officer === null
      ? makeCodeSecret()
      : secrets.unseal(officer.secretSealed, officerSecretLabel(officer.username));
  const last = Number(officer?.lastTimeStep ?? -1);
  const step = matchCode(
    { kind: 'time', secret, last, drift: 0 },
    code.replace(/\s/g, ''),
    context.clock.now(),
  );
  if (officer === null || step === undefined || !isPasswordRight) return false;
  const { count } = await context.database.prisma.officer.updateMany({
    where: { id: officer.id, state: 'active', lastTimeStep: { lt: step } },
    data: { lastTimeStep: step },
  });
  return count > 0;
}
