import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bankid, bankidApp } from '@segl/contracts';
import { appApprovalSeconds, codeToPasswordSeconds } from '@segl/domain';
import { createBrowser, textOf, type Browser, type Page } from './support/browser.js';
import { loanAgreement, pushRequest, pushSigning, redeem, type Errand } from './support/caller.js';
import { openHouse, type DemoPerson, type House } from './support/house.js';
import { makePhone, problemCode, type Phone } from './support/phone.js';
import { typed } from './support/walk.js';

let house: House;
let kari: DemoPerson;
let phone: Phone;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  // Counters of questions run out, and codes work once.
  house.advance(16 * 60);
  kari = await house.person('Kari');
  phone = makePhone(house);
  expect((await phone.activate(kari)).status).toBe(201);
});

interface Waiting {
  errand: Errand;
  browser: Browser;
  page: Page;
}

/** A dialog that waits for the app. */
async function askApp(errand: Errand, person: DemoPerson): Promise<Waiting> {
  const browser = createBrowser({ stopAt: errand.redirectUri });
  const first = await browser.open(errand.url);
  const asked = first.url.pathname.endsWith('/birth-date')
    ? await browser.submit(first, '/birth-date', { birthDate: typed(person.birthDate) })
    : first;
  return { errand, browser, page: await browser.submit(asked, '/app') };
}

const waitForLogIn = async (): Promise<Waiting> => askApp(await pushRequest(house, 'segl-web'), kari);

async function question(): Promise<bankidApp.ApprovalQuestion> {
  const { questions } = await phone.look();
  expect(questions).toHaveLength(1);
  return questions[0]!;
}

/** What the waiting page's script is told. */
async function answerTold({ browser, page }: Waiting): Promise<string> {
  const url = new URL(`${page.url.href}/state`);
  const response = await fetch(url, { headers: { cookie: browser.cookieHeader(url), connection: 'close' } });
  return ((await response.json()) as { answer: string }).answer;
}

describe('a log-in approved in the app', () => {
  it('shows the same words on both sides, asks for the password, and says so to the caller (bid-app)', async () => {
    const waiting = await waitForLogIn();
    const asked = await question();
    expect(asked.text).toEqual({ kind: 'login', caller: 'Segl', documents: [] });
    expect(asked.referenceWords).toMatch(/^\S+ \S+$/);
    expect(textOf(waiting.page)).toContain(asked.referenceWords);
    expect(await answerTold(waiting)).toBe('waiting');

    expect((await phone.approve(asked)).status).toBe(204);
    expect(await answerTold(waiting)).toBe('approved');
    const password = await waiting.browser.open(waiting.page.url.href);
    expect(password.url.pathname).toMatch(/\/password$/);
    const done = await waiting.browser.submit(password, '/password', { password: kari.password ?? '' });
    const claims = bankid.bankIdClaims.parse((await redeem(waiting.errand, done.url)).claims());
    expect(claims.sub).toBe(kari.sub);
    expect([...claims.amr].sort()).toEqual(['bid', 'bid-app', 'bid-mfa', 'bid-pwd']);
  });

  it('is worth nothing without the password, and one try only', async () => {
    const waiting = await waitForLogIn();
    await phone.approve(await question());
    const password = await waiting.browser.open(waiting.page.url.href);
    const wrong = await waiting.browser.submit(password, '/password', { password: 'galt-passord-1' });
    expect(textOf(wrong)).toContain('Passordet er feil');
    expect(wrong.url.pathname).toMatch(/\/code$/);
    expect((await waiting.browser.open(waiting.page.url.href)).url.pathname).toMatch(/\/code$/);
  });

  it('takes the app’s own codes too', async () => {
    const errand = await pushRequest(house, 'segl-web');
    const browser = createBrowser({ stopAt: errand.redirectUri });
    let page = await browser.open(errand.url);
    page = await browser.submit(page, '/birth-date', { birthDate: typed(kari.birthDate) });
    page = await browser.submit(page, '/code', { code: phone.code() });
    page = await browser.submit(page, '/password', { password: kari.password ?? '' });
    const claims = bankid.bankIdClaims.parse((await redeem(errand, page.url)).claims());
    expect([...claims.amr].sort()).toEqual(['bid', 'bid-app', 'bid-mfa', 'bid-pwd']);
  });

  it('lets the app that approves tell apart who shares a birth date', async () => {
    const [liv, leif] = [await house.person('Liv'), await house.person('Leif')];
    const theirs = makePhone(house);
    expect((await theirs.activate(leif)).status).toBe(201);
    const waiting = await askApp(await pushRequest(house, 'segl-web'), liv);
    const { questions } = await theirs.look();
    expect((await theirs.approve(questions[0]!)).status).toBe(204);
    const password = await waiting.browser.open(waiting.page.url.href);
    const done = await waiting.browser.submit(password, '/password', { password: leif.password ?? '' });
    expect((await redeem(waiting.errand, done.url)).claims()?.sub).toBe(leif.sub);
  });

  it('looks the same where nobody has an app', async () => {
    const nobody = { ...kari, birthDate: '1901-01-01' };
    const [somebodys, nobodys] = [
      await waitForLogIn(),
      await askApp(await pushRequest(house, 'segl-web'), nobody),
    ];
    const withoutWords = ({ html }: Page) =>
      html
        .replace(/<dd class="reference">[^<]+/, '')
        .replace(/dialog\/[^/"]+/g, 'dialog/x')
        .replaceAll(/value="[^"]*"/g, '');
    expect(withoutWords(nobodys.page)).toBe(withoutWords(somebodys.page));
    expect(await answerTold(nobodys)).toBe('waiting');
  });

  it('says when the app refused, and when nobody answered in time', async () => {
    const refused = await waitForLogIn();
    const { id } = await question();
    expect((await phone.send('POST', `/questions/${id}/refuse`, {})).status).toBe(204);
    expect(await answerTold(refused)).toBe('refused');
    expect(textOf(await refused.browser.open(refused.page.url.href))).toContain('Avvist i appen');

    const silent = await waitForLogIn();
    const asked = await question();
    house.advance(appApprovalSeconds);
    expect(await answerTold(silent)).toBe('expired');
    const page = await silent.browser.open(silent.page.url.href);
    expect(textOf(page)).toContain('Appen svarte ikke');
    expect((await phone.look()).questions).toEqual([]);
    expect(await problemCode(await phone.approve(asked))).toBe('bankid.approval-over');
    const again = await silent.browser.submit(page, '/app');
    expect(textOf(again)).toContain((await question()).referenceWords);
  });

  it('wants the password soon after the approval (BID-14D1)', async () => {
    const waiting = await waitForLogIn();
    await phone.approve(await question());
    house.advance(codeToPasswordSeconds + 1);
    const late = await waiting.browser.open(waiting.page.url.href);
    expect(late.url.pathname).toMatch(/\/code$/);
    expect(textOf(late)).toContain('BID-14D1');
  });

  it('asks nobody more than ten times in a quarter of an hour', async () => {
    const { browser, page: first } = await waitForLogIn();
    let page = first;
    for (let asked = 1; asked < 10; asked += 1) {
      const code = await browser.open(page.url.href.replace(/\/app$/, '/code'));
      page = await browser.submit(code, '/app');
      expect(page.status).toBe(200);
    }
    // Of ten questions of one dialog, the last is open.
    await question();
    const other = await waitForLogIn();
    expect(other.page.status).toBe(429);
    expect(textOf(other.page)).toContain('For mange spørsmål til appen');
  });
});

describe('a signing approved in the app', () => {
  it('shows caller, documents and reference in the app, and the activation is for what it showed', async () => {
    const errand = await pushSigning(house, { login_hint: `BID:${kari.nationalId}` });
    const waiting = await askApp(errand, kari);
    const asked = await question();
    expect(asked.text).toEqual({
      kind: 'signing',
      caller: loanAgreement.caller,
      documents: loanAgreement.documents,
    });
    expect(asked.referenceWords).toBe(loanAgreement.reference);
    expect(textOf(waiting.page)).toContain(loanAgreement.reference);
    await phone.approve(asked);
    const password = await waiting.browser.open(waiting.page.url.href);
    const done = await waiting.browser.submit(password, '/password', { password: kari.password ?? '' });
    const tokens = await redeem(errand, done.url);
    expect(tokens.claims()?.['amr']).toContain('bid-app');
  });

  it('is asked of the person alone whom the caller named', async () => {
    const [liv, leif] = [await house.person('Liv'), await house.person('Leif')];
    const theirs = makePhone(house);
    await theirs.activate(leif);
    const errand = await pushSigning(house, { login_hint: `BID:${liv.nationalId}` });
    await askApp(errand, liv);
    expect((await theirs.look()).questions).toEqual([]);
  });
});

describe('an approval', () => {
  it('is bound to every word of its question: a signature over others does not fit', async () => {
    await waitForLogIn();
    const asked = await question();
    const others: bankidApp.ApprovalQuestion[] = [
      { ...asked, text: { ...asked.text, caller: 'Another caller' } },
      { ...asked, text: { ...asked.text, kind: 'signing' } },
      { ...asked, referenceWords: 'annen fjord' },
      { ...asked, challenge: 'AAAA' },
    ];
    for (const other of others) {
      expect(await problemCode(await phone.approve(other))).toBe('bankid.device-unproven');
    }
    expect((await phone.look()).questions).toHaveLength(1);
  });

  it('is not made by another device’s key, nor for a dialog of somebody else', async () => {
    await waitForLogIn();
    const asked = await question();
    const thief = makePhone(house);
    const forged = thief.signOver(bankidApp.approvalStatement(phone.deviceId, asked));
    const answer = await phone.send('POST', `/questions/${asked.id}/approve`, { signature: forged });
    expect(await problemCode(answer)).toBe('bankid.device-unproven');
    const ola = makePhone(house);
    await ola.activate(await house.person('Ola'));
    expect(await problemCode(await ola.approve(asked))).toBe('bankid.approval-over');
  });

  it('is given once, whatever arrives at once', async () => {
    await waitForLogIn();
    const asked = await question();
    const answers = await Promise.all([
      phone.approve(asked),
      phone.approve(asked),
      phone.send('POST', `/questions/${asked.id}/refuse`, {}),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409]);
  });

  it('counts for nothing once the app has ended', async () => {
    const waiting = await waitForLogIn();
    await phone.approve(await question());
    await phone.send('POST', '/end', {});
    const password = await waiting.browser.open(waiting.page.url.href);
    const done = await waiting.browser.submit(password, '/password', { password: kari.password ?? '' });
    expect(done.url.pathname).toMatch(/\/code$/);
  });
});

describe('unlocking by a platform authenticator (WebAuthn)', () => {
  const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest();
  const b64 = (data: Uint8Array | string) => Buffer.from(data).toString('base64url');
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = Buffer.from('credential-of-this-phone');

  /** Authenticator data: relying party, flags, counter (WebAuthn Level 2 §6.1). */
  function dataOf({ host, flags, counter }: { host?: string; flags: number; counter: number }): Buffer {
    const hostname = host ?? new URL(house.test.context.urls.web).hostname;
    const rest = Buffer.alloc(5);
    rest.writeUInt8(flags, 0);
    rest.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(hostname), rest]);
  }

  function clientDataOf(
    type: string,
    statement: string,
    origin = new URL(house.test.context.urls.web).origin,
  ) {
    return JSON.stringify({ type, challenge: b64(sha256(statement)), origin });
  }

  function setUp(change: Partial<bankidApp.AuthenticatorRequest> = {}): Promise<Response> {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(credentialId.length);
    const data = [dataOf({ flags: 0x45, counter: 0 }), Buffer.alloc(16), length, credentialId];
    return phone.send('POST', '/authenticator', {
      credentialId: b64(credentialId),
      clientDataJson: b64(clientDataOf('webauthn.create', bankidApp.authenticatorStatement(phone.deviceId))),
      authenticatorData: b64(Buffer.concat(data)),
      publicKey: b64(publicKey.export({ format: 'der', type: 'spki' })),
      ...change,
    } satisfies bankidApp.AuthenticatorRequest);
  }

  interface Unlocking {
    statement?: string;
    origin?: string;
    host?: string;
    flags?: number;
    counter?: number;
  }

  function approve(asked: bankidApp.ApprovalQuestion, unlocking: Unlocking = {}): Promise<Response> {
    const statement = bankidApp.approvalStatement(phone.deviceId, asked);
    const { flags = 0x05, counter = 1, host } = unlocking;
    const clientDataJson = clientDataOf(
      'webauthn.get',
      unlocking.statement ?? statement,
      unlocking.origin ?? new URL(house.test.context.urls.web).origin,
    );
    const authenticatorData = dataOf({ flags, counter, ...(host === undefined ? {} : { host }) });
    const signed = Buffer.concat([authenticatorData, sha256(clientDataJson)]);
    return phone.send('POST', `/questions/${asked.id}/approve`, {
      signature: phone.signOver(statement),
      assertion: {
        credentialId: b64(credentialId),
        clientDataJson: b64(clientDataJson),
        authenticatorData: b64(authenticatorData),
        signature: b64(sign('sha256', signed, privateKey)),
      },
    } satisfies bankidApp.ApproveRequest);
  }

  it('is needed for every approval once it is set up', async () => {
    expect((await setUp()).status).toBe(204);
    expect((await phone.look()).device.hasAuthenticator).toBe(true);
    await waitForLogIn();
    const asked = await question();
    expect(await problemCode(await phone.approve(asked))).toBe('bankid.unlock-failed');
    expect((await approve(asked)).status).toBe(204);
  });

  it.each([
    ['another statement', { statement: 'something else' }],
    ['another origin', { origin: 'https://elsewhere.example' }],
    ['another relying party', { host: 'elsewhere.example' }],
    ['nobody having unlocked it', { flags: 0x01 }],
    ['a counter that does not go on', { counter: 7 }],
  ] satisfies [string, Unlocking][])('is refused with %s', async (_name, unlocking) => {
    await setUp();
    await waitForLogIn();
    const first = await question();
    expect((await approve(first, { counter: 7 })).status).toBe(204);
    house.advance(16 * 60);
    await waitForLogIn();
    const answer = await approve(await question(), { counter: 8, ...unlocking });
    expect(await problemCode(answer)).toBe('bankid.unlock-failed');
  });

  it('is set up once, by this site’s own page', async () => {
    const foreign = clientDataOf('webauthn.create', 'another device');
    expect(await problemCode(await setUp({ clientDataJson: b64(foreign) }))).toBe('bankid.unlock-failed');
    expect(await problemCode(await setUp({ publicKey: b64('no key') }))).toBe('bankid.unlock-failed');
    expect(await problemCode(await setUp({ credentialId: b64('another') }))).toBe('bankid.unlock-failed');
    expect((await setUp()).status).toBe(204);
    expect(await problemCode(await setUp())).toBe('bankid.unlock-failed');
  });
});

describe('the events of the app', () => {
  it('bring a question as it is asked, and the end when the app is activated elsewhere', async () => {
    const response = await phone.send('GET', '/events');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = readEvents(response);
    expect((await events.next()).value?.questions).toEqual([]);
    const { page } = await waitForLogIn();
    const asked = await until(events, ({ questions }) => questions.length > 0);
    expect(textOf(page)).toContain(asked.questions[0]?.referenceWords);
    house.advance(30);
    await makePhone(house).activate(await house.person('Kari'));
    const last = await until(events, ({ device }) => device.state === 'ended');
    expect(last.device.endReason).toBe('replaced');
    expect((await events.next()).done).toBe(true);
  });
});

async function* readEvents(response: Response): AsyncGenerator<bankidApp.AppEvent, undefined> {
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) yield bankidApp.appEvent.parse(JSON.parse(data));
    }
  }
  return undefined;
}

async function until(
  events: AsyncGenerator<bankidApp.AppEvent, undefined>,
  fits: (event: bankidApp.AppEvent) => boolean,
): Promise<bankidApp.AppEvent> {
  for (;;) {
    const { value } = await events.next();
    if (value === undefined) throw new Error('the events ended');
    if (fits(value)) return value;
  }
}
