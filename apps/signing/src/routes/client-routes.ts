import express, { Router, type Request } from 'express';
import { z } from 'zod';
import { signing, upload } from '@segl/contracts';
import { asyncRoute, issueTicket, parseBody, parseParams, ProblemError, rateLimit } from '@segl/platform';
import { createClientOrder } from '../clients/create-client-order.js';
import { orderClientOf, requireOrderToken } from '../clients/order-tokens.js';
import { loadReleasedDocument } from '../documents/load-signed-document.js';
import { readRevision } from '../documents/revision-store.js';
import { sealedReceipt } from '../documents/sealed-receipt.js';
import { languageOf } from '../language-of.js';
import { cancelOrder } from '../orders/cancel-order.js';
import { loadOrder, loadOrderOfSender } from '../orders/load-order.js';
import { viewOrder } from '../orders/order-view.js';
import type { SigningRoom } from '../signing-room.js';
import { pdfFileName, sendPrivateFile } from './send-file.js';

const orderParams = z.object({ orderId: z.uuid() });
const ticketSeconds = 5 * 60;

/** What a registered client does in its own name, mounted at `/client`: sends documents, follows and withdraws its orders. */
export function clientRoutes(room: SigningRoom): Router {
  const router = Router();
  const { context } = room;
  const limit = (name: string, perMinute: number) =>
    rateLimit({
      database: context.database,
      name,
      limit: perMinute,
      windowSeconds: 60,
      key: (request) => orderClientOf(request).sub,
    });
  const ownOrder = (request: Request) =>
    loadOrderOfSender(room, parseParams(orderParams, request).orderId, orderClientOf(request));
  const released = async (request: Request) => {
    const [document] = (await ownOrder(request)).documents;
    if (document === undefined) throw new ProblemError('signing.document-not-found');
    return loadReleasedDocument(room, document.id, orderClientOf(request));
  };

  router.use(
    // Whoever guesses at tokens.
    rateLimit({ database: context.database, name: 'signing.client', limit: 600, windowSeconds: 60 }),
    requireOrderToken(room),
    (_request, response, next) => {
      response.set('Cache-Control', 'no-store');
      next();
    },
  );

  router.post(
    '/upload-tickets',
    limit('signing.client-upload-ticket', 120),
    asyncRoute(async (request, response) => {
      const ticket = await issueTicket(context, {
        audience: 'upload',
        purpose: upload.uploadTicketPurpose,
        subject: orderClientOf(request).sub,
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
    '/orders',
    limit('signing.client-order', 120),
    express.json({ limit: '32kb' }),
    asyncRoute(async (request, response) => {
      const wanted = parseBody(signing.createClientOrderRequest, request);
      const orderId = await createClientOrder(room, orderClientOf(request), wanted);
      response.status(201).json(await viewOrder(room, await loadOrder(room, orderId)));
    }),
  );

  router.get(
    '/orders/:orderId',
    asyncRoute(async (request, response) => {
      response.json(await viewOrder(room, await ownOrder(request)));
    }),
  );

  router.post(
    '/orders/:orderId/cancel',
    asyncRoute(async (request, response) => {
      const { id } = await ownOrder(request);
      await cancelOrder(room, id);
      response.json(await viewOrder(room, await loadOrder(room, id)));
    }),
  );

  router.get(
    '/orders/:orderId/signed.pdf',
    asyncRoute(async (request, response) => {
      const { document, revision } = await released(request);
      await sendPrivateFile(request, response, {
        tag: `"${revision.sha256}"`,
        fileName: pdfFileName(document.title, 'signert'),
        content: async () => ({
          mediaType: 'application/pdf',
          bytes: await readRevision(room.objects, revision),
        }),
      });
    }),
  );

  router.get(
    '/orders/:orderId/receipt.pdf',
    asyncRoute(async (request, response) => {
      const access = await released(request);
      const language = languageOf(access.order.language);
      await sendPrivateFile(request, response, {
        tag: `"${access.revision.sha256.slice(0, 32)}-receipt-${language}"`,
        fileName: pdfFileName(access.document.title, language === 'en' ? 'receipt' : 'kvittering'),
        content: async () => ({
          mediaType: 'application/pdf',
          bytes: await sealedReceipt(room, access, language),
        }),
      });
    }),
  );

  return router;
}
