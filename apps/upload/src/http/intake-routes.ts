import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { language, upload } from '@segl/contracts';
import type { Intake } from '@segl/database';
import { parseBody, parseParams, parseQuery, rateLimit, requireServiceToken } from '@segl/platform';
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { UploadError } from '../errors.js';
import { beginFileIntake, beginTextIntake } from '../intake/begin-intake.js';
import { givePassword } from '../intake/give-password.js';
import { intakeReport } from '../intake/intake-report.js';
import { findIntake, toIntakeView } from '../intake/intake-view.js';
import { keepActiveContent } from '../intake/keep-active-content.js';
import type { FileReceiver } from '../intake/receive-file.js';
import { readSample } from '../intake/sample-documents.js';
import { loadPageImage, loadPageText } from '../rendering/load-page.js';
import { objectKeys, type UploadRoom } from '../room.js';
import { accessOf, senderOf } from './caller.js';
import { pageParams, pageQuery, sendPagePart } from './send-page.js';
import { uploadRoute } from './upload-route.js';

const idParams = z.object({ id: z.uuid() });
/** Typed texts hold half a million characters at most, each up to four bytes, in JSON with escapes. */
const maxJsonBytes = 3_500_000;

/** Step 1: what comes in, and what has become of it. A browser shows its ticket, signing its token. */
export function intakeRoutes(room: UploadRoom, receive: FileReceiver): Router {
  const router = Router();
  const json = express.json({ limit: maxJsonBytes });
  const limited = limitSenders(room);
  const forSigning = requireServiceToken(room.context, {
    callers: ['signing'],
    purpose: upload.uploadPurposes.readIntake,
  });

  router.post(
    '/intakes',
    limited,
    uploadRoute(async (request, response) => {
      const { ownerId } = await senderOf(room, request);
      const file = await receive(request, response);
      try {
        const chosen = language.catch(room.context.locale).parse(file.fields['language']);
        await answerCreated(room, response, await beginFileIntake(room, file, { ownerId, language: chosen }));
      } finally {
        await rm(file.path, { force: true });
      }
    }),
  );

  router.post(
    '/intakes/text',
    limited,
    json,
    uploadRoute(async (request, response) => {
      const { ownerId } = await senderOf(room, request);
      const { language: chosen, ...typed } = parseBody(upload.textIntakeRequest, request);
      await answerCreated(room, response, await beginTextIntake(room, typed, { ownerId, language: chosen }));
    }),
  );

  router.post(
    '/intakes/sample',
    limited,
    json,
    uploadRoute(async (request, response) => {
      const { ownerId } = await senderOf(room, request);
      const { sample, language: chosen } = parseBody(upload.sampleIntakeRequest, request);
      const typed = await readSample(sample, chosen);
      await answerCreated(room, response, await beginTextIntake(room, typed, { ownerId, language: chosen }));
    }),
  );

  router.get(
    '/intakes/:id',
    uploadRoute(async (request, response) => {
      const access = await accessOf(room, request);
      const { id } = parseParams(idParams, request);
      response
        .set('Cache-Control', 'no-store')
        .json(await toIntakeView(room, await findIntake(room, id, access)));
    }),
  );

  router.post(
    '/intakes/:id/keep-active-content',
    uploadRoute(async (request, response) => {
      const access = await accessOf(room, request);
      const { id } = parseParams(idParams, request);
      const kept = await keepActiveContent(room, await findIntake(room, id, access));
      response.set('Cache-Control', 'no-store').json(await toIntakeView(room, kept));
    }),
  );

  router.post(
    '/intakes/:id/password',
    limited,
    json,
    uploadRoute(async (request, response) => {
      const access = await accessOf(room, request);
      const { id } = parseParams(idParams, request);
      const { password } = parseBody(upload.intakePasswordRequest, request);
      const checked = await givePassword(room, await findIntake(room, id, access), password);
      response.set('Cache-Control', 'no-store').json(await toIntakeView(room, checked));
    }),
  );

  router.get(
    '/intakes/:id/password',
    forSigning,
    uploadRoute(async (request, response) => {
      const intake = await anyIntake(room, request);
      const password = room.passwords.open(intake.sealedPassword, { intakeId: intake.id }) ?? null;
      const { opensWithoutPassword } = intakeReport.parse(intake.report);
      const answer = upload.intakePassword.parse({ password, opensWithoutPassword });
      response.set('Cache-Control', 'no-store').json(answer);
    }),
  );

  router.get(
    '/intakes/:id/pages/:page/image',
    uploadRoute(async (request, response) => {
      const access = await accessOf(room, request);
      const { id, page: pageNumber } = parseParams(pageParams, request);
      const { density } = parseQuery(pageQuery, request);
      const renderingId = previewOf(await findIntake(room, id, access), pageNumber);
      await sendPagePart(request, response, await loadPageImage(room, { renderingId, pageNumber, density }));
    }),
  );

  router.get(
    '/intakes/:id/pages/:page/text',
    uploadRoute(async (request, response) => {
      const access = await accessOf(room, request);
      const { id, page: pageNumber } = parseParams(pageParams, request);
      const renderingId = previewOf(await findIntake(room, id, access), pageNumber);
      await sendPagePart(request, response, await loadPageText(room, { renderingId, pageNumber }));
    }),
  );

  router.get(
    '/intakes/:id/pdf',
    forSigning,
    uploadRoute(async (request, response) => {
      const intake = await anyIntake(room, request);
      if (intake.state === 'held') {
        throw new UploadError(
          'upload.active-content',
          'The sender has not decided about active content yet.',
        );
      }
      if (intake.state !== 'ready' || intake.renderingId === null) {
        throw new UploadError('upload.intake-not-ready', 'The uploaded file is not accepted (yet).', {
          facts: { state: intake.state },
        });
      }
      const pdf = await room.store.get(objectKeys.pdf(intake.renderingId));
      response.set({
        'Content-Type': 'application/pdf',
        'Cache-Control': 'no-store',
        'X-Segl-Sha256': intake.pdfSha256 ?? '',
      });
      await pipeline(pdf, response);
    }),
  );

  return router;
}

/** The intake of the address, whosever it is: for signing, which asks for many people. */
function anyIntake(room: UploadRoom, request: Request): Promise<Intake> {
  return findIntake(room, parseParams(idParams, request).id, { ownerId: 'any' });
}

async function answerCreated(room: UploadRoom, response: Response, intake: Intake): Promise<void> {
  response.status(201).set('Cache-Control', 'no-store');
  response.json(await toIntakeView(room, intake));
}

/** The rendering that shows an intake; what is refused, or not checked yet, is not shown. */
function previewOf(intake: Intake, pageNumber: number): string {
  if (intake.state === 'refused') {
    throw new UploadError('upload.page-not-found', 'The uploaded file was refused.', {
      facts: { pageNumber },
    });
  }
  if (intake.state === 'checking' || intake.state === 'locked' || intake.renderingId === null) {
    throw new UploadError('upload.page-not-ready', 'The file is still being checked. Ask again in a moment.');
  }
  return intake.renderingId;
}

/** Counts by ticket owner; what comes without a ticket is refused before it is received. */
function limitSenders(room: UploadRoom): RequestHandler {
  const owners = new WeakMap<object, string>();
  const limit = rateLimit({
    database: room.context.database,
    name: 'upload.intake',
    limit: room.config.intakesPerMinute,
    windowSeconds: 60,
    key: (request) => owners.get(request),
  });
  return (request, response, next) => {
    senderOf(room, request).then(({ ownerId }) => {
      owners.set(request, ownerId);
      limit(request, response, next);
    }, next);
  };
}
