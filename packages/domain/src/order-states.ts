import { transitionParty, type PartyState } from './party-states.js';
import { findTransition, type TransitionResult, type TransitionRow } from './transition.js';

/** preparing and open move on; the others are final. */
export const orderStates = ['preparing', 'open', 'completed', 'cancelled', 'expired', 'failed'] as const;
export type OrderState = (typeof orderStates)[number];

/** What the rules need to know of an order. */
export interface OrderFacts {
  readonly state: OrderState;
  /** Last instant at which a signature counts. */
  readonly deadlineAt: Date;
  readonly parties: readonly { readonly id: string; readonly state: PartyState }[];
}

export type OrderEvent =
  /** The prepared revision is stored and its pages are drawn. */
  | { readonly type: 'prepared'; readonly at: Date }
  | { readonly type: 'preparation-failed'; readonly at: Date }
  | { readonly type: 'party-opened'; readonly partyId: string; readonly at: Date }
  /** `at` is the time of signing as it stands in the signature, not the time of the commit. */
  | { readonly type: 'party-signed'; readonly partyId: string; readonly at: Date }
  | { readonly type: 'cancel'; readonly at: Date }
  | { readonly type: 'expire'; readonly at: Date };

/** Why an event is refused: stable codes that clients see. */
export type OrderRefusal =
  | 'signing.order-preparing'
  | 'signing.order-not-open'
  | 'signing.order-expired'
  | 'signing.order-cancelled'
  | 'signing.order-not-cancellable'
  | 'signing.already-signed';

type Row = TransitionRow<OrderState, OrderFacts, OrderEvent>;
type PartyOrderEvent = Extract<OrderEvent, { partyId: string }>;

const isPast = (order: OrderFacts, event: OrderEvent): boolean =>
  event.at.getTime() > order.deadlineAt.getTime();
const isInTime = (order: OrderFacts, event: OrderEvent): boolean => !isPast(order, event);

const partyMay = (order: OrderFacts, event: OrderEvent, type: 'open' | 'sign'): boolean => {
  const party = order.parties.find(({ id }) => id === (event as PartyOrderEvent).partyId);
  return party !== undefined && transitionParty(party, { type }).allowed;
};
const maySign = (order: OrderFacts, event: OrderEvent): boolean =>
  isInTime(order, event) && partyMay(order, event, 'sign');
const isLast = (order: OrderFacts, event: OrderEvent): boolean =>
  order.parties.every(({ id, state }) => state === 'signed' || id === (event as PartyOrderEvent).partyId);

/** Every move of an order. The first row that fits decides. */
export const orderTable: readonly Row[] = [
  { from: 'preparing', on: 'prepared', when: isInTime, to: 'open' },
  { from: 'preparing', on: 'prepared', when: isPast, to: 'expired' },
  { from: 'preparing', on: 'preparation-failed', to: 'failed' },
  { from: 'preparing', on: 'cancel', to: 'cancelled' },
  { from: 'preparing', on: 'expire', when: isPast, to: 'expired' },
  { from: 'open', on: 'party-opened', when: (o, e) => isInTime(o, e) && partyMay(o, e, 'open'), to: 'open' },
  { from: 'open', on: 'party-signed', when: (o, e) => maySign(o, e) && isLast(o, e), to: 'completed' },
  { from: 'open', on: 'party-signed', when: maySign, to: 'open' },
  { from: 'open', on: 'cancel', to: 'cancelled' },
  { from: 'open', on: 'expire', when: isPast, to: 'expired' },
];

/** The state that `event` leads to, or the code of the refusal. Pure: storing it is compare-and-set. */
export function transitionOrder(
  order: OrderFacts,
  event: OrderEvent,
): TransitionResult<OrderState, OrderRefusal> {
  const row = findTransition(orderTable, order, event);
  return row === undefined
    ? { allowed: false, refusal: refusalOf(order, event) }
    : { allowed: true, state: row.to };
}

/** The order after `event`, its parties moved too; the same object when the event is refused. */
export function reduceOrder(order: OrderFacts, event: OrderEvent): OrderFacts {
  const result = transitionOrder(order, event);
  if (!result.allowed) return order;
  return { ...order, state: result.state, parties: order.parties.map((party) => moveParty(party, event)) };
}

function moveParty(party: OrderFacts['parties'][number], event: OrderEvent): OrderFacts['parties'][number] {
  const type = partyEventOf(party.id, event);
  if (type === undefined) return party;
  const moved = transitionParty(party, { type });
  return moved.allowed ? { ...party, state: moved.state } : party;
}

function partyEventOf(partyId: string, event: OrderEvent): 'invite' | 'open' | 'sign' | undefined {
  switch (event.type) {
    case 'prepared':
      return 'invite';
    case 'party-opened':
      return event.partyId === partyId ? 'open' : undefined;
    case 'party-signed':
      return event.partyId === partyId ? 'sign' : undefined;
    default:
      return undefined;
  }
}

function refusalOf(order: OrderFacts, event: OrderEvent): OrderRefusal {
  if (event.type === 'cancel') return 'signing.order-not-cancellable';
  switch (order.state) {
    case 'preparing':
      return 'signing.order-preparing';
    case 'cancelled':
      return 'signing.order-cancelled';
    case 'expired':
      return 'signing.order-expired';
    case 'completed':
      return event.type === 'party-signed' ? 'signing.already-signed' : 'signing.order-not-open';
    case 'failed':
      return 'signing.order-not-open';
    case 'open':
      if (event.type === 'expire' || !('partyId' in event)) return 'signing.order-not-open';
      return isPast(order, event) ? 'signing.order-expired' : 'signing.already-signed';
  }
}
