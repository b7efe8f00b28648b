import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import { holder } from '@segl/contracts';
import { asyncRoute, parseBody, parseParams, ProblemError, ticketOf } from '@segl/platform';
import type { BankidRoom } from '../room.js';
import { answerGuardianRequest, listGuardianRequests, readGuardianRequest } from './guardian-requests.js';

const byId = z.object({ id: z.uuid() });
const isoInstant = z.iso.datetime();

/** What guardians are asked; mounted below the holder's routes, which have checked the ticket. */
export function createGuardianRoutes(room: BankidRoom): Router {
  const router = express.Router();
  router.get(
    '/',
    asyncRoute(async (request, response) => {
      response.json({ requests: await listGuardianRequests(room, ticketOf(request).subject) });
    }),
  );
  router.get(
    '/:id',
    asyncRoute(async (request, response) => {
      const { subject: sub } = ticketOf(request);
      response.json(await readGuardianRequest(room, { sub, requestId: idOf(request) }));
    }),
  );
  router.post(
    '/:id/answer',
    express.json({ limit: '4kb' }),
    asyncRoute(async (request, response) => {
      const { subject: sub, claims } = ticketOf(request);
      const { decision } = parseBody(holder.guardianAnswer, request);
      const proven = isoInstant.safeParse(claims[holder.provenAtClaim]);
      response.json(
        await answerGuardianRequest(room, {
          sub,
          requestId: idOf(request),
          decision,
          provenAt: proven.success ? new Date(proven.data) : undefined,
        }),
      );
    }),
  );
  return router;
}

/** An address that cannot be one is as unknown as one that is nobody's. */
function idOf(request: Request): string {
  if (!byId.safeParse(request.params).success) throw new ProblemError('bankid.request-not-found');
  return parseParams(byId, request).id;
}
