import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openHouse, type DemoPerson, type House } from './support/house.js';
import { makePhone, problemCode, type Phone } from './support/phone.js';

/** A point on the curve whose private key nobody here has: the base point of P-256 (FIPS 186-4 D.1.2.3). */
const basePoint = {
  x: coordinate('6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'),
  y: coordinate('4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'),
};

let house: House;
let kari: DemoPerson;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  // Codes work once, and counters of tries run out.
  house.advance(16 * 60);
  kari = await house.person('Kari');
});

async function activated(): Promise<Phone> {
  const phone = makePhone(house);
  expect((await phone.activate(await house.person('Kari'))).status).toBe(201);
  return phone;
}

const devices = () =>
  house.room.context.database.prisma.appDevice.findMany({ orderBy: { activatedAt: 'asc' } });

describe('activating the app', () => {
  it('takes birth date, a code of the code unit and the password, and tells whose BankID of which bank it is', async () => {
    const phone = makePhone(house);
    const response = await phone.activate(kari);
    expect(response.status).toBe(201);
    const { device, questions } = await phone.look();
    expect(device).toMatchObject({
      state: 'active',
      appName: 'BankID-appen',
      holder: 'Kari Eksempel',
      bank: { name: 'Fjordbanken', phone: '000 09 901' },
      bankIdState: 'active',
      deviceName: 'Telefonen min',
      hasAuthenticator: false,
    });
    expect(questions).toEqual([]);
  });

  it('never sends the secret of the codes, and stores it sealed', async () => {
    const phone = makePhone(house);
    const answer = await (await phone.activate(kari)).text();
    expect(Object.keys(JSON.parse(answer) as object).sort()).toEqual(['agreementKey', 'device']);
    const row = await house.room.context.database.prisma.appDevice.findUniqueOrThrow({
      where: { id: phone.deviceId },
    });
    expect(row.secretSealed.length).toBeGreaterThan(20);
    expect(row.publicKey).not.toHaveProperty('d');
  });

  it('is refused a second time with the same request: its code is used up', async () => {
    const phone = makePhone(house);
    expect((await phone.activate(kari)).status).toBe(201);
    const before = (await devices()).length;
    const thief = makePhone(house);
    const response = await thief.activate(kari);
    expect(response.status).toBe(401);
    expect(await problemCode(response)).toBe('bankid.wrong-credentials');
    expect(await devices()).toHaveLength(before);
    expect((await phone.look()).device.state).toBe('active');
  });

  it('answers a wrong code alike whether or not anybody was born that day', async () => {
    const answers = await Promise.all(
      [kari.birthDate, '1901-01-01'].map((birthDate) =>
        makePhone(house).activate(kari, { birthDate, code: '000000' }),
      ),
    );
    const told = await Promise.all(
      answers.map(async (answer) => {
        const { requestId: _id, ...rest } = (await answer.json()) as Record<string, unknown>;
        return { status: answer.status, ...rest };
      }),
    );
    expect(told[0]).toEqual(told[1]);
    expect(told[0]).toMatchObject({ status: 401, code: 'bankid.wrong-credentials' });
  });

  it('counts wrong passwords as the dialog does, and suspends after five', async () => {
    const ola = await house.person('Ola');
    const answers: string[] = [];
    for (let tries = 0; tries < 5; tries += 1) {
      const { codeUnit } = await house.person('Ola');
      const response = await makePhone(house).activate(ola, {
        code: codeUnit.code,
        password: 'galt-passord-1',
      });
      answers.push(await problemCode(response));
      house.advance(30);
    }
    expect(answers).toEqual([...Array<string>(4).fill('bankid.wrong-password'), 'bankid.suspended']);
    expect((await house.person('Ola')).bankIdState).toBe('suspended');
  });

  it('does not take a code of the app itself: the code unit is what activates', async () => {
    const phone = await activated();
    house.advance(30);
    const response = await makePhone(house).activate(kari, { code: phone.code() });
    expect(await problemCode(response)).toBe('bankid.wrong-credentials');
  });

  it('is refused to those without a BankID, with the way to the bank', async () => {
    const response = await makePhone(house).activate(await house.person('Tuva'), { password: 'noe-annet-1' });
    expect(await response.json()).toMatchObject({
      code: 'bankid.none',
      bankIdCode: '9458',
      facts: { bank: 'Nordlysbanken' },
    });
  });

  it('wants the request signed by the very key that it brings', async () => {
    const other = makePhone(house);
    const phone = makePhone(house);
    const at = house.room.context.clock.now().toISOString();
    const response = await phone.send('POST', '/activations', undefined, {
      authorization: `SeglDevice new;${at};${other.signOver('anything')}`,
    });
    expect(response.status).toBe(400);
    const unsigned = await makePhone(house).activate(kari, {
      signingKey: { kty: 'EC', crv: 'P-256', ...basePoint },
    });
    expect(await problemCode(unsigned)).toBe('bankid.device-unproven');
    expect(kari.codeUnit.used).toBe(false);
    expect((await house.person('Kari')).codeUnit.used).toBe(false);
  });

  it('is refused where the bank offers no app', async () => {
    const { prisma } = house.room.context.database;
    await prisma.bank.update({ where: { id: 'fjordbanken' }, data: { codeSources: ['code-unit'] } });
    const response = await makePhone(house).activate(kari);
    await prisma.bank.update({ where: { id: 'fjordbanken' }, data: { codeSources: ['code-unit', 'app'] } });
    expect(await response.json()).toMatchObject({
      code: 'bankid.app-not-offered',
      facts: { bank: 'Fjordbanken' },
    });
  });

  it('gives a bank’s own app its own name, where the bank has one', async () => {
    const { prisma } = house.room.context.database;
    const where = { id: 'fjordbanken' };
    await prisma.bank.update({ where, data: { codeSources: ['bank-app'], appName: 'FjordID' } });
    const phone = await activated();
    expect((await phone.look()).device.appName).toBe('FjordID');
    await prisma.bank.update({ where, data: { codeSources: ['code-unit', 'app'], appName: null } });
  });
});

describe('one device at a time', () => {
  it('ends the app on the first when a second is activated, and the first says so', async () => {
    const first = await activated();
    house.advance(30);
    const second = await activated();
    expect((await first.look()).device).toMatchObject({ state: 'ended', endReason: 'replaced' });
    expect((await second.look()).device.state).toBe('active');
    expect(await problemCode(await first.send('POST', '/end', {}))).toBe('bankid.app-ended');
  });

  it('holds when two are activated at once, each with a code of its own', async () => {
    const one = kari.codeUnit.code;
    house.advance(30);
    const two = (await house.person('Kari')).codeUnit.code;
    const phones = [makePhone(house), makePhone(house)];
    await Promise.all([phones[0]!.activate(kari, { code: one }), phones[1]!.activate(kari, { code: two })]);
    const active = (await devices()).filter(({ state }) => state === 'active');
    expect(active).toHaveLength(1);
  });

  it('lets the holder end it on the device, and stands in the history of the BankID', async () => {
    const phone = await activated();
    expect((await phone.send('POST', '/end', {})).status).toBe(204);
    expect((await phone.look()).device).toMatchObject({ state: 'ended', endReason: 'holder' });
    const events = await house.room.context.database.prisma.bankIdEvent.findMany({
      where: { kind: { in: ['app-activated', 'app-ended'] } },
      orderBy: { at: 'desc' },
      take: 2,
    });
    expect(events.map(({ kind }) => kind).sort()).toEqual(['app-activated', 'app-ended']);
  });

  it('moves BankID on mobile to the app, where the holder had one, and makes none', async () => {
    const mateusz = await house.person('Mateusz');
    const mobiles = () => house.room.context.database.prisma.mobileBankId.findMany();
    expect((await mobiles()).map(({ movedAt }) => movedAt)).toEqual([null]);
    const phone = makePhone(house);
    expect((await phone.activate(mateusz)).status).toBe(201);
    expect((await phone.look()).device.mobile).toEqual({
      phoneMasked: '··· ·· 218',
      phasedOutOn: '2027-06-30',
      movedAt: house.room.context.clock.now().toISOString(),
    });
    expect(await mobiles()).toHaveLength(1);
    expect((await (await activated()).look()).device.mobile).toBeNull();
  });
});

describe('a signed request', () => {
  it('is refused when its body, path or time is another, or when nobody signed it', async () => {
    const phone = await activated();
    const old = new Date(house.room.context.clock.now().getTime() - 61_000).toISOString();
    const refused = [
      await phone.send('POST', '/end', {}, { body: '{"other":1}' }),
      await phone.send('POST', '/end', {}, { authorization: 'Bearer something' }),
      await phone.send('POST', '/end', {}, { authorization: `SeglDevice ${phone.deviceId};${old};AAAA` }),
      await phone.send('GET', '/device', undefined, {
        authorization: `SeglDevice ${phone.deviceId};never;AAAA`,
      }),
      await phone.send('GET', '/device', undefined, { authorization: 'SeglDevice x;y;z' }),
    ];
    expect(await Promise.all(refused.map(problemCode))).toEqual(
      Array<string>(refused.length).fill('bankid.device-unproven'),
    );
    expect((await phone.look()).device.state).toBe('active');
  });
});

function coordinate(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url');
}
