import type { Prisma } from '@segl/database';
import { ProblemError } from '@segl/platform';
import type { SessionPerson } from '../sessions/session-data.js';
import type { SigningRoom } from '../signing-room.js';
import { expireIfOverdue } from './expire-orders.js';

const orderInclude = {
  parties: { orderBy: { id: 'asc' } },
  documents: { orderBy: { position: 'asc' } },
} as const satisfies Prisma.SignOrderInclude;

/** An order with parties and documents. */
export type FullOrder = Prisma.SignOrderGetPayload<{ include: typeof orderInclude }>;

/** An order as it is at this moment, its deadline considered. @throws ProblemError `signing.order-not-found` */
export async function loadOrder(room: SigningRoom, orderId: string): Promise<FullOrder> {
  const read = () => room.prisma.signOrder.findUnique({ where: { id: orderId }, include: orderInclude });
  let order = await read();
  if (order !== null && (await expireIfOverdue(room, order))) order = await read();
  if (order === null) throw new ProblemError('signing.order-not-found');
  return order;
}

/**
 * The one check of who may see and steer an order: its sender. To others it does not exist.
 * @throws ProblemError `signing.order-not-found`
 */
export async function loadOrderOfSender(
  room: SigningRoom,
  orderId: string,
  person: Pick<SessionPerson, 'sub'>,
): Promise<FullOrder> {
  const order = await loadOrder(room, orderId);
  if (order.senderSub !== person.sub) throw new ProblemError('signing.order-not-found');
  return order;
}
