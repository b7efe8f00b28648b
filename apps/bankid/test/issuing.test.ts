import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bankid } from '@segl/contracts';
import { makeNationalIdentityNumber } from '@segl/domain';
import { inventedPeople } from '../src/demo/invented-people.js';
import { areDemoPeopleMade, makeDemoPeople } from '../src/demo/make-demo-people.js';
import { issueBankId } from '../src/issuing/issue-bankid.js';
import { prune } from '../src/prune.js';
import { openHouse, type House } from './support/house.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const newcomer = (individualNumber: number) => ({
  nationalId: makeNationalIdentityNumber({ birthDate: '1999-09-19', individualNumber }) ?? '',
  givenName: 'Ny',
  familyName: 'Kundesen',
});
const numbers = Array.from({ length: 400 }, (_, index) => index).filter(
  (individualNumber) =>
    makeNationalIdentityNumber({ birthDate: '1999-09-19', individualNumber }) !== undefined,
);

describe('issuing a BankID', () => {
  it('gives a key and a certificate in the name of the person, without the national identity number', async () => {
    const person = newcomer(numbers[0] ?? 0);
    const bankId = await issueBankId(house.room, { person, bank: 'fjordbanken', password: 'fjell-lykt-482' });
    const { sub } = await house.room.context.database.prisma.person.findUniqueOrThrow({
      where: { id: bankId.personId },
    });
    expect(sub).toMatch(/^9578-5999-4-\d{10}$/);
    expect(house.others.certified.at(-1)).toEqual([
      { type: 'serialNumber', value: sub },
      { type: 'SN', value: 'Kundesen' },
      { type: 'GN', value: 'Ny' },
      { type: 'CN', value: 'Ny Kundesen' },
    ]);
    expect(JSON.stringify(house.others.certified)).not.toContain(person.nationalId);
    expect(bankId.passwordHash).toMatch(/^\$argon2id\$/);
    expect(bankId.state).toBe('active');
    const days = (bankId.validTo.getTime() - bankId.validFrom.getTime()) / 86_400_000;
    expect(days).toBe(731); // two years, one of them with 29 February
  });

  it('keeps the person across banks', async () => {
    const person = newcomer(numbers[1] ?? 0);
    const first = await issueBankId(house.room, { person, bank: 'fjordbanken', password: 'fjell-lykt-482' });
    const second = await issueBankId(house.room, { person, bank: 'eikebanken', password: 'annet-passord-1' });
    expect(second.personId).toBe(first.personId);
    expect(second.credentialId).not.toBe(first.credentialId);
  });

  it('makes one person when two banks are first at once', async () => {
    const person = newcomer(numbers[2] ?? 0);
    const [one, other] = await Promise.all(
      ['fjordbanken', 'nordlysbanken'].map((bank) =>
        issueBankId(house.room, { person, bank, password: 'fjell-lykt-482' }),
      ),
    );
    expect(one?.personId).toBe(other?.personId);
  });

  it.each([
    [{ password: 'kort-1' }, 'bankid.password-too-weak'],
    [{ password: 'barebokstaver' }, 'bankid.password-too-weak'],
    [{ password: 'passord-19091999' }, 'bankid.password-too-weak'],
    [{ bank: 'ingenbank' }, 'bankid.bank-unknown'],
    [{ person: { ...newcomer(0), nationalId: '01010750160' } }, 'bankid.national-identity-number-invalid'],
  ])('refuses %j', async (change, code) => {
    const good = { person: newcomer(numbers[3] ?? 0), bank: 'fjordbanken', password: 'fjell-lykt-482' };
    await expect(issueBankId(house.room, { ...good, ...change })).rejects.toMatchObject({ code });
  });

  it('leaves no BankID behind when vault or trust does not answer', async () => {
    const person = newcomer(numbers[4] ?? 0);
    house.others.setUp({ isUp: false });
    const wanted = { person, bank: 'fjordbanken', password: 'fjell-lykt-482' };
    await expect(issueBankId(house.room, wanted)).rejects.toMatchObject({ status: 503 });
    house.others.setUp({ isUp: true });
    const bankId = await issueBankId(house.room, wanted);
    const { prisma } = house.room.context.database;
    expect(await prisma.bankId.count({ where: { personId: bankId.personId } })).toBe(1);
  });
});

describe('demo people', () => {
  it('are invented, with synthetic numbers, and each with their situation', async () => {
    const people = await house.people();
    expect(people.length).toBeGreaterThanOrEqual(8);
    expect(people[0]).toMatchObject({ name: 'Kari Eksempel', bankIdState: 'active' });
    expect(people.map(({ bankIdState }) => bankIdState)).toEqual(
      expect.arrayContaining(['active', 'suspended', 'expired', 'none']),
    );
    expect(people.some(({ name }) => name === 'Áilu Ŋiŋŋá')).toBe(true);
    expect(new Set(people.map(({ sub }) => sub)).size).toBe(people.length);
    for (const { nationalId } of people) expect(Number(nationalId.slice(2, 4))).toBeGreaterThan(80);
  });

  it('are told over HTTP, with the code of now', async () => {
    const response = await fetch(`${house.test.baseUrl}/bankid/demo/people?language=en`, {
      headers: { connection: 'close' },
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { people } = bankid.demoPeople.parse(await response.json());
    expect(people.find(({ bankIdState }) => bankIdState === 'suspended')?.note).toContain('Suspended');
    const before = people[0]?.codeUnit.code;
    house.advance(30);
    expect((await house.person('Kari')).codeUnit.code).not.toBe(before);
  });

  it('are made once, however often and by however many', async () => {
    const { prisma } = house.room.context.database;
    const before = await prisma.bankId.findMany({ orderBy: { id: 'asc' } });
    await Promise.all([makeDemoPeople(house.room), makeDemoPeople(house.room)]);
    expect(await prisma.bankId.findMany({ orderBy: { id: 'asc' } })).toEqual(before);
    expect(await areDemoPeopleMade(house.room)).toBe(true);
  });

  it('get new passwords when the file was lost', async () => {
    const path = join(house.room.context.dataDir, 'demo', 'people.json');
    const before = await house.person('Kari');
    await rm(path);
    expect(await areDemoPeopleMade(house.room)).toBe(false);
    await makeDemoPeople(house.room);
    const after = await house.person('Kari');
    expect(after.password).not.toBe(before.password);
    const { passwordHash } = await house.room.context.database.prisma.bankId.findFirstOrThrow({
      where: { person: { sub: after.sub } },
    });
    expect(await house.room.passwords.verify(passwordHash ?? undefined, after.password ?? '')).toBe(true);
  });

  it('have passwords in one file that only its owner reads', async () => {
    const path = join(house.room.context.dataDir, 'demo', 'people.json');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const { people } = JSON.parse(await readFile(path, 'utf8')) as { people: Record<string, unknown> };
    expect(Object.keys(people)).toEqual(inventedPeople.map(({ key }) => key));
  });
});

describe('pruning', () => {
  it('forgets what has expired, and keeps proofs and people', async () => {
    const { prisma } = house.room.context.database;
    const at = new Date(Date.now() - 1000);
    await prisma.oidcRecord.create({
      data: { id: 'x', model: 'x', sealed: new Uint8Array(), expiresAt: at },
    });
    await prisma.attemptCounter.create({ data: { key: 'x', count: 1, expiresAt: at } });
    const people = await prisma.person.count();
    await prune(house.room);
    expect(await prisma.oidcRecord.count({ where: { id: 'x' } })).toBe(0);
    expect(await prisma.attemptCounter.count({ where: { key: 'x' } })).toBe(0);
    expect(await prisma.person.count()).toBe(people);
  });
});
