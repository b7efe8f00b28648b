import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { desk } from '@segl/contracts';
import { makeNationalIdentityNumber, writePassport } from '@segl/domain';
import { describeDesk } from '../src/demo/describe-desk.js';
import { AtDesk, passportOf } from './support/desk.js';
import { openHouse, type House } from './support/house.js';

let house: House;
let siri: AtDesk;
let jon: AtDesk;
beforeAll(async () => {
  house = await openHouse();
  siri = await AtDesk.as(house, 'Siri');
  jon = await AtDesk.as(house, 'Jon');
});
afterAll(() => house.close());

const prisma = () => house.room.context.database.prisma;
const newUnit: desk.BeginAct = { kind: 'order-bankid', codeUnit: { issue: 'time' } };

/** A newcomer of the demo, made a customer. */
async function register(at: AtDesk, name: string): Promise<string> {
  const { nationalId, givenName, familyName } = await passportOf(house, name);
  const facts = { nationalId, givenName, familyName, hasAccount: true, hasOnlineBanking: true };
  const { status, body } = await at.post('/customers', facts);
  expect(status).toBe(201);
  return desk.registeredCustomer.parse(body).id;
}

const meet = (at: AtDesk, id: string, zone: string) => at.post(`/customers/${id}/identity-checks`, { zone });

/** A young person who is not of the demo. */
async function registerBorn(at: AtDesk, birthDate: string): Promise<{ id: string; zone: string }> {
  const numbers = Array.from({ length: 300 }, (_, index) =>
    makeNationalIdentityNumber({ birthDate, individualNumber: 700 + index }),
  );
  const person = { givenName: 'Bjørg', familyName: 'Ungdal-Åsen' };
  const nationalId = numbers.find((number) => number !== undefined) ?? '';
  const facts = { ...person, nationalId, hasAccount: true, hasOnlineBanking: true };
  const { id } = desk.registeredCustomer.parse((await at.post('/customers', facts)).body);
  const names = { familyName: person.familyName, givenNames: person.givenName };
  const zone = writePassport({
    issuingState: 'NOR',
    number: 'A1',
    ...names,
    birthDate,
    expiresOn: '2031-06-30',
  });
  return { id, zone };
}

describe('a customer relation', () => {
  it('is made for a new person, and keeps a person who is known', async () => {
    const id = await register(siri, 'Nora');
    expect(await siri.customer(id)).toMatchObject({ name: 'Nora Nykundesen', bankIds: [], units: [] });
    const ante = await AtDesk.as(house, 'Ante');
    await register(ante, 'Nora');
    const { birthDate } = await siri.customer(id);
    expect(await prisma().person.count({ where: { birthDate } })).toBe(1);
  });

  it('is refused for real numbers, wrong check digits and another name', async () => {
    const { nationalId, givenName, familyName } = await passportOf(house, 'Ola');
    const ola = { nationalId, givenName, familyName, hasAccount: true, hasOnlineBanking: true };
    const wrongDigit = nationalId.endsWith('1') ? '2' : '1';
    const tries = [
      { ...ola, nationalId: '01010750160' },
      { ...ola, nationalId: nationalId.slice(0, 10) + wrongDigit },
      { ...ola, familyName: 'Annensen' },
    ];
    const codes = [];
    for (const facts of tries) codes.push((await siri.post('/customers', facts)).code);
    expect(codes).toEqual(['desk.national-id-invalid', 'desk.national-id-invalid', 'desk.name-differs']);
    expect((await siri.get('/customers?q=Prøvesen')).body).toMatchObject({ customers: [] });
  });
});

describe('the passport at a meeting', () => {
  const person = { issuingState: 'NOR', number: 'X1', familyName: 'Eksempel', givenNames: 'Kari' };
  const kari = { ...person, birthDate: '1987-05-24', expiresOn: '2030-06-30' };

  it.each([
    ['of another person', { ...kari, familyName: 'Annensen' }, 'desk.passport-other-person'],
    ['of a namesake', { ...kari, birthDate: '1987-05-25' }, 'desk.passport-other-person'],
    ['that has expired', { ...kari, expiresOn: '2026-11-21' }, 'desk.passport-expired'],
  ])('is refused when it is one %s', async (_, passport, code) => {
    const id = await siri.find('Kari');
    expect((await meet(siri, id, writePassport(passport))).code).toBe(code);
    expect((await siri.customer(id)).identityCheck).toBeNull();
  });

  it('is refused when a check digit is wrong, or it is none', async () => {
    const id = await siri.find('Kari');
    const zone = writePassport(kari).replace('870524', '870525');
    expect((await meet(siri, id, zone)).code).toBe('desk.passport-check-digits');
    expect((await meet(siri, id, 'førerkort')).code).toBe('desk.passport-unreadable');
  });

  it('is recorded with its number sealed and nothing else of it', async () => {
    const id = await siri.find('Kari');
    expect((await meet(siri, id, writePassport({ ...kari, number: 'HEMMELIG1' }))).status).toBe(204);
    expect((await siri.customer(id)).identityCheck).toMatchObject({
      officer: 'Siri Skrankeby',
      issuingState: 'NOR',
      passportExpiresOn: '2030-06-30',
    });
    const rows = await prisma().identityCheck.findMany({ where: { customerId: id } });
    const acts = await prisma().deskAct.findMany();
    expect(Buffer.from(rows[0]?.numberSealed ?? []).toString('latin1')).not.toContain('HEMMELIG1');
    expect(JSON.stringify([rows, acts])).not.toContain('HEMMELIG1');
  });

  it('is valid on its last day', async () => {
    const id = await siri.find('Kari');
    expect((await meet(siri, id, writePassport({ ...kari, expiresOn: '2026-11-22' }))).status).toBe(204);
  });
});

describe('issuing a BankID at the desk', () => {
  it('needs a meeting, a second officer, and no BankID of the bank yet', async () => {
    const id = await siri.find('Nora');
    expect((await siri.act(id, newUnit)).code).toBe('desk.passport-needed');
    await meet(siri, id, (await passportOf(house, 'Nora')).zone);
    expect((await siri.act(id, newUnit)).body).toEqual({ state: 'proposed' });
    expect((await siri.customer(id)).bankIds).toEqual([]);
    const certified = house.others.certified.length;
    expect((await jon.decide(id, 'approve')).status).toBe(204);

    const { bankIds, units, waiting } = await siri.customer(id);
    expect([bankIds.map(({ state }) => state), units.map(({ state }) => state), waiting]).toEqual([
      ['ordered'],
      ['active'],
      [],
    ]);
    expect(bankIds[0]?.letterUntil).not.toBeNull();
    expect(house.others.certified.length).toBe(certified + 1);
    expect(await prisma().bankId.findUniqueOrThrow({ where: { id: bankIds[0]?.id ?? '' } })).toMatchObject({
      passwordHash: null,
    });
    const { post } = await describeDesk(house.room);
    expect(post[0]).toMatchObject({ recipient: 'Nora Nykundesen', bank: 'Fjordbanken' });
    expect((await siri.act(id, newUnit)).code).toBe('desk.bankid-exists');
  });

  it('needs an account and online banking too, all three', async () => {
    const { id, zone } = await registerBorn(siri, '2004-04-04');
    await meet(siri, id, zone);
    const has = (data: { hasAccount?: boolean; hasOnlineBanking?: boolean }) =>
      prisma().customer.update({ where: { id }, data });
    await has({ hasAccount: false, hasOnlineBanking: false });
    expect((await siri.act(id, newUnit)).code).toBe('desk.account-needed');
    await has({ hasAccount: true });
    expect((await siri.act(id, newUnit)).code).toBe('desk.online-banking-needed');
    await has({ hasOnlineBanking: true });
    expect((await siri.act(id, newUnit)).body).toEqual({ state: 'proposed' });
    // What was there at the proposal has to be there at the approval.
    await has({ hasAccount: false });
    expect((await jon.decide(id, 'approve')).code).toBe('desk.account-needed');
    expect((await jon.decide(id, 'reject')).status).toBe(204);
  });

  it('keeps the identifier of the person at a second bank, and uses a code unit in hand', async () => {
    const ante = await AtDesk.as(house, 'Ante');
    const maja = await AtDesk.as(house, 'Maja');
    const id = await ante.find('Tuva');
    const [unit] = (await ante.customer(id)).units;
    await meet(ante, id, (await passportOf(house, 'Tuva')).zone);
    await ante.act(id, { kind: 'order-bankid', codeUnit: { existing: unit?.id ?? '' } });
    await maja.decide(id, 'approve');
    const { bankIds, units } = await ante.customer(id);
    expect([bankIds.length, units.length]).toEqual([1, 1]);
    const { sub } = await house.person('Tuva');
    expect(house.others.certified.at(-1)?.[0]).toEqual({ type: 'serialNumber', value: sub });
  });

  it('leaves the proposal waiting when vault or trust does not answer', async () => {
    const { id, zone } = await registerBorn(siri, '2003-03-03');
    await meet(siri, id, zone);
    await siri.act(id, newUnit);
    house.others.setUp({ isUp: false });
    expect((await jon.decide(id, 'approve')).code).toBe('platform.upstream-unavailable');
    house.others.setUp({ isUp: true });
    const { waiting, bankIds } = await siri.customer(id);
    expect([waiting.length, bankIds.length]).toEqual([1, 0]);
    const answers = await Promise.all([1, 2, 3].map(() => jon.decide(id, 'approve')));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    const after = await siri.customer(id);
    expect([after.bankIds.length, after.units.length]).toEqual([1, 1]);
  });

  it.each([
    ['2011-11-22', 'desk.guardian-needed'],
    ['2011-11-23', 'desk.too-young'],
    ['2008-11-23', 'desk.guardian-needed'],
    ['2008-11-22', undefined],
  ])('goes by the age limit of the bank, 15 years here: born %s', async (birthDate, code) => {
    const { id, zone } = await registerBorn(siri, birthDate);
    await meet(siri, id, zone);
    expect((await siri.act(id, newUnit)).code).toBe(code);
  });
});

describe('the end', () => {
  it("of a customer relation blocks this bank's, not another's", async () => {
    const eli = await AtDesk.as(house, 'Eli');
    const knut = await AtDesk.as(house, 'Knut');
    const nora = await siri.find('Nora');
    await register(eli, 'Nora');
    const there = await eli.find('Nora');
    await meet(eli, there, (await passportOf(house, 'Nora')).zone);
    await eli.act(there, newUnit);
    await knut.decide(there, 'approve');
    const before = (await siri.customer(nora)).bankIds[0];
    await siri.act(nora, { kind: 'end-customer' });
    await jon.decide(nora, 'approve');

    const ended = await siri.customer(nora);
    expect([ended.ended, ended.bankIds[0]?.state, ended.units[0]?.state]).toEqual([
      true,
      'blocked',
      'blocked',
    ]);
    expect(ended.bankIds[0]?.letterUntil).toBeNull();
    expect(house.others.revoked.get(`fjordbanken/${before?.certificateSerial ?? ''}`)).toBe(
      'affiliationChanged',
    );
    const other = await eli.customer(there);
    expect([other.ended, other.bankIds[0]?.state, other.units[0]?.state]).toEqual([
      false,
      'ordered',
      'active',
    ]);
    expect((await siri.act(nora, newUnit)).code).toBe('desk.customer-ended');
    const zone = (await passportOf(house, 'Nora')).zone;
    expect((await meet(siri, nora, zone)).code).toBe('desk.customer-ended');
    expect((await siri.customer(await register(siri, 'Nora'))).ended).toBe(false);
  });

  it('of a life blocks everything everywhere, and nothing is issued after it', async () => {
    const eli = await AtDesk.as(house, 'Eli');
    const knut = await AtDesk.as(house, 'Knut');
    const there = await eli.find('Nora');
    const impossible = await eli.act(there, { kind: 'record-death', diedOn: '2026-11-23' });
    expect(impossible.code).toBe('desk.act-not-possible');
    await eli.act(there, { kind: 'record-death', diedOn: '2026-11-20' });
    expect((await eli.customer(there)).diedOn).toBeNull();
    await knut.decide(there, 'approve');
    const { bankIds, units, diedOn } = await eli.customer(there);
    expect([bankIds[0]?.state, units[0]?.state, diedOn]).toEqual(['blocked', 'blocked', '2026-11-20']);
    expect(house.others.revoked.get(`eikebanken/${bankIds[0]?.certificateSerial ?? ''}`)).toBe(
      'cessationOfOperation',
    );
    expect((await siri.act(await siri.find('Nora'), newUnit)).code).toBe('desk.person-dead');
    const passport = await passportOf(house, 'Nora');
    const facts = { ...passport, hasAccount: true, hasOnlineBanking: true };
    expect((await siri.post('/customers', facts)).code).toBe('desk.person-dead');
  });
});
