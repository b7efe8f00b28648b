import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { desk } from '@segl/contracts';
import { AtDesk, passportOf } from './support/desk.js';
import { openHouse, type House } from './support/house.js';
import { codeOfEvent, codeAt } from '../src/proof/one-time-codes.js';
import { codeSecretLabel } from '../src/proof/code-sources.js';

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

/** A customer of Fjordbanken with the BankID and code unit of the first start. */
async function customerOf(name: string) {
  const id = await siri.find(name);
  const { bankIds, units } = await siri.customer(id);
  const [bankId] = bankIds;
  const [unit] = units;
  if (bankId === undefined || unit === undefined) throw new Error(`${name} lacks a BankID or unit`);
  return { id, bankId: bankId.id, unit: unit.id };
}

const storedBankId = (id: string) => prisma().bankId.findUniqueOrThrow({ where: { id } });

async function certificateOf(id: string): Promise<{ name: string; credentialId: string }> {
  const { bankId, certificateSerial, credentialId } = await storedBankId(id);
  return { name: `${bankId}/${certificateSerial}`, credentialId };
}

const facts = ({ body }: { body: unknown }) => (body as { facts?: unknown }).facts;

describe('acts at the desk', () => {
  it('reopen a suspended BankID when a second officer agrees: counters at zero, certificate untouched', async () => {
    const ingrid = await customerOf('Ingrid');
    const wanted = { kind: 'reopen-bankid', target: ingrid.bankId } as const;
    expect((await siri.act(ingrid.id, wanted)).body).toEqual({ state: 'proposed' });
    expect((await storedBankId(ingrid.bankId)).state).toBe('suspended');
    expect((await siri.act(ingrid.id, wanted)).code).toBe('desk.proposed-already');
    expect((await siri.decide(ingrid.id, 'approve')).code).toBe('desk.role-missing');
    expect((await jon.decide(ingrid.id, 'approve')).status).toBe(204);
    expect(await storedBankId(ingrid.bankId)).toMatchObject({
      state: 'active',
      suspension: null,
      wrongPasswords: 0,
      wrongCodes: 0,
    });
    const certificate = await certificateOf(ingrid.bankId);
    expect(house.others.revoked.has(certificate.name)).toBe(false);
    expect(house.others.destroyed.has(certificate.credentialId)).toBe(false);
    const [last] = (await siri.customer(ingrid.id)).history;
    expect(last).toMatchObject({ kind: 'reopen-bankid', by: 'Siri Skrankeby', decidedBy: 'Jon Godkjentsen' });
    const events = await prisma().bankIdEvent.findMany({ where: { bankIdId: ingrid.bankId } });
    expect(events.map(({ kind }) => kind)).toEqual(['reopened']);
  });

  it('suspend at once, and cannot suspend twice', async () => {
    const mateusz = await customerOf('Mateusz');
    const wanted = { kind: 'suspend-bankid', target: mateusz.bankId } as const;
    expect((await siri.act(mateusz.id, wanted)).body).toEqual({ state: 'done' });
    expect(await storedBankId(mateusz.bankId)).toMatchObject({ state: 'suspended', suspension: 'bank' });
    const again = await siri.act(mateusz.id, wanted);
    expect([again.code, facts(again)]).toEqual(['desk.act-not-possible', { reason: 'bankid.not-active' }]);
    expect(house.others.revoked.has((await certificateOf(mateusz.bankId)).name)).toBe(false);
  });

  it('reset a password: the old one is void, a letter goes out, and a suspension for passwords is over', async () => {
    const liv = await customerOf('Liv');
    await prisma().bankId.update({
      where: { id: liv.bankId },
      data: { state: 'suspended', suspension: 'password', wrongPasswords: 5 },
    });
    await siri.act(liv.id, { kind: 'reset-password', target: liv.bankId });
    expect((await storedBankId(liv.bankId)).passwordHash).not.toBeNull();
    await jon.decide(liv.id, 'approve');
    expect(await storedBankId(liv.bankId)).toMatchObject({
      passwordHash: null,
      state: 'active',
      wrongPasswords: 0,
    });
    const customer = await siri.customer(liv.id);
    expect(customer.bankIds[0]?.letterUntil).not.toBeNull();
    const letters = await prisma().activationLetter.findMany({ where: { bankIdId: liv.bankId } });
    expect(letters).toHaveLength(1);
  });

  it('reset a password without opening what the bank itself has suspended', async () => {
    const mateusz = await customerOf('Mateusz');
    await siri.act(mateusz.id, { kind: 'reset-password', target: mateusz.bankId });
    await jon.decide(mateusz.id, 'approve');
    expect(await storedBankId(mateusz.bankId)).toMatchObject({ state: 'suspended', suspension: 'bank' });
  });

  it('block for good, at once: key erased, certificate revoked, letters worthless', async () => {
    const { id, bankId } = await customerOf('Liv');
    const certificate = await certificateOf(bankId);
    expect(await siri.act(id, { kind: 'block-bankid', target: bankId, ground: 'misuse' })).toMatchObject({
      status: 200,
      body: { state: 'done' },
    });
    expect((await storedBankId(bankId)).state).toBe('blocked');
    expect(house.others.revoked.get(certificate.name)).toBe('keyCompromise');
    expect(house.others.destroyed.has(certificate.credentialId)).toBe(true);
    expect((await siri.customer(id)).bankIds[0]).toMatchObject({ state: 'blocked', letterUntil: null });
    const again = await siri.act(id, { kind: 'reopen-bankid', target: bankId });
    expect(facts(again)).toEqual({ reason: 'bankid.final' });
  });

  it('block although vault and trust are away, and see it through when they are back', async () => {
    const { id, bankId } = await customerOf('Mateusz');
    const certificate = await certificateOf(bankId);
    house.others.setUp({ isUp: false });
    const { status } = await siri.act(id, { kind: 'block-bankid', target: bankId, ground: 'bank-decided' });
    expect([status, (await storedBankId(bankId)).state]).toEqual([200, 'blocked']);
    expect(house.others.revoked.has(certificate.name)).toBe(false);
    house.others.setUp({ isUp: true });
    await expect
      .poll(
        () => {
          house.advance(60);
          return house.others.revoked.get(certificate.name);
        },
        { timeout: 20_000 },
      )
      .toBe('privilegeWithdrawn');
    siri = await AtDesk.as(house, 'Siri');
    jon = await AtDesk.as(house, 'Jon');
  });

  it('block a lost code unit at once, and give a new one in its place when a second officer agrees', async () => {
    const kari = await customerOf('Kari');
    await siri.act(kari.id, { kind: 'issue-code-source', unit: 'event', replaces: kari.unit });
    await jon.decide(kari.id, 'approve');
    const { units } = await siri.customer(kari.id);
    expect(units.map(({ state, unit }) => `${state} ${String(unit)}`).sort()).toEqual([
      'active event',
      'replaced time',
    ]);
    const fresh = units.find(({ state }) => state === 'active');
    const wanted = { kind: 'block-code-source', target: fresh?.id ?? '' } as const;
    expect((await siri.act(kari.id, wanted)).body).toEqual({ state: 'done' });
    expect(facts(await siri.act(kari.id, wanted))).toEqual({ reason: 'code-source-not-in-use' });
    const events = await prisma().bankIdEvent.findMany({
      where: { bankIdId: kari.bankId },
      orderBy: { at: 'asc' },
    });
    expect(events.map(({ kind }) => kind)).toEqual(['code-unit-replaced', 'code-source-blocked']);
  });

  it.each(['time', 'event'] as const)('find a unit again that ran away: %s', async (kind) => {
    const id = await siri.find('Kari');
    await siri.act(id, { kind: 'issue-code-source', unit: kind, replaces: null });
    await jon.decide(id, 'approve');
    const { units } = await siri.customer(id);
    const unit = units.find((one) => one.state === 'active' && one.unit === kind);
    const row = await prisma().codeUnit.findUniqueOrThrow({ where: { id: unit?.id ?? '' } });
    const secret = house.room.secrets.unseal(row.secretSealed, codeSecretLabel(row.serialNumber));
    const shown = (place: number) =>
      kind === 'event'
        ? codeOfEvent(secret, 200 + place)
        : codeAt(secret, new Date(Date.now() + (20 + place) * 30_000));
    const codes: [string, string] = [shown(0), shown(1)];
    const wanted = (pair: [string, string]) =>
      siri.act(id, { kind: 'resynchronise-code-unit', target: row.id, codes: pair });
    expect((await wanted([codes[1], codes[0]])).code).toBe('desk.codes-do-not-fit');
    expect((await wanted(codes)).body).toEqual({ state: 'done' });
    expect((await wanted(codes)).code).toBe('desk.codes-do-not-fit');
    const acts = await prisma().deskAct.findMany({
      where: { kind: 'resynchronise-code-unit', targetId: row.id },
    });
    expect(JSON.stringify(acts)).not.toContain(codes[0]);
  });
});

describe('who may do what', () => {
  it('lets an auditor see everything and do nothing', async () => {
    const randi = await AtDesk.as(house, 'Randi');
    const kari = await customerOf('Kari');
    expect((await randi.customer(kari.id)).name).toBe('Kari Eksempel');
    const suspend = { kind: 'suspend-bankid', target: kari.bankId } as const;
    const passport = await passportOf(house, 'Kari');
    const refused = [
      await randi.act(kari.id, suspend),
      await randi.post(`/customers/${kari.id}/identity-checks`, { zone: passport.zone }),
      await randi.post('/customers', { ...passport, hasAccount: true, hasOnlineBanking: true }),
    ];
    expect(refused.map(({ code }) => code)).toEqual(Array.from(refused, () => 'desk.role-missing'));
    expect((await storedBankId(kari.bankId)).state).toBe('active');
  });

  it('lets nobody approve what they proposed themselves, but take it back', async () => {
    const kari = await customerOf('Kari');
    await jon.act(kari.id, { kind: 'reset-password', target: kari.bankId });
    expect((await jon.decide(kari.id, 'approve')).code).toBe('desk.own-act');
    expect((await siri.decide(kari.id, 'withdraw')).code).toBe('desk.role-missing');
    house.advance(1);
    expect((await jon.decide(kari.id, 'withdraw')).status).toBe(204);
    expect((await siri.customer(kari.id)).history[0]).toMatchObject({ outcome: 'withdrawn' });
    expect((await storedBankId(kari.bankId)).passwordHash).not.toBeNull();
  });

  it('lets one of many decisions count', async () => {
    const kari = await customerOf('Kari');
    await siri.act(kari.id, { kind: 'reset-password', target: kari.bankId });
    const [waiting] = (await siri.customer(kari.id)).waiting;
    const decide = (decision: string) => jon.post(`/acts/${waiting?.id ?? ''}/decision`, { decision });
    const answers = await Promise.all(['reject', 'reject', 'reject', 'reject'].map(decide));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409, 409]);
    expect((await decide('approve')).code).toBe('desk.decided-already');
  });

  it('judges what was proposed again when it is approved', async () => {
    const kari = await customerOf('Kari');
    await siri.act(kari.id, { kind: 'suspend-bankid', target: kari.bankId });
    await siri.act(kari.id, { kind: 'reopen-bankid', target: kari.bankId });
    await prisma().bankId.update({ where: { id: kari.bankId }, data: { state: 'active', suspension: null } });
    expect(facts(await jon.decide(kari.id, 'approve'))).toEqual({ reason: 'bankid.not-suspended' });
    expect((await siri.customer(kari.id)).waiting).toHaveLength(1);
    await jon.decide(kari.id, 'reject');
  });

  it("shows no bank another bank's customers, acts or BankIDs", async () => {
    const ante = await AtDesk.as(house, 'Ante');
    const maja = await AtDesk.as(house, 'Maja');
    const kari = await customerOf('Kari');
    for (const query of ['Kari', '1987-05-24', (await passportOf(house, 'Kari')).nationalId]) {
      const { body } = await ante.get(`/customers?q=${encodeURIComponent(query)}`);
      expect(body, query).toEqual({ customers: [], more: false });
    }
    expect((await ante.get(`/customers/${kari.id}`)).code).toBe('desk.customer-not-found');
    const suspend = { kind: 'suspend-bankid', target: kari.bankId } as const;
    expect((await ante.act(kari.id, suspend)).code).toBe('desk.customer-not-found');
    const ola = await ante.find('Ola');
    expect(facts(await ante.act(ola, suspend))).toEqual({ reason: 'target-unknown' });
    const block: desk.BeginAct = { kind: 'block-code-source', target: kari.unit };
    expect(facts(await ante.act(ola, block))).toEqual({ reason: 'code-source-not-in-use' });

    await siri.act(kari.id, { kind: 'reset-password', target: kari.bankId });
    const [waiting] = (await siri.customer(kari.id)).waiting;
    expect((await maja.get('/acts')).body).toEqual({ acts: [] });
    const decided = await maja.post(`/acts/${waiting?.id ?? ''}/decision`, { decision: 'approve' });
    expect(decided.code).toBe('desk.act-not-found');
    await jon.decide(kari.id, 'reject');
  });

  it('tells of customers by a masked number only', async () => {
    const { nationalId } = await passportOf(house, 'Kari');
    const { body } = await siri.get(`/customers/${await siri.find(nationalId)}`);
    expect(JSON.stringify(body)).not.toContain(nationalId);
    expect(body).toMatchObject({ nationalIdMasked: `${nationalId.slice(0, 6)} •••••` });
  });
});
