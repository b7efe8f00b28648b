import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BankId } from '@segl/database';
import { makeNationalIdentityNumber } from '@segl/domain';
import { issueBankId } from '../src/issuing/issue-bankid.js';
import { revokeBankId, revokeBankIdsOf, type RevocationGround } from '../src/issuing/revoke-bankid.js';
import { openHouse, type House } from './support/house.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const numbers = Array.from({ length: 400 }, (_, individualNumber) =>
  makeNationalIdentityNumber({ birthDate: '1997-03-04', individualNumber }),
).filter((number) => number !== undefined);

const issue = (nationalId: string, bank = 'fjordbanken'): Promise<BankId> =>
  issueBankId(house.room, {
    person: { nationalId, givenName: 'Ny', familyName: 'Kundesen' },
    bank,
    password: 'fjell-lykt-482',
  });
const newBankId = (bank?: string): Promise<BankId> => issue(numbers.pop() ?? '', bank);
const stored = (id: string) => house.room.context.database.prisma.bankId.findUniqueOrThrow({ where: { id } });
const holder = { ground: 'misuse', actor: 'holder' } as const;

describe('a block of a BankID', () => {
  it.each<[RevocationGround, string]>([
    ['misuse', 'keyCompromise'],
    ['holder-asked', 'cessationOfOperation'],
    ['bank-decided', 'privilegeWithdrawn'],
    ['died', 'cessationOfOperation'],
    ['customer-ended', 'affiliationChanged'],
  ])('for %s erases the key and revokes the certificate for %s', async (ground, reason) => {
    const bankId = await newBankId();
    expect(await revokeBankId(house.room, bankId.id, { ground, actor: 'officer:7' })).toBe('done');
    expect(house.others.destroyed).toContain(bankId.credentialId);
    expect(house.others.revoked.get(`fjordbanken/${bankId.certificateSerial}`)).toBe(reason);
    expect(await stored(bankId.id)).toMatchObject({ state: 'blocked' });
    const { prisma } = house.room.context.database;
    expect(await prisma.bankIdEvent.findMany({ where: { bankIdId: bankId.id } })).toMatchObject([
      { kind: 'blocked', actor: 'officer:7', details: { ground } },
    ]);
  });

  it('is told once in its history, however many ask at the same moment', async () => {
    const { id } = await newBankId();
    await Promise.all([1, 2, 3].map(() => revokeBankId(house.room, id, holder)));
    const { prisma } = house.room.context.database;
    expect(await prisma.bankIdEvent.count({ where: { bankIdId: id, kind: 'blocked' } })).toBe(1);
  });

  it('holds while vault and trust are away, and reaches them when they are back', async () => {
    const bankId = await newBankId();
    house.others.setUp({ isUp: false });
    expect(await revokeBankId(house.room, bankId.id, holder)).toBe('in-hand');
    expect(await stored(bankId.id)).toMatchObject({ state: 'blocked' });
    expect(house.others.destroyed).not.toContain(bankId.credentialId);
    house.others.setUp({ isUp: true });
    await vi.waitFor(
      () => {
        house.advance(60);
        expect(house.others.destroyed).toContain(bankId.credentialId);
        expect(house.others.revoked.has(`fjordbanken/${bankId.certificateSerial}`)).toBe(true);
      },
      { timeout: 20_000, interval: 100 },
    );
  });

  it('withdraws what a renewal left behind, too', async () => {
    const bankId = await newBankId();
    const { prisma } = house.room.context.database;
    await prisma.bankIdEvent.create({
      data: {
        bankIdId: bankId.id,
        at: house.room.context.clock.now(),
        kind: 'renewed',
        actor: 'holder',
        details: {
          previousCredentialId: '0a7c7e1e-5d1c-4c7e-9d0e-3f8f1f2a3b4c',
          previousCertificateSerial: '77AA',
        },
      },
    });
    await revokeBankId(house.room, bankId.id, holder);
    expect(house.others.destroyed).toContain('0a7c7e1e-5d1c-4c7e-9d0e-3f8f1f2a3b4c');
    expect(house.others.revoked.has('fjordbanken/77AA')).toBe(true);
  });

  it('ends the app of the BankID', async () => {
    const { id } = await newBankId();
    const { prisma } = house.room.context.database;
    const device = await prisma.appDevice.create({
      data: {
        bankIdId: id,
        kind: 'bankid-app',
        name: 'Telefon',
        secretSealed: new Uint8Array([1]),
        publicKey: {},
        state: 'active',
        activatedAt: house.room.context.clock.now(),
      },
    });
    await revokeBankId(house.room, id, holder);
    expect(await prisma.appDevice.findUniqueOrThrow({ where: { id: device.id } })).toMatchObject({
      state: 'ended',
      endReason: 'bankid-blocked',
    });
  });

  it('leaves an expired BankID expired, and revokes its certificate', async () => {
    const bankId = await newBankId();
    await house.room.context.database.prisma.bankId.update({
      where: { id: bankId.id },
      data: { state: 'expired' },
    });
    await revokeBankId(house.room, bankId.id, holder);
    expect(await stored(bankId.id)).toMatchObject({ state: 'expired' });
    expect(house.others.destroyed).toContain(bankId.credentialId);
  });

  it('of an id that is not known is an error', async () => {
    const unknown = '6f1a1f0e-0000-4000-8000-000000000000';
    await expect(revokeBankId(house.room, unknown, holder)).rejects.toMatchObject({ code: 'P2025' });
  });
});

describe('a person’s BankIDs', () => {
  it('all end with a death, and those of one bank with the customer relation', async () => {
    const nationalId = numbers.pop() ?? '';
    const [first, second] = [await issue(nationalId), await issue(nationalId, 'eikebanken')];
    const { personId } = first;
    await revokeBankIdsOf(
      house.room,
      { personId, bankId: 'eikebanken' },
      { ground: 'customer-ended', actor: 'officer:7' },
    );
    expect(await stored(first.id)).toMatchObject({ state: 'active' });
    expect(await stored(second.id)).toMatchObject({ state: 'blocked' });
    await revokeBankIdsOf(house.room, { personId }, { ground: 'died', actor: 'officer:7' });
    expect(await stored(first.id)).toMatchObject({ state: 'blocked' });
    // The first revocation says why; a later one changes nothing in trust.
    expect(house.others.revoked.has(`eikebanken/${second.certificateSerial}`)).toBe(true);
  });
});
