import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { holder, type desk } from '@segl/contracts';
import { AtDesk } from './support/desk.js';
import { askAsHolder } from './support/guardian.js';
import { openHouse, type DemoPerson, type House } from './support/house.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

let house: House;
let siri: AtDesk;
let jon: AtDesk;
let kari: DemoPerson;
let ola: DemoPerson;
let sander: string;
beforeAll(async () => {
  house = await openHouse();
  siri = await AtDesk.as(house, 'Siri');
  jon = await AtDesk.as(house, 'Jon');
  kari = await house.person('Kari');
  ola = await house.person('Ola');
  sander = await siri.find('Sander');
});
afterAll(() => house.close());

const newUnit: desk.BeginAct = { kind: 'order-bankid', codeUnit: { issue: 'time' } };
const day = 86_400;

/** The clock stands still until it is moved, and the newest request is the one that counts. */
const ask = () => {
  house.advance(1);
  return siri.act(sander, { kind: 'ask-guardian' });
};
const request = async () => (await siri.customer(sander)).request;
const path = async () => `/guardian-requests/${(await request())?.id ?? 'none'}`;
const answerAs = async (
  sub: string,
  decision: 'approve' | 'refuse',
  provenSecondsAgo: number | 'never' = 5,
) => askAsHolder(house, `${await path()}/answer`, { sub, provenSecondsAgo, body: { decision } });
/** Mails to Kari so far; jobs send them a moment after. */
const mails = () => house.test.mails.filter(({ to }) => to === kari.email);
const untilMails = (count: number) =>
  vi.waitFor(() => expect(mails()).toHaveLength(count), { timeout: 20_000, interval: 50 });
const waitingFor = async (sub: string) =>
  holder.guardianRequests.parse((await askAsHolder(house, '/guardian-requests', { sub })).body).requests;

/** Time goes on, and the officers log in again. */
async function daysLater(days: number): Promise<void> {
  house.advance(days * day);
  siri = await AtDesk.as(house, 'Siri');
  jon = await AtDesk.as(house, 'Jon');
}

describe('a young customer at the desk', () => {
  it('gets no BankID without a guardian’s word, and a guardian is asked once', async () => {
    expect((await siri.act(sander, newUnit)).code).toBe('desk.guardian-needed');
    expect((await siri.customer(sander)).guardians).toMatchObject([{ name: 'Kari Eksempel' }]);
    expect((await siri.act(sander, { kind: 'ask-guardian' })).body).toEqual({ state: 'done' });
    expect((await siri.act(sander, { kind: 'ask-guardian' })).code).toBe('desk.request-open');
    expect(await request()).toMatchObject({ channel: 'desk', state: 'awaiting-guardian', guardian: null });
    expect((await siri.act(sander, newUnit)).code).toBe('desk.guardian-needed');
  });

  it('has a guardian who gets a mail whose link is an address and no key', async () => {
    await untilMails(1);
    const id = (await request())?.id ?? '';
    expect(mails()[0]?.text).toContain(`${house.test.context.urls.web}/my-bankid/requests/${id}`);
    expect(mails()[0]?.text).toContain('Fjordbanken');
    const answer = await fetch(`${house.test.context.urls.bankid}/holder/guardian-requests/${id}`);
    expect(answer.status).toBe(401);
  });

  it('is seen and answered by registered guardians only', async () => {
    expect(await waitingFor(ola.sub)).toEqual([]);
    expect((await askAsHolder(house, await path(), { sub: ola.sub })).code).toBe('bankid.request-not-found');
    expect((await answerAs(ola.sub, 'approve')).code).toBe('bankid.request-not-found');
    const child = await house.person('Sander');
    expect((await answerAs(child.sub, 'approve')).code).toBe('bankid.request-not-found');
    const nobody = await askAsHolder(house, '/guardian-requests/none', { sub: kari.sub });
    expect([nobody.status, nobody.code]).toEqual([404, 'bankid.request-not-found']);
    expect(await waitingFor(kari.sub)).toMatchObject([
      { child: { name: 'Sander Eksempel', age: 15 }, bank: { name: 'Fjordbanken' }, answeredAt: null },
    ]);
    expect((await request())?.state).toBe('awaiting-guardian');
  });

  it.each([601, 'never', -3600] as const)(
    'is not answered with a proof of %s seconds ago',
    async (provenSecondsAgo) => {
      const answer = await answerAs(kari.sub, 'approve', provenSecondsAgo);
      expect([answer.status, answer.code]).toEqual([403, 'bankid.proof-too-old']);
      expect((await request())?.state).toBe('awaiting-guardian');
    },
  );

  it('gets a BankID after the yes: of many clicks one counts, and two officers issue', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => answerAs(kari.sub, 'approve')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await answerAs(kari.sub, 'refuse')).code).toBe('bankid.answered-already');
    expect(await request()).toMatchObject({ state: 'approved', guardian: 'Kari Eksempel' });
    expect(await waitingFor(kari.sub)).toEqual([]);

    expect((await siri.act(sander, newUnit)).body).toEqual({ state: 'proposed' });
    expect((await jon.decide(sander, 'approve')).status).toBe(204);
    const { bankIds, request: now, history } = await siri.customer(sander);
    expect([bankIds[0]?.state, now?.state, now?.bankIdState]).toEqual(['ordered', 'issued', 'ordered']);
    expect(history.filter(({ kind }) => kind === 'guardian-approved')).toMatchObject([
      { actor: 'guardian', by: 'Kari Eksempel' },
    ]);
    expect((await answerAs(kari.sub, 'approve')).status).toBe(200);
    expect((await siri.act(sander, { kind: 'ask-guardian' })).code).toBe('desk.bankid-exists');
  });
});

describe('a request', () => {
  beforeAll(async () => {
    const [bankId] = (await siri.customer(sander)).bankIds;
    await siri.act(sander, { kind: 'block-bankid', target: bankId?.id ?? '', ground: 'bank-decided' });
  });

  it('that is refused gives nothing, and another may follow', async () => {
    await ask();
    expect((await answerAs(kari.sub, 'refuse')).status).toBe(200);
    expect(await request()).toMatchObject({ state: 'refused', guardian: 'Kari Eksempel' });
    expect((await siri.act(sander, newUnit)).code).toBe('desk.guardian-needed');
    expect((await answerAs(kari.sub, 'approve')).code).toBe('bankid.answered-already');
  });

  it('that the officer withdraws is over', async () => {
    await ask();
    const target = (await request())?.id ?? '';
    expect((await siri.act(sander, { kind: 'withdraw-request', target })).body).toEqual({ state: 'done' });
    expect((await siri.act(sander, { kind: 'withdraw-request', target })).code).toBe(
      'desk.request-not-found',
    );
    expect((await answerAs(kari.sub, 'approve')).code).toBe('bankid.request-over');
    expect((await request())?.state).toBe('withdrawn');
  });

  it('that nobody answers lapses after 30 days', async () => {
    await ask();
    await daysLater(29);
    expect((await request())?.state).toBe('awaiting-guardian');
    await daysLater(1);
    expect((await request())?.state).toBe('lapsed');
    expect(await waitingFor(kari.sub)).toEqual([]);
    expect((await answerAs(kari.sub, 'approve')).code).toBe('bankid.request-over');
  });

  it('that was approved gives nothing once it has lapsed, or the proposal comes too late', async () => {
    await ask();
    await answerAs(kari.sub, 'approve');
    expect((await siri.act(sander, newUnit)).body).toEqual({ state: 'proposed' });
    await daysLater(31);
    expect((await jon.decide(sander, 'approve')).code).toBe('desk.guardian-needed');
    await jon.decide(sander, 'reject');
    expect((await siri.customer(sander)).bankIds.map(({ state }) => state)).toEqual(['blocked']);
  });
});

describe('a guardianship', () => {
  it('ends at once, with what the guardian could answer', async () => {
    await ask();
    const [guardian] = (await siri.customer(sander)).guardians;
    const end = await siri.act(sander, { kind: 'end-guardian', target: guardian?.id ?? '' });
    expect(end.body).toEqual({ state: 'done' });
    expect((await answerAs(kari.sub, 'approve')).code).toBe('bankid.request-not-found');
    await siri.act(sander, { kind: 'withdraw-request', target: (await request())?.id ?? '' });
    expect((await siri.act(sander, { kind: 'ask-guardian' })).code).toBe('desk.guardian-needed');
  });

  it('is recorded by two officers, of an adult customer of the bank', async () => {
    const [kariHere, mateusz] = [await siri.find('Kari'), await siri.find('Mateusz')];
    const record = (child: string, target: string) =>
      siri.act(child, { kind: 'record-guardian', target, email: 'ny@example.com' });
    expect((await record(sander, sander)).code).toBe('desk.guardian-invalid');
    expect((await record(mateusz, kariHere)).code).toBe('desk.not-a-minor');
    const ante = await AtDesk.as(house, 'Ante');
    expect((await record(sander, await ante.find('Ola'))).code).toBe('desk.guardian-invalid');
    expect((await record(sander, kariHere)).body).toEqual({ state: 'proposed' });
    expect((await siri.customer(sander)).guardians).toEqual([]);
    expect((await jon.decide(sander, 'approve')).status).toBe(204);
    expect((await siri.customer(sander)).guardians).toMatchObject([
      { name: 'Kari Eksempel', email: 'ny@example.com' },
    ]);
  });

  it('is the bank’s own: officers of another see neither child nor guardian', async () => {
    const ante = await AtDesk.as(house, 'Ante');
    expect((await ante.get(`/customers/${sander}`)).code).toBe('desk.customer-not-found');
    expect((await ante.act(sander, { kind: 'ask-guardian' })).code).toBe('desk.customer-not-found');
  });
});
