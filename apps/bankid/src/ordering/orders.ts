import type { ordering } from '@segl/contracts';
import { withTransaction, type BankIdRequest } from '@segl/database';
import { transitionBankIdRequest } from '@segl/domain';
import { ProblemError } from '@segl/platform';
import { requestFacts, viewRequest } from '../requests/requests.js';
import type { BankidRoom } from '../room.js';
import type { OnlineBank } from './bank-client.js';
import { ownCustomer } from './own-customers.js';

type OrdersRoom = Pick<BankidRoom, 'context'>;

/** What became of an order at this bank. @throws ProblemError `ordering.order-not-found` */
export async function readOrder(
  room: OrdersRoom,
  online: OnlineBank,
  orderId: string,
): Promise<ordering.Order> {
  return describe(room, online, await ownOrder(room, online, orderId));
}

/**
 * Withdraws an order that waits. Withdrawn again it stays withdrawn.
 * @throws ProblemError `ordering.order-not-found`, `ordering.order-over`
 */
export async function withdrawOrder(
  room: OrdersRoom,
  online: OnlineBank,
  orderId: string,
): Promise<ordering.Order> {
  const { id } = await ownOrder(room, online, orderId);
  await withTransaction(room.context.database.prisma, async (tx) => {
    await tx.$queryRaw`SELECT id FROM "bankid"."BankIdRequest" WHERE id = ${id}::uuid FOR UPDATE`;
    const row = await tx.bankIdRequest.findUniqueOrThrow({ where: { id } });
    if (row.state === 'withdrawn') return;
    const result = transitionBankIdRequest(requestFacts(row), {
      type: 'withdraw',
      at: room.context.clock.now(),
    });
    if (!result.allowed) throw new ProblemError('ordering.order-over');
    await tx.bankIdRequest.update({ where: { id }, data: { state: result.state } });
  });
  return readOrder(room, online, orderId);
}

async function ownOrder({ context }: OrdersRoom, { bank }: OnlineBank, id: string): Promise<BankIdRequest> {
  const row = await context.database.prisma.bankIdRequest.findFirst({
    // Those of before guardians were asked are no orders.
    where: { id, bankId: bank.id, expiresAt: { not: null } },
  });
  if (row === null) throw new ProblemError('ordering.order-not-found');
  return row;
}

async function describe(room: OrdersRoom, { bank }: OnlineBank, row: BankIdRequest): Promise<ordering.Order> {
  const customer = await ownCustomer(room, bank, { personId: row.personId });
  return viewRequest(room, row, customer.id);
}
