import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { oidcClients, ordering } from '@segl/contracts';
import { AtDesk } from './support/desk.js';
import { askAsHolder } from './support/guardian.js';
import { openHouse, type DemoPerson, type House } from './support/house.js';
import { askOrdering, OnlineBankCaller, tokenOf } from './support/online-bank.js';
import { desk as operator, register } from './support/shop.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

let house: House;
let nordlys: OnlineBankCaller;
let fjord: OnlineBankCaller;
let tuva: DemoPerson;
let mina: DemoPerson;
let ola: DemoPerson;
beforeAll(async () => {
  house = await openHouse();
  nordlys = await OnlineBankCaller.of(house, 'nordlysbanken');
  fjord = await OnlineBankCaller.of(house, 'fjordbanken');
  [tuva, mina, ola] = [await house.person('Tuva'), await house.person('Mina'), await house.person('Ola')];
});
afterAll(() => house.close());

const prisma = () => house.room.context.database.prisma;
const answerOf = async (bank: OnlineBankCaller, { sub }: { sub: string }): Promise<ordering.CustomerAnswer> =>
  ordering.customerAnswer.parse((await bank.find({ sub })).body);
const idOf = async (bank: OnlineBankCaller, person: { sub: string }): Promise<string> =>
  (await answerOf(bank, person)).customer.id;
const change = async (person: { sub: string }, data: { hasAccount?: boolean; hasOnlineBanking?: boolean }) =>
  prisma().customer.updateMany({ where: { person: { sub: person.sub } }, data });

describe('who may order', () => {
  it('is a client that the operator has marked as a bank’s, and nobody else', async () => {
    const shop = await register(house);
    await expect(tokenOf(house, shop)).rejects.toMatchObject({ error: 'invalid_request' });
    const noBank = register(house, { bank: 'sparegrisen' });
    await expect(noBank).rejects.toMatchObject({ status: 400 });
    const bare = register(house, { bank: 'fjordbanken', authentication: 'none' });
    await expect(bare).rejects.toMatchObject({ status: 400 });
  });

  it.each([
    ['without a token', undefined],
    ['with a token that is none', 'abc'],
  ])('is not a caller %s', async (_how, token) => {
    const answer = await askOrdering(house, token, '/customers', { sub: tuva.sub });
    expect([answer.status, answer.code]).toEqual([401, 'ordering.token-invalid']);
  });

  it('is not a client of a bank that did not ask for the scope', async () => {
    const client = await register(house, { bank: 'nordlysbanken' });
    const token = await tokenOf(house, client, 'openid');
    expect((await askOrdering(house, token, '/customers', { sub: tuva.sub })).code).toBe(
      'ordering.not-a-bank',
    );
  });

  it('is not a client that was removed, nor a token after five minutes', async () => {
    const client = await register(house, { bank: 'nordlysbanken' });
    const token = await tokenOf(house, client);
    const ask = async () => (await askOrdering(house, token, '/customers', { sub: tuva.sub })).status;
    expect(await ask()).toBe(200);
    await operator(house).fetch(`/clients/${client.id}/removal`, {
      method: 'POST',
      purpose: oidcClients.clientsPurpose,
    });
    expect(await ask()).toBe(401);
    house.advance(301);
    const late = await nordlys.find({ sub: tuva.sub });
    expect(late.code).toBe('ordering.token-invalid');
    nordlys = await OnlineBankCaller.of(house, 'nordlysbanken');
    fjord = await OnlineBankCaller.of(house, 'fjordbanken');
  });

  it('is no other bank: its client finds neither the customer nor the order', async () => {
    const id = await idOf(nordlys, tuva);
    expect((await fjord.find({ sub: tuva.sub })).code).toBe('ordering.customer-not-found');
    expect((await fjord.find({ nationalId: tuva.nationalId })).code).toBe('ordering.customer-not-found');
    expect((await fjord.customer(id)).code).toBe('ordering.customer-not-found');
    expect((await fjord.order(id)).code).toBe('ordering.customer-not-found');
    expect((await fjord.customer('none')).code).toBe('ordering.customer-not-found');
  });
});

describe('a customer who orders', () => {
  it('is told what is missing, and all three are demanded', async () => {
    const id = await idOf(nordlys, tuva);
    await change(tuva, { hasAccount: false, hasOnlineBanking: false });
    const { customer } = await answerOf(nordlys, tuva);
    expect([customer.advice, customer.missing]).toEqual([
      'requirements-missing',
      ['account', 'online-banking'],
    ]);
    const refused = await nordlys.order(id);
    expect(refused).toMatchObject({
      status: 409,
      code: 'ordering.requirements-missing',
      body: { facts: { missing: 'account,online-banking' } },
    });
    await change(tuva, { hasAccount: true, hasOnlineBanking: true });
    const checks = await prisma().identityCheck.findMany({ where: { customerId: id } });
    await prisma().identityCheck.updateMany({
      where: { customerId: id },
      data: { passportExpiresOn: '2026-01-01' },
    });
    expect((await nordlys.order(id)).body).toMatchObject({ facts: { missing: 'passport' } });
    const passportExpiresOn = checks[0]?.passportExpiresOn ?? '';
    await prisma().identityCheck.updateMany({ where: { customerId: id }, data: { passportExpiresOn } });
    expect((await answerOf(nordlys, tuva)).customer.advice).toBe('may-order');
  });

  it('gets none where the bank takes no orders online, or with somebody else’s unit', async () => {
    const id = await idOf(nordlys, tuva);
    await prisma().bank.update({ where: { id: 'nordlysbanken' }, data: { ordersOnline: false } });
    expect((await nordlys.order(id)).code).toBe('ordering.not-offered');
    await prisma().bank.update({ where: { id: 'nordlysbanken' }, data: { ordersOnline: true } });
    const { customer } = await answerOf(nordlys, ola);
    const codeUnit = { existing: customer.codeUnits[0]?.id ?? '' };
    expect((await nordlys.order(id, { codeUnit })).code).toBe('ordering.code-unit-not-in-use');
  });

  it('who has a BankID from another bank gets a second one, under the same identifier', async () => {
    const { sub } = await house.person('Mateusz');
    const { id: personId } = await prisma().person.findUniqueOrThrow({ where: { sub } });
    const officer = await prisma().officer.findFirstOrThrow({ where: { bankId: 'nordlysbanken' } });
    const { id } = await prisma().customer.create({
      data: {
        bankId: 'nordlysbanken',
        personId,
        since: house.test.context.clock.now(),
        hasAccount: true,
        hasOnlineBanking: true,
        identityChecks: {
          create: {
            metAt: house.test.context.clock.now(),
            officerId: officer.id,
            issuingState: 'POL',
            numberSealed: Buffer.from('sealed'),
            passportExpiresOn: '2030-01-01',
          },
        },
      },
    });
    expect((await nordlys.order(id)).body).toMatchObject({ state: 'issued' });
    expect(house.others.certified.at(-1)?.[0]).toEqual({ type: 'serialNumber', value: sub });
    const rows = await prisma().bankId.findMany({ where: { personId }, orderBy: { bankId: 'asc' } });
    expect(rows.map(({ bankId, state }) => [bankId, state])).toEqual([
      ['fjordbanken', 'active'],
      ['nordlysbanken', 'ordered'],
    ]);
  });

  it('waits where vault or trust is away, clicks twice, and gets one BankID with a letter', async () => {
    const { customer } = await answerOf(nordlys, tuva);
    const codeUnit = { existing: customer.codeUnits[0]?.id ?? '' };
    house.others.setUp({ isUp: false });
    const first = await nordlys.order(customer.id, { codeUnit });
    expect([first.status, first.body]).toMatchObject([202, { state: 'approved', channel: 'online-bank' }]);
    house.others.setUp({ isUp: true });
    const order = ordering.order.parse(first.body);
    const again = await Promise.all([1, 2, 3].map(() => nordlys.order(customer.id, { codeUnit })));
    expect(again.map(({ status, body }) => [status, ordering.order.parse(body).id])).toEqual(
      [1, 2, 3].map(() => [200, order.id]),
    );
    house.advance(61);
    await vi.waitFor(
      async () => {
        expect((await nordlys.state(order.id)).body).toMatchObject({
          state: 'issued',
          bankIdState: 'ordered',
        });
      },
      { timeout: 30_000, interval: 200 },
    );
    const bankIds = await prisma().bankId.findMany({
      where: { person: { sub: tuva.sub } },
      include: { letters: true, events: true },
    });
    expect(bankIds).toHaveLength(1);
    expect(bankIds[0]?.letters).toHaveLength(1);
    expect(bankIds[0]?.events).toMatchObject([{ kind: 'ordered', actor: 'holder' }]);
    expect(house.others.certified.at(-1)?.[0]).toEqual({ type: 'serialNumber', value: tuva.sub });
    const after = (await answerOf(nordlys, tuva)).customer;
    expect([after.advice, after.codeUnits.length]).toEqual(['has-bankid', 1]);
    expect((await nordlys.order(customer.id)).code).toBe('ordering.bankid-exists');
    expect((await nordlys.withdraw(order.id)).code).toBe('ordering.order-over');
    expect((await fjord.state(order.id)).code).toBe('ordering.order-not-found');
  });
});

describe('a child', () => {
  it('is ordered for by a registered guardian at a bank whose rule allows it', async () => {
    const [child, parent] = [await idOf(nordlys, mina), await idOf(nordlys, ola)];
    expect((await answerOf(nordlys, ola)).children).toMatchObject([{ id: child, advice: 'parent-orders' }]);
    expect((await nordlys.order(child)).code).toBe('ordering.parent-must-order');
    const stranger = await idOf(nordlys, tuva);
    expect((await nordlys.order(child, { parentId: stranger })).code).toBe('ordering.not-guardian');
    expect((await nordlys.order(stranger, { parentId: parent })).code).toBe('ordering.not-guardian');
    const placed = await nordlys.order(child, { parentId: parent });
    expect([placed.status, placed.body]).toMatchObject([
      201,
      { channel: 'parent', state: 'issued', guardian: ola.name, bankIdState: 'ordered' },
    ]);
    expect((await nordlys.order(child, { parentId: parent })).code).toBe('ordering.bankid-exists');
  });

  it('orders at a bank where guardians approve: issued at once after the guardian’s yes', async () => {
    const [kari, sander] = [await house.person('Kari'), await house.person('Sander')];
    const [child, parent] = [await idOf(fjord, sander), await idOf(fjord, kari)];
    expect((await fjord.order(child, { parentId: parent })).code).toBe('ordering.parents-do-not-order');
    const first = await fjord.order(child);
    expect([first.status, first.body]).toMatchObject([201, { state: 'awaiting-guardian' }]);
    const withdrawn = ordering.order.parse(first.body).id;
    expect((await fjord.withdraw(withdrawn)).body).toMatchObject({ state: 'withdrawn' });
    expect((await fjord.withdraw(withdrawn)).status).toBe(200);

    house.advance(1);
    const { id } = ordering.order.parse((await fjord.order(child)).body);
    expect((await answerOf(fjord, sander)).customer.advice).toBe('order-open');
    const path = `/guardian-requests/${id}/answer`;
    const answer = await askAsHolder(house, path, { sub: kari.sub, body: { decision: 'approve' } });
    expect(answer.status).toBe(200);
    await vi.waitFor(
      async () => {
        expect((await fjord.state(id)).body).toMatchObject({ state: 'issued', guardian: kari.name });
      },
      { timeout: 30_000, interval: 200 },
    );
    expect((await askAsHolder(house, path, { sub: kari.sub, body: { decision: 'approve' } })).status).toBe(
      200,
    );
    const siri = await AtDesk.as(house, 'Siri');
    const seen = await siri.customer(await siri.find('Sander'));
    expect([seen.bankIds[0]?.state, seen.request?.channel]).toEqual(['ordered', 'online-bank']);
  });
});
