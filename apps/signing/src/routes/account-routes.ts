import { Router } from 'express';
import { z } from 'zod';
import { holder, signing, upload } from '@segl/contracts';
import { asyncRoute, issueTicket, parseBody, parseParams, ProblemError, rateLimit } from '@segl/platform';
import { createDemoOrder } from '../orders/create-demo-order.js';
import { findOrganisationName } from '../orders/find-organisation.js';
import { loadOrder } from '../orders/load-order.js';
import { viewOrder } from '../orders/order-view.js';
import { endSession, sessionCookieName, sessionCookieOptions } from '../sessions/session-middleware.js';
import { requirePerson } from '../sessions/session-data.js';
import type { SigningRoom } from '../signing-room.js';

const ticketSeconds = 30 * 60;
/** Short: it lets its bearer block a BankID, which only the holder should. */
const holderTicketSeconds = 5 * 60;
const mailboxSize = 100;

/** Who is logged in, log-out, tickets for upload, and what only the demo has. */
export function accountRoutes(room: SigningRoom): Router {
  const router = Router();
  const { context } = room;
  const { database } = context;

  router.get(
    '/me',
    asyncRoute(async (request, response) => {
      const { person } = request.session;
      const answer: signing.Me = {
        person:
          person === undefined
            ? null
            : {
                sub: person.sub,
                name: person.name,
                givenName: person.givenName,
                birthDate: person.birthDate,
                bank: person.bank,
                ...(person.provenAt === undefined ? {} : { provenAt: person.provenAt }),
                ...(person.bankIdValidTo === undefined ? {} : { bankIdValidTo: person.bankIdValidTo }),
              },
        demo: context.demo.enabled,
      };
      response.json(answer);
      return Promise.resolve();
    }),
  );

  router.post(
    '/logout',
    asyncRoute(async (request, response) => {
      await endSession(request);
      response.clearCookie(sessionCookieName, sessionCookieOptions(context.urls.signing));
      response.status(204).end();
    }),
  );

  router.post(
    '/upload-tickets',
    rateLimit({ database, name: 'signing.upload-ticket', limit: 60, windowSeconds: 300 }),
    asyncRoute(async (request, response) => {
      const { sub } = requirePerson(request);
      const ticket = await issueTicket(context, {
        audience: 'upload',
        purpose: upload.uploadTicketPurpose,
        subject: sub,
        lifetimeSeconds: ticketSeconds,
      });
      response.status(201).json({
        ticket,
        uploadUrl: context.urls.upload,
        expiresAt: new Date(context.clock.now().getTime() + ticketSeconds * 1000).toISOString(),
        maxBytes: room.config.maxUploadBytes,
      });
    }),
  );

  router.post(
    '/bankid-tickets',
    rateLimit({ database, name: 'signing.bankid-ticket', limit: 60, windowSeconds: 300 }),
    asyncRoute(async (request, response) => {
      const { sub, provenAt } = requirePerson(request);
      const ticket = await issueTicket(context, {
        audience: 'bankid',
        purpose: holder.holderTicketPurpose,
        subject: sub,
        lifetimeSeconds: holderTicketSeconds,
        claims: provenAt === undefined ? {} : { [holder.provenAtClaim]: provenAt },
      });
      const expiresAt = new Date(context.clock.now().getTime() + holderTicketSeconds * 1000);
      response
        .status(201)
        .json({ ticket, bankidUrl: context.urls.bankid, expiresAt: expiresAt.toISOString() });
    }),
  );

  router.get(
    '/organisations/:organisationNumber',
    rateLimit({ database, name: 'signing.organisation', limit: 60, windowSeconds: 60 }),
    asyncRoute(async (request, response) => {
      requirePerson(request);
      const { organisationNumber } = parseParams(z.object({ organisationNumber: z.string() }), request);
      response.json({ organisationNumber, name: await findOrganisationName(room, organisationNumber) });
    }),
  );

  const requireDemo = (): void => {
    if (!context.demo.enabled) throw new ProblemError('platform.not-found');
  };

  router.post(
    '/demo/orders',
    rateLimit({ database, name: 'signing.demo-order', limit: 60, windowSeconds: 300 }),
    asyncRoute(async (request, response) => {
      requireDemo();
      const orderId = await createDemoOrder(room, parseBody(signing.createDemoOrderRequest, request));
      response.status(201).json(await viewOrder(room, await loadOrder(room, orderId)));
    }),
  );

  router.get(
    '/demo/mailbox',
    asyncRoute(async (_request, response) => {
      requireDemo();
      const rows = await room.prisma.mailMessage.findMany({ orderBy: { sentAt: 'desc' }, take: mailboxSize });
      response.json({
        messages: rows.map(({ id, recipient, subject, text, sentAt }) => ({
          id,
          recipient,
          subject,
          text,
          sentAt: sentAt.toISOString(),
        })),
      });
    }),
  );

  return router;
}
