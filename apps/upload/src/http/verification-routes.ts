import { rm } from 'node:fs/promises';
import { rateLimit } from '@segl/platform';
import { Router } from 'express';
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
  const limited = rateLimit({
    database: room.context.database,
    name: 'upload.verification',
    limit: room.config.verificationsPerMinute,
    windowSeconds: 60,
  });
  router.post(
    '/verifications',
    limited,
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
