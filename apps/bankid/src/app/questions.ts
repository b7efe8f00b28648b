import { randomBytes } from 'node:crypto';
import { bankidApp } from '@segl/contracts';
import type { AppApproval, Person } from '@segl/database';
import { appApprovalSeconds } from '@segl/domain';
import type { BankidRoom } from '../room.js';
import { takeTry } from '../proof/attempt-counters.js';

type QuestionRoom = Pick<BankidRoom, 'context' | 'secrets'>;

/** A log-in or signing that asks for the app. */
export interface Asked {
  dialogUid: string;
  /** YYYY-MM-DD */
  birthDate: string;
  /** Whom the caller named, where they are known here. */
  namedPersonId: string | null;
  text: bankidApp.ApprovalText;
  referenceWords: string;
}

/** Questions to the apps of one birth date or named person in 15 minutes: nobody is worn down by asking. */
const questionsPerHolder = 10;

/**
 * Asks the apps of a named person, else of everybody born that day: whose app says yes tells them apart, as codes do. The same
 * happens, and is counted, where nobody has an app. An earlier question of the dialog is withdrawn.
 */
export async function askApps(room: QuestionRoom, asked: Asked): Promise<'asked' | 'too-many'> {
  const { context, secrets } = room;
  const { dialogUid, birthDate, namedPersonId, text, referenceWords } = asked;
  const key = secrets.counterKey('app-question', namedPersonId ?? birthDate);
  if (!(await takeTry(room, [{ key, limit: questionsPerHolder }]))) return 'too-many';
  await withdrawQuestions(room, dialogUid);
  const askedAt = context.clock.now();
  await context.database.prisma.appApproval.create({
    data: {
      dialogUid,
      birthDate,
      personId: namedPersonId,
      text,
      referenceWords,
      challenge: randomBytes(32).toString('base64url'),
      state: 'asked',
      askedAt,
      expiresAt: new Date(askedAt.getTime() + appApprovalSeconds * 1000),
    },
  });
  return 'asked';
}

/** What a dialog has asked last; undefined where it has not, or for another birth date. */
export async function lastQuestion(
  { context }: Pick<BankidRoom, 'context'>,
  dialog: { uid: string; birthDate: string },
): Promise<AppApproval | undefined> {
  const { uid: dialogUid, birthDate } = dialog;
  const found = await context.database.prisma.appApproval.findFirst({
    where: { dialogUid, birthDate, state: { not: 'withdrawn' } },
    orderBy: { askedAt: 'desc' },
  });
  return found ?? undefined;
}

/** Takes back what a dialog has asked and not used. */
export async function withdrawQuestions(
  { context }: Pick<BankidRoom, 'context'>,
  dialogUid: string,
): Promise<void> {
  await context.database.prisma.appApproval.updateMany({
    where: { dialogUid, state: { in: ['asked', 'approved'] } },
    data: { state: 'withdrawn' },
  });
}

/** What a person's app may answer now, oldest first. */
export async function openQuestionsFor(
  { context }: Pick<BankidRoom, 'context'>,
  { id, birthDate }: Pick<Person, 'id' | 'birthDate'>,
): Promise<bankidApp.ApprovalQuestion[]> {
  const rows = await context.database.prisma.appApproval.findMany({
    where: {
      birthDate,
      OR: [{ personId: null }, { personId: id }],
      state: 'asked',
      expiresAt: { gt: context.clock.now() },
    },
    orderBy: { askedAt: 'asc' },
  });
  return rows.map((row) => ({
    id: row.id,
    text: bankidApp.approvalText.parse(row.text),
    referenceWords: row.referenceWords,
    challenge: row.challenge,
    askedAt: row.askedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }));
}
