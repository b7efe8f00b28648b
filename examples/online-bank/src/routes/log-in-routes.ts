import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import { paths } from '../config.js';
import { accountPage, frontPage } from '../pages/account.js';
import { BankIdRefusal, type Errand, type Person } from '../segl/bankid.js';
import type { Session } from '../sessions.js';
import { languages } from '../texts/translate.js';
import type { Desk } from './desk.js';

const languageForm = z.object({ language: z.enum(languages), path: z.string() });
/** BankID's own code for what the person cancelled. */
const cancelled = '9001';

/** Log-in, log-out, and the way to BankID's "change password" and back. */
export function addLogInRoutes(app: Express, desk: Desk): void {
  const { config, bankId, devices, sessions, sessionOf, frame } = desk;

  app.get('/', (request, response) => {
    const { person } = sessionOf(request, response);
    const device = devices.birthDateOf(request) === undefined ? 'new' : 'known';
    const shown = frame(request, response);
    response.send(
      person === undefined
        ? frontPage(shown, { device, demoUrl: `${config.seglUrl}/demo` })
        : accountPage(shown, person),
    );
  });

  const goToBankId = async (
    request: Request,
    response: Response,
    asked: { errand: Errand; birthDate: string | undefined },
  ): Promise<void> => {
    const session = sessionOf(request, response);
    const { language } = frame(request, response);
    const { url, pending } = await bankId.begin(asked.errand, { birthDate: asked.birthDate, language });
    session.pending = pending;
    response.redirect(303, url);
  };

  app.post('/login', (request, response) =>
    goToBankId(request, response, { errand: 'log-in', birthDate: devices.birthDateOf(request) }),
  );

  app.post(
    '/password',
    desk.forCustomer(({ request, response, person }) =>
      goToBankId(request, response, { errand: 'change-password', birthDate: person.birthDate }),
    ),
  );

  app.get(paths.callback, async (request, response) => {
    const session = sessionOf(request, response);
    const { pending } = session;
    // One answer to one request.
    session.pending = undefined;
    const query = new URL(request.originalUrl, config.url).searchParams;
    if (pending === undefined || query.get('state') !== pending.state) {
      session.notice = { key: 'lost-track' };
      response.redirect(303, '/');
      return;
    }
    try {
      const person = await bankId.finish(query.toString(), pending);
      if (pending.errand === 'log-in') await logIn(request, response, session, person);
      else concludeChange(response, session, person);
    } catch (error) {
      if (!(error instanceof BankIdRefusal)) throw error;
      session.notice = refusalNotice(pending.errand, error.code);
    }
    response.redirect(303, '/');
  });

  const logIn = async (
    request: Request,
    response: Response,
    session: Session,
    person: Person,
  ): Promise<void> => {
    if ((await desk.orders.findCustomer(person.sub)) === undefined) {
      session.notice = { key: 'not-ours' };
      return;
    }
    sessions.renew(session, response, person);
    if (devices.birthDateOf(request) !== person.birthDate) {
      devices.forget(request, response);
      devices.remember(response, person.birthDate);
    }
  };

  /** BankID answers with a code once the password is changed, so being here says that it is. */
  const concludeChange = (response: Response, session: Session, { sub }: Person): void => {
    if (session.person?.sub === sub) {
      session.notice = { key: 'password-changed' };
      return;
    }
    sessions.renew(session, response, undefined).notice = { key: 'somebody-else' };
  };

  app.post('/logout', (request, response) => {
    sessions.renew(sessionOf(request, response), response, undefined).notice = { key: 'logged-out' };
    response.redirect(303, '/');
  });

  app.post('/forget', (request, response) => {
    devices.forget(request, response);
    response.redirect(303, '/');
  });

  app.post('/language', (request, response) => {
    const form = languageForm.safeParse(request.body);
    if (form.success) sessionOf(request, response).language = form.data.language;
    response.redirect(303, ownPath(form.data?.path));
  });
}

/** A page of this bank, or its first: a form's field leads nowhere else. */
function ownPath(path: string | undefined): string {
  return ['/bankid', '/loan', paths.loanReturn].find((known) => known === path) ?? '/';
}

function refusalNotice(errand: Errand, code: string | undefined): Session['notice'] {
  if (code !== undefined && code !== cancelled) return { key: 'refused', code };
  return { key: errand === 'log-in' ? 'cancelled' : 'password-kept' };
}
