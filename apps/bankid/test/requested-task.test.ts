import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bankid } from '@segl/contracts';
import { textOf } from './support/browser.js';
import { loanAgreement, pushSigning } from './support/caller.js';
import { openHouse, type House } from './support/house.js';
import { begin, newBrowser, redeem, register, type Errand, type Registered } from './support/shop.js';
import { proveAs, screenOf } from './support/visit.js';

let house: House;
let onlineBank: Registered;
beforeAll(async () => {
  house = await openHouse();
  onlineBank = await register(house, { name: 'Nordlysbanken nettbank', requests: 'pushed' });
});
afterAll(() => house.close());

const changePassword = { [bankid.taskParameter]: 'change-password' };

/** The online bank sends a customer of its own, whose birth date it knows. */
async function sentBy(bank: Registered, givenName: string) {
  const { birthDate } = await house.person(givenName);
  const errand = await begin(
    house,
    bank,
    { ...changePassword, login_hint: `birthdate:${birthDate}` },
    'pushed',
  );
  const browser = newBrowser();
  return { errand, browser, page: await browser.open(errand.url) };
}

const errorOf = (url: URL) => `${url.searchParams.get('error')} ${url.searchParams.get('error_description')}`;
const subOf = async (errand: Errand, url: URL) => (await redeem(errand, url)).claims()?.sub;

describe('a caller that sends the holder to change the password', () => {
  it('gets a code once it is changed, and the birth date was filled in', async () => {
    const started = await sentBy(onlineBank, 'Ola');
    const { browser } = started;
    expect(textOf(started.page)).toContain('Bytt BankID-passord, på vei fra Nordlysbanken nettbank');
    expect(textOf(started.page)).toContain('får aldri se passordene dine');
    expect(textOf(started.page)).not.toContain('Logg inn hos');
    // Shown, not asked.
    expect(textOf(started.page)).toContain('2. november 1979');
    expect(started.page.html).not.toContain('name="birthDate"');

    const ola = await house.person('Ola');
    const asked = await browser.submit(started.page, '/birth-date');
    let page = await proveAs(house, { browser, page: asked }, 'Ola');
    expect(screenOf(page)).toBe('new-password');
    // Nothing else in the dialog leads round it to a code.
    const forged = { ...page, html: page.html.replace('/new-password"', '/go-on"') };
    expect(screenOf(await browser.submit(forged, '/go-on'))).toBe('new-password');

    const chosen = 'sommerfugl-og-mose-3';
    page = await browser.submit(page, '/new-password', {
      oldPassword: ola.password ?? '',
      newPassword: chosen,
      repeated: chosen,
    });
    expect(textOf(page)).toContain('Passordet er byttet');
    const back = await browser.submit(page, '/go-on');
    expect(back.url.href).not.toContain(chosen);
    expect(await subOf(started.errand, back.url)).toBe(ola.sub);

    const again = await sentBy(onlineBank, 'Ola');
    const first = await again.browser.submit(again.page, '/birth-date');
    const old = await proveAs(house, { browser: again.browser, page: first }, 'Ola', {
      password: ola.password ?? '',
    });
    expect(textOf(old)).toContain('Passordet er feil');
  });

  it('gets no code where the holder puts it off (9001)', async () => {
    const { errand: _errand, browser, page: first } = await sentBy(onlineBank, 'Kari');
    const asked = await browser.submit(first, '/birth-date');
    const page = await proveAs(house, { browser, page: asked }, 'Kari');
    const back = await browser.submit(page, '/put-off');
    expect(errorOf(back.url)).toMatch(/^access_denied 9001 /);
    expect(back.url.searchParams.get('code')).toBeNull();
  });

  it('is not gone round by what else the menu offers', async () => {
    const { browser, page: first } = await sentBy(onlineBank, 'Kari');
    const asked = await browser.submit(first, '/birth-date');
    const about = await browser.submit(asked, '/intent', { intent: 'about' });
    const page = await proveAs(house, { browser, page: about }, 'Kari');
    expect(screenOf(page)).toBe('new-password');
    const suspicion = await browser.open(page.url.href.replace('/new-password', '/suspicion'));
    const forged = suspicion.html.replace(/name="intent" value="[^"]*"/g, '');
    const block = await browser.submit({ ...suspicion, html: forged }, '/intent', { intent: 'block' });
    expect(screenOf(block)).toBe('block');
    // "No, do not block" leads to what was waiting.
    const left = await browser.submit(block, '/put-off');
    expect(screenOf(left)).toBe('new-password');
  });

  it('may name nothing else, and no signing', async () => {
    const unknown = begin(house, onlineBank, { [bankid.taskParameter]: 'block' }, 'pushed');
    await expect(unknown).rejects.toMatchObject({ error: 'invalid_request' });
    const signing = pushSigning(house, changePassword, loanAgreement);
    await expect(signing).rejects.toMatchObject({ error: 'invalid_request' });
  });
});

describe('what a bank demands', () => {
  it('is not gone round by choosing to block, and then not to', async () => {
    const { prisma } = house.room.context.database;
    const mateusz = await house.person('Mateusz');
    const held = await prisma.bankId.findFirstOrThrow({ where: { person: { sub: mateusz.sub } } });
    await prisma.bankId.update({ where: { id: held.id }, data: { passwordMustChange: true } });
    const errand = await begin(house, onlineBank, {}, 'pushed');
    const browser = newBrowser();
    const first = await browser.open(errand.url);
    const blocking = await browser.submit(
      { ...first, html: first.html.replace(/name="intent" value="[^"]*"/g, '') },
      '/intent',
      { intent: 'block' },
    );
    const page = await proveAs(house, { browser, page: blocking }, 'Mateusz');
    expect(screenOf(page)).toBe('block');
    expect(screenOf(await browser.submit(page, '/put-off'))).toBe('new-password');
  });
});
