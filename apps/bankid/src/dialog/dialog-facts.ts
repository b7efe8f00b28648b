import type { bankid, Language } from '@segl/contracts';
import type { Bank, BankId, Dialog, Person } from '@segl/database';
import type { CodeSourceKind, RenewalAdvice } from '@segl/domain';
import { passwordFaults } from '../proof/passwords.js';
import type { HolderTask } from './holder-tasks.js';

/**
 * open: asking · judging: an answer is being judged · recognised: proven, and asked something before they go back ·
 * proven, failed, cancelled: over.
 */
export const dialogStates = ['open', 'judging', 'recognised', 'proven', 'failed', 'cancelled'] as const;
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
  'activated',
  'not-activated',
  'activation-missing',
  'wrong-letter',
  'no-letter',
  'nothing-to-activate',
  'password-not-repeated',
  ...passwordFaults.map((fault) => `password-${fault}` as const),
  'old-password-missing',
  'old-password-wrong',
  'password-same',
  'password-changed',
  'renewed',
  'renewal-failed',
] as const;
export type FieldNotice = (typeof fieldNotices)[number];

/** Screens that ask, in their order; whoever activates a BankID is asked for something else in the end. */
export const steps = ['birth-date', 'code', 'password'] as const;
export type Step = (typeof steps)[number] | 'activation';

/** What a person came for beside the caller's errand. */
export const intents = ['change-password', 'block', 'about', 'activate'] as const;
export type Intent = (typeof intents)[number];

/** Who has proven themselves, as the shield shows them. */
export interface RecognisedHolder {
  person: Person;
  bankId: BankId;
  bank: Bank;
}

/** A dialog with what the caller asked for. */
export interface DialogFacts {
  row: Dialog;
  state: DialogState;
  language: Language;
  /** Who asks, as the dialog shows it. */
  caller: string;
  /** Whose page the person came from and goes back to. */
  clientName: string;
  /** others: not part of Segl, so the person is told what they get to know. */
  clientKind: 'own' | 'others';
  /** Scopes that the caller asked for and may have: what the person agrees to by proving who they are. */
  shared: readonly string[];
  /** What is to be signed; undefined for a log-in. */
  signature: bankid.SeglSignatureDetail | undefined;
  notice: FieldNotice | undefined;
  outcome: bankid.DialogOutcome | undefined;
  /** Known once the caller named the holder or a right code did. */
  bank: Bank | undefined;
  /** True when the caller said who is to prove themselves: the birth date is shown, not asked. */
  isNamed: boolean;
  intent: Intent | undefined;
  /** What the caller sends the holder for, in place of a log-in. */
  requestedTask: bankid.RequestedTask | undefined;
  /** What the person says the code comes from. */
  codeSource: CodeSourceKind;
  /** What is still to be asked of a recognised holder. */
  tasks: readonly HolderTask[];
  holder: RecognisedHolder | undefined;
  /** Of a recognised holder. */
  renewal: RenewalAdvice | undefined;
}

/** The screen that a dialog is at: the first that lacks its answer, or the one that has something to tell. */
export function currentStep({ row, notice, intent }: Pick<DialogFacts, 'row' | 'notice' | 'intent'>): Step {
  if (!hasBirthDate(row) || notice === 'birth-date-invalid') return 'birth-date';
  if (row.codeSealed !== null) return lastStep({ intent });
  return notice === undefined ? 'birth-date' : 'code';
}

/** The screen to show instead of `wanted`, when an answer before it is missing. */
export function reachableStep({ row, intent }: Pick<DialogFacts, 'row' | 'intent'>, wanted: Step): Step {
  if (wanted !== 'birth-date' && !hasBirthDate(row)) return 'birth-date';
  if (wanted === 'birth-date' || wanted === 'code') return wanted;
  return row.codeSealed === null ? 'code' : lastStep({ intent });
}

/** The last screen that asks: the password, or what activation needs. */
export function lastStep({ intent }: Pick<DialogFacts, 'intent'>): Step {
  return intent === 'activate' ? 'activation' : 'password';
}

function hasBirthDate({ birthDate }: Dialog): boolean {
  return birthDate !== null && /^\d{4}-\d{2}-\d{2}$/.test(birthDate);
}
