import { Router, type Request } from 'express';
import { z } from 'zod';
import { linkToken } from '@segl/contracts';
import { asyncRoute, parseQuery, PlatformError, rateLimit } from '@segl/platform';
import { personOf } from '../login/claims.js';
import { IdentityError, problemCodeOf } from '../login/identity-provider.js';
import { safeReturnTo, withQuery } from '../login/return-to.js';
import { logInSession } from '../sessions/session-middleware.js';
import type { PendingLogin } from '../sessions/session-data.js';
import { languageOf } from '../language-of.js';
import { webUrl, type SigningRoom } from '../signing-room.js';

const loginQuery = z.object({
  returnTo: z.string().optional(),
  /** The invitation that the log-in is for: lets the bank's dialog pre-fill the birth date. */
  link: linkToken.optional(),
  language: z.enum(['nb', 'nn', 'en']).optional(),
});
/** Log-ins on their way in one browser: a few tabs. */
const mostPending = 5;

/** Log-in with BankID as the OpenID client `segl-web`. */
export function loginRoutes(room: SigningRoom): Router {
  const router = Router();
  const { database } = room.context;

  router.get(
    '/login',
    rateLimit({ database, name: 'signing.login', limit: 60, windowSeconds: 300 }),
    asyncRoute(async (request, response) => {
      const { returnTo: wanted, link, language } = parseQuery(loginQuery, request);
      const returnTo = safeReturnTo(wanted, room.context.baseUrl);
      const party = link === undefined ? null : await hintsOf(room, link);
      try {
        const { redirectUrl, ...pending } = await room.identity.pushLogin({
          // Step 4: known from the order; travels by pushed request, never in an address.
          birthDate: party?.birthDate,
          language: language ?? party?.language,
          nationalId: party?.nationalId ?? 'not-wanted',
        });
        const earlier = request.session.pendingLogins ?? [];
        request.session.pendingLogins = [...earlier, { ...pending, returnTo }].slice(-mostPending);
        response.redirect(303, redirectUrl);
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error;
        room.logger.error({ err: error }, 'log-in is not possible');
        response.redirect(303, webUrl(room, withQuery(returnTo, { error: 'platform.upstream-unavailable' })));
      }
    }),
  );

  router.get(
    '/callback/login',
    asyncRoute(async (request, response) => {
      const query = queryOf(request);
      const pending = takePending(request, query.get('state'));
      if (pending === undefined) {
        // A reload, or a log-in finished in another tab: whoever is logged in just goes on.
        const facts = request.session.person === undefined ? { error: 'signing.login-failed' } : {};
        response.redirect(303, webUrl(room, withQuery('/', facts)));
        return;
      }
      const returnTo = safeReturnTo(pending.returnTo, room.context.baseUrl);
      try {
        const { claims } = await room.identity.answerLogin(query, pending);
        await logInSession(request, personOf(claims, room.secrets));
        response.redirect(303, webUrl(room, returnTo));
      } catch (error) {
        if (!(error instanceof IdentityError)) throw error;
        room.logger.warn({ reason: error.code, bankIdCode: error.bankIdCode }, 'a log-in did not succeed');
        response.redirect(303, webUrl(room, withQuery(returnTo, errorFacts(error))));
      }
    }),
  );

  return router;
}

/** Query of a callback, as the URL that openid-client checks. */
export function queryOf(request: Request): URLSearchParams {
  return new URL(request.originalUrl, 'http://here').searchParams;
}

function takePending(request: Request, state: string | null): PendingLogin | undefined {
  const { pendingLogins = [] } = request.session;
  const pending = pendingLogins.find((candidate) => candidate.state === state);
  if (pending === undefined) return undefined;
  request.session.pendingLogins = pendingLogins.filter((candidate) => candidate !== pending);
  return pending;
}

function errorFacts(error: IdentityError): Record<string, string> {
  const code = problemCodeOf(error, { cancelled: 'bankid.cancelled', failed: 'signing.login-failed' });
  return { error: code, ...(error.bankIdCode === undefined ? {} : { bankIdCode: error.bankIdCode }) };
}

/** What an invitation tells the bank of the person it is meant for. */
async function hintsOf(room: SigningRoom, link: string) {
  const party = await room.prisma.party.findUnique({
    where: { linkToken: link },
    select: { birthDate: true, language: true, nationalIdHmac: true, order: { select: { state: true } } },
  });
  if (party === null || !['preparing', 'open', 'completed'].includes(party.order.state)) return null;
  const { birthDate, language, nationalIdHmac } = party;
  const nationalId = nationalIdHmac === null ? ('not-wanted' as const) : ('wanted' as const);
  return { birthDate, language: languageOf(language), nationalId };
}
