import type { Request, Response } from 'express';
import type Provider from 'oidc-provider';
import { z } from 'zod';
import type { Language } from '@segl/contracts';
import { asyncRoute } from '@segl/platform';
import type { BankidRoom } from '../room.js';
import { currentStep, reachableStep, steps, type DialogState, type Step } from './dialog-facts.js';
import { openDialog, type OpenedDialog } from './dialog-store.js';
import { holderScreens, screenOf, type HolderScreen } from './holder-tasks.js';
import type { DialogLinks } from './views/frame.js';
import type { PageFrame } from './views/page.js';

const askingSteps: readonly Step[] = [...steps, 'activation'];
const otherScreens = ['cancel', 'outcome', 'checking', 'suspicion', 'app'] as const;
/** Every screen of the dialog; each has an address of its own. */
export type Screen = Step | HolderScreen | (typeof otherScreens)[number];
export const screens: readonly Screen[] = [...askingSteps, ...otherScreens, ...holderScreens];

/** Where a request leads: a screen, wherever the dialog is now, or out of it. */
export type Place = { screen: Screen | 'now' } | { url: string };

/** What a form sends. */
export const formBody = z.record(z.string(), z.string());

/** Frame of a page: its language, and the addresses it names. */
export function frameOf({ context }: Pick<BankidRoom, 'context'>, language: Language): PageFrame {
  const url = new URL(context.urls.bankid);
  return { language, roomPath: url.pathname.replace(/\/$/, ''), address: `${url.origin}${url.pathname}` };
}

/** What the routes of the dialog share: finding it, showing a page of it, and leading on by a redirect (303). */
export interface DialogExchange {
  linksOf(uid: string): DialogLinks;
  open(request: Request, response: Response): Promise<OpenedDialog>;
  show(response: Response, html: string): void;
  goTo(response: Response, opened: OpenedDialog, place: Place): void;
  /** A form's route: handled only while the dialog is in one of `states`, else the browser is shown where it is. */
  submit(
    states: readonly DialogState[],
    handle: (
      opened: OpenedDialog,
      form: Readonly<Record<string, string>>,
      exchange: { request: Request; response: Response },
    ) => Promise<Place>,
  ): ReturnType<typeof asyncRoute>;
}

/** Makes the {@link DialogExchange} of a room. */
export function createDialogExchange(room: BankidRoom, provider: Provider): DialogExchange {
  const { context } = room;
  const { roomPath } = frameOf(room, 'nb');
  const linksOf = (uid: string): DialogLinks => ({
    base: `${roomPath}/dialog/${uid}`,
    codeUnitUrl: context.demo.enabled ? `${context.urls.web}/demo` : undefined,
  });
  const open = (request: Request, response: Response): Promise<OpenedDialog> =>
    openDialog(room, provider, { request, response, uid: String(request.params['uid']) });
  const goTo = (response: Response, opened: OpenedDialog, place: Place): void => {
    const { base } = linksOf(opened.facts.row.uid);
    if ('url' in place) response.redirect(303, place.url);
    else response.redirect(303, place.screen === 'now' ? base : `${base}/${place.screen}`);
  };
  return {
    linksOf,
    open,
    goTo,
    show(response, html) {
      response.type('html').send(html);
    },
    submit: (states, handle) =>
      asyncRoute(async (request, response) => {
        const opened = await open(request, response);
        const form = formBody.parse(request.body ?? {});
        const isAsking = states.includes(opened.facts.state);
        goTo(
          response,
          opened,
          isAsking ? await handle(opened, form, { request, response }) : { screen: 'now' },
        );
      }),
  };
}

/** Where the dialog is: its screen, its end, or on its way back to the caller. */
export function placeNow({ facts, interaction }: OpenedDialog): { screen: Screen } | { url: string } {
  switch (facts.state) {
    case 'judging':
      return { screen: 'checking' };
    case 'failed':
      return { screen: 'outcome' };
    case 'proven':
    case 'cancelled':
      return { url: interaction.returnTo };
    case 'recognised':
      return { screen: screenOf(facts.tasks[0] ?? 'shield') };
    case 'open':
      return { screen: currentStep(facts) };
  }
}

/** The screen that is shown to whoever asks for `wanted`: itself where the dialog has come so far. */
export function placeFor(opened: OpenedDialog, wanted: Screen): { screen: Screen } | { url: string } {
  const { facts } = opened;
  const isAlive = facts.state === 'open' || facts.state === 'recognised';
  if (isAlive && (wanted === 'cancel' || wanted === 'suspicion')) return { screen: wanted };
  // The app answers in place of a code, and is asked by the birth date.
  if (facts.state === 'open' && wanted === 'app' && reachableStep(facts, 'code') === 'code') {
    return { screen: wanted };
  }
  const step = askingSteps.find((one) => one === wanted);
  if (facts.state !== 'open' || step === undefined) return placeNow(opened);
  return { screen: reachableStep(facts, step) };
}
