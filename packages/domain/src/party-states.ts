import { findTransition, type TransitionResult, type TransitionRow } from './transition.js';

/** waiting: not asked yet · invited · opened: has read with proof of identity · signed. */
export const partyStates = ['waiting', 'invited', 'opened', 'signed'] as const;
export type PartyState = (typeof partyStates)[number];

export type PartyEvent = { readonly type: 'invite' } | { readonly type: 'open' } | { readonly type: 'sign' };

/** Why a party's state cannot change so. */
export type PartyRefusal = 'signing.already-signed' | 'signing.order-preparing';

/** Every move of a party. */
export const partyTable: readonly TransitionRow<PartyState, { state: PartyState }, PartyEvent>[] = [
  { from: 'waiting', on: 'invite', to: 'invited' },
  { from: 'invited', on: 'open', to: 'opened' },
  { from: 'opened', on: 'open', to: 'opened' },
  { from: 'invited', on: 'sign', to: 'signed' },
  { from: 'opened', on: 'sign', to: 'signed' },
];

/** The party's next state, or the reason why there is none. */
export function transitionParty(
  party: { state: PartyState },
  event: PartyEvent,
): TransitionResult<PartyState, PartyRefusal> {
  const row = findTransition(partyTable, party, event);
  if (row !== undefined) return { allowed: true, state: row.to };
  return {
    allowed: false,
    refusal: party.state === 'waiting' ? 'signing.order-preparing' : 'signing.already-signed',
  };
}
