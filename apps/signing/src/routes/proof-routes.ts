import { Router } from 'express';
import { asyncRoute, ProblemError, rateLimit } from '@segl/platform';
import { withQuery } from '../login/return-to.js';
import { acceptProof } from '../proof/accept-proof.js';
import { sessionHashOf } from '../sessions/session-data.js';
import { webUrl, type SigningRoom } from '../signing-room.js';
import { queryOf } from './login-routes.js';

/** Where the bank sends the signer back to (step 6); with a good proof, steps 7 and 8 happen before the answer. */
export function proofRoutes(room: SigningRoom): Router {
  const router = Router();
  router.get(
    '/callback/sign',
    rateLimit({
      database: room.context.database,
      name: 'signing.callback',
      limit: 120,
      windowSeconds: 300,
    }),
    asyncRoute(async (request, response) => {
      try {
        const { linkToken, attempt } = await acceptProof(room, {
          query: queryOf(request),
          sessionHash: sessionHashOf(request),
          person: request.session.person,
        });
        // A second tab that lost the race has nothing to mourn: the document is signed.
        const isSigned = attempt.state === 'committed' || attempt.failure?.code === 'signing.already-signed';
        const path = isSigned
          ? (`/sign/${linkToken}/receipt` as const)
          : withQuery(`/sign/${linkToken}`, { attempt: attempt.id });
        response.redirect(303, webUrl(room, path));
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        response.redirect(303, webUrl(room, withQuery('/', { error: error.code })));
      }
    }),
  );
  return router;
}
