import type { bankid, Language } from '@segl/contracts';
import type { Bank, Dialog } from '@segl/database';

/** open: asking · judging: an answer is being judged · proven, failed, cancelled: over. */
export const dialogStates = ['open', 'judging', 'proven', 'failed', 'cancelled'] as const;
export type DialogState = (typeof dialogStates)[number];

/** What the next screen of an open dialog tells. */
export const fieldNotices = [
  'birth-date-invalid',
  'code-invalid',
  'password-missing',
  'wrong-code',
  'wrong-password',
  'code-too-old',
  'interrupted',
] as const;
export type FieldNotice = (typeof fieldNotices)[number];

/** Screens that ask, in their order. */
export const steps = ['birth-date', 'code', 'password'] as const;
export type Step = (typeof steps)[number];

/** A dialog with what the caller asked for. */
export interface DialogFacts {
  row: Dialog;
  state: DialogState;
  language: Language;
  /** Who asks, as the dialog shows it. */
  caller: string;
  /** Whose page the person came from and goes back to. */
  clientName: string;
  /** What is to be signed; undefined for a log-in. */
  signature: bankid.SeglSignatureDetail | undefined;
  notice: FieldNotice | undefined;
  outcome: bankid.DialogOutcome | undefined;
  /** Known once the caller named the holder or a right code did. */
  bank: Bank | undefined;
  /** True when the caller said who is to prove themselves: the birth date is shown, not asked. */
  isNamed: boolean;
}

/** The screen that a dialog is at: the first that lacks its answer, or the one that has something to tell. */
export function currentStep({ row, notice }: Pick<DialogFacts, 'row' | 'notice'>): Step {
  if (!hasBirthDate(row) || notice === 'birth-date-invalid') return 'birth-date';
  if (row.codeSealed !== null) return 'password';
  return notice === undefined ? 'birth-date' : 'code';
}

/** The screen to show instead of `wanted`, when an answer before it is missing. */
export function reachableStep({ row }: Pick<DialogFacts, 'row'>, wanted: Step): Step {
  if (wanted !== 'birth-date' && !hasBirthDate(row)) return 'birth-date';
  return wanted === 'password' && row.codeSealed === null ? 'code' : wanted;
}

function hasBirthDate({ birthDate }: Dialog): boolean {
  return birthDate !== null && /^\d{4}-\d{2}-\d{2}$/.test(birthDate);
}
