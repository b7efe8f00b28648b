import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { codePeriodSeconds, codeAt, codeOfEvent } from '../src/proof/one-time-codes.js';
import { codeSecretLabel } from '../src/proof/code-sources.js';
import { textOf, type Page } from './support/browser.js';
import { pushRequest, redeem } from './support/caller.js';
import { openHouse, type DemoPerson, type House } from './support/house.js';
import { answerToCode, screenOf, visit, type Visit } from './support/visit.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const prisma = () => house.test.context.database.prisma;

/** What the unit of a person shows while it is ahead of what is known of it: so many half minutes, or presses. */
async function unitOf({ codeUnit: { serialNumber } }: DemoPerson) {
  const { secretSealed } = await prisma().codeUnit.findUniqueOrThrow({ where: { serialNumber } });
  const secret = house.room.secrets.unseal(secretSealed, codeSecretLabel(serialNumber));
  return {
    byClock: (ahead: number) => codeAt(secret, new Date(Date.now() + ahead * codePeriodSeconds * 1000)),
    byPress: (counter: number) => codeOfEvent(secret, counter),
    stored: () => prisma().codeUnit.findUniqueOrThrow({ where: { serialNumber } }),
  };
}

/** A code and the right password, typed where the dialog is. */
async function tryCode(
  { browser }: Pick<Visit, 'browser'>,
  page: Page,
  { birthDate, password }: Pick<DemoPerson, 'birthDate' | 'password'>,
  code: string,
): Promise<Page> {
  const asked = await answerToCode({ browser }, page, { birthDate, code });
  return browser.submit(asked, '/password', { password: password ?? '' });
}

const begin = (parameters: Readonly<Record<string, string>> = {}) =>
  visit(pushRequest(house, 'segl-web', parameters));

it('a unit whose clock is five minutes fast is found again by two codes in a row', async () => {
  const kari = await house.person('Kari');
  const unit = await unitOf(kari);
  const { errand, browser, page } = await begin();
  const wrong = await tryCode({ browser }, page, kari, unit.byClock(10));
  expect(screenOf(wrong)).toBe('code');
  expect(textOf(wrong)).toContain('Skriv da den neste koden den viser');
  house.advance(codePeriodSeconds);
  const done = await tryCode({ browser }, wrong, kari, unit.byClock(10));
  expect((await redeem(errand, done.url)).claims()?.sub).toBe(kari.sub);
  expect((await unit.stored()).drift).toBe(10);
  const { serialNumber } = kari.codeUnit;
  const events = await prisma().bankIdEvent.findMany({
    where: { kind: 'code-unit-resynchronised', bankId: { person: { sub: kari.sub } } },
  });
  expect(events).toMatchObject([{ actor: 'holder', details: { serialNumber } }]);
  // From now on, one code is enough.
  house.advance(codePeriodSeconds);
  const next = await begin();
  const at = await tryCode(next, next.page, kari, unit.byClock(10));
  expect((await redeem(next.errand, at.url)).claims()?.sub).toBe(kari.sub);
});

it('a unit whose button was pressed too often is found again, and its codes behind are used up', async () => {
  const henrik = await house.person('Henrik');
  const unit = await unitOf(henrik);
  const last = Number((await unit.stored()).lastTimeStep);
  const { errand, browser, page } = await begin();
  const wrong = await tryCode({ browser }, page, henrik, unit.byPress(last + 60));
  expect(screenOf(wrong)).toBe('code');
  const done = await tryCode({ browser }, wrong, henrik, unit.byPress(last + 61));
  expect((await redeem(errand, done.url)).claims()?.sub).toBe(henrik.sub);
  expect(Number((await unit.stored()).lastTimeStep)).toBe(last + 61);
});

it('it takes two codes of the same unit, in a row, in one dialog', async () => {
  const ola = await house.person('Ola');
  const unit = await unitOf(ola);
  const before = await unit.stored();
  const first = await begin();
  const wrong = await tryCode(first, first.page, ola, unit.byClock(8));
  // The same one again.
  const same = await tryCode(first, wrong, ola, unit.byClock(8));
  expect(screenOf(same)).toBe('code');
  // The next one, but in a dialog of its own.
  house.advance(codePeriodSeconds);
  const other = await begin();
  expect(screenOf(await tryCode(other, other.page, ola, unit.byClock(8)))).toBe('code');
  // One from another time.
  const apart = await tryCode(first, same, ola, unit.byClock(14));
  expect(screenOf(apart)).toBe('code');
  // A birth date that is typed anew begins anew.
  const dated = await first.browser.open(apart.url.href.replace(/\/code$/, '/birth-date'));
  house.advance(codePeriodSeconds);
  const anew = await tryCode(first, dated, ola, unit.byClock(14));
  expect(screenOf(anew)).toBe('code');
  expect(await unit.stored()).toEqual(before);
});

it('what is said is the same for a birth date that nobody has, after one code and after two', async () => {
  const texts: string[] = [];
  for (const birthDate of ['1992-08-14', '1931-07-07']) {
    const stranger = { birthDate, password: 'a-guess-of-mine-1' };
    const { browser, page } = await begin();
    const one = await tryCode({ browser }, page, stranger, '111111');
    const two = await tryCode({ browser }, one, stranger, '222222');
    texts.push([one, two].map((said) => `${screenOf(said)} ${textOf(said)}`).join('\n'));
  }
  const [somebody, nobody] = texts.map((text) => text.replaceAll(/Født \d+\. \p{L}+ \d{4}/gu, 'Født'));
  expect(somebody).toBe(nobody);
  expect(somebody).toContain('Skriv da den neste koden den viser');
  house.advance(16 * 60);
});

it.each([
  ['nb', 'kan kodebrikken ha kommet i utakt'],
  ['nn', 'kan kodebrikka ha kome i utakt'],
  ['en', 'your code unit may have got out of step'],
])('says so in %s, to whoever uses a unit', async (locale, said) => {
  const stranger = { birthDate: '1931-07-07', password: 'a-guess-of-mine-1' };
  const { browser, page } = await begin({ ui_locales: locale });
  const wrong = await tryCode({ browser }, page, stranger, '111111');
  expect(textOf(wrong)).toContain(said);
  const card = await browser.submit(wrong, '/source', { source: 'code-card' });
  expect(textOf(card)).not.toContain(said);
});
