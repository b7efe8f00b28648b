import { Router } from 'express';
import { z } from 'zod';
import { signing } from '@segl/contracts';
import { asyncRoute, parseParams, parseQuery } from '@segl/platform';
import { viewSignedDocument } from '../documents/document-view.js';
import { listDocuments } from '../documents/list-documents.js';
import { loadReleasedDocument, loadSignedDocument } from '../documents/load-signed-document.js';
import { readRevision } from '../documents/revision-store.js';
import { passwordOptions } from '../documents/sealed-password.js';
import { sealedReceipt } from '../documents/sealed-receipt.js';
import { requirePerson } from '../sessions/session-data.js';
import { languageOf } from '../language-of.js';
import type { SigningRoom } from '../signing-room.js';
import { verifyPdf } from '../upload-room.js';
import { limitPeople } from './limit-people.js';
import { pdfFileName, sendPrivateFile } from './send-file.js';

const documentParams = z.object({ documentId: z.uuid() });
const receiptQuery = z.object({ language: z.enum(['nb', 'nn', 'en']).optional() });

/** My documents, mounted at `/api/documents` (step 9). */
export function documentRoutes(room: SigningRoom): Router {
  const router = Router();

  router.get(
    '/',
    asyncRoute(async (request, response) => {
      const { sub } = requirePerson(request);
      response.json(await listDocuments(room, sub, parseQuery(signing.documentsQuery, request)));
    }),
  );

  router.get(
    '/:documentId',
    asyncRoute(async (request, response) => {
      const person = requirePerson(request);
      const access = await loadSignedDocument(room, parseParams(documentParams, request).documentId, person);
      response.json(await viewSignedDocument(room, access, person.sub));
    }),
  );

  router.get(
    '/:documentId/signed.pdf',
    asyncRoute(async (request, response) => {
      const person = requirePerson(request);
      const { documentId } = parseParams(documentParams, request);
      const { document, revision } = await loadReleasedDocument(room, documentId, person);
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

  router.post(
    '/:documentId/verification',
    limitPeople(room, { name: 'signing.verification', limit: 20, windowSeconds: 60 }),
    asyncRoute(async (request, response) => {
      const person = requirePerson(request);
      const { documentId } = parseParams(documentParams, request);
      const { document, revision } = await loadReleasedDocument(room, documentId, person);
      const verdict = await verifyPdf(room.clients.upload, {
        pdf: Uint8Array.from(await readRevision(room.objects, revision)),
        fileName: pdfFileName(document.title, 'signert'),
        ...passwordOptions(room.secrets, document),
      });
      response.set('Cache-Control', 'no-store').json(verdict);
    }),
  );

  router.get(
    '/:documentId/receipt.pdf',
    asyncRoute(async (request, response) => {
      const person = requirePerson(request);
      const { documentId } = parseParams(documentParams, request);
      const access = await loadReleasedDocument(room, documentId, person);
      const stored = languageOf(access.order.language);
      const language = parseQuery(receiptQuery, request).language ?? stored;
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
