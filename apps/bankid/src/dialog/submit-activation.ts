import { judgeActivation, type ActivationVerdict } from '../proof/judge-activation.js';
import type { BankidRoom } from '../room.js';
import type { Origin } from './device.js';
import { changeDialog, missedCode, typedCodeLabel, type OpenedDialog } from './dialog-store.js';
import { beginJudging, endCode, isCodeTooOld, missing, type NextPlace } from './submit-steps.js';

/**
 * Last screen for whoever activates a BankID: the letter's code and the password they choose, judged together with birth date
 * and one-time code. Afterwards they log in with what they have chosen, and a new code.
 */
export async function submitActivation(
  room: BankidRoom,
  opened: OpenedDialog,
  { form, origin }: { form: Readonly<Record<string, string>>; origin: Origin },
): Promise<NextPlace> {
  const { row, intent } = opened.facts;
  if (intent !== 'activate' || row.birthDate === null) return { screen: 'now' };
  if (row.codeSealed === null || row.codeTypedAt === null) return { screen: 'now' };
  const letterCode = (form['letterCode'] ?? '').replace(/[\s-]/g, '');
  if (!/^\d{8}$/.test(letterCode)) {
    await changeDialog(room, row, { notice: 'activation-missing' });
    return { screen: 'activation' };
  }
  if (isCodeTooOld(room, row.codeTypedAt)) return endCode(room, opened, 'code-too-old');
  const conclude = await beginJudging(room, row);
  if (conclude === undefined) return { screen: 'now' };
  try {
    const verdict = await judgeActivation(room, {
      birthDate: row.birthDate,
      namedPersonId: row.namedPersonId,
      code: room.secrets.unsealText(row.codeSealed, typedCodeLabel(row.uid)),
      codeTypedAt: row.codeTypedAt,
      missed: missedCode(room, row),
      letterCode,
      newPassword: form['newPassword'] ?? '',
      repeated: form['repeated'] ?? '',
      // An app is activated with a BankID, not the other way round.
      sources: ['code-unit', 'code-card'],
      origin,
    });
    // Nothing was judged: the code that was typed is still good.
    const { codeSealed, codeTypedAt, missedCodeSealed, missedCodeTypedAt } = row;
    const kept =
      verdict.kind === 'fault'
        ? { codeSealed, codeTypedAt, missedCodeSealed, missedCodeTypedAt }
        : verdict.kind === 'wrong-code'
          ? missing(row)
          : {};
    await conclude({ ...changeFor(verdict), ...kept });
    return { screen: 'now' };
  } catch (error) {
    await conclude({ state: 'open', notice: 'interrupted' });
    throw error;
  }
}

function changeFor(verdict: ActivationVerdict) {
  switch (verdict.kind) {
    case 'activated':
      return { state: 'open', notice: 'activated', intent: null, bankId: verdict.bank.id };
    case 'fault':
      return { state: 'open', notice: `password-${verdict.fault}` };
    case 'wrong-code':
      return { state: 'open', notice: 'wrong-code', triesLeft: null };
    case 'wrong-letter':
      return {
        state: 'open',
        notice: 'wrong-letter',
        triesLeft: verdict.triesLeft,
        bankId: verdict.bank.id,
      };
    case 'no-letter':
      return { state: 'open', notice: 'no-letter', bankId: verdict.bank.id };
    case 'nothing-to-activate':
      return { state: 'open', notice: 'nothing-to-activate', intent: null, bankId: verdict.bank.id };
    case 'refused':
      return {
        state: 'failed',
        notice: verdict.outcome,
        ...(verdict.bank === undefined ? {} : { bankId: verdict.bank.id }),
      };
  }
}
