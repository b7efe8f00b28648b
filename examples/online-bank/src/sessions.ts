import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Pending, Person } from './segl/bankid.js';
import type { Language, NoticeKey } from './texts/translate.js';

/** What a browser's cookie stands for. */
export interface Session {
  id: string;
  endsAt: number;
  language: Language | undefined;
  person: Person | undefined;
  /** The request to BankID that this browser is on. */
  pending: Pending | undefined;
  /** Told on the next page, once. */
  notice: { key: NoticeKey; code?: string | undefined } | undefined;
}

const cookieName = 'online_bank';
const sessionSeconds = 30 * 60;

/** Sessions in this process's memory: an example, and gone when it ends. */
export class Sessions {
  private readonly all = new Map<string, Session>();

  constructor(
    private readonly isSecure: boolean,
    private readonly now: () => number = Date.now,
  ) {}

  /** The browser's session; a new one where it has none, or an old one. */
  of(request: Request, response: Response): Session {
    const known = this.all.get(this.cookieOf(request));
    if (known !== undefined && known.endsAt > this.now()) {
      known.endsAt = this.now() + sessionSeconds * 1000;
      return known;
    }
    return this.begin(response, { language: undefined, person: undefined });
  }

  /** A session under a new name, so that a name planted before a log-in is worth nothing after it. */
  renew(old: Session, response: Response, person: Person | undefined): Session {
    this.all.delete(old.id);
    return this.begin(response, { language: old.language, person });
  }

  private begin(response: Response, facts: Pick<Session, 'language' | 'person'>): Session {
    for (const [id, { endsAt }] of this.all) if (endsAt <= this.now()) this.all.delete(id);
    const id = randomBytes(32).toString('base64url');
    const session = {
      id,
      endsAt: this.now() + sessionSeconds * 1000,
      ...facts,
      pending: undefined,
      notice: undefined,
    };
    this.all.set(id, session);
    // Lax: BankID and Segl send the browser back here by a link, and the session must be known then.
    response.cookie(cookieName, id, { httpOnly: true, sameSite: 'lax', secure: this.isSecure, path: '/' });
    return session;
  }

  private readonly cookieOf = (request: Request): string => readCookie(request, cookieName) ?? '';
}

/** A cookie of a request. */
export function readCookie(request: Request, name: string): string | undefined {
  const pairs = (request.get('cookie') ?? '').split(/;\s*/).map((pair) => pair.split('='));
  return pairs.find(([key]) => key === name)?.[1];
}

const deviceCookie = 'online_bank_device';
const deviceSeconds = 90 * 24 * 3600;

/**
 * Devices that a customer has logged in from: the bank fills in the birth date there next time. The cookie is random and says
 * nothing by itself.
 */
export class KnownDevices {
  private readonly birthDates = new Map<string, string>();

  constructor(private readonly isSecure: boolean) {}

  birthDateOf(request: Request): string | undefined {
    return this.birthDates.get(readCookie(request, deviceCookie) ?? '');
  }

  remember(response: Response, birthDate: string): void {
    const id = randomBytes(32).toString('base64url');
    this.birthDates.set(id, birthDate);
    response.cookie(deviceCookie, id, {
      httpOnly: true,
      sameSite: 'lax',
      secure: this.isSecure,
      path: '/',
      maxAge: deviceSeconds * 1000,
    });
  }

  forget(request: Request, response: Response): void {
    this.birthDates.delete(readCookie(request, deviceCookie) ?? '');
    response.clearCookie(deviceCookie, { path: '/' });
  }
}
