import { findTransition, type TransitionResult, type TransitionRow } from './transition.js';

/**
 * One try to sign: created · authorizing: at the bank · authorized: proof accepted · intent: what will be signed is
 * stored · signed: the key has been used · committed, cancelled, failed: final.
 */
export const attemptStates = [
  'created',
  'authorizing',
  'authorized',
  'intent',
  'signed',
  'committed',
  'cancelled',
  'failed',
] as const;
export type AttemptState = (typeof attemptStates)[number];

/** What the rules need to know of an attempt. */
export interface AttemptFacts {
  readonly state: AttemptState;
  /** Whether the one re-signing that a lost race allows has been used. */
  readonly resigned: boolean;
}

export type AttemptEvent =
  | { readonly type: 'pushed' }
  | { readonly type: 'proof-accepted' }
  | { readonly type: 'intent-stored' }
  | { readonly type: 'signature-made' }
  /** Somebody else's signature was committed in between: prepare anew over the newest revision, once. */
  | { readonly type: 'base-moved' }
  | { readonly type: 'commit' }
  | { readonly type: 'cancel' }
  | { readonly type: 'fail' };

/** An attempt that is over, or not where the event belongs, refuses it. */
export type AttemptRefusal = 'attempt-over' | 'attempt-out-of-order';

const mayResign = (attempt: AttemptFacts): boolean => !attempt.resigned;

/** Every move of an attempt. */
export const attemptTable: readonly TransitionRow<AttemptState, AttemptFacts, AttemptEvent>[] = [
  { from: 'created', on: 'pushed', to: 'authorizing' },
  { from: 'authorizing', on: 'proof-accepted', to: 'authorized' },
  { from: 'authorized', on: 'intent-stored', to: 'intent' },
  { from: 'intent', on: 'signature-made', to: 'signed' },
  { from: 'intent', on: 'base-moved', when: mayResign, to: 'authorized' },
  { from: 'signed', on: 'base-moved', when: mayResign, to: 'authorized' },
  { from: 'signed', on: 'commit', to: 'committed' },
  { from: 'created', on: 'cancel', to: 'cancelled' },
  { from: 'authorizing', on: 'cancel', to: 'cancelled' },
  { from: 'created', on: 'fail', to: 'failed' },
  { from: 'authorizing', on: 'fail', to: 'failed' },
  { from: 'authorized', on: 'fail', to: 'failed' },
  { from: 'intent', on: 'fail', to: 'failed' },
  { from: 'signed', on: 'fail', to: 'failed' },
];

const finalStates: readonly AttemptState[] = ['committed', 'cancelled', 'failed'];

/** Whether nothing more can happen to an attempt in this state. */
export function isFinalAttemptState(state: AttemptState): boolean {
  return finalStates.includes(state);
}

/** States from which `signing` itself can go on without the person (steps 7 and 8). */
export const resumableAttemptStates = [
  'authorized',
  'intent',
  'signed',
] as const satisfies readonly AttemptState[];

/** The attempt's next state, or why there is none. */
export function transitionAttempt(
  attempt: AttemptFacts,
  event: AttemptEvent,
): TransitionResult<AttemptState, AttemptRefusal> {
  const row = findTransition(attemptTable, attempt, event);
  if (row !== undefined) return { allowed: true, state: row.to };
  return {
    allowed: false,
    refusal: isFinalAttemptState(attempt.state) ? 'attempt-over' : 'attempt-out-of-order',
  };
}
