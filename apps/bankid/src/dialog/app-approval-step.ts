import type { Response, Router } from 'express';
import { asyncRoute } from '@segl/platform';
import type { AppApproval } from '@segl/database';
import { isAppApprovalOpen } from '@segl/domain';
import { askApps, lastQuestion } from '../app/questions.js';
import { makeReferenceWords } from '../app/reference-words.js';
import { approvalToken } from '../app/take-approval.js';
import type { BankidRoom } from '../room.js';
import { frameOf, placeNow, type DialogExchange, type Place } from './dialog-exchange.js';
import { lastStep } from './dialog-facts.js';
import { changeDialog, typedCodeLabel, type OpenedDialog } from './dialog-store.js';
import { renderAppApprovalPage } from './views/app-approval-page.js';

/** How a question to the app stands. */
export type AppAnswer = 'waiting' | 'approved' | 'refused' | 'expired' | 'over';

/**
 * The screen that waits for the app, in place of the one that asks for a code. It is the same for everybody, whether or not
 * anybody born that day has an app.
 */
export async function showAppScreen(
  room: BankidRoom,
  dialog: DialogExchange,
  { opened, response }: { opened: OpenedDialog; response: Response },
): Promise<void> {
  const question = await questionOf(room, opened);
  if (question === undefined) return dialog.goTo(response, opened, { screen: 'code' });
  const answer = answerOf(room, question);
  if (answer === 'over') return dialog.goTo(response, opened, { screen: 'code' });
  if (answer === 'approved') return dialog.goTo(response, opened, await goOnApproved(room, opened, question));
  const { facts } = opened;
  const view = { facts, links: dialog.linksOf(facts.row.uid), appUrl: appUrl(room) };
  dialog.show(
    response,
    renderAppApprovalPage(frameOf(room, facts.language), {
      ...view,
      standing: answer,
      referenceWords: question.referenceWords,
      expiresAt: question.expiresAt,
    }),
  );
}

/** Asks the app, and tells the waiting page's script how it stands. */
export function addAppApprovalRoutes(router: Router, room: BankidRoom, dialog: DialogExchange): void {
  router.post(
    '/:uid/app',
    asyncRoute(async (_request, response) => {
      const opened = await dialog.open(_request, response);
      const { facts } = opened;
      const { uid, birthDate, namedPersonId } = facts.row;
      if (facts.state !== 'open' || birthDate === null || facts.intent === 'activate') {
        return dialog.goTo(response, opened, placeNow(opened));
      }
      const { signature, caller } = facts;
      const outcome = await askApps(room, {
        dialogUid: uid,
        birthDate,
        namedPersonId,
        text: {
          kind: signature === undefined ? 'login' : 'signing',
          caller,
          documents: signature?.documents ?? [],
        },
        referenceWords: signature?.reference ?? makeReferenceWords(),
      });
      if (outcome === 'asked') return dialog.goTo(response, opened, { screen: 'app' });
      const view = { facts, links: dialog.linksOf(uid), appUrl: appUrl(room) };
      response.status(429);
      dialog.show(
        response,
        renderAppApprovalPage(frameOf(room, facts.language), { ...view, standing: 'too-many' }),
      );
    }),
  );
  router.get(
    '/:uid/app/state',
    asyncRoute(async (request, response) => {
      const opened = await dialog.open(request, response);
      const question = await questionOf(room, opened);
      const answer = question === undefined ? 'over' : answerOf(room, question);
      response.json({ answer: opened.facts.state === 'open' ? answer : 'over' } satisfies {
        answer: AppAnswer;
      });
    }),
  );
}

/** The approval takes the place of the code: the password is asked next, and both are judged together. */
async function goOnApproved(
  room: BankidRoom,
  { facts }: OpenedDialog,
  { id, answeredAt }: AppApproval,
): Promise<Place> {
  const { uid } = facts.row;
  const isOurs = await changeDialog(room, facts.row, {
    codeSealed: room.secrets.sealText(approvalToken(id), typedCodeLabel(uid)),
    codeTypedAt: answeredAt,
    notice: null,
  });
  return { screen: isOurs ? lastStep(facts) : 'now' };
}

async function questionOf(room: BankidRoom, { facts }: OpenedDialog): Promise<AppApproval | undefined> {
  const { uid, birthDate } = facts.row;
  return birthDate === null ? undefined : lastQuestion(room, { uid, birthDate });
}

function answerOf({ context }: BankidRoom, { state, expiresAt }: AppApproval): AppAnswer {
  if (state === 'approved' || state === 'refused') return state;
  if (state !== 'asked') return 'over';
  return isAppApprovalOpen({ state, expiresAt }, context.clock.now()) ? 'waiting' : 'expired';
}

/** In the demo the app is in the next tab; a real one is on the phone. */
function appUrl({ context }: BankidRoom): string | undefined {
  return context.demo.enabled ? `${context.urls.web}/app` : undefined;
}
