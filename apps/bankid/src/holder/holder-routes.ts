import express, { type RequestHandler, type Router } from 'express';
import { z } from 'zod';
import { holder } from '@segl/contracts';
import {
  asyncRoute,
  parseParams,
  parseQuery,
  ProblemError,
  rateLimit,
  requireTicket,
  ticketOf,
} from '@segl/platform';
import { revokeBankId } from '../issuing/revoke-bankid.js';
import type { BankidRoom } from '../room.js';
import { denyUse } from './deny-use.js';
import { createGuardianRoutes } from './guardian-routes.js';
import { listBankIds, viewBankId, withBank } from './held-bankids.js';
import { findUse, readHistory } from './history.js';
import { listBanks } from './list-banks.js';

const byId = z.object({ id: z.uuid() });

/** What anybody may know of the banks. */
export function createBankRoutes(room: BankidRoom): Router {
  const { context } = room;
  const router = express.Router();
  router.use(allowWebOrigin(context.urls.web));
  router.get(
    '/',
    rateLimit({ database: context.database, name: 'bankid.banks', limit: 600, windowSeconds: 600 }),
    asyncRoute(async (_request, response) => {
      response.json({ banks: await listBanks(room) });
    }),
  );
  return router;
}

/**
 * The holder's own pages: their BankIDs, the history, "this was not me", block now. Admits browsers with a ticket in the
 * name of a person who is logged in: it travels as a bearer token, so no other site can send it.
 */
export function createHolderRoutes(room: BankidRoom): Router {
  const { context } = room;
  const router = express.Router();
  router.use(allowWebOrigin(context.urls.web));
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.use(
    rateLimit({ database: context.database, name: 'bankid.holder', limit: 600, windowSeconds: 600 }),
  );
  router.use(requireTicket(context, { callers: ['signing'], purpose: holder.holderTicketPurpose }));

  router.get(
    '/bankids',
    asyncRoute(async (request, response) => {
      response.json({ bankIds: await listBankIds(room, ticketOf(request).subject) });
    }),
  );

  router.get(
    '/history',
    asyncRoute(async (request, response) => {
      const { cursor } = parseQuery(holder.historyQuery, request);
      response.json(await readHistory(room, { sub: ticketOf(request).subject, cursor }));
    }),
  );

  const showUse = async (sub: string, useId: string): Promise<z.infer<typeof holder.useWithBankId>> => {
    const found = await findUse(room, { sub, useId });
    if (found === undefined) throw new ProblemError('platform.not-found');
    const bankId = await context.database.prisma.bankId.findUniqueOrThrow({
      where: { id: found.use.bankIdId },
      include: withBank,
    });
    return { use: found.use, bankId: viewBankId(bankId, context.clock.now()) };
  };

  router.get(
    '/uses/:id',
    asyncRoute(async (request, response) => {
      response.json(await showUse(ticketOf(request).subject, parseParams(byId, request).id));
    }),
  );

  router.post(
    '/uses/:id/denial',
    asyncRoute(async (request, response) => {
      const { subject: sub } = ticketOf(request);
      const { id: useId } = parseParams(byId, request);
      if (!(await denyUse(room, { sub, useId }))) throw new ProblemError('platform.not-found');
      response.json(await showUse(sub, useId));
    }),
  );

  router.use('/guardian-requests', createGuardianRoutes(room));

  router.post(
    '/bankids/:id/block',
    asyncRoute(async (request, response) => {
      const { subject: sub } = ticketOf(request);
      const { id } = parseParams(byId, request);
      const { prisma } = context.database;
      const own = await prisma.bankId.findFirst({ where: { id, person: { sub } }, select: { id: true } });
      if (own === null) throw new ProblemError('platform.not-found');
      await revokeBankId(room, id, { ground: 'misuse', actor: 'holder' });
      const row = await prisma.bankId.findUniqueOrThrow({ where: { id }, include: withBank });
      response.json(viewBankId(row, context.clock.now()));
    }),
  );
  return router;
}

/** Lets pages of the web's origin call where this room has an origin of its own; calls carry no cookie. */
function allowWebOrigin(webUrl: string): RequestHandler {
  const { origin } = new URL(webUrl);
  return (request, response, next) => {
    response.vary('Origin');
    if (request.get('origin') === origin) {
      response.set({
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Allow-Methods': 'GET, POST',
        'Access-Control-Allow-Headers': 'authorization, content-type',
        'Access-Control-Expose-Headers': 'x-request-id',
        'Access-Control-Max-Age': '600',
        'Cross-Origin-Resource-Policy': 'cross-origin',
      });
    }
    if (request.method === 'OPTIONS') response.status(204).end();
    else next();
  };
}
