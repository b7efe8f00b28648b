import { sha256Hex, upload } from '@segl/contracts';
import { parseParams, parseQuery, ProblemError, requireServiceToken } from '@segl/platform';
import { Router } from 'express';
import { z } from 'zod';
import { loadPageImage, loadPageText } from '../rendering/load-page.js';
import { receiveRendering } from '../rendering/receive-rendering.js';
import { loadRendering } from '../rendering/rendering-view.js';
import type { UploadRoom } from '../room.js';
import { pageParams, pageQuery, sendPagePart } from './send-page.js';
import { uploadRoute } from './upload-route.js';

const idParams = z.object({ id: z.uuid() });
const { render, showPages } = upload.uploadPurposes;

/** Step 3: pages of prepared revisions, for signing alone, which decides who may see them. */
export function renderingRoutes(room: UploadRoom): Router {
  const router = Router();
  const admitRender = requireServiceToken(room.context, { callers: ['signing'], purpose: render });
  const admitPages = requireServiceToken(room.context, {
    callers: ['signing'],
    purpose: [showPages, render],
  });

  router.put(
    '/renderings/:id',
    admitRender,
    uploadRoute(async (request, response) => {
      const { id } = parseParams(idParams, request);
      const sha256 = sha256Hex.safeParse(request.get('x-segl-sha256'));
      const intakeId = z.uuid().optional().safeParse(request.get('x-segl-intake'));
      if (!sha256.success || !intakeId.success || !request.is('application/pdf')) {
        throw new ProblemError('platform.invalid-request', {
          detail:
            'The body must be application/pdf, x-segl-sha256 its hash, and x-segl-intake the intake it was made from.',
        });
      }
      await receiveRendering(room, { id, sha256: sha256.data, pdf: request, intakeId: intakeId.data });
      response
        .status(202)
        .set('Cache-Control', 'no-store')
        .json(await loadRendering(room, id));
    }),
  );

  router.get(
    '/renderings/:id',
    admitRender,
    uploadRoute(async (request, response) => {
      const { id } = parseParams(idParams, request);
      response.set('Cache-Control', 'no-store').json(await loadRendering(room, id));
    }),
  );

  router.get(
    '/renderings/:id/pages/:page/image',
    admitPages,
    uploadRoute(async (request, response) => {
      const { id: renderingId, page: pageNumber } = parseParams(pageParams, request);
      const { density } = parseQuery(pageQuery, request);
      await sendPagePart(request, response, await loadPageImage(room, { renderingId, pageNumber, density }));
    }),
  );

  router.get(
    '/renderings/:id/pages/:page/text',
    admitPages,
    uploadRoute(async (request, response) => {
      const { id: renderingId, page: pageNumber } = parseParams(pageParams, request);
      await sendPagePart(request, response, await loadPageText(room, { renderingId, pageNumber }));
    }),
  );

  return router;
}
