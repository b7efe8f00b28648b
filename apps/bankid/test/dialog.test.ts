import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBrowser, textOf, type Browser, type Page } from './support/browser.js';
import { pushRequest, pushSigning, redeem, type Errand } from './support/caller.js';
import { openHouse, type DemoPerson, type House } from './support/house.js';
import { answer, answerAll, answersOf, typed } from './support/walk.js';

let house: House;
beforeAll(async () => {
  house = await openHouse({ env: { BANKID_WRONG_CODES_PER_ADDRESS: '100000' } });
});
afterAll(() => house.close());
beforeEach(() => house.advance(60));

interface Visit {
  errand: Errand;
  browser: Browser;
  page: Page;
}

async function visit(pushed: Promise<Errand>): Promise<Visit> {
  const errand = await pushed;
  const browser = createBrowser({ stopAt: errand.redirectUri });
  return { errand, browser, page: await browser.open(errand.url) };
}

const stepOf = ({ url }: Page): string => url.pathname.split('/').at(-1) ?? '';
const wrongCode = ({ codeUnit }: DemoPerson): string =>
  String((Number(codeUnit.code) + 1) % 1_000_000).padStart(6, '0');

describe('screens', () => {
  it('ask one question each, in their order', async () => {
    const { browser, page } = await visit(pushRequest(house, 'segl-web'));
    const kari = await house.person('Kari');
    expect(stepOf(page)).toBe('birth-date');
    expect(textOf(page)).toContain('Steg 1 av 3');
    const code = await browser.submit(page, '/birth-date', { birthDate: '24.5.1987' });
    expect(stepOf(code)).toBe('code');
    expect(textOf(code)).toContain('Steg 2 av 3');
    expect(textOf(code)).toContain('Født 24. mai 1987');
    const password = await browser.submit(code, '/code', { code: kari.codeUnit.code });
    expect(stepOf(password)).toBe('password');
    expect(textOf(password)).toContain('Steg 3 av 3');
  });

  it('say on top who asks, for what, and the reference words', async () => {
    const { page } = await visit(pushSigning(house));
    const text = textOf(page);
    expect(text).toContain('Signer for Fjordbanken (oppdiktet)');
    expect(text).toContain('Låneavtale');
    expect(text).toContain('blå fjord');
    expect(text).toContain('Simulert BankID: oppdiktede banker og personer');
    expect(text).toContain(`Adressen til denne siden skal begynne med ${house.test.context.urls.bankid}`);
  });

  it('show the birth date that the caller named, and do not let it be changed', async () => {
    const kari = await house.person('Kari');
    const { browser, page } = await visit(pushSigning(house, { login_hint: `birthdate:${kari.birthDate}` }));
    expect(textOf(page)).toContain('24. mai 1987');
    expect(page.html).not.toContain('name="birthDate"');
    const code = await browser.submit(page, '/birth-date', { birthDate: '01011990' });
    expect(textOf(code)).toContain('Født 24. mai 1987');
    expect(textOf(code)).not.toContain('Endre fødselsdato');
  });

  it('give the bank and its number once the caller named the person, and not to strangers', async () => {
    const ola = await house.person('Ola');
    const named = await visit(pushRequest(house, 'segl-web', { login_hint: `BID:${ola.nationalId}` }));
    expect(textOf(named.page)).toContain('Ring Nordlysbanken');
    const dated = await visit(pushRequest(house, 'segl-web', { login_hint: `birthdate:${ola.birthDate}` }));
    expect(textOf(dated.page)).not.toContain('Nordlysbanken');
  });

  it.each([
    ['nb', 'Fødselsdato', 'Logg inn hos'],
    ['nn', 'Simulert BankID: oppdikta bankar og personar', 'Steg 1 av 3'],
    ['en-GB', 'Date of birth', 'Log in to'],
    ['fi', 'Fødselsdato', 'Logg inn hos'],
  ])('speak %s when the caller asks for it', async (locale, ...texts) => {
    const { page } = await visit(pushRequest(house, 'segl-web', { ui_locales: locale }));
    for (const text of texts) expect(textOf(page)).toContain(text);
  });

  it('change language from the menu and stay where they are', async () => {
    const { browser, page } = await visit(pushRequest(house, 'segl-web'));
    const code = await browser.submit(page, '/birth-date', { birthDate: '24051987' });
    const english = await browser.submit(code, '/language', { language: 'en' });
    expect(stepOf(english)).toBe('code');
    expect(english.html).toContain('<html lang="en"');
    expect(textOf(english)).toContain('Born 24 May 1987');
  });
});

describe('wrong answers', () => {
  it('keep what was typed and say what to do, beside the field and in a summary', async () => {
    const { browser, page } = await visit(pushRequest(house, 'segl-web'));
    const again = await browser.submit(page, '/birth-date', { birthDate: '31021987' });
    expect(stepOf(again)).toBe('birth-date');
    expect(again.html).toContain('value="31021987"');
    expect(again.html).toMatch(/<div class="summary" role="group" tabindex="-1"[^>]*autofocus=""/);
    expect(again.html).toContain('href="#birth-date"');
    expect(again.html).toMatch(
      /<input[^>]*aria-describedby="birth-date-hint birth-date-error"[^>]*aria-invalid="true"/,
    );
  });

  it('lead back to a new code, and to the log-in when that is right', async () => {
    const kari = await house.person('Kari');
    const { errand, browser, page } = await visit(pushRequest(house, 'segl-web'));
    const wrong = await answer(browser, page, { ...answersOf(kari), code: wrongCode(kari) });
    expect(stepOf(wrong)).toBe('code');
    expect(textOf(wrong)).toContain('Fødselsdatoen eller engangskoden er feil');
    const done = await answerAll(browser, wrong, kari);
    expect((await redeem(errand, done.url)).claims()?.sub).toBe(kari.sub);
  });

  it('read the same for a birth date that nobody has', async () => {
    const kari = await house.person('Kari');
    const real = await visit(pushRequest(house, 'segl-web'));
    const nobody = await visit(pushRequest(house, 'segl-web'));
    const answers = { ...answersOf(kari), code: wrongCode(kari) };
    const one = await answer(real.browser, real.page, answers);
    const other = await answer(nobody.browser, nobody.page, { ...answers, birthDate: '24051931' });
    expect(textOf(other).replace('1931', '1987')).toBe(textOf(one));
  });

  it('of the password tell the tries left, then that the BankID is suspended and whom to call', async () => {
    const { errand, browser, page } = await visit(pushSigning(house));
    let now = page;
    for (const left of ['4 forsøk', '3 forsøk', '2 forsøk', 'ett forsøk']) {
      const mateusz = await house.person('Mateusz');
      now = await answer(browser, now, { ...answersOf(mateusz), password: 'wrong-password-1' });
      expect(textOf(now)).toContain(left);
      expect(textOf(now)).toContain('Ring Fjordbanken');
      house.advance(30);
    }
    const mateusz = await house.person('Mateusz');
    const end = await answer(browser, now, { ...answersOf(mateusz), password: 'wrong-password-1' });
    expect(stepOf(end)).toBe('outcome');
    const text = textOf(end);
    expect(text).toContain('BankID-en din er sperret');
    expect(text).toContain('Fjordbanken');
    expect(text).toContain('Ingenting er gått tapt. Dokumentet ditt venter.');
    expect(text).toContain('Feilkode 9314');
    const back = await browser.submit(end, '/return');
    expect(back.url.href.startsWith(errand.redirectUri)).toBe(true);
    expect(back.url.searchParams.get('error')).toBe('access_denied');
    expect(back.url.searchParams.get('error_description')).toMatch(/^9314 /);
    expect(back.url.searchParams.get('state')).toBe(errand.state);
  });

  it.each([
    ['Bjørn', '1313', 'BankID-en din er utløpt'],
    ['Tuva', '9458', 'Du har ingen aktiv BankID'],
    ['Ingrid', '9314', 'BankID-en din er sperret'],
  ])('tell %s with code %s', async (name, code, text) => {
    const { browser, page } = await visit(pushRequest(house, 'segl-web'));
    const end = await answerAll(browser, page, await house.person(name));
    expect(textOf(end)).toContain(text);
    expect((await browser.submit(end, '/return')).url.searchParams.get('error_description')).toMatch(
      new RegExp(`^${code} `),
    );
  });

  it('from one device end with 9439', async () => {
    const { browser, page } = await visit(pushRequest(house, 'segl-web'));
    const answers = { birthDate: '01011940', code: '000000', password: 'some-password-1' };
    let now = page;
    for (let tries = 0; tries < 6; tries += 1) now = await answer(browser, now, answers);
    expect(textOf(now)).toContain('For mange forsøk');
    expect(textOf(now)).toContain('Feilkode 9439');
  });
});

describe('time', () => {
  it('between code and password is two minutes (BID-14D1)', async () => {
    const kari = await house.person('Kari');
    const { errand, browser, page } = await visit(pushRequest(house, 'segl-web'));
    const code = await browser.submit(page, '/birth-date', { birthDate: typed(kari.birthDate) });
    const password = await browser.submit(code, '/code', { code: kari.codeUnit.code });
    house.advance(121);
    const late = await browser.submit(password, '/password', { password: kari.password ?? '' });
    expect(stepOf(late)).toBe('code');
    expect(textOf(late)).toContain('BID-14D1');
    const done = await answerAll(browser, late, await house.person('Kari'));
    expect((await redeem(errand, done.url)).claims()?.sub).toBe(kari.sub);
  });

  it('of a dialog is ten minutes (9409), with the way back to the caller', async () => {
    const { errand, browser, page } = await visit(pushSigning(house));
    house.advance(601);
    const late = await browser.submit(page, '/birth-date', { birthDate: '24051987' });
    expect(textOf(late)).toContain('Feilkode 9409');
    expect(textOf(late)).toContain('Ingenting er gått tapt');
    const back = await browser.submit(late, '/return');
    expect(back.url.searchParams.get('error')).toBe('login_required');
    expect(back.url.searchParams.get('error_description')).toMatch(/^9409 /);
    expect(back.url.href.startsWith(errand.redirectUri)).toBe(true);
  });

  it('that is long over leaves a page with a way home', async () => {
    const { browser, page } = await visit(pushRequest(house, 'segl-web'));
    house.advance(2 * 3600);
    const gone = await browser.open(page.url.href);
    expect(gone.status).toBe(410);
    expect(textOf(gone)).toContain('Dialogen er avsluttet');
    expect(gone.html).toContain(`href="${house.test.context.urls.web}"`);
  });
});

describe('cancelling', () => {
  it('asks for confirmation, and tells the caller 9001', async () => {
    const { errand, browser, page } = await visit(pushSigning(house));
    const asked = await browser.open(page.url.href.replace('/birth-date', '/cancel'));
    expect(textOf(asked)).toContain('Vil du avbryte?');
    expect(asked.html).toContain('/birth-date"');
    const back = await browser.submit(asked, '/cancel');
    expect(back.url.searchParams.get('error')).toBe('access_denied');
    expect(back.url.searchParams.get('error_description')).toMatch(/^9001 /);
    expect(back.url.searchParams.get('state')).toBe(errand.state);
  });
});

describe('back, reload, double click, second tab', () => {
  it('show what is so, with nothing lost', async () => {
    const kari = await house.person('Kari');
    const { errand, browser, page } = await visit(pushRequest(house, 'segl-web'));
    const code = await browser.submit(page, '/birth-date', { birthDate: typed(kari.birthDate) });
    // Back, and there is the birth date as it was typed; forward again.
    const back = await browser.open(page.url.href);
    expect(back.html).toContain('value="24051987"');
    expect(stepOf(await browser.open(code.url.href))).toBe('code');
    const password = await browser.submit(code, '/code', { code: kari.codeUnit.code });
    expect(stepOf(await browser.open(password.url.href))).toBe('password');
    // The code never comes back into a page.
    expect((await browser.open(code.url.href)).html).not.toContain(kari.codeUnit.code);
    // The same request opened again is the same dialog.
    expect(stepOf(await browser.open(password.url.href.replace('/password', '')))).toBe('password');
    const done = await browser.submit(password, '/password', { password: kari.password ?? '' });
    expect((await redeem(errand, done.url)).claims()?.sub).toBe(kari.sub);
    const after = await browser.open(password.url.href);
    expect(after.status).toBe(410);
  });

  it('judge one double click once', async () => {
    const kari = await house.person('Kari');
    const { errand, browser, page } = await visit(pushRequest(house, 'segl-web'));
    const code = await browser.submit(page, '/birth-date', { birthDate: typed(kari.birthDate) });
    const password = await browser.submit(code, '/code', { code: kari.codeUnit.code });
    const clicks = await Promise.all(
      [1, 2, 3].map(() => browser.submit(password, '/password', { password: kari.password ?? '' })),
    );
    const answers = clicks.filter(({ url }) => url.href.startsWith(errand.redirectUri));
    expect(answers.length).toBeGreaterThanOrEqual(1);
    expect((await redeem(errand, answers[0]?.url ?? new URL('about:blank'))).claims()?.sub).toBe(kari.sub);
    const { prisma } = house.room.context.database;
    const uid = page.url.pathname.split('/').at(-2) ?? '';
    expect(await prisma.proof.count({ where: { dialogUid: uid } })).toBe(1);
  });

  it('do not skip a question', async () => {
    const { browser, page } = await visit(pushRequest(house, 'segl-web'));
    for (const step of ['code', 'password', 'outcome', 'checking']) {
      const shown = await browser.open(page.url.href.replace('/birth-date', `/${step}`));
      expect(stepOf(shown)).toBe('birth-date');
    }
  });

  it('leave an answer alone that is being judged, also when the language is changed meanwhile', async () => {
    const { browser, page } = await visit(pushRequest(house, 'segl-web'));
    const uid = page.url.pathname.split('/').at(-2) ?? '';
    const { dialog } = house.room.context.database.prisma;
    const judged = await dialog.update({
      where: { uid },
      data: { state: 'judging', judgingSince: new Date() },
    });
    expect(stepOf(await browser.submit(page, '/language', { language: 'en' }))).toBe('checking');
    // The verdict is written to the very version that was taken for judging.
    expect(await dialog.findUniqueOrThrow({ where: { uid } })).toEqual(judged);
  });

  it('end a judgement whose process died, and ask for a new code', async () => {
    const { browser, page } = await visit(pushRequest(house, 'segl-web'));
    const code = await browser.submit(page, '/birth-date', { birthDate: '24051987' });
    const uid = page.url.pathname.split('/').at(-2) ?? '';
    await house.room.context.database.prisma.dialog.update({
      where: { uid },
      data: { state: 'judging', judgingSince: new Date() },
    });
    const waiting = await browser.open(code.url.href);
    expect(stepOf(waiting)).toBe('checking');
    expect(waiting.headers.get('refresh')).toBe('1');
    house.advance(31);
    const again = await browser.open(waiting.url.href);
    expect(stepOf(again)).toBe('code');
    expect(textOf(again)).toContain('Skriv en ny engangskode');
  });
});

describe('strangers', () => {
  it('cannot open a dialog of another browser', async () => {
    const { page, errand } = await visit(pushRequest(house, 'segl-web'));
    const stranger = await createBrowser({ stopAt: errand.redirectUri }).open(page.url.href);
    expect(stranger.status).toBe(410);
  });

  it('cannot post from another site', async () => {
    const { browser, page } = await visit(pushRequest(house, 'segl-web'));
    const response = await fetch(page.url, {
      method: 'POST',
      headers: {
        cookie: browser.cookieHeader(page.url),
        origin: 'https://elsewhere.example',
        connection: 'close',
      },
      body: new URLSearchParams({ birthDate: '24051987' }),
    });
    expect(response.status).toBe(403);
  });

  it('find no script, no inline style, and forms that lead to callers only', async () => {
    const { page, browser } = await visit(pushRequest(house, 'segl-web'));
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(policy).toMatch(/form-action 'self'( http:\/\/127\.0\.0\.1:\d+)+/);
    expect(page.html).not.toMatch(/<script|\sstyle="|\son[a-z]+="/);
    expect(page.headers.get('cache-control')).toBe('no-store');
    for (const [, sheet = ''] of page.html.matchAll(/href="([^"]+\.(?:css|svg))"/g)) {
      expect((await browser.open(new URL(sheet, page.url).href)).status).toBe(200);
    }
  });

  it('get cookies that scripts and other rooms cannot read', async () => {
    const errand = await pushRequest(house, 'segl-web');
    const response = await fetch(errand.url, { redirect: 'manual', headers: { connection: 'close' } });
    const cookies = response.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) {
      expect(cookie.toLowerCase()).toContain('httponly');
      expect(cookie.toLowerCase()).toContain('samesite=lax');
      expect(cookie).toMatch(/path=\/bankid\//);
    }
    expect(cookies.join()).not.toContain('segl_bankid_session');
  });
});

describe('structure for screen readers', () => {
  it.each(['birth-date', 'code', 'password'])('holds on the %s screen', async (step) => {
    const { browser, page } = await visit(pushRequest(house, 'segl-web'));
    let shown = page;
    if (step !== 'birth-date') shown = await browser.submit(shown, '/birth-date', { birthDate: '24051987' });
    if (step === 'password') shown = await browser.submit(shown, '/code', { code: '123456' });
    const { html } = shown;
    expect(stepOf(shown)).toBe(step);
    expect(html).toMatch(/<html lang="nb"/);
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html.match(/<main/g)).toHaveLength(1);
    expect(html).toContain(`<label for="${step}">`);
    expect(html).toContain(`id="${step}"`);
    expect(html).toContain('<a class="skip" href="#content">');
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, described = ''] of html.matchAll(/aria-(?:describedby|labelledby)="([^"]+)"/g)) {
      for (const id of described.split(' ')) expect(ids).toContain(id);
    }
    const autocomplete = { 'birth-date': 'bday', code: 'one-time-code', password: 'current-password' }[step];
    expect(html.toLowerCase()).toContain(`autocomplete="${autocomplete}"`);
    if (step === 'code') expect(html.toLowerCase()).toContain('inputmode="numeric"');
  });
});
