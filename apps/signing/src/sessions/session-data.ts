import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { ProblemError } from '@segl/platform';

/** Who is logged in: what the id token vouched for. */
export interface SessionPerson {
  /** Stable identifier of the person, across banks and renewals. */
  sub: string;
  name: string;
  givenName: string;
  /** YYYY-MM-DD */
  birthDate: string;
  /** Name of the issuing bank. */
  bank: string;
  /** ISO instants: when the bank vouched, and how long that BankID is valid; unknown in sessions begun by older versions. */
  provenAt?: string;
  bankIdValidTo?: string;
  /** Keyed hash of the national identity number, where the bank told it. */
  nationalIdHmac?: string;
}

/** A log-in on its way, remembered between redirect and answer. */
export interface PendingLogin {
  state: string;
  nonce: string;
  codeVerifier: string;
  returnTo: string;
}

declare module 'express-session' {
  interface SessionData {
    person: SessionPerson;
    /** Newest last; a few, since people open several tabs. */
    pendingLogins: PendingLogin[];
  }
}

/** How an opaque identifier is stored: whoever reads the table cannot use it. */
export function hashIdentifier(identifier: string): string {
  return createHash('sha256').update(identifier).digest('hex');
}

/** The session's name in stored records. */
export function sessionHashOf(request: Request): string {
  return hashIdentifier(request.sessionID);
}

/** Who is logged in. @throws ProblemError `signing.login-required` */
export function requirePerson(request: Request): SessionPerson {
  const { person } = request.session;
  if (person === undefined) throw new ProblemError('signing.login-required');
  return person;
}
