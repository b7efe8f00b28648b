import { transitionOrder } from '@segl/domain';
import { ProblemError } from '@segl/platform';
import type { SigningRoom } from '../signing-room.js';
import { changeOrder, orderFactsOf, StaleOrderError, type OrderRow } from './change-order.js';

/** Ends orders whose deadline has passed; run each minute, while each access also looks for itself. */
export async function expireOrders(room: SigningRoom): Promise<void> {
  const overdue = await room.prisma.signOrder.findMany({
    where: { state: { in: ['preparing', 'open'] }, deadlineAt: { lt: room.context.clock.now() } },
    select: { id: true },
    orderBy: { deadlineAt: 'asc' },
    take: 500,
  });
  for (const { id } of overdue) await expireOrder(room, id);
}

/** Makes sure that an order read at this moment is not overdue: true when it has just been ended. */
export async function expireIfOverdue(room: SigningRoom, order: OrderRow): Promise<boolean> {
  const event = { type: 'expire', at: room.context.clock.now() } as const;
  if (!transitionOrder(orderFactsOf(order), event).allowed) return false;
  await expireOrder(room, order.id);
  return true;
}

async function expireOrder(room: SigningRoom, orderId: string): Promise<void> {
  const event = { type: 'expire', at: room.context.clock.now() } as const;
  try {
    await changeOrder(room, { orderId, event });
  } catch (error) {
    // Signed, cancelled or expired by another process in between: whoever was first has decided.
    if (error instanceof ProblemError || error instanceof StaleOrderError) return;
    throw error;
  }
}
