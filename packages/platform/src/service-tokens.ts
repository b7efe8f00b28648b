import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { ProblemError } from './problem.js';
import { serviceNames, type ServiceContext, type ServiceName } from './service.js';

/** What tokens need of a context. */
export type TokenContext = Pick<ServiceContext, 'service' | 'serviceKeys' | 'clock'>;

const serviceTokenType = 'segl-service+jwt';
const ticketType = 'segl-ticket+jwt';
const serviceTokenSeconds = 60;
const clockSkewSeconds = 5;

const claimsSchema = z.object({
  iss: z.enum(serviceNames),
  purpose: z.string().min(1),
  jti: z.string().min(1),
  sub: z.string().optional(),
  exp: z.number(),
  claims: z.record(z.string(), z.unknown()).default({}),
});

/** Who calls, as proven by a service token. */
export interface ServiceCaller {
  service: ServiceName;
  purpose: string;
  tokenId: string;
}

/** What a ticket proves: an issuing service lets the bearer do one thing, in the name of `subject`. */
export interface Ticket {
  issuer: ServiceName;
  purpose: string;
  subject: string;
  tokenId: string;
  expiresAt: Date;
  claims: Readonly<Record<string, unknown>>;
}

/** Signs a service token (60 seconds) from `context.service` to `audience`; `createServiceClient` does this for you. */
export async function issueServiceToken(
  context: TokenContext,
  { audience, purpose }: { audience: ServiceName; purpose: string },
): Promise<string> {
  return sign(context, { type: serviceTokenType, audience, purpose, seconds: serviceTokenSeconds });
}

/** What a ticket is to say. */
export interface TicketRequest {
  audience: ServiceName;
  purpose: string;
  /** In whose name the bearer acts; opaque to the audience. */
  subject: string;
  /** Default 30 minutes. */
  lifetimeSeconds?: number;
  /** Limits for the audience, such as an intake id. Not secret: the browser can read it. */
  claims?: Readonly<Record<string, unknown>>;
}

/** Signs a ticket, given to a browser to use at another room as `Authorization: Bearer`. */
export async function issueTicket(
  context: TokenContext,
  { audience, purpose, subject, lifetimeSeconds = 30 * 60, claims = {} }: TicketRequest,
): Promise<string> {
  return sign(context, { type: ticketType, audience, purpose, seconds: lifetimeSeconds, subject, claims });
}

/** Which tokens an endpoint admits; the audience is the context's own service. */
export interface Admission {
  /** Services whose tokens are admitted. */
  callers: readonly ServiceName[];
  /** The one purpose, or all that will do. */
  purpose: string | readonly string[];
}

/**
 * Admits calls of other services only.
 * @throws ProblemError `platform.service-token-missing`, `platform.service-token-invalid` (401), `platform.caller-not-admitted` (403)
 */
export function requireServiceToken(context: TokenContext, admission: Admission): RequestHandler {
  return (request, _response, next) => {
    verifyServiceToken(context, request, admission).then((caller) => {
      callers.set(request, caller);
      next();
    }, next);
  };
}

/** Admits browsers that hold a ticket. @throws ProblemError `platform.ticket-invalid` (401) */
export function requireTicket(context: TokenContext, admission: Admission): RequestHandler {
  return (request, _response, next) => {
    verifyTicket(context, request, admission).then((ticket) => {
      tickets.set(request, ticket);
      next();
    }, next);
  };
}

const callers = new WeakMap<Request, ServiceCaller>();
const tickets = new WeakMap<Request, Ticket>();

/** The caller of a request that passed {@link requireServiceToken}; a TypeError tells a route that forgot it. */
export function serviceCallerOf(request: Request): ServiceCaller {
  const caller = callers.get(request);
  if (caller === undefined) throw new TypeError('requireServiceToken is not mounted on this route');
  return caller;
}

/** The ticket of a request that passed {@link requireTicket}; a TypeError tells a route that forgot it. */
export function ticketOf(request: Request): Ticket {
  const ticket = tickets.get(request);
  if (ticket === undefined) throw new TypeError('requireTicket is not mounted on this route');
  return ticket;
}

/** The check behind {@link requireServiceToken}, for routes that admit more than one kind of proof. */
export async function verifyServiceToken(
  context: TokenContext,
  request: Request,
  admission: Admission,
): Promise<ServiceCaller> {
  const token = bearerToken(request);
  if (token === undefined) throw new ProblemError('platform.service-token-missing', challenge);
  const { iss, purpose, jti } = await verify(context, token, {
    type: serviceTokenType,
    admission,
    invalid: 'platform.service-token-invalid',
  });
  return { service: iss, purpose, tokenId: jti };
}

/** The check behind {@link requireTicket}, for routes that admit more than one kind of proof. */
export async function verifyTicket(
  context: TokenContext,
  request: Request,
  admission: Admission,
): Promise<Ticket> {
  const token = bearerToken(request);
  if (token === undefined) throw new ProblemError('platform.ticket-invalid', challenge);
  const { iss, purpose, jti, sub, exp, claims } = await verify(context, token, {
    type: ticketType,
    admission,
    invalid: 'platform.ticket-invalid',
  });
  if (sub === undefined) throw new ProblemError('platform.ticket-invalid', challenge);
  return { issuer: iss, purpose, subject: sub, tokenId: jti, expiresAt: new Date(exp * 1000), claims };
}

const challenge = { headers: { 'WWW-Authenticate': 'Bearer' } };

function bearerToken(request: Request): string | undefined {
  return /^Bearer ([A-Za-z0-9._-]+)$/i.exec(request.get('authorization') ?? '')?.[1];
}

interface TokenContent {
  type: string;
  audience: ServiceName;
  purpose: string;
  seconds: number;
  subject?: string;
  claims?: Readonly<Record<string, unknown>>;
}

async function sign(context: TokenContext, content: TokenContent): Promise<string> {
  const { kid, key } = await context.serviceKeys.signingKey(context.service);
  const issuedAt = Math.floor(context.clock.now().getTime() / 1000);
  const { type, audience, purpose, seconds, subject, claims } = content;
  return new SignJWT({
    purpose,
    ...(subject === undefined ? {} : { sub: subject }),
    ...(claims === undefined ? {} : { claims }),
  })
    .setProtectedHeader({ alg: 'ES256', typ: type, kid })
    .setIssuer(context.service)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + seconds)
    .setJti(randomUUID())
    .sign(key);
}

interface Expectation {
  type: string;
  admission: Admission;
  invalid: 'platform.service-token-invalid' | 'platform.ticket-invalid';
}

async function verify(context: TokenContext, token: string, { type, admission, invalid }: Expectation) {
  const claims = await verifyClaims(context, token, type).catch((cause: unknown) => {
    throw new ProblemError(invalid, { ...challenge, cause });
  });
  if (!admission.callers.includes(claims.iss) || ![admission.purpose].flat().includes(claims.purpose)) {
    throw new ProblemError('platform.caller-not-admitted');
  }
  return claims;
}

async function verifyClaims(context: TokenContext, token: string, type: string) {
  const keys = createLocalJWKSet(await context.serviceKeys.publicKeys());
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    algorithms: ['ES256'],
    typ: type,
    audience: context.service,
    requiredClaims: ['exp', 'iat', 'jti', 'purpose'],
    currentDate: context.clock.now(),
    clockTolerance: clockSkewSeconds,
  });
  const claims = claimsSchema.parse(payload);
  // The key must be the issuer's own: else any service could speak in the name of any other.
  if (protectedHeader.kid?.startsWith(`${claims.iss}:`) !== true) throw new TypeError('not the issuer’s key');
  return claims;
}
