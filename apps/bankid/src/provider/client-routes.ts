import express, { type Router } from 'express';
import { z } from 'zod';
import { oidcClients } from '@segl/contracts';
import { asyncRoute, parseBody, parseParams, requireServiceToken } from '@segl/platform';
import type { BankidRoom } from '../room.js';
import { listClients, registerClient, removeClient } from './operator-clients.js';

const clientParams = z.object({ clientId: z.uuid() });

/** What the operator asks, by a token that only the holder of bankid's own service key can make. */
export function createClientRoutes(room: BankidRoom): Router {
  const router = express.Router();
  router.use(
    requireServiceToken(room.context, { callers: ['bankid'], purpose: oidcClients.clientsPurpose }),
    (_request, response, next) => {
      response.set('Cache-Control', 'no-store');
      next();
    },
  );
  router.get(
    '/',
    asyncRoute(async (_request, response) => {
      response.json({ clients: await listClients(room) });
    }),
  );
  router.post(
    '/',
    express.json({ limit: '32kb' }),
    asyncRoute(async (request, response) => {
      const registration = parseBody(oidcClients.clientRegistration, request);
      response.status(201).json(await registerClient(room, registration));
    }),
  );
  router.post(
    '/:clientId/removal',
    asyncRoute(async (request, response) => {
      await removeClient(room, parseParams(clientParams, request).clientId);
      response.status(204).end();
    }),
  );
  return router;
}
