import type { Browser, Page } from './browser.js';
import type { DemoPerson } from './house.js';

/** What a person types. */
export interface Answers {
  birthDate: string;
  code: string;
  password: string;
}

/** `1987-05-24` as people type it. */
export function typed(birthDate: string): string {
  const [year, month, day] = birthDate.split('-');
  return `${day}${month}${year}`;
}

/** What a demo person types now. */
export function answersOf(person: DemoPerson): Answers {
  return {
    birthDate: typed(person.birthDate),
    code: person.codeUnit.code,
    password: person.password ?? 'none-at-all-123',
  };
}

/** Answers from wherever the dialog is to its end. */
export async function answer(browser: Browser, first: Page, answers: Answers): Promise<Page> {
  let page = first;
  if (page.url.pathname.endsWith('/birth-date')) {
    page = await browser.submit(page, '/birth-date', { birthDate: answers.birthDate });
  }
  page = await browser.submit(page, '/code', { code: answers.code });
  return browser.submit(page, '/password', { password: answers.password });
}

/** Answers all three questions as `person` does. */
export function answerAll(browser: Browser, first: Page, person: DemoPerson): Promise<Page> {
  return answer(browser, first, answersOf(person));
}
