import type { signing } from '@segl/contracts';
import type { z } from 'zod';
import { ProblemError } from '@segl/platform';
import type { SigningRoom } from '../signing-room.js';

const pageSize = 25;

/** A sender's orders, newest first. */
export async function listOrders(
  room: SigningRoom,
  senderSub: string,
  cursor: string | undefined,
): Promise<z.infer<typeof signing.orderList>> {
  const last =
    cursor === undefined
      ? undefined
      : await room.prisma.signOrder.findFirst({
          where: { id: cursor, senderSub },
          select: { id: true, createdAt: true },
        });
  if (last === null) throw new ProblemError('platform.invalid-request');
  const orders = await room.prisma.signOrder.findMany({
    where: {
      senderSub,
      ...(last === undefined
        ? {}
        : {
            OR: [{ createdAt: { lt: last.createdAt } }, { createdAt: last.createdAt, id: { lt: last.id } }],
          }),
    },
    include: { parties: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: pageSize + 1,
  });
  const page = orders.slice(0, pageSize);
  const now = room.context.clock.now();
  return {
    orders: page.map((order) => ({
      id: order.id,
      title: order.title,
      // An overdue order is told as what it is, also in the minute before the job has stored it.
      state: shownState(order, now),
      createdAt: order.createdAt.toISOString(),
      deadlineAt: order.deadlineAt.toISOString(),
      parties: order.parties.map(({ name, state }) => ({
        name,
        state: state as signing.Order['parties'][number]['state'],
      })),
    })),
    nextCursor: orders.length > pageSize ? (page.at(-1)?.id ?? null) : null,
  };
}

function shownState(order: { state: string; deadlineAt: Date }, now: Date): signing.OrderState {
  const isOverdue = (order.state === 'open' || order.state === 'preparing') && order.deadlineAt < now;
  return isOverdue ? 'expired' : (order.state as signing.OrderState);
}
