import { findTransition, type TransitionResult, type TransitionRow } from './transition.js';

/** blocked and expired are final: the bank issues a new BankID instead. */
export const bankIdStates = ['active', 'suspended', 'blocked', 'expired'] as const;
export type BankIdState = (typeof bankIdStates)[number];

/** Why a BankID is suspended: wrong passwords (9314), wrong one-time codes (9403), or the bank's own decision. */
export const suspensionReasons = ['password', 'code', 'bank'] as const;
export type SuspensionReason = (typeof suspensionReasons)[number];

/** What the rules need to know of a BankID. */
export interface BankIdFacts {
  readonly state: BankIdState;
  /** First instant at which it no longer works. */
  readonly validTo: Date;
}

export type BankIdEvent =
  /** The fifth wrong try was judged; see lockout.ts. */
  | { readonly type: 'lock-out'; readonly at: Date }
  /** By the bank, at the holder's word or its own. */
  | { readonly type: 'suspend'; readonly at: Date }
  /** By the bank alone: counters go back to zero. */
  | { readonly type: 'reopen'; readonly at: Date }
  /** By the bank, for good: its certificate is revoked too. */
  | { readonly type: 'block'; readonly at: Date }
  | { readonly type: 'expire'; readonly at: Date };

/** Why an event is refused. */
export type BankIdRefusal =
  'bankid.final' | 'bankid.not-suspended' | 'bankid.not-active' | 'bankid.still-valid';

type Row = TransitionRow<BankIdState, BankIdFacts, BankIdEvent>;
const isOver = (facts: BankIdFacts, event: BankIdEvent): boolean =>
  event.at.getTime() >= facts.validTo.getTime();
const isValid = (facts: BankIdFacts, event: BankIdEvent): boolean => !isOver(facts, event);

/**
 * Every move of a BankID. Suspension is a state of the BankID alone: its certificate is revoked by `block` only, or five
 * guesses by a stranger would spoil signatures that others rely on.
 */
export const bankIdTable: readonly Row[] = [
  { from: 'active', on: 'lock-out', to: 'suspended' },
  { from: 'active', on: 'suspend', to: 'suspended' },
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
  if (bankId.state === 'blocked' || bankId.state === 'expired') return 'bankid.final';
  if (event.type === 'expire') return 'bankid.still-valid';
  if (event.type === 'reopen') return bankId.state === 'active' ? 'bankid.not-suspended' : 'bankid.final';
  return 'bankid.not-active';
}

/**
 * The state to act on at `at`: a BankID whose time is over is expired even before anybody has written that down.
 */
export function effectiveBankIdState(bankId: BankIdFacts, at: Date): BankIdState {
  const result = transitionBankId(bankId, { type: 'expire', at });
  return result.allowed ? result.state : bankId.state;
}

/** How long a BankID is valid, in calendar years. */
export const bankIdValidityYears = 2;

/** End of validity of a BankID issued (or, by its rule of use, last renewed) at `from`: same day and time, two years on. */
export function bankIdValidTo(from: Date): Date {
  const end = new Date(from);
  end.setUTCFullYear(end.getUTCFullYear() + bankIdValidityYears);
  // 29 February has no like two years on: the last day of February, not the first of March.
  if (end.getUTCMonth() !== from.getUTCMonth()) end.setUTCDate(0);
  return end;
}
