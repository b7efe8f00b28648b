import { randomBytes } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import type { SigningRoom } from '../signing-room.js';
import { PrismaSessionStore } from './prisma-session-store.js';
import type { SessionPerson } from './session-data.js';

/** Name of the session cookie. */
export const sessionCookieName = 'segl_session';

/** The cookie's limits: this room's path only, never readable by scripts, not sent by foreign forms. */
export function sessionCookieOptions(signingUrl: string) {
  const url = new URL(signingUrl);
  return {
    path: url.pathname === '' ? '/' : url.pathname,
    httpOnly: true,
    sameSite: 'lax',
    secure: url.protocol === 'https:',
  } as const;
}

/** Reads and keeps the browser session; a visitor who does nothing gets no cookie. */
export function sessionMiddleware(room: Pick<SigningRoom, 'context' | 'config' | 'prisma' | 'secrets'>): {
  handler: RequestHandler;
  store: PrismaSessionStore;
} {
  const { context, config, prisma, secrets } = room;
  const store = new PrismaSessionStore(prisma, context.clock, config.sessionSeconds);
  const handler = session({
    name: sessionCookieName,
    secret: secrets.cookieSecret,
    genid: () => randomBytes(32).toString('base64url'),
    store,
    resave: false,
    saveUninitialized: false,
    cookie: sessionCookieOptions(context.urls.signing),
  });
  return { handler, store };
}

/** A session of its own from here on: an id planted before the log-in is worth nothing after it. */
export async function logInSession(request: Request, person: SessionPerson): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.regenerate((error: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : new Error('the session could not be renewed'));
    });
  });
  request.session.person = person;
}

/** Ends the session here and in the database. */
export async function endSession(request: Request): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.destroy((error: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : new Error('the session could not be ended'));
    });
  });
}
