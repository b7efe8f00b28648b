import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import type Provider from 'oidc-provider';
import { errors } from 'oidc-provider';
import { z } from 'zod';
import { language as languageSchema, type Language } from '@segl/contracts';
import { asyncRoute, ProblemError, rateLimit } from '@segl/platform';
import { clientOrigins } from '../provider/clients.js';
import type { BankidRoom } from '../room.js';
import { currentStep, reachableStep, steps, type Step } from './dialog-facts.js';
import { changeDialog, openDialog, type OpenedDialog } from './dialog-store.js';
import { knowDevice, originOf } from './device.js';
import { finishWithOutcome } from './finish-dialog.js';
import {
  endCode,
  isCodeTooOld,
  submitBirthDate,
  submitCode,
  submitPassword,
  takeOverJudging,
  type NextPlace,
} from './submit-steps.js';
import { chooseLanguage } from './texts/translate.js';
import type { DialogLinks } from './views/frame.js';
import {
  renderCancelPage,
  renderCheckingPage,
  renderFarewellPage,
  renderOutcomePage,
  type Farewell,
} from './views/other-pages.js';
import type { PageFrame } from './views/page.js';
import { renderStepPage } from './views/step-page.js';

const formBody = z.record(z.string(), z.string());
const otherScreens = ['cancel', 'outcome', 'checking'] as const;
type Screen = Step | (typeof otherScreens)[number];
const screens: readonly Screen[] = [...steps, ...otherScreens];

/** Frame of a page: its language, and the addresses it names. */
export function frameOf({ context }: Pick<BankidRoom, 'context'>, language: Language): PageFrame {
  const url = new URL(context.urls.bankid);
  return { language, roomPath: url.pathname.replace(/\/$/, ''), address: `${url.origin}${url.pathname}` };
}

/**
 * The dialog (step 6): each screen has an address of its own, each form answers by a redirect (303). So back, reload, a
 * second click and a second tab all show what is so.
 */
export function createDialogRoutes(room: BankidRoom, provider: Provider): Router {
  const { context } = room;
  const router = express.Router();
  const roomPath = frameOf(room, 'nb').roomPath;
  const device = {
    secrets: room.secrets,
    path: roomPath,
    isSecure: context.urls.bankid.startsWith('https:'),
  };

  const linksOf = (uid: string): DialogLinks => ({
    base: `${roomPath}/dialog/${uid}`,
    codeUnitUrl: context.demo.enabled ? `${context.urls.web}/demo` : undefined,
  });
  const open = (request: Request, response: Response): Promise<OpenedDialog> =>
    openDialog(room, provider, { request, response, uid: String(request.params['uid']) });
  const show = (response: Response, html: string): void => {
    response.type('html').send(html);
  };
  const goTo = (response: Response, opened: OpenedDialog, place: NextPlace | { screen: Screen }): void => {
    const { base } = linksOf(opened.facts.row.uid);
    if ('url' in place) response.redirect(303, place.url);
    else response.redirect(303, place.screen === 'now' ? base : `${base}/${place.screen}`);
  };
  const submit = (
    handle: (
      opened: OpenedDialog,
      form: Record<string, string>,
      exchange: { request: Request; response: Response },
    ) => Promise<NextPlace>,
  ) =>
    asyncRoute(async (request, response) => {
      const opened = await open(request, response);
      const form = formBody.parse(request.body ?? {});
      const isAsking = opened.facts.state === 'open';
      goTo(
        response,
        opened,
        isAsking ? await handle(opened, form, { request, response }) : { screen: 'now' },
      );
    });

  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.use(requireOwnForm([new URL(context.urls.bankid).origin]));
  router.post(
    '/:uid/:screen',
    rateLimit({
      database: context.database,
      name: 'bankid.dialog',
      limit: room.config.limits.requestsPerAddress,
      windowSeconds: 600,
    }),
    express.urlencoded({ extended: false, limit: '4kb', parameterLimit: 10 }),
  );

  router.get(
    '/:uid',
    asyncRoute(async (request, response) => {
      const opened = await open(request, response);
      knowDevice({ request, response }, device);
      goTo(response, opened, placeNow(opened));
    }),
  );

  router.get(
    '/:uid/:screen',
    asyncRoute(async (request, response) => {
      const screen = screens.find((name) => name === request.params['screen']);
      if (screen === undefined) throw new ProblemError('platform.not-found');
      const opened = await open(request, response);
      const { facts } = opened;
      const frame = frameOf(room, facts.language);
      const links = linksOf(facts.row.uid);
      const place = placeFor(opened, screen);
      if ('url' in place || place.screen !== screen) return goTo(response, opened, place);
      knowDevice({ request, response }, device);
      if (screen === 'checking') {
        if (await takeOverJudging(room, opened)) return goTo(response, opened, { screen: 'now' });
        response.set('Refresh', '1');
        return show(response, renderCheckingPage(frame, { facts, links }));
      }
      if (screen === 'outcome') {
        return show(
          response,
          renderOutcomePage(frame, { facts, links, outcome: facts.outcome ?? 'timedOut' }),
        );
      }
      if (screen === 'cancel') {
        return show(
          response,
          renderCancelPage(frame, { facts, links, backTo: `${links.base}/${currentStep(facts)}` }),
        );
      }
      if (
        screen === 'password' &&
        facts.row.codeTypedAt !== null &&
        isCodeTooOld(room, facts.row.codeTypedAt)
      ) {
        return goTo(response, opened, await endCode(room, opened, 'code-too-old'));
      }
      show(response, renderStepPage(frame, { facts, links, step: screen }));
    }),
  );

  router.post(
    '/:uid/birth-date',
    submit((opened, form) => submitBirthDate(room, opened, form['birthDate'] ?? '')),
  );
  router.post(
    '/:uid/code',
    submit((opened, form) => submitCode(room, opened, form['code'] ?? '')),
  );
  router.post(
    '/:uid/password',
    submit((opened, form, exchange) =>
      submitPassword(room, provider, opened, {
        password: form['password'] ?? '',
        origin: originOf(exchange.request, room.secrets),
        exchange,
      }),
    ),
  );
  router.post(
    '/:uid/cancel',
    submit(async (opened, _form, exchange) => {
      const isOurs = await changeDialog(room, opened.facts.row, {
        state: 'cancelled',
        notice: 'cancelled',
        codeSealed: null,
        codeTypedAt: null,
      });
      return isOurs ? { url: await finishWithOutcome(provider, 'cancelled', exchange) } : { screen: 'now' };
    }),
  );
  router.post(
    '/:uid/return',
    asyncRoute(async (request, response) => {
      const opened = await open(request, response);
      const { state, outcome } = opened.facts;
      if (state !== 'failed') return goTo(response, opened, { screen: 'now' });
      response.redirect(303, await finishWithOutcome(provider, outcome ?? 'timedOut', { request, response }));
    }),
  );
  router.post(
    '/:uid/language',
    asyncRoute(async (request, response) => {
      const opened = await open(request, response);
      const form = formBody.parse(request.body ?? {});
      const chosen = languageSchema.safeParse(form['language']);
      // Not while an answer is judged: the verdict is written to the version that was taken for it.
      if (chosen.success && opened.facts.state !== 'judging') {
        await changeDialog(room, opened.facts.row, { language: chosen.data });
      }
      const screen = screens.find((name) => name === form['step']);
      goTo(response, opened, screen === undefined ? { screen: 'now' } : { screen });
    }),
  );

  router.use(dialogErrors(room));
  return router;
}

/** Where the dialog is: its screen, its end, or on its way back to the caller. */
function placeNow({ facts, interaction }: OpenedDialog): { screen: Screen } | { url: string } {
  switch (facts.state) {
    case 'judging':
      return { screen: 'checking' };
    case 'failed':
      return { screen: 'outcome' };
    case 'proven':
    case 'cancelled':
      return { url: interaction.returnTo };
    case 'open':
      return { screen: currentStep(facts) };
  }
}

function placeFor(opened: OpenedDialog, wanted: Screen): { screen: Screen } | { url: string } {
  if (opened.facts.state !== 'open') return placeNow(opened);
  if (wanted === 'outcome' || wanted === 'checking') return placeNow(opened);
  return wanted === 'cancel' ? { screen: wanted } : { screen: reachableStep(opened.facts, wanted) };
}

/** Forms of other sites are refused, beside the cookies being `SameSite=Lax`. */
function requireOwnForm(origins: readonly string[]) {
  return (request: Request, _response: Response, next: () => void): void => {
    const origin = request.get('origin');
    const isOwn =
      origin === undefined ? request.get('sec-fetch-site') === 'same-origin' : origins.includes(origin);
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isOwn) {
      throw new ProblemError('platform.cross-origin');
    }
    next();
  };
}

/** Pages for what goes wrong: people are in a browser here, and get words. */
export function dialogErrors(room: BankidRoom): ErrorRequestHandler {
  const respond = (request: Request, response: Response, status: number, farewell: Farewell): void => {
    const language = chooseLanguage(request.acceptsLanguages(), room.context.locale);
    const page = renderFarewellPage(frameOf(room, language), { farewell, homeUrl: room.context.urls.web });
    response.status(status).type('html').send(page);
  };
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof errors.SessionNotFound) return respond(request, response, 410, 'ended');
    if (error instanceof ProblemError) {
      if (error.code === 'platform.rate-limited') return respond(request, response, 429, 'tooMany');
      if (error.status < 500) return respond(request, response, error.status, 'refusedRequest');
    }
    if (error instanceof z.ZodError) return respond(request, response, 400, 'refusedRequest');
    room.context.logger.error({ err: error }, 'the dialog failed');
    respond(request, response, 500, 'failure');
  };
}

/** Origins that forms of the dialog lead to, for its content security policy. */
export function formTargets({ context }: Pick<BankidRoom, 'context'>): string[] {
  return clientOrigins(context.urls);
}
