import { Router } from 'express';
import { z } from 'zod';
import { signing } from '@segl/contracts';
import { asyncRoute, parseBody, parseParams, parseQuery } from '@segl/platform';
import { cancelOrder } from '../orders/cancel-order.js';
import { createOrder } from '../orders/create-order.js';
import { listOrders } from '../orders/list-orders.js';
import { loadOrder, loadOrderOfSender } from '../orders/load-order.js';
import { viewOrder } from '../orders/order-view.js';
import { requirePerson } from '../sessions/session-data.js';
import type { SigningRoom } from '../signing-room.js';
import { limitPeople } from './limit-people.js';

const orderParams = z.object({ orderId: z.uuid() });
const listQuery = z.object({ cursor: z.uuid().optional() });

/** The sender's desk: anybody logged in sends, and sees what they sent. */
export function orderRoutes(room: SigningRoom): Router {
  const router = Router();

  router.post(
    '/',
    limitPeople(room, { name: 'signing.create-order', limit: 60, windowSeconds: 600 }),
    asyncRoute(async (request, response) => {
      const person = requirePerson(request);
      const orderId = await createOrder(room, person, parseBody(signing.createOrderRequest, request));
      response.status(201).json(await viewOrder(room, await loadOrder(room, orderId)));
    }),
  );

  router.get(
    '/',
    asyncRoute(async (request, response) => {
      const { sub } = requirePerson(request);
      response.json(await listOrders(room, sub, parseQuery(listQuery, request).cursor));
    }),
  );

  router.get(
    '/:orderId',
    asyncRoute(async (request, response) => {
      const person = requirePerson(request);
      const { orderId } = parseParams(orderParams, request);
      response.json(await viewOrder(room, await loadOrderOfSender(room, orderId, person)));
    }),
  );

  router.post(
    '/:orderId/cancel',
    asyncRoute(async (request, response) => {
      const person = requirePerson(request);
      const { orderId } = parseParams(orderParams, request);
      await loadOrderOfSender(room, orderId, person);
      await cancelOrder(room, orderId);
      response.json(await viewOrder(room, await loadOrder(room, orderId)));
    }),
  );

  return router;
}
