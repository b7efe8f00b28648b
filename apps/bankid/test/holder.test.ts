import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { holder, problem } from '@segl/contracts';
import { issueTicket } from '@segl/platform';
import { createBrowser } from './support/browser.js';
import { pushRequest, pushSigning } from './support/caller.js';
import { openHouse, type DemoPerson, type House } from './support/house.js';
import { answerAll, answersOf, answer } from './support/walk.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let house: House;
let kari: DemoPerson;
beforeAll(async () => {
  house = await openHouse();
  kari = await house.person('Kari');
});
afterAll(() => house.close());

async function logIn(person: DemoPerson, wrong: { password?: string } = {}): Promise<void> {
  house.advance(31);
  const now = await house.person(person.name.split(' ')[0] ?? '');
  const errand = await pushRequest(house, 'segl-web');
  const browser = createBrowser({ stopAt: errand.redirectUri });
  const first = await browser.open(errand.url);
  if (wrong.password === undefined) await answerAll(browser, first, now);
  else await answer(browser, first, { ...answersOf(now), password: wrong.password });
}

/** Asks as the browser of `sub` does, with a ticket that signing gave. */
async function ask(
  path: string,
  {
    sub = kari.sub,
    method = 'GET',
    service = 'signing' as 'signing' | 'vault',
    purpose = 'bankid.holder',
  } = {},
): Promise<Response> {
  const ticket = await issueTicket(house.test.contextOf(service), {
    audience: 'bankid',
    purpose,
    subject: sub,
  });
  return fetch(`${house.test.context.urls.bankid}${path}`, {
    method,
    headers: { authorization: `Bearer ${ticket}` },
  });
}

async function history(sub?: string): Promise<holder.HistoryEntry[]> {
  const entries: holder.HistoryEntry[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const answered = await ask(`/holder/history${query}`, sub === undefined ? {} : { sub });
    const page: { entries: holder.HistoryEntry[]; nextCursor: string | null } = holder.history.parse(
      await answered.json(),
    );
    entries.push(...page.entries);
    cursor = page.nextCursor;
  }
  return entries;
}

const uses = (entries: holder.HistoryEntry[]): holder.Use[] =>
  entries.filter((entry): entry is holder.Use => entry.type === 'use');

describe('who may ask', () => {
  it.each([
    ['without a ticket', () => fetch(`${house.test.context.urls.bankid}/holder/history`), 401],
    ['with a ticket for something else', () => ask('/holder/history', { purpose: 'upload.intake' }), 403],
    ['with a ticket of another service', () => ask('/holder/history', { service: 'vault' }), 403],
  ] as const)('nobody %s', async (_how, tryIt, status) => {
    expect((await tryIt()).status).toBe(status);
  });

  it('anybody may see the banks, with their numbers and age limits', async () => {
    const response = await fetch(`${house.test.context.urls.bankid}/banks`);
    const { banks } = holder.bankList.parse(await response.json());
    expect(banks.map(({ name }) => name)).toEqual(expect.arrayContaining(['Eikebanken', 'Fjordbanken']));
    expect(banks.find(({ name }) => name === 'Nordlysbanken')?.ageLimit).toBe(13);
  });

  it('pages of the web may ask from their own origin, others may not', async () => {
    const from = async (origin: string): Promise<string | null> => {
      const response = await fetch(`${house.test.context.urls.bankid}/banks`, { headers: { origin } });
      return response.headers.get('access-control-allow-origin');
    };
    const web = new URL(house.test.context.urls.web).origin;
    expect(await from(web)).toBe(web);
    expect(await from('https://evil.example')).toBeNull();
  });
});

describe('my BankIDs', () => {
  it('are shown with bank and end, and nobody else’s are', async () => {
    const { bankIds } = holder.heldBankIds.parse(await (await ask('/holder/bankids')).json());
    const rows = await house.room.context.database.prisma.bankId.findMany({
      where: { person: { sub: kari.sub } },
    });
    expect(bankIds.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
    expect(bankIds[0]).toMatchObject({ bank: { name: 'Fjordbanken', phone: '000 09 901' }, state: 'active' });
    const suspended = await house.person('Ingrid');
    const hers = holder.heldBankIds.parse(
      await (await ask('/holder/bankids', { sub: suspended.sub })).json(),
    );
    expect(hers.bankIds[0]?.state).toBe('suspended');
    expect(hers.bankIds[0]?.suspension).not.toBeNull();
  });
});

describe('the history', () => {
  it('tells of log-ins that worked and those that did not, newest first', async () => {
    await logIn(kari);
    await logIn(kari, { password: 'helt-feil-passord-1' });
    const entries = uses(await history());
    expect(entries.slice(0, 2)).toMatchObject([
      { kind: 'login', caller: 'Segl', outcome: 'wrong-password', bankName: 'Fjordbanken', deniedAt: null },
      { kind: 'login', caller: 'Segl', outcome: 'ok' },
    ]);
    await logIn(kari);
  });

  it('tells by which browser and platform, and what was to be signed', async () => {
    house.advance(31);
    const errand = await pushSigning(house);
    const userAgent =
      'Mozilla/5.0 (Linux; Android 14; Secret-Phone-7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.1.2 Mobile Safari/537.36';
    const browser = createBrowser({ stopAt: errand.redirectUri, userAgent });
    await answerAll(browser, await browser.open(errand.url), await house.person('Kari'));
    const [newest] = uses(await history());
    expect(newest).toMatchObject({
      kind: 'signing',
      browser: 'chrome',
      platform: 'android',
      documents: ['Låneavtale'],
    });
    // Families only: neither version nor model is kept.
    expect(JSON.stringify(await house.test.context.database.prisma.bankIdUse.findMany())).not.toMatch(
      /131|Secret-Phone/,
    );
    await logIn(kari);
    expect(uses(await history())[0]).toMatchObject({ browser: null, platform: null, documents: [] });
  });

  it('is read page by page, each entry once, also where many happened at the same instant', async () => {
    const { prisma } = house.room.context.database;
    const ola = await house.person('Ola');
    const bankId = await prisma.bankId.findFirstOrThrow({ where: { person: { sub: ola.sub } } });
    const at = house.room.context.clock.now();
    const ids = Array.from({ length: 60 }, () => randomUUID());
    await prisma.bankIdUse.createMany({
      data: ids.map((id, index) => ({
        id,
        bankIdId: bankId.id,
        at: index < 40 ? at : new Date(at.getTime() - index),
        kind: 'login',
        clientId: 'gone-client',
        outcome: 'ok',
        method: 'code-card',
      })),
    });
    const entries = uses(await history(ola.sub)).filter(({ caller }) => caller === 'gone-client');
    expect(entries.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(entries.every(({ method }) => method === 'code-card')).toBe(true);
    expect([...entries].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).map(({ at }) => at)).toEqual(
      entries.map(({ at: when }) => when),
    );
  });

  it('shows nothing of others', async () => {
    const tuva = await house.person('Tuva');
    expect(await history(tuva.sub)).toEqual([]);
  });
});

describe('this was not me', () => {
  it('is kept with the use and in the BankID’s history, once', async () => {
    await logIn(kari);
    const [use] = uses(await history());
    if (use === undefined) throw new Error('no use');
    const path = `/holder/uses/${use.id}/denial`;
    const first = holder.useWithBankId.parse(await (await ask(path, { method: 'POST' })).json());
    expect(first.use.deniedAt).not.toBeNull();
    expect(first.bankId.bank.phone).toBe('000 09 901');
    house.advance(60);
    const again = holder.useWithBankId.parse(await (await ask(path, { method: 'POST' })).json());
    expect(again.use.deniedAt).toBe(first.use.deniedAt);
    const reports = (await history()).filter(({ type, kind }) => type === 'change' && kind === 'use-denied');
    expect(reports).toMatchObject([{ by: 'holder', bankIdId: use.bankIdId }]);
  });

  it('cannot be said of what others did', async () => {
    const [use] = uses(await history());
    const ola = await house.person('Ola');
    for (const path of [`/holder/uses/${use?.id ?? ''}/denial`, `/holder/uses/${randomUUID()}/denial`]) {
      const refused = await ask(path, { sub: ola.sub, method: 'POST' });
      expect(problem.parse(await refused.json()).code).toBe('platform.not-found');
    }
  });
});

describe('block now', () => {
  it('is for the holder’s own BankID only', async () => {
    const ola = await house.person('Ola');
    const { bankIds } = holder.heldBankIds.parse(await (await ask('/holder/bankids')).json());
    const id = bankIds[0]?.id ?? '';
    const refused = await ask(`/holder/bankids/${id}/block`, { sub: ola.sub, method: 'POST' });
    expect(refused.status).toBe(404);
    expect((await house.person('Kari')).bankIdState).toBe('active');
  });

  it('ends it for good, at once: its certificate is revoked, its key is gone, and it opens nothing', async () => {
    const { bankIds } = holder.heldBankIds.parse(await (await ask('/holder/bankids')).json());
    const { id } = bankIds[0] ?? { id: '' };
    const row = await house.room.context.database.prisma.bankId.findUniqueOrThrow({ where: { id } });
    const blocked = await ask(`/holder/bankids/${id}/block`, { method: 'POST' });
    expect(holder.heldBankId.parse(await blocked.json()).state).toBe('blocked');
    expect(house.others.revoked.get(`${row.bankId}/${row.certificateSerial}`)).toBe('keyCompromise');
    expect(house.others.destroyed.has(row.credentialId)).toBe(true);
    const change = (await history()).find(({ type, kind }) => type === 'change' && kind === 'blocked');
    expect(change).toMatchObject({ by: 'holder' });
    await logIn(kari);
    const [latest] = uses(await history());
    expect(latest?.outcome).not.toBe('ok');
    // Blocking what is blocked does no harm.
    expect((await ask(`/holder/bankids/${id}/block`, { method: 'POST' })).status).toBe(200);
  });
});
