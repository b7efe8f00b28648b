import express, { type Request, type Router } from 'express';
import type Provider from 'oidc-provider';
import { z } from 'zod';
import { ordering } from '@segl/contracts';
import { asyncRoute, notFoundHandler, parseBody, parseParams, ProblemError, rateLimit } from '@segl/platform';
import type { BankidRoom } from '../room.js';
import { requireOnlineBank, type OnlineBank } from './bank-client.js';
import { answerCustomer } from './describe-customer.js';
import { readOrder, withdrawOrder } from './orders.js';
import { customerBy, ownCustomer } from './own-customers.js';
import { placeOrder, type Placed } from './place-order.js';

const customerParams = z.object({ customerId: z.uuid() });
const orderParams = z.object({ orderId: z.uuid() });
const statusOf = { issued: 201, waits: 202, 'open-already': 200 } as const satisfies Record<
  Placed['outcome'],
  number
>;

/** Ordering for the banks' own online banks, server to server: each sees and orders for its own customers only. */
export function createOrderingRoutes(room: BankidRoom, provider: Provider): Router {
  const router = express.Router();
  const { database } = room.context;
  const asBank = (
    handle: (online: OnlineBank, request: Request, response: express.Response) => Promise<void>,
  ) =>
    asyncRoute(async (request, response) =>
      handle(await requireOnlineBank(room, provider, request), request, response),
    );

  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.use(
    rateLimit({ database, name: 'bankid.ordering', limit: 1200, windowSeconds: 600 }),
    express.json({ limit: '8kb' }),
  );
  router.post(
    '/customers',
    asBank(async (online, request, response) => {
      const customer = await customerBy(room, online, parseBody(ordering.customerQuery, request));
      response.json(await answerCustomer(room, online.bank, customer));
    }),
  );
  router.get(
    '/customers/:customerId',
    asBank(async (online, request, response) => {
      const customer = await ownCustomer(room, online.bank, { id: customerIdOf(request) });
      response.json(await answerCustomer(room, online.bank, customer));
    }),
  );
  router.post(
    '/customers/:customerId/orders',
    asBank(async (online, request, response) => {
      const customerId = customerIdOf(request);
      const wanted = parseBody(ordering.placeOrder, request);
      const { outcome, order } = await placeOrder(room, online, { ...wanted, customerId });
      response.status(statusOf[outcome]).json(order);
    }),
  );
  router.get(
    '/orders/:orderId',
    asBank(async (online, request, response) => {
      response.json(await readOrder(room, online, orderIdOf(request)));
    }),
  );
  router.post(
    '/orders/:orderId/withdrawal',
    asBank(async (online, request, response) => {
      response.json(await withdrawOrder(room, online, orderIdOf(request)));
    }),
  );
  router.use(notFoundHandler());
  return router;
}

/** An address that cannot be one is as unknown as one that is nobody's. */
function customerIdOf(request: Request): string {
  if (!customerParams.safeParse(request.params).success)
    throw new ProblemError('ordering.customer-not-found');
  return parseParams(customerParams, request).customerId;
}

function orderIdOf(request: Request): string {
  if (!orderParams.safeParse(request.params).success) throw new ProblemError('ordering.order-not-found');
  return parseParams(orderParams, request).orderId;
}
