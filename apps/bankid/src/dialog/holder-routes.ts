import type { Router } from 'express';
import type Provider from 'oidc-provider';
import type { BankidRoom } from '../room.js';
import { screens, type DialogExchange } from './dialog-exchange.js';
import {
  chooseCodeSource,
  chooseIntent,
  goBack,
  putOff,
  submitBlock,
  submitNewPassword,
  submitRenewal,
} from './holder-steps.js';

/** Routes for what the menu offers, and for what a recognised holder is asked. */
export function addHolderRoutes(
  router: Router,
  room: BankidRoom,
  { provider, dialog }: { provider: Provider; dialog: DialogExchange },
): void {
  const { submit } = dialog;
  router.post(
    '/:uid/intent',
    submit(['open', 'recognised'], async (opened, form) => {
      const place = await chooseIntent(room, opened, form['intent']);
      const screen = screens.find((name) => name === form['step']);
      return screen === undefined || opened.facts.state !== 'open' ? place : { screen };
    }),
  );
  router.post(
    '/:uid/source',
    submit(['open'], (opened, form) => chooseCodeSource(room, opened, form['source'])),
  );
  router.post(
    '/:uid/new-password',
    submit(['recognised'], (opened, form) => submitNewPassword(room, opened, form)),
  );
  router.post(
    '/:uid/renewal',
    submit(['recognised'], (opened, form, exchange) =>
      submitRenewal(room, provider, opened, { answer: form['answer'], exchange }),
    ),
  );
  router.post(
    '/:uid/block',
    submit(['recognised'], (opened) => submitBlock(room, opened)),
  );
  router.post(
    '/:uid/put-off',
    submit(['recognised'], (opened, _form, exchange) => putOff(room, provider, opened, exchange)),
  );
  router.post(
    '/:uid/go-on',
    submit(['recognised'], (opened, _form, exchange) => goBack(room, provider, opened, exchange)),
  );
}
