import { createBrowser, type Browser, type Page } from './browser.js';
import type { Errand } from './caller.js';
import type { DemoPerson, House } from './house.js';
import { typed } from './walk.js';

/** Somebody in the dialog. */
export interface Visit {
  errand: Errand;
  browser: Browser;
  page: Page;
}

/** Opens what a caller has asked for. */
export async function visit(pushed: Promise<Errand>): Promise<Visit> {
  const errand = await pushed;
  const browser = createBrowser({ stopAt: errand.redirectUri });
  return { errand, browser, page: await browser.open(errand.url) };
}

/** The screen of a page; `away` where the browser has left the dialog. */
export function screenOf({ url, status }: Page): string {
  return status === 0 ? 'away' : (url.pathname.split('/').at(-1) ?? '');
}

/** A person with the code that their unit shows now: a new one, whatever was used before. */
export async function withFreshCode(house: House, givenName: string): Promise<DemoPerson> {
  const person = await house.person(givenName);
  if (!person.codeUnit.used) return person;
  house.advance(person.codeUnit.secondsLeft);
  return house.person(givenName);
}

/** Answers from the first question to the code, included. */
export async function answerToCode(
  { browser }: Pick<Visit, 'browser'>,
  first: Page,
  { birthDate, code }: { birthDate: string; code: string },
): Promise<Page> {
  const asked =
    screenOf(first) === 'birth-date'
      ? await browser.submit(first, '/birth-date', { birthDate: typed(birthDate) })
      : first;
  return browser.submit(asked, '/code', { code });
}

/** Answers birth date, code of the unit, and password as a demo person does. */
export async function proveAs(
  house: House,
  started: Pick<Visit, 'browser' | 'page'>,
  givenName: string,
  changes: { password?: string; code?: string } = {},
): Promise<Page> {
  const person = await withFreshCode(house, givenName);
  const page = await answerToCode(started, started.page, {
    birthDate: person.birthDate,
    code: changes.code ?? person.codeUnit.code,
  });
  return started.browser.submit(page, '/password', { password: changes.password ?? person.password ?? '' });
}
