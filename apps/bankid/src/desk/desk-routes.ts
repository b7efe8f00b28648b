import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import { desk } from '@segl/contracts';
import {
  asyncRoute,
  notFoundHandler,
  parseBody,
  parseParams,
  parseQuery,
  ProblemError,
  rateLimit,
  requireSameOrigin,
} from '@segl/platform';
import type { BankidRoom } from '../room.js';
import { beginAct, decideAct } from './acts/execute-act.js';
import { atWorkIn } from './at-work.js';
import { createBankRoutes } from './bank/bank-routes.js';
import { registerCustomer, searchCustomers } from './customers.js';
import { waitingActs } from './describe-acts.js';
import { describeCustomer } from './describe-customer.js';
import { findCustomer } from './find-customer.js';
import { recordIdentityCheck } from './identity-check.js';
import { judgeOfficer } from './log-in.js';
import { describeOfficer, onlyClerks } from './officers.js';
import { endSession, findOfficer, startSession } from './sessions.js';

const idParams = z.object({ id: z.uuid() });

/** The desk of the banks, as the pages ask it: everything is that of the bank of whoever is logged in. */
export function createDeskRoutes(room: BankidRoom): Router {
  const { context, config } = room;
  const router = express.Router();
  const { web, bankid } = context.urls;
  const guard = requireSameOrigin({ origins: [context.baseUrl, web, bankid] });
  const limit = rateLimit({
    database: context.database,
    name: 'bankid.desk',
    limit: config.limits.requestsPerAddress,
    windowSeconds: 600,
  });
  const atWork = atWorkIn(room);

  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.use(guard, limit, express.json({ limit: '16kb' }));

  router.get(
    '/api/me',
    asyncRoute(async (request, response) => {
      const officer = await findOfficer(room, request);
      response.json({ officer: officer === undefined ? null : describeOfficer(officer) });
    }),
  );
  router.post(
    '/api/log-in',
    asyncRoute(async (request, response) => {
      const officer = await judgeOfficer(room, parseBody(desk.logIn, request));
      // Whoever sat here before is logged out: a session belongs to one person.
      await endSession(room, request, response);
      await startSession(room, officer.id, response);
      response.json({ officer: describeOfficer(officer) });
    }),
  );
  router.post(
    '/api/log-out',
    asyncRoute(async (request, response) => {
      await endSession(room, request, response);
      response.status(204).end();
    }),
  );
  router.get(
    '/api/acts',
    atWork(async (officer, { response }) => {
      response.json({ acts: await waitingActs(room, officer) });
    }),
  );
  router.post(
    '/api/acts/:id/decision',
    atWork(async (officer, { request, response }) => {
      const { decision } = parseBody(desk.decideAct, request);
      await decideAct(room, officer, { actId: idOf(request, 'desk.act-not-found'), decision });
      response.status(204).end();
    }),
  );
  router.get(
    '/api/customers',
    atWork(async (officer, { request, response }) => {
      response.json(await searchCustomers(room, officer, parseQuery(desk.customerSearch, request).q));
    }),
  );
  router.post(
    '/api/customers',
    atWork(async (officer, { request, response }) => {
      const facts = parseBody(desk.registerCustomer, request);
      response.status(201).json(await registerCustomer(room, officer, facts));
    }),
  );
  router.get(
    '/api/customers/:id',
    atWork(async (officer, { request, response }) => {
      response.json(await describeCustomer(room, officer, idOf(request, 'desk.customer-not-found')));
    }),
  );
  router.post(
    '/api/customers/:id/identity-checks',
    atWork(async (officer, { request, response }) => {
      onlyClerks(officer, 'record-identity-check');
      const customer = await findCustomer(room, officer, idOf(request, 'desk.customer-not-found'));
      if (customer.endedAt !== null) throw new ProblemError('desk.customer-ended');
      const { zone } = parseBody(desk.identityCheckRequest, request);
      await recordIdentityCheck(room, officer, { customer, zone });
      response.status(204).end();
    }),
  );
  router.post(
    '/api/customers/:id/acts',
    atWork(async (officer, { request, response }) => {
      const customerId = idOf(request, 'desk.customer-not-found');
      const state = await beginAct(room, officer, {
        customerId,
        wanted: parseBody(desk.beginAct, request),
      });
      response.status(state === 'done' ? 200 : 202).json({ state });
    }),
  );
  router.use(createBankRoutes(room));
  router.use(notFoundHandler());
  return router;
}

/** An address that cannot be one is as unknown as one that is nobody's. */
function idOf(request: Request, otherwise: 'desk.customer-not-found' | 'desk.act-not-found'): string {
  if (!idParams.safeParse(request.params).success) throw new ProblemError(otherwise);
  return parseParams(idParams, request).id;
}
