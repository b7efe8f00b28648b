import {
  reduceOrder,
  transitionOrder,
  type OrderEvent,
  type OrderFacts,
  type PartyState,
} from '@segl/domain';
import { withTransaction, type Prisma, type Transaction } from '@segl/database';
import { ProblemError } from '@segl/platform';
import { appendAuditEntry, type AuditFact } from '../audit/append-audit-entry.js';
import type { SigningRoom } from '../signing-room.js';

/** An order with the rows that its rules look at. */
export type OrderRow = Prisma.SignOrderGetPayload<{ include: { parties: true } }>;

/** A change that lost its race against another: read again and decide anew. */
export class StaleOrderError extends Error {
  override readonly name = 'StaleOrderError';
}

/** What goes with an event. */
export interface OrderChange {
  orderId: string;
  event: OrderEvent;
  /** Into the audit entry: identifiers and hashes only. */
  auditData?: AuditFact['data'];
  /** Columns besides state, version and times. */
  data?: Prisma.SignOrderUpdateManyMutationInput;
  /** Writes and jobs that exist if, and only if, the event takes place. */
  alongside?: (tx: Transaction, order: OrderRow) => Promise<void>;
}

const mostTries = 5;

/**
 * Applies an event to an order: state, parties, audit entry and what goes with it, in one transaction (step 8).
 *
 * @throws ProblemError with the refusal's code, `signing.order-not-found`
 */
export async function changeOrder(room: Pick<SigningRoom, 'prisma'>, change: OrderChange): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await withTransaction(room.prisma, (tx) => applyOrderEvent(tx, change));
      return;
    } catch (error) {
      if (!(error instanceof StaleOrderError) || tries === mostTries) throw error;
    }
  }
}

/** As {@link changeOrder}, inside a transaction of the caller. @throws StaleOrderError besides */
export async function applyOrderEvent(tx: Transaction, change: OrderChange): Promise<void> {
  const { orderId, event, auditData = {}, data = {}, alongside } = change;
  const order = await tx.signOrder.findUnique({ where: { id: orderId }, include: { parties: true } });
  if (order === null) throw new ProblemError('signing.order-not-found');
  const facts = orderFactsOf(order);
  const result = transitionOrder(facts, event);
  if (!result.allowed) throw new ProblemError(result.refusal);
  const { count } = await tx.signOrder.updateMany({
    where: { id: orderId, version: order.version },
    data: {
      ...data,
      ...timesOf(order, result.state, event.at),
      state: result.state,
      version: { increment: 1 },
    },
  });
  if (count !== 1) throw new StaleOrderError(`order ${orderId} changed meanwhile`);
  await movePartiesAlong(tx, facts, event);
  if (hasComeToNothing(result.state)) await forgetPasswords(tx, orderId);
  await appendAuditEntry(tx, {
    orderId,
    at: event.at,
    event: event.type,
    data: { ...('partyId' in event ? { partyId: event.partyId } : {}), ...auditData },
  });
  await alongside?.(tx, order);
}

/** What the rules need of a row. */
export function orderFactsOf(order: OrderRow): OrderFacts {
  return {
    // Only applyOrderEvent and createOrder write these columns, from the domain's own states.
    state: order.state as OrderFacts['state'],
    deadlineAt: order.deadlineAt,
    parties: order.parties.map(({ id, state }) => ({ id, state: state as PartyState })),
  };
}

async function movePartiesAlong(tx: Transaction, before: OrderFacts, event: OrderEvent): Promise<void> {
  const after = reduceOrder(before, event);
  for (const party of after.parties) {
    const earlier = before.parties.find(({ id }) => id === party.id)?.state;
    if (earlier === undefined || earlier === party.state) continue;
    // Compare-and-set: of two signatures of one party, one is the party's.
    const { count } = await tx.party.updateMany({
      where: { id: party.id, state: earlier },
      data: {
        state: party.state,
        ...(party.state === 'opened' ? { openedAt: event.at } : {}),
        ...(party.state === 'signed' ? { signedAt: event.at } : {}),
      },
    });
    if (count !== 1) throw new StaleOrderError(`party ${party.id} changed meanwhile`);
  }
}

/** Whether an order has ended without being completed. */
function hasComeToNothing(state: OrderFacts['state']): boolean {
  return state === 'cancelled' || state === 'expired' || state === 'failed';
}

/** No increment will be made any more; the password of a signed copy stays, since it is needed to check the copy. */
async function forgetPasswords(tx: Transaction, orderId: string): Promise<void> {
  await tx.orderDocument.updateMany({
    where: { orderId, revisions: { none: { kind: 'signature' } } },
    data: { sealedPassword: null },
  });
}

function timesOf(
  order: OrderRow,
  state: OrderFacts['state'],
  at: Date,
): Prisma.SignOrderUpdateManyMutationInput {
  if (state === order.state) return {};
  switch (state) {
    case 'open':
      return { openedAt: at };
    case 'completed':
      return { completedAt: at, closedAt: at };
    case 'cancelled':
    case 'expired':
    case 'failed':
      return { closedAt: at };
    case 'preparing':
      return {};
  }
}
