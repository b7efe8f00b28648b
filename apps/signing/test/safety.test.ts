import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { errorCodes, signing, type ErrorCode } from '@segl/contracts';
import { makeNationalIdentityNumber } from '@segl/domain';
import { createLogger } from '@segl/platform';
import { safeReturnTo, withQuery } from '../src/login/return-to.js';
import { hashIdentifier } from '../src/sessions/session-data.js';
import { kari, ola } from './support/fake-bank.js';
import { codeOf, type Browser } from './support/browser.js';
import { consentFor, locationOf, logIn, openHouse, twoPages, type House } from './support/house.js';

// Whole signings, on whatever machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let house: House;
let sender: Browser;
const logged: string[] = [];

beforeAll(async () => {
  house = await openHouse({
    logger: createLogger({
      level: 'trace',
      destination: { write: (line: string) => void logged.push(line) },
    }),
  });
  sender = await house.loggedIn(ola);
});
afterAll(() => house.close());

describe('where a log-in leads to', () => {
  const base = 'http://localhost:3000';
  it.each(['/', '/sign/abc', '/documents?query=a%20b#top', '/sign/abc?x=1'])('%s is kept', (path) => {
    expect(safeReturnTo(path, base)).toBe(path);
  });
  it.each([
    'https://evil.test/',
    '//evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    '/..//evil.test',
    '/%2e%2e//evil.test',
    '/\t/evil.test',
    ' /x',
    'javascript:alert(1)',
    'x',
    '',
    '/a\nb',
    undefined,
    ['/'],
    `/${'x'.repeat(600)}`,
  ])('%j becomes the front page', (path) => {
    expect(safeReturnTo(path, base)).toBe('/');
  });
  it('is always on our own origin, whatever is asked for', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('/', '\\', '.', ':', '@', 'e', '%', '2', 'f', '?', '#', '\t'),
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          hostile,
          hostile.map((tail) => `/${tail}`),
        ),
        (wanted) => {
          const path = safeReturnTo(wanted, base);
          for (const target of [path, withQuery(path, { error: 'x' })]) {
            expect(new URL(target, base).origin).toBe(base);
            expect(new URL(`${base}${target}`).origin).toBe(base);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
  it('holds for the whole log-in', async () => {
    const toBank = await house.browser().request('/signing/login?returnTo=//evil.test/');
    expect(new URL(locationOf(toBank)).pathname).toBe('/bankid/auth');
    const browser = house.browser();
    const begun = await browser.request('/signing/login?returnTo=https://evil.test/');
    const back = await browser.request(`/signing/callback/login${new URL(locationOf(begun)).search}`);
    expect(locationOf(back)).toBe(`${house.baseUrl}/`);
  });
});

describe('a session', () => {
  it('has an HttpOnly, SameSite=Lax cookie of this room’s path, and another id after log-in', async () => {
    const browser = house.browser();
    const begun = await browser.request('/signing/login?returnTo=/');
    const cookie = begun.headers.getSetCookie()[0] ?? '';
    expect(cookie).toMatch(/^segl_session=.*; Path=\/signing; HttpOnly; SameSite=Lax$/);
    const before = browser.cookieHeader;
    house.bank.person = kari;
    await browser.request(`/signing/callback/login${new URL(locationOf(begun)).search}`);
    expect(browser.cookieHeader).not.toBe(before);
    // The planted id is worth nothing.
    const planted = await house.browser().request('/signing/api/me', { headers: { cookie: before } });
    expect(((await planted.json()) as signing.Me).person).toBeNull();
  });

  it('is stored under a hash of its id, and ends at log-out', async () => {
    const browser = await house.loggedIn(kari);
    const cookie = decodeURIComponent(browser.cookieHeader.split('=')[1] ?? '');
    const id = cookie.slice(2, cookie.indexOf('.'));
    const row = await house.room.prisma.webSession.findUnique({ where: { idHash: hashIdentifier(id) } });
    expect(row?.data).toMatchObject({ person: { sub: kari.sub } });
    expect(await house.room.prisma.webSession.findUnique({ where: { idHash: id } })).toBeNull();
    const header = browser.cookieHeader;
    expect((await browser.post('/signing/api/logout')).status).toBe(204);
    const after = await house.browser().request('/signing/api/me', { headers: { cookie: header } });
    expect(((await after.json()) as signing.Me).person).toBeNull();
  });

  it('ends after its hours, by the clock', async () => {
    const browser = await house.loggedIn(kari);
    house.clock.advance(8 * 3600 + 1);
    expect((await browser.get(signing.me, '/signing/api/me')).person).toBeNull();
    sender = await house.loggedIn(ola);
  });

  it('is not given to visitors who do nothing', async () => {
    const response = await house.browser().request('/signing/api/me');
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('takes an answer of the bank in the browser that asked only', async () => {
    const begun = await house.browser().request('/signing/login?returnTo=/');
    const other = house.browser();
    const back = await other.request(`/signing/callback/login${new URL(locationOf(begun)).search}`);
    expect(locationOf(back)).toBe(`${house.baseUrl}/?error=signing.login-failed`);
    expect((await other.get(signing.me, '/signing/api/me')).person).toBeNull();
  });

  it('tells the page when the person cancelled at the bank', async () => {
    house.bank.refusal = { code: 'cancelled', bankIdCode: '9001' };
    expect(await logIn(house, house.browser(), kari)).toBe(
      `${house.baseUrl}/?error=bankid.cancelled&bankIdCode=9001`,
    );
    house.bank.refusal = undefined;
  });
});

describe('a change from another site', () => {
  const changes = [
    '/signing/api/orders',
    '/signing/api/logout',
    '/signing/api/upload-tickets',
    '/signing/api/demo/orders',
  ];
  it.each(changes)('%s is refused', async (path) => {
    const json = { 'content-type': 'application/json' };
    for (const headers of [
      { ...json, origin: 'https://evil.test' },
      { ...json, origin: 'null' },
      { ...json, 'sec-fetch-site': 'cross-site' },
      { ...json, 'sec-fetch-site': 'same-site' },
      json,
    ]) {
      const response = await sender.request(path, { method: 'POST', headers, body: '{}' });
      expect(await codeOf(response)).toBe('403 platform.cross-origin');
    }
  });
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'as %s, what a form can send, is refused',
    async (type) => {
      const response = await sender.request('/signing/api/orders', {
        method: 'POST',
        headers: { origin: house.baseUrl, 'content-type': type },
        body: 'x',
      });
      expect(response.status).toBe(415);
    },
  );
});

describe('without a log-in', () => {
  it.each([
    ['GET', '/signing/api/orders'],
    ['POST', '/signing/api/orders'],
    ['GET', '/signing/api/orders/00000000-0000-4000-8000-000000000000'],
    ['POST', '/signing/api/orders/00000000-0000-4000-8000-000000000000/cancel'],
    ['POST', '/signing/api/upload-tickets'],
    ['GET', '/signing/api/organisations/974760673'],
    ['GET', '/signing/api/documents'],
    ['GET', '/signing/api/documents/00000000-0000-4000-8000-000000000000'],
    ['GET', '/signing/api/documents/00000000-0000-4000-8000-000000000000/signed.pdf'],
    ['GET', '/signing/api/documents/00000000-0000-4000-8000-000000000000/receipt.pdf'],
  ])('%s %s is refused', async (method, path) => {
    const response = await house.browser().request(path, {
      method,
      ...(method === 'POST'
        ? { headers: { origin: house.baseUrl, 'content-type': 'application/json' }, body: '{}' }
        : {}),
    });
    expect(await codeOf(response)).toBe('401 signing.login-required');
  });
});

describe('an order', () => {
  const request = async (changes: object = {}) => ({
    title: 'Avtale',
    intakeId: house.upload.addIntake(ola.sub, await twoPages('Agreement')),
    party: { name: 'Kari Fjellheim', birthDate: kari.birthDate, email: 'kari@example.test', language: 'nb' },
    deadline: new Date(house.clock.now().getTime() + 5 * 86_400_000).toISOString().slice(0, 10),
    language: 'nb',
    ...changes,
  });

  it('cannot be made of another person’s upload', async () => {
    const theirs = house.upload.addIntake(kari.sub, await twoPages('Theirs'));
    expect(await codeOf(sender.post('/signing/api/orders', await request({ intakeId: theirs })))).toBe(
      '404 upload.intake-not-found',
    );
  });

  const refusal = (code: ErrorCode) => ({ ...errorCodes[code], code, type: 'about:blank', detail: 'Why' });
  it.each([
    [{ state: 'checking' }, '409 upload.intake-not-ready'],
    [{ state: 'held' }, '422 upload.active-content'],
    [{ state: 'locked', refusal: refusal('upload.password-required') }, '422 upload.password-required'],
    [{ state: 'refused', refusal: refusal('upload.xfa') }, '422 upload.xfa'],
  ] as const)('cannot be made of a file that is not ready: %j', async (file, code) => {
    const intakeId = house.upload.addIntake(ola.sub, await twoPages('Unready'), file);
    expect(await codeOf(sender.post('/signing/api/orders', await request({ intakeId })))).toBe(code);
    expect(await house.room.prisma.orderDocument.count({ where: { intakeId } })).toBe(0);
  });

  it.each([0, 91, -3])('cannot have its deadline %i days ahead', async (days) => {
    const deadline = new Date(house.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10);
    expect(await codeOf(sender.post('/signing/api/orders', await request({ deadline })))).toBe(
      '422 signing.deadline-invalid',
    );
  });

  it('does not exist for anybody but its sender', async () => {
    const { order } = await house.openOrder({}, sender);
    const other = await house.loggedIn(kari);
    const path = `/signing/api/orders/${order.id}`;
    expect(await codeOf(other.request(path))).toBe('404 signing.order-not-found');
    expect(await codeOf(other.post(`${path}/cancel`))).toBe('404 signing.order-not-found');
    const list = await other.get(signing.orderList, '/signing/api/orders');
    expect(list.orders.map(({ id }) => id)).not.toContain(order.id);
  });

  it('keeps of a national identity number its keyed hash and the birth date, and matches by it', async () => {
    const nationalId = numberFor(kari.birthDate);
    expect(nationalId).toHaveLength(11);
    const party = { name: 'K. F.', nationalId, email: 'kari@example.test', language: 'nb' } as const;
    const { order, token } = await house.openOrder({ party }, sender);
    const row = await house.room.prisma.party.findFirstOrThrow({ where: { orderId: order.id } });
    expect(row.birthDate).toBe(kari.birthDate);
    expect(row.nationalIdHmac).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(row)).not.toContain(nationalId);

    const path = `/signing/api/invitations/${token}`;
    const accessOf = async (browser: Browser) => (await browser.get(signing.invitation, path)).access;
    // A log-in that did not ask for the number cannot tell; one for this link can.
    expect(await accessOf(await house.loggedIn(kari))).toBe('login-required');
    expect(await accessOf(await house.loggedIn({ ...kari, nationalId: '1'.repeat(11) }, token))).toBe(
      'not-yours',
    );
    expect(await accessOf(await house.loggedIn({ ...kari, nationalId }, token))).toBe('granted');
    expect(house.bank.pushed.at(-1)?.nationalId).toBe('wanted');
    expect(logged.join('')).not.toContain(nationalId);
  });

  it('is answered with 400 and no echo when its fields do not fit', async () => {
    const response = await sender.post('/signing/api/orders', await request({ title: '', deadline: 'x' }));
    const text = await response.text();
    expect(response.status).toBe(400);
    expect(text).toContain('platform.invalid-request');
    expect(text).not.toContain(kari.birthDate);
  });
});

/** A synthetic number: about one individual number in six has no check digits. */
function numberFor(birthDate: string): string {
  for (let individualNumber = 100; individualNumber < 200; individualNumber += 1) {
    const number = makeNationalIdentityNumber({ birthDate, individualNumber });
    if (number !== undefined) return number;
  }
  throw new Error('no number fits');
}

describe('consent (step 5)', () => {
  it('is refused for other documents, pages that do not exist, or an end that was not reached', async () => {
    const { token } = await house.openOrder({}, sender);
    const browser = await house.loggedIn(kari, token);
    const base = `/signing/api/invitations/${token}`;
    const document = await browser.get(signing.invitationDocument, `${base}/document`);
    const good = consentFor(document);
    const { documentId, preparedSha256, manifestSha256 } = document;
    const zeros = '0'.repeat(64);
    const answer = (changes: Partial<signing.ConsentRequest>) =>
      codeOf(browser.post(`${base}/consents`, { ...good, ...changes }));

    expect(await answer({ documents: [{ documentId, preparedSha256: zeros, manifestSha256 }] })).toBe(
      '409 signing.consent-stale',
    );
    expect(await answer({ documents: [{ documentId, preparedSha256, manifestSha256: zeros }] })).toBe(
      '409 signing.consent-stale',
    );
    expect(await answer({ documents: [...good.documents, ...good.documents] })).toBe(
      '409 signing.consent-stale',
    );
    expect(await answer({ statementVersion: '2020-01' })).toBe('409 signing.consent-stale');
    const [first] = good.pagesShown;
    expect(await answer({ pagesShown: first === undefined ? [] : [{ ...first, pageNumber: 9 }] })).toBe(
      '409 signing.consent-stale',
    );
    expect(await answer({ pagesShown: good.pagesShown.slice(0, -1) })).toBe('409 signing.pages-not-shown');
    expect(await house.room.prisma.consent.count()).toBe(0);
    expect(
      (await browser.post(`${base}/consents`, { ...good, pagesShown: [], reachedEnd: 'declared' })).status,
    ).toBe(201);
  });

  it('of one order is no consent to another', async () => {
    const first = await house.openOrder({}, sender);
    const second = await house.openOrder({}, sender);
    const browser = await house.loggedIn(kari);
    const base = (token: string) => `/signing/api/invitations/${token}`;
    const document = await browser.get(signing.invitationDocument, `${base(first.token)}/document`);
    const consent = await browser.send(
      signing.consentAnswer,
      `${base(first.token)}/consents`,
      consentFor(document),
    );
    await browser.request(`${base(second.token)}/document`);
    expect(
      await codeOf(browser.post(`${base(second.token)}/signing-attempts`, { consentId: consent.id })),
    ).toBe('409 signing.consent-required');
  });
});

describe('logs', () => {
  it('hold no birth dates, addresses, link tokens, codes or cookies', () => {
    const all = logged.join('');
    expect(logged.length).toBeGreaterThan(50);
    for (const secret of [kari.birthDate, 'kari@example.test', 'segl_session', 'Fjellheim', 'code=']) {
      expect(all).not.toContain(secret);
    }
  });
});
