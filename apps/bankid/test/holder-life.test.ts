import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { letterCodeLabel } from '../src/issuing/activation-letters.js';
import { renewBankId } from '../src/issuing/renew-bankid.js';
import { createPasswords } from '../src/proof/passwords.js';
import { textOf } from './support/browser.js';
import { pushRequest, pushSigning, redeem } from './support/caller.js';
import { openHouse, type House } from './support/house.js';
import { answerToCode, proveAs, screenOf, visit, withFreshCode } from './support/visit.js';

let house: House;
beforeAll(async () => {
  house = await openHouse({
    env: { BANKID_WRONG_CODES_PER_ADDRESS: '1000', BANKID_TRIES_PER_HOLDER: '1000' },
  });
});
afterAll(() => house.close());

const prisma = () => house.room.context.database.prisma;
const logIn = () => visit(pushRequest(house, 'segl-web'));

async function bankIdOf(givenName: string) {
  const { sub } = await house.person(givenName);
  return prisma().bankId.findFirstOrThrow({ where: { person: { sub } } });
}

describe('activation', () => {
  const chosen = 'robåt-og-årer-7';
  const letterCode = async (): Promise<string> => {
    const { id, codeSealed } = await prisma().activationLetter.findFirstOrThrow({
      where: { bankIdId: (await bankIdOf('Jonas')).id, usedAt: null },
    });
    return house.room.secrets.unsealText(codeSealed ?? new Uint8Array(), letterCodeLabel(id));
  };

  it('is what a right code leads to while the BankID is ordered', async () => {
    const started = await logIn();
    const page = await proveAs(house, started, 'Jonas', { password: 'anything-at-all-1' });
    expect(screenOf(page)).toBe('code');
    expect(textOf(page)).toContain('BankID-en din er ikke aktivert ennå');
    expect(textOf(page)).toContain('Du skal aktivere en ny BankID');
    expect(textOf(page)).toContain('Fjordbanken');
  });

  it('takes birth date, a code of the unit, the letter’s code and a password; then the holder logs in', async () => {
    const started = await logIn();
    const { browser } = started;
    const asked = await browser.submit(started.page, '/intent', { intent: 'activate' });
    const code = await letterCode();
    const wrong = code.startsWith('0') ? `1${code.slice(1)}` : `0${code.slice(1)}`;
    let jonas = await withFreshCode(house, 'Jonas');
    const answers = { birthDate: jonas.birthDate, code: jonas.codeUnit.code };
    let page = await answerToCode(started, asked, answers);
    expect(screenOf(page)).toBe('activation');

    // What is wrong with the new password is told before anything is judged: the code stays good.
    page = await browser.submit(page, '/activation', {
      letterCode: code,
      newPassword: 'jonas-27012003',
      repeated: 'jonas-27012003',
    });
    expect(textOf(page)).toContain('Det nye passordet inneholder fødselsdatoen din');
    page = await browser.submit(page, '/activation', {
      letterCode: code,
      newPassword: chosen,
      repeated: `${chosen}x`,
    });
    expect(textOf(page)).toContain('De to nye passordene er ikke like');

    page = await browser.submit(page, '/activation', {
      letterCode: wrong,
      newPassword: chosen,
      repeated: chosen,
    });
    expect(screenOf(page)).toBe('code');
    expect(textOf(page)).toContain('Koden i brevet er feil. Du har 4 forsøk igjen');
    expect((await bankIdOf('Jonas')).state).toBe('ordered');

    jonas = await withFreshCode(house, 'Jonas');
    page = await browser.submit(page, '/code', { code: jonas.codeUnit.code });
    page = await browser.submit(page, '/activation', {
      letterCode: code,
      newPassword: chosen,
      repeated: chosen,
    });
    expect(textOf(page)).toContain('BankID-en din er aktiv');
    expect(await bankIdOf('Jonas')).toMatchObject({ state: 'active' });

    // The same letter again does nothing, with a code that is right.
    const back = await proveAs(house, { browser, page }, 'Jonas', { password: chosen });
    expect((await redeem(started.errand, back.url)).claims()?.sub).toBe(jonas.sub);
    const again = await logIn();
    const replayed = await again.browser.submit(again.page, '/intent', { intent: 'activate' });
    const fresh = await withFreshCode(house, 'Jonas');
    page = await answerToCode(again, replayed, { birthDate: fresh.birthDate, code: fresh.codeUnit.code });
    page = await again.browser.submit(page, '/activation', {
      letterCode: code,
      newPassword: 'another-one-55',
      repeated: 'another-one-55',
    });
    expect(textOf(page)).toContain('ingen BankID fra Fjordbanken venter på å bli aktivert');
  });

  it('says the same to a stranger, whether or not anybody was born that day', async () => {
    const told = [];
    for (const birthDate of ['2003-01-27', '1931-07-07']) {
      const started = await logIn();
      const asked = await started.browser.submit(started.page, '/intent', { intent: 'activate' });
      let page = await answerToCode(started, asked, { birthDate, code: '000000' });
      expect(screenOf(page)).toBe('activation');
      page = await started.browser.submit(page, '/activation', {
        letterCode: '12345678',
        newPassword: chosen,
        repeated: chosen,
      });
      expect(screenOf(page)).toBe('code');
      told.push(textOf(page).replace(/Født \d+\. \S+ \d{4}/, ''));
    }
    expect(told[0]).toContain('Fødselsdatoen eller engangskoden er feil');
    expect(told[1]).toBe(told[0]);
  });
});

describe('changing the password in the menu', () => {
  it('shows the shield after proof, asks old and new, and refuses the same one (1308)', async () => {
    const started = await logIn();
    const { browser } = started;
    const ola = await house.person('Ola');
    const menu = await browser.submit(started.page, '/intent', { intent: 'change-password' });
    expect(textOf(menu)).toContain('Du skal bytte passord');
    expect(textOf(menu)).not.toContain('Ola');
    let page = await proveAs(house, { browser, page: menu }, 'Ola');
    expect(screenOf(page)).toBe('new-password');
    expect(textOf(page)).toContain('Ola Prøvesen BankID fra Nordlysbanken');
    const old = ola.password ?? '';
    const change = (oldPassword: string, newPassword: string) =>
      browser.submit(page, '/new-password', { oldPassword, newPassword, repeated: newPassword });

    page = await change('not-the-old-one-1', 'sommerfugl-og-mose-3');
    expect(textOf(page)).toContain('Du har 4 forsøk igjen');
    page = await change(old, 'Passord123');
    expect(textOf(page)).toContain('et av dem alle prøver først');
    page = await change(old, old);
    expect(textOf(page)).toContain('(1308)');
    page = await change(old, 'sommerfugl-og-mose-3');
    expect(screenOf(page)).toBe('shield');
    expect(textOf(page)).toContain('Passordet er byttet');
    expect(textOf(page)).toContain('Ring Nordlysbanken');

    const back = await browser.submit(page, '/go-on');
    expect((await redeem(started.errand, back.url)).claims()?.sub).toBe(ola.sub);
    const later = await logIn();
    expect(textOf(await proveAs(house, later, 'Ola', { password: old }))).toContain('Passordet er feil');
    const now = await logIn();
    expect(screenOf(await proveAs(house, now, 'Ola', { password: 'sommerfugl-og-mose-3' }))).toBe('away');
    expect((await house.person('Ola')).password).toBeNull();
  });

  it('is not gone round when the bank demands it', async () => {
    const { id } = await bankIdOf('Mateusz');
    await prisma().bankId.update({ where: { id }, data: { passwordMustChange: true } });
    const started = await logIn();
    const { browser } = started;
    const { password } = await house.person('Mateusz');
    const page = await proveAs(house, started, 'Mateusz');
    expect(textOf(page)).toContain('Banken din har bestemt');
    // Neither by an address nor by a form of another screen.
    for (const action of ['go-on', 'put-off', 'renewal', 'block']) {
      const form = { ...page, html: page.html.replace('/new-password"', `/${action}"`) };
      expect(screenOf(await browser.submit(form, `/${action}`, { answer: 'later' }))).toBe('new-password');
    }
    expect(screenOf(await browser.open(page.url.href.replace('new-password', 'shield')))).toBe(
      'new-password',
    );
    const done = await browser.submit(page, '/new-password', {
      oldPassword: password ?? '',
      newPassword: 'gressklipper-44',
      repeated: 'gressklipper-44',
    });
    expect(screenOf(done)).toBe('shield');
    expect(screenOf(await browser.submit(done, '/go-on'))).toBe('away');
  });

  it('suspends at the fifth wrong old password, and nothing is proven (9314)', async () => {
    const started = await logIn();
    const menu = await started.browser.submit(started.page, '/intent', { intent: 'change-password' });
    let page = await proveAs(house, { browser: started.browser, page: menu }, 'Sigrid');
    for (let tries = 0; tries < 5; tries += 1) {
      page = await started.browser.submit(page, '/new-password', {
        oldPassword: `guess-number-${String(tries)}`,
        newPassword: 'hagegjerde-og-spade-1',
        repeated: 'hagegjerde-og-spade-1',
      });
    }
    expect(screenOf(page)).toBe('outcome');
    expect(textOf(page)).toContain('9314');
    expect(textOf(page)).toContain('Ring Eikebanken');
    expect(await bankIdOf('Sigrid')).toMatchObject({ state: 'suspended', suspension: 'password' });
    const back = await started.browser.submit(page, '/return');
    expect(back.url.searchParams.get('error_description')).toMatch(/^9314 /);
  });

  it('keeps nothing waiting for longer than the dialog lives (9409)', async () => {
    const started = await logIn();
    const menu = await started.browser.submit(started.page, '/intent', { intent: 'about' });
    const page = await proveAs(house, { browser: started.browser, page: menu }, 'Kari');
    expect(textOf(page)).toContain('Du er Kari Eksempel');
    house.advance(601);
    const late = await started.browser.submit(page, '/go-on');
    expect(textOf(late)).toContain('9409');
    expect(textOf(late)).toContain('Ring Fjordbanken');
  });

  it('may be cancelled after the proof too, once that is confirmed (9001)', async () => {
    const started = await logIn();
    const menu = await started.browser.submit(started.page, '/intent', { intent: 'about' });
    const page = await proveAs(house, { browser: started.browser, page: menu }, 'Kari');
    const asked = await started.browser.open(page.url.href.replace('/shield', '/cancel'));
    expect(textOf(asked)).toContain('Vil du avbryte?');
    const back = await started.browser.submit(asked, '/cancel');
    expect(back.url.searchParams.get('error_description')).toMatch(/^9001 /);
  });
});

describe('argon2id', () => {
  it('is upgraded to the parameters of today at the next log-in', async () => {
    const { id } = await bankIdOf('Kari');
    const { password } = await house.person('Kari');
    const weak = createPasswords({ memoryKib: 64, timeCost: 1, parallelism: 1 });
    const old = await weak.hash(password ?? '');
    await prisma().bankId.update({ where: { id }, data: { passwordHash: old } });
    expect(screenOf(await proveAs(house, await logIn(), 'Kari'))).toBe('away');
    const { passwordHash } = await bankIdOf('Kari');
    expect(old).toContain('m=64,');
    expect(passwordHash).toContain('m=256,');
    expect(screenOf(await proveAs(house, await logIn(), 'Kari'))).toBe('away');
    expect((await bankIdOf('Kari')).passwordHash).toBe(passwordHash);
  });
});

describe('renewal', () => {
  it('is offered as expiry nears, and may wait', async () => {
    const started = await logIn();
    const before = await bankIdOf('Nora');
    const page = await proveAs(house, started, 'Nora');
    expect(screenOf(page)).toBe('renewal');
    expect(textOf(page)).toContain('BankID-en din går ut');
    const answered = { ...page, html: page.html.replace(/name="answer" value="renew"/, '') };
    const back = await started.browser.submit(answered, '/renewal', { answer: 'later' });
    expect(screenOf(back)).toBe('away');
    expect((await bankIdOf('Nora')).credentialId).toBe(before.credentialId);
  });

  it('gives a new key and certificate in place; identifier, password and earlier signatures stay', async () => {
    const nora = await house.person('Nora');
    const before = await bankIdOf('Nora');
    const started = await visit(pushSigning(house));
    const page = await proveAs(house, started, 'Nora');
    const renewed = await started.browser.submit(page, '/renewal', { answer: 'renew' });
    expect(textOf(renewed)).toContain('BankID-en din er fornyet');
    const back = await started.browser.submit(renewed, '/go-on');
    expect((await redeem(started.errand, back.url)).claims()?.sub).toBe(nora.sub);

    const after = await bankIdOf('Nora');
    expect(after).toMatchObject({ id: before.id, passwordHash: before.passwordHash, state: 'active' });
    expect(after.credentialId).not.toBe(before.credentialId);
    const twoYears = new Date();
    twoYears.setUTCFullYear(twoYears.getUTCFullYear() + 2);
    expect(Math.abs(after.validTo.getTime() - twoYears.getTime())).toBeLessThan(86_400_000);
    const subject = house.others.certified.at(-1);
    expect(subject?.find(({ type }) => type === 'serialNumber')?.value).toBe(nora.sub);

    // The old certificate is not revoked, and its key lives for what may be on its way to it; then it is erased.
    expect([...house.others.revoked.keys()].join()).not.toContain(before.certificateSerial);
    expect(house.others.destroyed.has(before.credentialId)).toBe(false);
    house.advance(3601);
    await vi.waitFor(() => expect(house.others.destroyed.has(before.credentialId)).toBe(true), {
      timeout: 30_000,
      interval: 100,
    });
    expect(screenOf(await proveAs(house, await logIn(), 'Nora'))).toBe('away');
  });

  it('happens once, however often it is asked for at the same time', async () => {
    const { id } = await bankIdOf('Nora');
    const outcomes = await Promise.all([1, 2, 3].map(() => renewBankId(house.room, id, { actor: 'holder' })));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await prisma().bankIdEvent.count({ where: { bankIdId: id, kind: 'renewed' } })).toBe(2);
  });

  it('is not put off once a campaign requires it, and a bank that is away loses nothing', async () => {
    const now = Date.now();
    const campaign = await prisma().renewalCampaign.create({
      data: {
        bankId: 'nordlysbanken',
        issuedBefore: new Date(now + 1000),
        startsAt: new Date(now - 86_400_000),
        mandatoryAt: new Date(now - 1000),
        reason: { nb: 'Ny løsning' },
      },
    });
    const before = await bankIdOf('Áilu');
    const started = await logIn();
    const page = await proveAs(house, started, 'Áilu');
    expect(textOf(page)).toContain('må fornyes før du går videre');
    for (const action of ['renewal', 'go-on', 'put-off']) {
      const form = { ...page, html: page.html.replace('/renewal"', `/${action}"`) };
      expect(screenOf(await started.browser.submit(form, `/${action}`, { answer: 'later' }))).toBe('renewal');
    }
    house.others.setUp({ isUp: false });
    const failed = await started.browser.submit(page, '/renewal', { answer: 'renew' });
    expect(textOf(failed)).toContain('Vi fikk ikke fornyet BankID-en din');
    expect(await bankIdOf('Áilu')).toMatchObject({ credentialId: before.credentialId, state: 'active' });
    house.others.setUp({ isUp: true });
    house.advance(1);
    const renewed = await started.browser.submit(failed, '/renewal', { answer: 'renew' });
    expect(screenOf(renewed)).toBe('shield');
    // Whoever is with another bank is not asked.
    expect(screenOf(await proveAs(house, await logIn(), 'Kari'))).toBe('away');
    await prisma().renewalCampaign.delete({ where: { id: campaign.id } });
  });
});

describe('printed code cards', () => {
  const asked = /Kort som slutter på (\d{3}): kode nummer (\d+)/;

  it('are asked for by number, each once', async () => {
    for (const expected of [1, 2]) {
      const started = await logIn();
      const { browser } = started;
      const anne = await house.person('Anne');
      const born = await browser.submit(started.page, '/birth-date', { birthDate: '31011958' });
      const page = await browser.submit(born, '/source', { source: 'code-card' });
      const [, ending = '', number = ''] = asked.exec(textOf(page)) ?? [];
      expect(Number(number)).toBe(expected);
      expect(anne.codeCard?.serialNumber.endsWith(ending)).toBe(true);
      const code = anne.codeCard?.codes.find((one) => one.number === expected)?.code ?? '';
      const next = await browser.submit(page, '/code', { code });
      const back = await browser.submit(next, '/password', { password: anne.password ?? '' });
      const claims = (await redeem(started.errand, back.url)).claims();
      expect(claims?.sub).toBe(anne.sub);
      expect(claims?.['amr']).toContain('bid-otp');
      const { id } = await bankIdOf('Anne');
      const use = await prisma().bankIdUse.findFirstOrThrow({
        where: { bankIdId: id },
        orderBy: { at: 'desc' },
      });
      expect(use).toMatchObject({ outcome: 'ok', method: 'code-card' });
      // The same code again is nobody's.
      const again = await logIn();
      const replayed = await answerToCode(again, again.page, { birthDate: '1958-01-31', code });
      const wrong = await again.browser.submit(replayed, '/password', { password: anne.password ?? '' });
      expect(textOf(wrong)).toContain('engangskoden er feil');
      house.advance(1);
    }
  });

  it('are asked for of everybody, so that nobody learns who has one', async () => {
    const shown = [];
    for (const birthDate of ['31011958', '24051987', '07071931', '08081932']) {
      const { browser, page } = await logIn();
      const born = await browser.submit(page, '/birth-date', { birthDate });
      const chosen = await browser.submit(born, '/source', { source: 'code-card' });
      const [line] = asked.exec(textOf(chosen)) ?? [];
      expect(line, birthDate).toBeDefined();
      // The same card and number when asked again.
      const again = await browser.open(chosen.url.href);
      expect(textOf(again)).toContain(line ?? '');
      shown.push(line);
    }
    expect(new Set(shown).size).toBeGreaterThan(1);
  });
});

describe('code units with a button', () => {
  it('give codes that work once, also after some presses for nothing, but not after too many', async () => {
    const henrik = await house.person('Henrik');
    expect(henrik.codeUnit.kind).toBe('event');
    const [first = '', , third = ''] = henrik.codeUnit.nextCodes;
    expect(screenOf(await proveAs(house, await logIn(), 'Henrik', { code: third }))).toBe('away');
    for (const gone of [first, third]) {
      expect(textOf(await proveAs(house, await logIn(), 'Henrik', { code: gone }))).toContain(
        'koden er feil',
      );
    }
    const after = await house.person('Henrik');
    expect(after.codeUnit.nextCodes).not.toContain(third);
    const unit = await prisma().codeUnit.findUniqueOrThrow({
      where: { serialNumber: after.codeUnit.serialNumber },
    });
    const tooFar = after.codeUnit.nextCodes.at(-1) ?? '';
    await prisma().codeUnit.update({
      where: { id: unit.id },
      data: { lastTimeStep: unit.lastTimeStep - 1n },
    });
    expect(textOf(await proveAs(house, await logIn(), 'Henrik', { code: tooFar }))).toContain(
      'koden er feil',
    );
  });
});

describe('"I think someone knows my password"', () => {
  it('offers to change it at once or to block now, and tells whom to call', async () => {
    const { browser, page } = await logIn();
    const told = await browser.open(page.url.href.replace('/birth-date', '/suspicion'));
    expect(textOf(told)).toContain('Kjenner noen passordet ditt?');
    expect(textOf(told)).toContain('må du ringe banken din nå');
    const menu = await browser.submit(told, '/intent', { intent: 'change-password' });
    expect(textOf(menu)).toContain('Du skal bytte passord');
  });

  it('asks before it blocks, erases the key, revokes the certificate, and proves nothing', async () => {
    const started = await visit(pushSigning(house));
    const before = await bankIdOf('Liv');
    const menu = await started.browser.submit(
      await started.browser.open(started.page.url.href.replace('/birth-date', '/suspicion')),
      '/intent',
      { intent: 'block' },
    );
    const page = await proveAs(house, { browser: started.browser, page: menu }, 'Liv');
    expect(textOf(page)).toContain('Vil du sperre BankID-en din for godt?');
    expect((await bankIdOf('Liv')).state).toBe('active');
    const blocked = await started.browser.submit(page, '/block');
    expect(textOf(blocked)).toContain('Ingenting ble signert nå. Dokumentet venter');
    expect(textOf(blocked)).toContain('Ring Fjordbanken');
    expect((await bankIdOf('Liv')).state).toBe('blocked');
    expect(house.others.destroyed.has(before.credentialId)).toBe(true);
    expect(house.others.revoked.get(`fjordbanken/${before.certificateSerial}`)).toBe('keyCompromise');
    const back = await started.browser.submit(blocked, '/go-on');
    expect(back.url.searchParams.get('error_description')).toMatch(/^9001 /);

    const later = await proveAs(house, await logIn(), 'Liv', { password: 'whatever-it-is-1' });
    expect(textOf(later)).toContain('9458');
    expect(textOf(later)).toContain('Ring Fjordbanken');
  });
});

// Moves time by years: last of all.
describe('a BankID that nobody has used for two years', () => {
  it('has expired, and the dialog says what to do (1313)', async () => {
    const { id } = await bankIdOf('Kari');
    await prisma().bankId.update({ where: { id }, data: { validTo: new Date('2040-01-01T00:00:00Z') } });
    house.advance(729 * 86_400);
    expect(screenOf(await proveAs(house, await logIn(), 'Kari'))).toBe('away');
    house.advance(732 * 86_400);
    const page = await proveAs(house, await logIn(), 'Kari');
    expect(textOf(page)).toContain('1313');
    expect(textOf(page)).toContain('Ring Fjordbanken');
  });
});
