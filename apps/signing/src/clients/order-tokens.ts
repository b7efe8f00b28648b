import type { Request, RequestHandler } from 'express';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { signing } from '@segl/contracts';
import { ProblemError } from '@segl/platform';
import type { SigningRoom } from '../signing-room.js';

/** A program that sends documents in its own name. */
export interface OrderClient {
  /** Whose the orders and files are: `client:<id>`, which no person's identifier begins with. */
  sub: string;
  /** As signers see it. */
  name: string;
  returnUrls: readonly string[];
}

const clients = new WeakMap<Request, OrderClient>();
/** As the provider makes them; a longer life would be somebody else's idea. */
const longestLifeSeconds = 300;
const challenge = { headers: { 'WWW-Authenticate': 'Bearer' } };

/**
 * Admits clients with an access token for orders (RFC 9068): signature, issuer, audience, type, time, scope. Whether the client is
 * registered was judged when the token was made, at most five minutes ago.
 *
 * @throws ProblemError `signing.token-invalid`; `platform.upstream-unavailable` when the issuer's keys cannot be read
 */
export function requireOrderToken({ context }: Pick<SigningRoom, 'context'>): RequestHandler {
  const { urls, clock } = context;
  const keys = createRemoteJWKSet(new URL(`${urls.bankid}/jwks`), { timeoutDuration: 5000 });
  const read = async (request: Request): Promise<OrderClient> => {
    const token = /^Bearer ([A-Za-z0-9._-]+)$/i.exec(request.get('authorization') ?? '')?.[1];
    if (token === undefined) throw new ProblemError('signing.token-invalid', challenge);
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['ES256'],
      typ: 'at+jwt',
      issuer: urls.bankid,
      audience: urls.signing,
      requiredClaims: ['exp', 'iat', 'jti'],
      maxTokenAge: longestLifeSeconds,
      currentDate: clock.now(),
      clockTolerance: 5,
    }).catch((cause: unknown) => {
      throw isAboutKeys(cause)
        ? new ProblemError('platform.upstream-unavailable', { cause })
        : new ProblemError('signing.token-invalid', { ...challenge, cause });
    });
    const claims = signing.orderTokenClaims.safeParse(payload);
    if (!claims.success) {
      throw new ProblemError('signing.token-invalid', { ...challenge, cause: claims.error });
    }
    const { client_id: id, client_name: name, return_urls: returnUrls } = claims.data;
    return { sub: `client:${id}`, name, returnUrls };
  };
  return (request, _response, next) => {
    read(request).then((client) => {
      clients.set(request, client);
      next();
    }, next);
  };
}

/** Faults in fetching the issuer's keys; all others are the token's own. */
function isAboutKeys(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  // jose's plain error: the issuer answered with something else than keys.
  return error instanceof errors.JWKSTimeout || error.code === 'ERR_JOSE_GENERIC';
}

/** Who asks; a TypeError tells a route that forgot {@link requireOrderToken}. */
export function orderClientOf(request: Request): OrderClient {
  const client = clients.get(request);
  if (client === undefined) throw new TypeError('requireOrderToken is not mounted on this route');
  return client;
}
