import express, { type Response, type Router } from 'express';
import type Provider from 'oidc-provider';
import { language as languageSchema } from '@segl/contracts';
import { asyncRoute, ProblemError, rateLimit } from '@segl/platform';
import { askedCardNumbers } from '../proof/card-numbers.js';
import type { BankidRoom } from '../room.js';
import { addAppApprovalRoutes, showAppScreen } from './app-approval-step.js';
import { knowDevice, originOf } from './device.js';
import {
  createDialogExchange,
  formBody,
  frameOf,
  placeFor,
  placeNow,
  screens,
  type Screen,
} from './dialog-exchange.js';
import { currentStep, type DialogFacts } from './dialog-facts.js';
import { dialogErrors, requireOwnForm } from './dialog-guards.js';
import { changeDialog, type OpenedDialog } from './dialog-store.js';
import { finishWithOutcome } from './finish-dialog.js';
import { addHolderRoutes } from './holder-routes.js';
import { submitActivation } from './submit-activation.js';
import {
  endCode,
  isCodeTooOld,
  submitBirthDate,
  submitCode,
  submitPassword,
  takeOverJudging,
} from './submit-steps.js';
import type { DialogLinks } from './views/frame.js';
import { renderActivationPage } from './views/activation-page.js';
import { renderHolderPage } from './views/holder-pages.js';
import {
  renderCancelPage,
  renderCheckingPage,
  renderOutcomePage,
  renderSuspicionPage,
} from './views/other-pages.js';
import { renderStepPage } from './views/step-page.js';

/**
 * The dialog (step 6): each screen has an address of its own, each form answers by a redirect (303). So back, reload, a
 * second click and a second tab all show what is so.
 */
export function createDialogRoutes(room: BankidRoom, provider: Provider): Router {
  const { context } = room;
  const router = express.Router();
  const dialog = createDialogExchange(room, provider);
  const { open, show, goTo, submit, linksOf } = dialog;
  const device = {
    secrets: room.secrets,
    path: frameOf(room, 'nb').roomPath,
    isSecure: context.urls.bankid.startsWith('https:'),
  };

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
      const place = placeFor(opened, screen);
      if ('url' in place || place.screen !== screen) return goTo(response, opened, place);
      knowDevice({ request, response }, device);
      await showScreen(response, opened, screen);
    }),
  );

  const showScreen = async (response: Response, opened: OpenedDialog, screen: Screen): Promise<void> => {
    const { facts } = opened;
    const frame = frameOf(room, facts.language);
    const view = { facts, links: linksOf(facts.row.uid) };
    switch (screen) {
      case 'checking':
        if (await takeOverJudging(room, opened)) return goTo(response, opened, { screen: 'now' });
        response.set('Refresh', '1');
        return show(response, renderCheckingPage(frame, view));
      case 'app':
        return showAppScreen(room, dialog, { opened, response });
      case 'outcome':
        return show(response, renderOutcomePage(frame, { ...view, outcome: facts.outcome ?? 'timedOut' }));
      case 'cancel':
        return show(response, renderCancelPage(frame, { ...view, backTo: backTo(view) }));
      case 'suspicion':
        return show(response, renderSuspicionPage(frame, { ...view, backTo: backTo(view) }));
      case 'birth-date':
      case 'code':
        return show(response, renderStepPage(frame, { ...view, ...(await cardsFor(facts)), step: screen }));
      case 'password':
      case 'activation':
        if (facts.row.codeTypedAt !== null && isCodeTooOld(room, facts.row.codeTypedAt))
          return goTo(response, opened, await endCode(room, opened, 'code-too-old'));
        return show(
          response,
          screen === 'activation'
            ? renderActivationPage(frame, view)
            : renderStepPage(frame, { ...view, cards: [], step: screen }),
        );
      default:
        return show(response, renderHolderPage(frame, { ...view, screen }));
    }
  };

  const cardsFor = async ({ codeSource, row }: DialogFacts) => {
    const { namedPersonId: personId, birthDate } = row;
    if (codeSource !== 'code-card' || birthDate === null) return { cards: [] };
    return { cards: await askedCardNumbers(room, personId === null ? { birthDate } : { personId }) };
  };

  router.post(
    '/:uid/birth-date',
    submit(['open'], (opened, form) => submitBirthDate(room, opened, form['birthDate'] ?? '')),
  );
  router.post(
    '/:uid/code',
    submit(['open'], (opened, form) => submitCode(room, opened, form['code'] ?? '')),
  );
  router.post(
    '/:uid/password',
    submit(['open'], (opened, form, exchange) =>
      submitPassword(room, provider, opened, {
        password: form['password'] ?? '',
        origin: originOf(exchange.request, room.secrets),
        exchange,
      }),
    ),
  );
  router.post(
    '/:uid/activation',
    submit(['open'], (opened, form, { request }) =>
      submitActivation(room, opened, { form, origin: originOf(request, room.secrets) }),
    ),
  );
  router.post(
    '/:uid/cancel',
    submit(['open', 'recognised'], async (opened, _form, exchange) => {
      const isOurs = await changeDialog(room, opened.facts.row, {
        state: 'cancelled',
        notice: 'cancelled',
        codeSealed: null,
        codeTypedAt: null,
        missedCodeSealed: null,
        tasks: [],
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
  addAppApprovalRoutes(router, room, dialog);
  addHolderRoutes(router, room, { provider, dialog });

  router.use(dialogErrors(room));
  return router;
}

/** Back from a page beside the errand: the screen that the dialog is at. */
function backTo({ facts, links }: { facts: DialogFacts; links: DialogLinks }): string {
  return facts.state === 'open' ? `${links.base}/${currentStep(facts)}` : links.base;
}
