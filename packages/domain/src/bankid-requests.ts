import { findTransition, type TransitionResult, type TransitionRow } from './transition.js';

/**
 * Somebody has asked for a BankID: awaiting-guardian · approved (everybody has said yes; it can be issued) · issued ·
 * refused (by a guardian) · withdrawn (by whoever asked).
 */
export const bankIdRequestStates = [
  'awaiting-guardian',
  'approved',
  'issued',
  'refused',
  'withdrawn',
] as const;
export type BankIdRequestState = (typeof bankIdRequestStates)[number];

/** How long a request waits for a guardian, and then for being issued. */
export const bankIdRequestDays = 30;

/** How old a guardian's own proof may be when they answer. */
export const guardianProofSeconds = 600;

/** What the rules need to know of a request; those of before guardians were asked have no end. */
export interface BankIdRequestFacts {
  readonly state: BankIdRequestState;
  readonly expiresAt: Date | null;
}

export type BankIdRequestEvent =
  | { readonly type: 'approve'; readonly at: Date }
  | { readonly type: 'refuse'; readonly at: Date }
  | { readonly type: 'withdraw'; readonly at: Date }
  | { readonly type: 'issue'; readonly at: Date };

/** A request that has been answered otherwise, withdrawn, issued, or is too old. */
export type BankIdRequestRefusal = 'request-answered' | 'request-over';

const isInTime = ({ expiresAt }: BankIdRequestFacts, { at }: { readonly at: Date }): boolean =>
  expiresAt === null || at < expiresAt;

/** Every move of a request. It is answered once; what has lapsed moves no more. */
export const bankIdRequestTable: readonly TransitionRow<
  BankIdRequestState,
  BankIdRequestFacts,
  BankIdRequestEvent
>[] = [
  { from: 'awaiting-guardian', on: 'approve', when: isInTime, to: 'approved' },
  { from: 'awaiting-guardian', on: 'refuse', when: isInTime, to: 'refused' },
  { from: 'awaiting-guardian', on: 'withdraw', when: isInTime, to: 'withdrawn' },
  { from: 'approved', on: 'withdraw', when: isInTime, to: 'withdrawn' },
  { from: 'approved', on: 'issue', when: isInTime, to: 'issued' },
];

/** Where an event leads. */
export function transitionBankIdRequest(
  request: BankIdRequestFacts,
  event: BankIdRequestEvent,
): TransitionResult<BankIdRequestState, BankIdRequestRefusal> {
  const row = findTransition(bankIdRequestTable, request, event);
  if (row !== undefined) return { allowed: true, state: row.to };
  const isAnswer = event.type === 'approve' || event.type === 'refuse';
  const isAnswered = ['approved', 'issued', 'refused'].includes(request.state);
  return { allowed: false, refusal: isAnswer && isAnswered ? 'request-answered' : 'request-over' };
}

/** The state at `at`: a request that nobody has answered, or issued, in time has lapsed. */
export function effectiveRequestState(request: BankIdRequestFacts, at: Date): BankIdRequestState | 'lapsed' {
  const isOpen = request.state === 'awaiting-guardian' || request.state === 'approved';
  return isOpen && !isInTime(request, { at }) ? 'lapsed' : request.state;
}

/** What a BankID needs besides age: an account, online banking, and a passport shown in a meeting. */
export type OrderRequirement = 'account' | 'online-banking' | 'passport';

/** Which of these a customer lacks, in the order in which a bank would see to them. */
export function missingRequirements(customer: {
  readonly hasAccount: boolean;
  readonly hasOnlineBanking: boolean;
  /** `none` too where the passport has expired since. */
  readonly passportCheck: 'valid' | 'none';
}): readonly OrderRequirement[] {
  return [
    ...(customer.hasAccount ? [] : (['account'] as const)),
    ...(customer.hasOnlineBanking ? [] : (['online-banking'] as const)),
    ...(customer.passportCheck === 'valid' ? [] : (['passport'] as const)),
  ];
}
