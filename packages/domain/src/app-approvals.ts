import { findTransition, type TransitionResult, type TransitionRow } from './transition.js';

/**
 * One question to the BankID app: asked · approved by the device's key · refused by the holder · withdrawn: asked anew, or the
 * dialog went on without · used: a proof was judged with it.
 */
export const appApprovalStates = ['asked', 'approved', 'refused', 'withdrawn', 'used'] as const;
export type AppApprovalState = (typeof appApprovalStates)[number];

/** How long the app may answer. */
export const appApprovalSeconds = 120;

/** What the rules need to know of a question. */
export interface AppApprovalFacts {
  readonly state: AppApprovalState;
  readonly expiresAt: Date;
}

export type AppApprovalEvent =
  | { readonly type: 'approve'; readonly at: Date }
  | { readonly type: 'refuse'; readonly at: Date }
  | { readonly type: 'withdraw' }
  | { readonly type: 'use' };

/** A question that is answered, withdrawn or too old. */
export type AppApprovalRefusal = 'approval-over';

const isInTime = ({ expiresAt }: AppApprovalFacts, event: AppApprovalEvent): boolean =>
  'at' in event && event.at < expiresAt;

/** Every move of a question. Each is answered once, and an approval is used once. */
export const appApprovalTable: readonly TransitionRow<
  AppApprovalState,
  AppApprovalFacts,
  AppApprovalEvent
>[] = [
  { from: 'asked', on: 'approve', when: isInTime, to: 'approved' },
  { from: 'asked', on: 'refuse', when: isInTime, to: 'refused' },
  { from: 'asked', on: 'withdraw', to: 'withdrawn' },
  { from: 'approved', on: 'withdraw', to: 'withdrawn' },
  { from: 'approved', on: 'use', to: 'used' },
];

/** Where an event leads. */
export function transitionAppApproval(
  approval: AppApprovalFacts,
  event: AppApprovalEvent,
): TransitionResult<AppApprovalState, AppApprovalRefusal> {
  const row = findTransition(appApprovalTable, approval, event);
  return row === undefined ? { allowed: false, refusal: 'approval-over' } : { allowed: true, state: row.to };
}

/** True while the app may answer. */
export const isAppApprovalOpen = ({ state, expiresAt }: AppApprovalFacts, at: Date): boolean =>
  state === 'asked' && at < expiresAt;
