import type Provider from 'oidc-provider';
import type { Dialog } from '@segl/database';
import { codeToPasswordSeconds } from '@segl/domain';
import { judgeProof, type ProofVerdict } from '../proof/judge-proof.js';
import type { BankidRoom } from '../room.js';
import { readBirthDate } from './birth-date.js';
import { browserFamily } from './browser-family.js';
import { lastStep, type Step } from './dialog-facts.js';
import { changeDialog, missedCode, typedCodeLabel, type OpenedDialog } from './dialog-store.js';
import type { Origin } from './device.js';
import { finishWithProof, type Exchange } from './finish-dialog.js';
import { recognise } from './holder-steps.js';

/** Where a submitted screen leads: another screen of the dialog, or back to the provider with the result. */
export type NextPlace = { screen: Step | 'now' } | { url: string };

const longestTyped = 128;

/** First screen: whose birth date. What is typed wrong stays to be corrected, unless it may be a national identity number. */
export async function submitBirthDate(
  room: BankidRoom,
  { facts }: OpenedDialog,
  typed: string,
): Promise<NextPlace> {
  if (facts.isNamed) return { screen: 'code' };
  const birthDate = readBirthDate(typed);
  if (birthDate === undefined) {
    await changeDialog(room, facts.row, {
      birthDate: mayBeNationalId(typed) ? null : typed.trim().slice(0, 20),
      notice: 'birth-date-invalid',
      ...nothingTyped,
    });
    return { screen: 'birth-date' };
  }
  await changeDialog(room, facts.row, { birthDate, notice: null, ...nothingTyped });
  return { screen: 'code' };
}

/** More digits than a date has: it is neither kept nor shown again. */
function mayBeNationalId(typed: string): boolean {
  return typed.replace(/\D/g, '').length > 8;
}

/** Second screen: the code is kept, sealed, and judged together with the password. */
export async function submitCode(
  room: BankidRoom,
  { facts }: OpenedDialog,
  typed: string,
): Promise<NextPlace> {
  const code = typed.replace(/\s/g, '');
  if (!/^\d{6}$/.test(code)) {
    await changeDialog(room, facts.row, { notice: 'code-invalid', codeSealed: null, codeTypedAt: null });
    return { screen: 'code' };
  }
  await changeDialog(room, facts.row, {
    codeSealed: room.secrets.sealText(code, typedCodeLabel(facts.row.uid)),
    codeTypedAt: room.context.clock.now(),
    notice: null,
  });
  return { screen: lastStep(facts) };
}

/** Third screen: everything is judged, once, whatever is submitted twice. */
export async function submitPassword(
  room: BankidRoom,
  provider: Provider,
  opened: OpenedDialog,
  { password, origin, exchange }: { password: string; origin: Origin; exchange: Exchange },
): Promise<NextPlace> {
  const { row } = opened.facts;
  if (row.birthDate === null || row.codeSealed === null || row.codeTypedAt === null) return { screen: 'now' };
  if (password === '' || password.length > longestTyped) {
    await changeDialog(room, row, { notice: 'password-missing' });
    return { screen: 'password' };
  }
  if (isCodeTooOld(room, row.codeTypedAt)) return endCode(room, opened, 'code-too-old');
  const conclude = await beginJudging(room, row);
  if (conclude === undefined) return { screen: 'now' };
  try {
    const verdict = await judgeProof(room, {
      birthDate: row.birthDate,
      namedPersonId: row.namedPersonId,
      code: room.secrets.unsealText(row.codeSealed, typedCodeLabel(row.uid)),
      codeTypedAt: row.codeTypedAt,
      missed: missedCode(room, row),
      password,
      origin,
      kind: opened.facts.signature === undefined ? 'login' : 'signing',
      clientId: row.clientId,
      device: browserFamily(exchange.request.get('user-agent')),
      documents: opened.facts.signature?.documents.map(({ label }) => label) ?? [],
    });
    if (verdict.kind !== 'proven') {
      await conclude({ ...changeFor(verdict), ...(verdict.kind === 'wrong-code' ? missing(row) : {}) });
      return { screen: 'now' };
    }
    const recognised = await recognise(room, opened, verdict);
    if (recognised !== undefined) {
      await conclude(recognised);
      return { screen: 'now' };
    }
    const url = await finishWithProof(
      room,
      provider,
      opened,
      {
        sub: verdict.person.sub,
        bankIdId: verdict.bankId.id,
        source: verdict.source.kind,
        provenAt: room.context.clock.now(),
      },
      exchange,
    );
    await conclude({ state: 'proven', notice: null, bankId: verdict.bank.id });
    return { url };
  } catch (error) {
    await conclude({ state: 'open', notice: 'interrupted' });
    throw error;
  }
}

const nothingTyped = { codeSealed: null, codeTypedAt: null, missedCodeSealed: null, missedCodeTypedAt: null };

/** The code that was judged wrong is kept, for the next one only. */
export const missing = ({ codeSealed, codeTypedAt }: Dialog) => ({
  missedCodeSealed: codeSealed,
  missedCodeTypedAt: codeTypedAt,
});

/**
 * Takes the dialog from open to judging: only one request does, a second tab or click sees what the first one brings.
 * What writes the verdict down, or undefined.
 */
export async function beginJudging(
  room: BankidRoom,
  row: Dialog,
): Promise<((change: Parameters<typeof changeDialog>[2]) => Promise<void>) | undefined> {
  const isOurs = await changeDialog(room, row, { state: 'judging', judgingSince: room.context.clock.now() });
  if (!isOurs) return undefined;
  const judging = { uid: row.uid, state: 'judging', version: row.version + 1 };
  return async (data) => {
    await room.context.database.prisma.dialog.updateMany({
      where: judging,
      data: { ...nothingTyped, judgingSince: null, version: { increment: 1 }, ...data },
    });
  };
}

/** Puts a dialog back to asking whose judge died half-way; its code may be used up. */
export async function takeOverJudging(room: BankidRoom, { facts }: OpenedDialog): Promise<boolean> {
  const { judgingSince } = facts.row;
  const sinceSeconds = (room.context.clock.now().getTime() - (judgingSince?.getTime() ?? 0)) / 1000;
  if (sinceSeconds < longestJudgingSeconds) return false;
  return changeDialog(room, facts.row, {
    state: 'open',
    notice: 'interrupted',
    judgingSince: null,
    codeSealed: null,
    codeTypedAt: null,
    tasks: [],
    provenBankIdId: null,
  });
}

const longestJudgingSeconds = 30;

/** True when the password comes too long after the code (BID-14D1). */
export function isCodeTooOld({ context }: Pick<BankidRoom, 'context'>, typedAt: Date): boolean {
  return context.clock.now().getTime() - typedAt.getTime() > codeToPasswordSeconds * 1000;
}

/** Forgets the code and asks for a new one. */
export async function endCode(
  room: BankidRoom,
  { facts }: OpenedDialog,
  notice: 'code-too-old',
): Promise<NextPlace> {
  await changeDialog(room, facts.row, { codeSealed: null, codeTypedAt: null, notice });
  return { screen: 'code' };
}

function changeFor(verdict: Exclude<ProofVerdict, { kind: 'proven' }>) {
  switch (verdict.kind) {
    case 'wrong-code':
      return { state: 'open', notice: 'wrong-code', triesLeft: null };
    case 'wrong-password':
      return {
        state: 'open',
        notice: 'wrong-password',
        triesLeft: verdict.triesLeft,
        bankId: verdict.bank.id,
      };
    case 'not-activated':
      return { state: 'open', notice: 'not-activated', intent: 'activate', bankId: verdict.bank.id };
    case 'refused':
      return {
        state: 'failed',
        notice: verdict.outcome,
        ...(verdict.bank === undefined ? {} : { bankId: verdict.bank.id }),
      };
  }
}
