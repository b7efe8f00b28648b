import { Router, type Request } from 'express';
import { z } from 'zod';
import { linkToken, signing } from '@segl/contracts';
import { asyncRoute, parseBody, parseParams, parseQuery, ProblemError, rateLimit } from '@segl/platform';
import { recordConsent } from '../consent/record-consent.js';
import { saveCopy, viewReceipt } from '../documents/receipt.js';
import { readRevision } from '../documents/revision-store.js';
import { viewInvitation, viewInvitationDocument } from '../invitations/invitation-view.js';
import { loadInvitation, requireParty, type Invitation } from '../invitations/load-invitation.js';
import { openInvitation } from '../invitations/open-invitation.js';
import { pageTag, showPageImage, showPageText } from '../invitations/show-page.js';
import { startAttempt } from '../proof/start-attempt.js';
import { requirePerson, sessionHashOf } from '../sessions/session-data.js';
import { driveAttempt, viewAttempt } from '../signing/drive-attempt.js';
import { languageOf } from '../language-of.js';
import { webUrl, type SigningRoom } from '../signing-room.js';
import { pdfFileName, sendPrivateFile } from './send-file.js';

const linkParams = z.object({ linkToken });
const pageParams = linkParams.extend({ pageNumber: z.coerce.number().int().min(1).max(100_000) });
const imageQuery = z.object({ density: z.enum(['1', '2']).default('1') });
const languageQuery = z.object({ language: z.enum(['nb', 'nn', 'en']).optional() });
const attemptParams = linkParams.extend({ attemptId: z.uuid() });

/** Everything behind an invitation's link (steps 4 to 7), mounted at `/api/invitations`. */
export function invitationRoutes(room: SigningRoom): Router {
  const router = Router();
  const { database } = room.context;
  const changes = rateLimit({ database, name: 'signing.invitation', limit: 120, windowSeconds: 300 });

  const open = (request: Request): Promise<Invitation> =>
    openInvitation(room, parseParams(linkParams, request).linkToken, requirePerson(request));
  const languageFor = (request: Request, { party }: Invitation) =>
    parseQuery(languageQuery, request).language ?? languageOf(party.language);

  // Step 4
  router.get(
    '/:linkToken',
    rateLimit({ database, name: 'signing.landing', limit: 300, windowSeconds: 60 }),
    asyncRoute(async (request, response) => {
      const invitation = await loadInvitation(room, parseParams(linkParams, request).linkToken);
      response.json(await viewInvitation(room, invitation, request.session.person));
    }),
  );

  router.get(
    '/:linkToken/qr.svg',
    asyncRoute(async (request, response) => {
      const { party } = await loadInvitation(room, parseParams(linkParams, request).linkToken);
      const { toString: qrCode } = await import('qrcode');
      const svg = await qrCode(webUrl(room, `/sign/${party.linkToken}`), { type: 'svg', margin: 2 });
      response.type('image/svg+xml').send(svg);
    }),
  );

  // Step 5
  router.get(
    '/:linkToken/document',
    asyncRoute(async (request, response) => {
      const invitation = await open(request);
      response.json(await viewInvitationDocument(room, invitation, languageFor(request, invitation)));
    }),
  );

  router.get(
    '/:linkToken/pages/:pageNumber/image',
    asyncRoute(async (request, response) => {
      const { document } = await open(request);
      const { pageNumber } = parseParams(pageParams, request);
      const density = parseQuery(imageQuery, request).density === '2' ? 2 : 1;
      await sendPrivateFile(request, response, {
        tag: pageTag(document, `${pageNumber}-${density}`),
        content: () => showPageImage(room, document, { pageNumber, density }),
      });
    }),
  );

  router.get(
    '/:linkToken/pages/:pageNumber/text',
    asyncRoute(async (request, response) => {
      const { document } = await open(request);
      const { pageNumber } = parseParams(pageParams, request);
      await sendPrivateFile(request, response, {
        tag: pageTag(document, `${pageNumber}-text`),
        content: async () => ({
          mediaType: 'application/json',
          bytes: await showPageText(room, document, pageNumber),
        }),
      });
    }),
  );

  router.get(
    '/:linkToken/unsigned.pdf',
    asyncRoute(async (request, response) => {
      const { document } = await open(request);
      const { id, title, preparedSha256 } = document;
      if (preparedSha256 === null) throw new ProblemError('signing.order-preparing');
      await sendPrivateFile(request, response, {
        tag: `"${preparedSha256}"`,
        fileName: pdfFileName(title, 'usignert'),
        content: async () => ({
          mediaType: 'application/pdf',
          bytes: await readRevision(room.objects, { documentId: id, number: 1, sha256: preparedSha256 }),
        }),
      });
    }),
  );

  router.post(
    '/:linkToken/consents',
    changes,
    asyncRoute(async (request, response) => {
      const person = requirePerson(request);
      const invitation = await open(request);
      const consent = await recordConsent(
        room,
        invitation,
        person,
        parseBody(signing.consentRequest, request),
      );
      response.status(201).json(consent);
    }),
  );

  // Step 6
  router.post(
    '/:linkToken/signing-attempts',
    changes,
    asyncRoute(async (request, response) => {
      const invitation = await open(request);
      const { consentId } = parseBody(signing.signingAttemptRequest, request);
      const attempt = await startAttempt(room, invitation, {
        consentId,
        sessionHash: sessionHashOf(request),
        language: languageFor(request, invitation),
      });
      response.status(201).json(attempt);
    }),
  );

  router.get(
    '/:linkToken/signing-attempts/:attemptId',
    asyncRoute(async (request, response) => {
      const { linkToken: token, attemptId } = parseParams(attemptParams, request);
      const { party } = await partyOf(room, request, token);
      const attempt = await room.prisma.signingAttempt.findFirst({
        where: { id: attemptId, partyId: party.id },
        select: { id: true },
      });
      if (attempt === null) throw new ProblemError('platform.not-found');
      response.json(await viewAttempt(room, attempt.id));
    }),
  );

  // When something was away at the moment of signing, the signer may ask again before the job does.
  router.post(
    '/:linkToken/signing-attempts/:attemptId/resume',
    changes,
    asyncRoute(async (request, response) => {
      const { linkToken: token, attemptId } = parseParams(attemptParams, request);
      const { party } = await partyOf(room, request, token);
      const attempt = await room.prisma.signingAttempt.findFirst({
        where: { id: attemptId, partyId: party.id },
        select: { id: true },
      });
      if (attempt === null) throw new ProblemError('platform.not-found');
      response.json(await driveAttempt(room, attempt.id));
    }),
  );

  // Step 9
  router.get(
    '/:linkToken/receipt',
    asyncRoute(async (request, response) => {
      const { linkToken: token } = parseParams(linkParams, request);
      response.json(await viewReceipt(room, await partyOf(room, request, token), requirePerson(request)));
    }),
  );

  router.post(
    '/:linkToken/saved-copies',
    changes,
    asyncRoute(async (request, response) => {
      const { linkToken: token } = parseParams(linkParams, request);
      await saveCopy(room, await partyOf(room, request, token), requirePerson(request).sub);
      response.status(204).end();
    }),
  );

  return router;
}

/** The invitation for its own person, in whatever state the order is. */
async function partyOf(room: SigningRoom, request: Request, token: string): Promise<Invitation> {
  const person = requirePerson(request);
  const invitation = await loadInvitation(room, token);
  requireParty(invitation, person);
  return invitation;
}
