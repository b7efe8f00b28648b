import { asyncRoute, ProblemError, rateLimit, requestIdOf } from '@segl/platform';
import express, { Router, type ErrorRequestHandler, type Request, type Response } from 'express';
import type { z } from 'zod';
import { finishAuthorization, startAuthorization, type Parameters } from './authorize.js';
import { bankCallbackPath } from './bank-login.js';
import { credentialInfo, infoRequest, listCredentials, listRequest, ownKey } from './credentials.js';
import { CscError } from './csc-error.js';
import type { CscRoom } from './csc-room.js';
import { findGrant, type Grant } from './grants.js';
import { returnPage } from './return-page.js';
import { authorizeCredential, authorizeRequest, signHash, signHashRequest } from './sign-hash.js';
import { exchangeCode } from './token.js';
import { cscVersion1, cscVersion2, type CscVersion } from './versions.js';

const cookieName = 'segl_csc';

/** The CSC API: v2.0.0.2 under `/csc/v2`, v1.0.4.0 under `/csc/v1`, and the bank's way back. */
export function cscRoutes(room: CscRoom, requestsPerMinute: number): Router {
  const router = Router();
  router.use(
    '/csc',
    rateLimit({ database: room.database, name: 'vault.csc', limit: requestsPerMinute, windowSeconds: 60 }),
  );
  for (const version of [cscVersion1, cscVersion2]) router.use(version.path, versionRoutes(room, version));
  router.get(
    bankCallbackPath,
    asyncRoute(async (request, response) => {
      const query = new URL(request.originalUrl, room.address).searchParams;
      const { url, client } = await finishAuthorization(room, query, cookieOf(request));
      response
        .clearCookie(cookieName, cookieOptions(room))
        .set('Cache-Control', 'no-store')
        .type('html')
        .send(returnPage(url, client.name));
    }),
  );
  router.use('/csc', cscErrorHandler(room));
  return router;
}

function versionRoutes(room: CscRoom, version: CscVersion): Router {
  const router = Router();
  router.use(express.json({ limit: '64kb' }), express.urlencoded({ extended: false, limit: '64kb' }));

  router.post('/info', (_request, response) => void response.json(serviceInfo(room, version)));

  router.get(
    '/oauth2/authorize',
    asyncRoute(async (request, response) => {
      const query = new URL(request.originalUrl, room.address).searchParams;
      const next = await startAuthorization(room, version, readParameters(query));
      response.set('Cache-Control', 'no-store');
      if ('cookie' in next) {
        response.cookie(cookieName, next.cookie, cookieOptions(room)).redirect(303, next.redirectUrl);
        return;
      }
      response.redirect(303, next.url);
    }),
  );
  router.post(
    '/oauth2/token',
    asyncRoute(async (request, response) => {
      const parameters = readParameters(new URLSearchParams(bodyEntries(request)));
      response
        .set('Cache-Control', 'no-store')
        .json(await exchangeCode(room, parameters, request.get('authorization')));
    }),
  );

  router.post(
    '/credentials/list',
    asyncRoute(async (request, response) => {
      const { owner } = await bearerOf(room, request);
      response.json(await listCredentials(room, version, owner, parse(listRequest, request)));
    }),
  );
  router.post(
    '/credentials/info',
    asyncRoute(async (request, response) => {
      const { owner } = await bearerOf(room, request);
      const wanted = parse(infoRequest, request);
      const row = await ownKey(room, owner, wanted.credentialID);
      response.json(credentialInfo(room, version, row, wanted));
    }),
  );
  router.post(
    '/credentials/authorize',
    asyncRoute(async (request, response) => {
      const { sad } = await bearerOf(room, request);
      response.json(await authorizeCredential(room, sad, parse(authorizeRequest(version), request)));
    }),
  );
  router.post(
    '/signatures/signHash',
    asyncRoute(async (request, response) => {
      const caller = await bearerOf(room, request);
      response.json(await signHash(room, caller, parse(signHashRequest(version), request)));
    }),
  );
  return router;
}

function serviceInfo(room: CscRoom, version: CscVersion): Record<string, unknown> {
  return {
    specs: version.specs,
    name: 'Segl vault (test)',
    logo: room.logoUrl,
    region: 'NO',
    lang: 'nb',
    description: 'Remote signing with keys of BankID holders. Test certificates.',
    authType: ['oauth2code'],
    oauth2: `${room.address}${version.path}`,
    methods: [
      'oauth2/authorize',
      'oauth2/token',
      'credentials/list',
      'credentials/info',
      'credentials/authorize',
      'signatures/signHash',
    ],
    ...version.info,
  };
}

/** Who calls: a holder's token of scope `service`, or one of scope `credential` (then `sad` is it). */
async function bearerOf(
  room: CscRoom,
  request: Request,
): Promise<{ owner: string; clientId: string; sad: Grant<'sad'> | undefined }> {
  const token = /^(?:Bearer|SAD) ([A-Za-z0-9_-]+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (token === undefined) throw new CscError('invalid_token', 'An access token is needed');
  const service = await findGrant(room, 'token', token);
  if (service !== undefined)
    return { owner: service.owner, clientId: service.payload.clientId, sad: undefined };
  const sad = await findGrant(room, 'sad', token);
  if (sad === undefined) throw new CscError('invalid_token', 'The access token does not hold');
  return { owner: sad.owner, clientId: sad.payload.clientId, sad };
}

function parse<Schema extends z.ZodType>(schema: Schema, request: Request): z.output<Schema> {
  const result = schema.safeParse(request.body ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new CscError(
    'invalid_request',
    `Missing or invalid parameter ${issue?.path.map(String).join('.') ?? ''}`,
  );
}

/** @throws CscError `invalid_request` when a parameter comes twice (RFC 6749 §3.1) */
function readParameters(search: URLSearchParams): Parameters {
  const parameters = new Map<string, string>();
  for (const [name, value] of search) {
    if (parameters.has(name)) throw new CscError('invalid_request', 'A parameter is given twice');
    if (value !== '') parameters.set(name, value);
  }
  return parameters;
}

/** Form or JSON members; the CSC API has clients of both habits. */
function bodyEntries({ body }: Request): [string, string][] {
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body as Record<string, unknown>).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
}

/** The cookie that ties the bank's answer to the browser that asked; it lives as long as the request. */
function cookieOptions({ address }: CscRoom) {
  const { protocol, pathname } = new URL(address);
  return {
    httpOnly: true,
    sameSite: 'lax',
    secure: protocol === 'https:',
    path: `${pathname}/csc`,
    maxAge: 15 * 60 * 1000,
  } as const;
}

function cookieOf(request: Request): string | undefined {
  const pairs = (request.get('cookie') ?? '').split(';').map((pair) => pair.trim().split('=', 2));
  return pairs.find(([name]) => name === cookieName)?.[1];
}

/** The one map from errors to the CSC API's answers. */
function cscErrorHandler({ logger }: CscRoom): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const refusal = error instanceof CscError ? error : fromKnownError(error);
    if (refusal.status >= 500)
      logger.error({ err: error, requestId: requestIdOf(request) }, 'CSC request failed');
    tell(response, refusal);
  };
}

function tell(response: Response, { status, code, description }: CscError): void {
  if (status === 401) response.set('WWW-Authenticate', 'Bearer');
  response
    .status(status)
    .set('Cache-Control', 'no-store')
    .json({ error: code, error_description: description });
}

function fromKnownError(error: unknown): CscError {
  if (error instanceof ProblemError && error.code === 'platform.rate-limited') {
    return new CscError('too_many_requests', 'Too many requests', { cause: error });
  }
  if (error instanceof ProblemError && error.code.startsWith('vault.credential-')) {
    return new CscError('invalid_request', 'The credential cannot be used', { cause: error });
  }
  if (error instanceof ProblemError && error.code === 'vault.token-unavailable') {
    return new CscError('temporarily_unavailable', 'The token that holds the key does not answer', {
      cause: error,
    });
  }
  if (error instanceof ProblemError && error.code === 'platform.upstream-unavailable') {
    return new CscError('temporarily_unavailable', 'BankID does not answer', { cause: error });
  }
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 413) return new CscError('document_too_large', 'The request is too large', { cause: error });
  if (status === 400) return new CscError('invalid_request', 'The request cannot be read', { cause: error });
  return new CscError('server_error', 'Something went wrong on our side', { cause: error });
}
