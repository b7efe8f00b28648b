import { findTransition, type TransitionResult, type TransitionRow } from './transition.js';

/**
 * ordered: issued by the bank, the holder has not chosen a password yet. blocked and expired are final: the bank issues a
 * new BankID instead.
 */
export const bankIdStates = ['ordered', 'active', 'suspended', 'blocked', 'expired'] as const;
export type BankIdState = (typeof bankIdStates)[number];

/** Why a BankID is suspended: wrong passwords (9314), wrong one-time codes (9403), or the bank's own decision. */
export const suspensionReasons = ['password', 'code', 'bank'] as const;
export type SuspensionReason = (typeof suspensionReasons)[number];

/** What the rules need to know of a BankID. */
export interface BankIdFacts {
  readonly state: BankIdState;
  /** First instant at which it no longer works. */
  readonly validTo: Date;
  /** Last use, or the day it was issued where it has not been used. */
  readonly lastUsedAt: Date;
}

export type BankIdEvent =
  /** The holder has chosen a password, with the letter's code and one of the code unit. */
  | { readonly type: 'activate'; readonly at: Date }
  /** The fifth wrong try was judged; see lockout.ts. */
  | { readonly type: 'lock-out'; readonly at: Date }
  /** By the bank, at the holder's word or its own. */
  | { readonly type: 'suspend'; readonly at: Date }
  /** By the bank alone: counters go back to zero. */
  | { readonly type: 'reopen'; readonly at: Date }
  /** In place, with a new certificate; the holder has just proven who they are. */
  | { readonly type: 'renew'; readonly at: Date }
  /** By the bank, or by the holder at once: for good, and its certificate is revoked too. */
  | { readonly type: 'block'; readonly at: Date }
  /** Validity has ended, or nobody has used it for so long that it lapses. */
  | { readonly type: 'expire'; readonly at: Date };

/** Why an event is refused. */
export type BankIdRefusal =
  | 'bankid.final'
  | 'bankid.not-suspended'
  | 'bankid.not-active'
  | 'bankid.already-activated'
  | 'bankid.still-valid';

type Row = TransitionRow<BankIdState, BankIdFacts, BankIdEvent>;
const isOver = (facts: BankIdFacts, { at }: BankIdEvent): boolean => at.getTime() >= endOf(facts).getTime();
const isValid = (facts: BankIdFacts, event: BankIdEvent): boolean => !isOver(facts, event);

/**
 * Every move of a BankID. Suspension is a state of the BankID alone: its certificate is revoked by `block` only, or five
 * guesses by a stranger would spoil signatures that others rely on.
 */
export const bankIdTable: readonly Row[] = [
  { from: 'ordered', on: 'activate', when: isValid, to: 'active' },
  { from: 'ordered', on: 'block', to: 'blocked' },
  { from: 'ordered', on: 'expire', when: isOver, to: 'expired' },
  { from: 'active', on: 'lock-out', to: 'suspended' },
  { from: 'active', on: 'suspend', to: 'suspended' },
  { from: 'active', on: 'renew', when: isValid, to: 'active' },
  { from: 'active', on: 'block', to: 'blocked' },
  { from: 'active', on: 'expire', when: isOver, to: 'expired' },
  { from: 'suspended', on: 'reopen', when: isValid, to: 'active' },
  { from: 'suspended', on: 'block', to: 'blocked' },
  { from: 'suspended', on: 'expire', when: isOver, to: 'expired' },
];

/** The state that `event` leads to, or the code of the refusal. Pure: storing it is compare-and-set. */
export function transitionBankId(
  bankId: BankIdFacts,
  event: BankIdEvent,
): TransitionResult<BankIdState, BankIdRefusal> {
  const row = findTransition(bankIdTable, bankId, event);
  return row === undefined
    ? { allowed: false, refusal: refusalOf(bankId, event) }
    : { allowed: true, state: row.to };
}

function refusalOf(bankId: BankIdFacts, event: BankIdEvent): BankIdRefusal {
  const isFinal = bankId.state === 'blocked' || bankId.state === 'expired';
  if (isFinal) return 'bankid.final';
  if (event.type === 'expire') return 'bankid.still-valid';
  if (isOver(bankId, event)) return 'bankid.final';
  if (event.type === 'activate') return 'bankid.already-activated';
  return event.type === 'reopen' ? 'bankid.not-suspended' : 'bankid.not-active';
}

/**
 * The state to act on at `at`: a BankID whose time is over is expired even before anybody has written that down.
 */
export function effectiveBankIdState(bankId: BankIdFacts, at: Date): BankIdState {
  const result = transitionBankId(bankId, { type: 'expire', at });
  return result.allowed ? result.state : bankId.state;
}

/** How long a BankID is valid, and how long it may lie unused, in calendar years. */
export const bankIdValidityYears = 2;

/** End of validity of a BankID issued or renewed at `from`: same day and time, two years on. */
export const bankIdValidTo = (from: Date): Date => yearsAfter(from, bankIdValidityYears);

/** When it ends unless it is renewed or, earlier, used: the first of end of validity and two years without use. */
export function endOf({ validTo, lastUsedAt }: Pick<BankIdFacts, 'validTo' | 'lastUsedAt'>): Date {
  const lapsesAt = yearsAfter(lastUsedAt, bankIdValidityYears);
  return lapsesAt.getTime() < validTo.getTime() ? lapsesAt : validTo;
}

function yearsAfter(from: Date, years: number): Date {
  const end = new Date(from);
  end.setUTCFullYear(end.getUTCFullYear() + years);
  // 29 February has no like two years on: the last day of February, not the first of March.
  if (end.getUTCMonth() !== from.getUTCMonth()) end.setUTCDate(0);
  return end;
}
