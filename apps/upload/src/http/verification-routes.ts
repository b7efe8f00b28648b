import { rm } from 'node:fs/promises';
import { upload } from '@segl/contracts';
import { ProblemError, rateLimit, verifyServiceToken } from '@segl/platform';
import { Router, type RequestHandler } from 'express';
import type { FileReceiver } from '../intake/receive-file.js';
import type { UploadRoom } from '../room.js';
import type { TrustAnchorSource } from '../verification/trust-anchors.js';
import { verifyFile } from '../verification/verify-file.js';
import { uploadRoute } from './upload-route.js';

/** Verify: anybody may have a PDF judged. The file is gone when the answer is given. */
export function verificationRoutes(
  room: UploadRoom,
  receive: FileReceiver,
  trustAnchors: TrustAnchorSource,
): Router {
  const router = Router();
  router.post(
    '/verifications',
    limitAddresses(room),
    uploadRoute(async (request, response) => {
      const file = await receive(request, response);
      // Gone before the answer goes out: who has the verdict knows that the file is not kept.
      const verdict = await verifyFile(room, file, trustAnchors).finally(() =>
        rm(file.path, { force: true }),
      );
      response.set('Cache-Control', 'no-store').json(verdict);
    }),
  );
  return router;
}

const serviceAdmission = { callers: ['signing'], purpose: upload.uploadPurposes.verify } as const;

/** Counts by address; signing asks for many people from one address of its own, and counts them by itself. */
function limitAddresses(room: UploadRoom): RequestHandler {
  const limit = rateLimit({
    database: room.context.database,
    name: 'upload.verification',
    limit: room.config.verificationsPerMinute,
    windowSeconds: 60,
  });
  return (request, response, next) => {
    verifyServiceToken(room.context, request, serviceAdmission).then(
      () => next(),
      (error: unknown) => {
        if (error instanceof ProblemError) limit(request, response, next);
        else next(error);
      },
    );
  };
}
