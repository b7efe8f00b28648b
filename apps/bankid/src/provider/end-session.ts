import express, { type Request, type Router } from 'express';
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import { asyncRoute, ProblemError } from '@segl/platform';
import type { BankidRoom } from '../room.js';
import type { ProviderKeys } from '../secrets/provider-keys.js';
import { findOperatorClient } from './operator-clients.js';

/** Below the room's address; told in the discovery document. */
export const endSessionPath = '/session/end';

/**
 * Log-out begun by a caller (OpenID Connect RP-Initiated Logout 1.0). BankID keeps no session, as every log-in is a fresh
 * proof, so nothing is left to end here: the caller has ended its own, and the browser goes back to an address that is
 * registered for this, or is told.
 *
 * @param renderFarewell the page for who has nowhere to go back to
 */
export function createEndSessionRoutes(
  room: BankidRoom,
  keys: ProviderKeys,
  renderFarewell: (request: Request) => string,
): Router {
  const router = express.Router();
  const publicKeys = createLocalJWKSet({ keys: keys.keys.map(({ d: _d, ...key }) => key) });

  const end = async (
    request: Request,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<{ url: string } | { html: string }> => {
    const text = (name: string): string | undefined => {
      const value = parameters[name];
      return typeof value === 'string' && value !== '' ? value : undefined;
    };
    const target = text('post_logout_redirect_uri');
    const hint = text('id_token_hint');
    const named = text('client_id');
    const proven = hint === undefined ? undefined : await clientOf(hint);
    if (proven !== undefined && named !== undefined && proven !== named) {
      throw new ProblemError('platform.invalid-request', { detail: 'The hint is of another client.' });
    }
    if (target === undefined) return { html: renderFarewell(request) };
    const clientId = proven ?? named;
    const client = clientId === undefined ? undefined : await findOperatorClient(room.context, clientId);
    if (client?.registration.postLogoutRedirectUris.includes(target) !== true) {
      throw new ProblemError('platform.invalid-request', { detail: 'This address is not registered.' });
    }
    const url = new URL(target);
    const state = text('state');
    if (state !== undefined) url.searchParams.set('state', state);
    return { url: url.href };
  };

  /** Whom an id token was made for; one that has run out will do (§4). */
  const clientOf = async (hint: string): Promise<string> => {
    const { payload } = await jwtVerify(hint, publicKeys, {
      issuer: room.context.urls.bankid,
      algorithms: ['ES256'],
      // How long ago does not matter.
      currentDate: new Date(0),
    }).catch((cause: unknown) => {
      if (cause instanceof errors.JOSEError) throw new ProblemError('platform.invalid-request', { cause });
      throw cause;
    });
    if (typeof payload.aud !== 'string') throw new ProblemError('platform.invalid-request');
    return payload.aud;
  };

  const answer = (read: (request: Request) => unknown) =>
    asyncRoute(async (request, response) => {
      const parameters: unknown = read(request);
      const ended = await end(
        request,
        typeof parameters === 'object' && parameters !== null ? { ...parameters } : {},
      );
      response.set('Cache-Control', 'no-store');
      if ('url' in ended) response.redirect(303, ended.url);
      else response.type('html').send(ended.html);
    });
  router.get(
    endSessionPath,
    answer(({ query }) => query),
  );
  router.post(
    endSessionPath,
    express.urlencoded({ extended: false, limit: '16kb', parameterLimit: 10 }),
    answer(({ body }) => body as unknown),
  );
  return router;
}
