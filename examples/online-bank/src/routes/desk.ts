import type { Request, Response } from 'express';
import type { Config } from '../config.js';
import type { LoanTerms } from '../pages/loan.js';
import type { Frame } from '../pages/page.js';
import type { BankId, Person } from '../segl/bankid.js';
import type { BankIdOrders } from '../segl/bankid-orders.js';
import type { Signing } from '../segl/signing.js';
import { KnownDevices, Sessions, type Session } from '../sessions.js';
import { chooseLanguage } from '../texts/translate.js';

/** What the bank needs of Segl; tests play it. */
export interface Parts {
  bankId: BankId;
  orders: BankIdOrders;
  signing: Signing;
  /** Where failures are told; never to the customer. */
  tell(error: unknown): void;
}

/** What all routes share. */
export interface Desk extends Parts {
  config: Config;
  sessions: Sessions;
  devices: KnownDevices;
  /** Loan agreements by customer: in memory, an example. */
  loans: Map<string, { orderId: string; terms: LoanTerms }>;
  sessionOf(request: Request, response: Response): Session;
  /** Of the page that answers; what was to be told is told once. */
  frame(request: Request, response: Response): Frame;
  /** A route for customers; others are sent to the front page. */
  forCustomer(
    handle: (exchange: {
      request: Request;
      response: Response;
      session: Session;
      person: Person;
    }) => Promise<void>,
  ): (request: Request, response: Response) => Promise<void>;
}

/** Makes the {@link Desk}. */
export function createDesk(config: Config, parts: Parts): Desk {
  const isSecure = config.url.startsWith('https:');
  const sessions = new Sessions(isSecure);
  const found = new WeakMap<Request, Session>();
  // One session a request, also where it has only just begun.
  const sessionOf = (request: Request, response: Response): Session => {
    const session = found.get(request) ?? sessions.of(request, response);
    found.set(request, session);
    return session;
  };
  return {
    ...parts,
    config,
    sessions,
    devices: new KnownDevices(isSecure),
    loans: new Map(),
    sessionOf,
    frame(request, response) {
      const session = sessionOf(request, response);
      const { person, notice } = session;
      session.notice = undefined;
      return {
        language: session.language ?? chooseLanguage(request.acceptsLanguages()),
        session: { person, notice },
        path: request.method === 'GET' ? request.path : '/',
      };
    },
    forCustomer: (handle) => async (request, response) => {
      const session = sessionOf(request, response);
      if (session.person === undefined) {
        session.notice = { key: 'log-in-first' };
        response.redirect(303, '/');
        return;
      }
      await handle({ request, response, session, person: session.person });
    },
  };
}
