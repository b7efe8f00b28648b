import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { desk } from '@segl/contracts';
import { codesOnCard, fewCodesLeft } from '@segl/domain';
import { renewalAdvice, renewBankId } from '../src/issuing/renew-bankid.js';
import { AtDesk } from './support/desk.js';
import { openHouse, type House } from './support/house.js';

let house: House;
let siri: AtDesk;
let jon: AtDesk;
let gro: AtDesk;
const logInAll = async () => {
  siri = await AtDesk.as(house, 'Siri');
  jon = await AtDesk.as(house, 'Jon');
  gro = await AtDesk.as(house, 'Gro');
};
beforeAll(async () => {
  house = await openHouse();
  await logInAll();
});
afterAll(() => house.close());

const prisma = () => house.room.context.database.prisma;
const cardsOf = async (customer: string) =>
  (await siri.customer(customer)).units.filter(({ kind }) => kind === 'code-card');

describe('printed code cards at the desk', () => {
  const issue = (replaces: string | null) => ({ kind: 'issue-code-source', unit: 'card', replaces }) as const;

  it('are handed out when a second officer agrees, with all their codes', async () => {
    const kari = await siri.find('Kari');
    expect((await siri.customer(kari)).handsOut).toEqual(['time', 'event', 'card']);
    expect((await siri.act(kari, issue(null))).body).toEqual({ state: 'proposed' });
    expect(await cardsOf(kari)).toEqual([]);
    expect((await jon.decide(kari, 'approve')).status).toBe(204);
    const [card, ...others] = await cardsOf(kari);
    expect(others).toEqual([]);
    expect(card).toMatchObject({ state: 'active', codesLeft: codesOnCard, runningOut: false });
    const events = await prisma().bankIdEvent.findMany({ where: { kind: 'code-card-issued' } });
    expect(events.map(({ details }) => details)).toEqual([{ serialNumber: card?.serialNumber }]);
  });

  it('are replaced in time, when few codes are left', async () => {
    const kari = await siri.find('Kari');
    const [old] = await cardsOf(kari);
    const used = codesOnCard - fewCodesLeft;
    await prisma().codeCard.update({ where: { id: old?.id ?? '' }, data: { used } });
    expect((await cardsOf(kari))[0]).toMatchObject({ codesLeft: fewCodesLeft, runningOut: true });
    await siri.act(kari, issue(old?.id ?? ''));
    await jon.decide(kari, 'approve');
    const cards = await cardsOf(kari);
    expect(cards.map(({ state, runningOut }) => [state, runningOut]).sort()).toEqual([
      ['active', false],
      ['replaced', false],
    ]);
    expect(cards.find(({ state }) => state === 'replaced')?.id).toBe(old?.id);
  });

  it('follow a card that is used up, also one that was used up while the proposal waited', async () => {
    const kari = await siri.find('Kari');
    const usable = async () => (await cardsOf(kari)).find(({ state }) => state === 'active');
    const first = await usable();
    await siri.act(kari, issue(first?.id ?? ''));
    await prisma().codeCard.update({
      where: { id: first?.id ?? '' },
      data: { used: codesOnCard, state: 'used-up' },
    });
    expect((await cardsOf(kari)).find(({ state }) => state === 'used-up')).toMatchObject({
      codesLeft: 0,
      runningOut: true,
    });
    expect((await jon.decide(kari, 'approve')).status).toBe(204);
    const second = await usable();
    expect(second?.id).not.toBe(first?.id);
    const blocked = await siri.act(kari, { kind: 'block-code-source', target: second?.id ?? '' });
    expect(blocked.body).toEqual({ state: 'done' });
    expect((await siri.act(kari, issue(second?.id ?? ''))).code).toBe('desk.act-not-possible');
  });

  it('are not handed out by a bank that has none', async () => {
    const ante = await AtDesk.as(house, 'Ante');
    const ola = await ante.find('Ola');
    expect((await ante.customer(ola)).handsOut).toEqual(['time', 'event']);
    expect((await ante.act(ola, issue(null))).code).toBe('desk.card-not-offered');
  });
});

describe('a campaign of renewal', () => {
  const wanted = {
    kind: 'start-campaign',
    issuedUntil: '2026-11-22',
    algorithm: null,
    renewBy: '2026-12-31',
    reason: 'Ny løsning',
  } as const satisfies desk.BeginBankAct;
  const list = async () => desk.campaignList.parse((await gro.get('/campaigns')).body);
  const bankIdOf = async (name: string) => {
    const { sub } = await house.person(name);
    return prisma().bankId.findFirstOrThrow({ where: { person: { sub }, bankId: 'fjordbanken' } });
  };

  it('is started by an administrator with a second officer, for dates that fit', async () => {
    expect((await siri.post('/bank-acts', wanted)).code).toBe('desk.role-missing');
    for (const dates of [
      { issuedUntil: '2026-11-23' },
      { renewBy: '2026-11-21' },
      { renewBy: '2028-11-23' },
    ]) {
      expect((await gro.post('/bank-acts', { ...wanted, ...dates })).code).toBe('desk.campaign-dates');
    }
    expect((await gro.post('/bank-acts', wanted)).body).toEqual({ state: 'proposed' });
    const { waiting, campaigns } = await list();
    expect([campaigns, waiting[0]?.campaign]).toEqual([
      [],
      { issuedUntil: '2026-11-22', algorithm: null, renewBy: '2026-12-31', reason: 'Ny løsning' },
    ]);
    expect((await renewalAdvice(house.room, await bankIdOf('Kari'))).kind).toBe('none');
    // Time goes on, so that what was issued at the start of the demonstration is meant.
    house.advance(60);
    const decision = { decision: 'approve' };
    expect((await jon.post(`/acts/${waiting[0]?.id ?? ''}/decision`, decision)).status).toBe(204);
  });

  it('counts who has renewed and who is left; whoever has renewed is not asked again', async () => {
    const [before] = (await list()).campaigns;
    const kari = await bankIdOf('Kari');
    expect(await renewalAdvice(house.room, kari)).toEqual({
      kind: 'offered',
      why: 'upgrade',
      until: new Date('2026-12-31T23:00:00.000Z'),
    });
    expect(before).toMatchObject({ renewed: 0, reason: 'Ny løsning', renewBy: '2026-12-31' });
    expect(await renewBankId(house.room, kari.id, { actor: 'holder' })).toBe(true);
    expect((await renewalAdvice(house.room, await bankIdOf('Kari'))).kind).toBe('none');
    const [after] = (await list()).campaigns;
    expect([after?.renewed, after?.left]).toEqual([1, (before?.left ?? 0) - 1]);
    // Renewed once more of their own will: still one of those who were meant.
    house.advance(1);
    await renewBankId(house.room, kari.id, { actor: 'holder' });
    expect((await list()).campaigns[0]?.renewed).toBe(1);
    const others = desk.campaignList.parse((await (await AtDesk.as(house, 'Nils')).get('/campaigns')).body);
    expect(others.campaigns).toEqual([]);
  });

  it('is required from the day after its last, Oslo time, and asks nobody once it has ended', async () => {
    const mateusz = await bankIdOf('Mateusz');
    const until = (time: string) => house.advance((Date.parse(time) - Date.now()) / 1000);
    until('2026-12-31T22:59:59Z');
    expect((await renewalAdvice(house.room, mateusz)).kind).toBe('offered');
    until('2026-12-31T23:00:00Z');
    expect((await renewalAdvice(house.room, mateusz)).kind).toBe('required');
    await logInAll();
    const target = (await list()).campaigns[0]?.id ?? '';
    const end = { kind: 'end-campaign', target } as const;
    expect((await jon.post('/bank-acts', end)).code).toBe('desk.role-missing');
    const nils = await AtDesk.as(house, 'Nils');
    expect((await nils.post('/bank-acts', end)).code).toBe('desk.campaign-not-found');
    expect((await gro.post('/bank-acts', end)).body).toEqual({ state: 'done' });
    expect((await gro.post('/bank-acts', end)).code).toBe('desk.campaign-not-found');
    expect((await list()).campaigns[0]?.endedAt).not.toBeNull();
    expect((await renewalAdvice(house.room, mateusz)).kind).toBe('none');
  });

  it('for keys of one kind means those alone', async () => {
    const forRsa = { ...wanted, algorithm: 'RSA-2048', issuedUntil: '2027-01-01', renewBy: '2027-02-01' };
    await gro.post('/bank-acts', forRsa);
    const [act] = (await list()).waiting;
    const mateusz = await bankIdOf('Mateusz');
    await prisma().bankId.update({ where: { id: mateusz.id }, data: { algorithm: 'RSA-2048' } });
    await jon.post(`/acts/${act?.id ?? ''}/decision`, { decision: 'approve' });
    expect((await list()).campaigns[0]).toMatchObject({ algorithm: 'RSA-2048', renewed: 0, left: 1 });
    expect((await renewalAdvice(house.room, await bankIdOf('Mateusz'))).kind).toBe('offered');
    expect((await renewalAdvice(house.room, await bankIdOf('Liv'))).kind).toBe('none');
    await renewBankId(house.room, mateusz.id, { actor: 'holder' });
    expect((await list()).campaigns[0]).toMatchObject({ renewed: 1, left: 0 });
    expect((await bankIdOf('Mateusz')).algorithm).toBe('EC-P256');
  });
});

it('BankID on mobile: no way of issuing, ordering or activating makes one', async () => {
  const before = await prisma().mobileBankId.count();
  const holders = await prisma().mobileBankId.findMany({
    include: { bankId: { include: { person: true } } },
  });
  expect(holders.map(({ bankId }) => bankId.person.givenName)).toEqual(['Mateusz']);
  // Everything above went by here: cards, units, renewals. And the desk has no act for it.
  expect([before, desk.actKind.options.filter((kind) => kind.includes('mobile'))]).toEqual([1, []]);
  expect(desk.handedOut.safeParse('mobile').success).toBe(false);
});
