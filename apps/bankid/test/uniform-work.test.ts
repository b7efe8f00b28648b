import type { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { openTestDatabase } from '@segl/testkit';
import { hotp } from '../src/proof/hotp.js';
import { judgeActivation } from '../src/proof/judge-activation.js';
import { judgeProof } from '../src/proof/judge-proof.js';
import type { BankidRoom } from '../src/room.js';
import { openHouse, type House } from './support/house.js';

// Time on a busy machine proves nothing: here the work is counted.
vi.mock(import('../src/proof/hotp.js'), async (original) => {
  const { hotp: real } = await original();
  return { hotp: vi.fn(real) };
});

let house: House;
let room: BankidRoom;
let pglite: PGlite;
const hashing = { verify: 0, hash: 0 };
beforeAll(async () => {
  const database = await openTestDatabase();
  pglite = database.pglite;
  house = await openHouse({ env: { BANKID_TRIES_PER_HOLDER: '1000' }, database });
  const { passwords } = house.room;
  room = {
    ...house.room,
    passwords: {
      ...passwords,
      verify: (hash, password) => {
        hashing.verify += 1;
        return passwords.verify(hash, password);
      },
      hash: (password) => {
        hashing.hash += 1;
        return passwords.hash(password);
      },
    },
  };
});
afterAll(() => house.close());
beforeEach(() => {
  house.advance(16 * 60);
});

/** Days with a unit with a clock, one with a button, a unit and a card, two people at once, and three days without anybody. */
const days = [
  '1987-05-24',
  '1975-04-18',
  '1958-01-31',
  '1995-03-09',
  '1931-07-07',
  '1900-01-01',
  '2012-02-29',
];

/** What a judgement costs: statements at the database, in their order, codes computed, hashes computed. */
async function costOf(judge: () => Promise<unknown>) {
  const query = vi.spyOn(pglite, 'query');
  vi.mocked(hotp).mockClear();
  Object.assign(hashing, { verify: 0, hash: 0 });
  await judge();
  // Not what the room does meanwhile by itself: its jobs, which clear away what is over.
  const statements = query.mock.calls
    .map(([sql]) => sql)
    .filter((sql) => sql.includes('"bankid".') && !sql.startsWith('DELETE'));
  query.mockRestore();
  return { statements, codes: vi.mocked(hotp).mock.calls.length, ...hashing };
}

let origins = 0;
const claimOf = (birthDate: string) => {
  origins += 1;
  return {
    birthDate,
    namedPersonId: null,
    code: '000000',
    codeTypedAt: new Date(),
    origin: { deviceId: `uniform-${String(origins)}`, address: `uniform-${String(origins)}` },
  };
};
const proofOf = (birthDate: string, changes: { missed?: { code: string; at: Date } } = {}) =>
  judgeProof(room, {
    ...claimOf(birthDate),
    ...changes,
    password: 'a-guess-of-mine-1',
    kind: 'login',
    clientId: 'segl-web',
  });

it('knows days with none, one and two people, and each kind of code source', async () => {
  const { prisma } = room.context.database;
  const people = await prisma.person.findMany({ where: { birthDate: { in: days } } });
  expect(days.map((day) => people.filter(({ birthDate }) => birthDate === day).length)).toEqual([
    1, 1, 1, 2, 0, 0, 0,
  ]);
  const ofThem = { state: 'active', person: { birthDate: { in: days } } };
  expect(await prisma.codeUnit.count({ where: { ...ofThem, kind: 'event' } })).toBe(1);
  expect(await prisma.codeCard.count({ where: ofThem })).toBe(1);
});

it('a wrong code costs the same whoever was born that day', async () => {
  const costs: Awaited<ReturnType<typeof costOf>>[] = [];
  for (const day of days) {
    costs.push(
      await costOf(async () => {
        expect(await proofOf(day)).toEqual({ kind: 'wrong-code' });
      }),
    );
  }
  const [first] = costs;
  expect(first).toMatchObject({ codes: 44, verify: 1, hash: 0 });
  expect(first?.statements.length).toBeGreaterThanOrEqual(6);
  for (const cost of costs) expect(cost).toEqual(first);
});

it('so does a second one, which may find a unit again', async () => {
  const costs: Awaited<ReturnType<typeof costOf>>[] = [];
  for (const day of days) {
    const missed = { code: '111111', at: new Date() };
    costs.push(
      await costOf(async () => {
        expect(await proofOf(day, { missed })).toEqual({ kind: 'wrong-code' });
      }),
    );
  }
  const [first] = costs;
  expect(first).toMatchObject({ codes: 44 + 404, verify: 1, hash: 0 });
  for (const cost of costs) expect(cost).toEqual(first);
});

it('so does a wrong code where a BankID is to be activated', async () => {
  const costs: Awaited<ReturnType<typeof costOf>>[] = [];
  for (const day of days) {
    const chosen = { letterCode: '12345678', newPassword: 'rolig-sjø-17', repeated: 'rolig-sjø-17' };
    costs.push(
      await costOf(async () => {
        expect(await judgeActivation(room, { ...claimOf(day), ...chosen })).toEqual({ kind: 'wrong-code' });
      }),
    );
  }
  const [first] = costs;
  expect(first).toMatchObject({ codes: 44, verify: 0, hash: 1 });
  for (const cost of costs) expect(cost).toEqual(first);
});

it('a try that is not judged any more costs nothing, for anybody', async () => {
  for (const day of ['1987-05-24', '1931-07-07']) {
    const limited = {
      ...room,
      config: { ...room.config, limits: { ...room.config.limits, triesPerHolder: 0 } },
    };
    const claim = { ...claimOf(day), password: 'a-guess-of-mine-1', kind: 'login', clientId: 'x' } as const;
    const first = { ...claim, origin: claim.origin };
    await judgeProof(limited, first);
    const cost = await costOf(() => judgeProof(limited, first));
    expect(cost).toMatchObject({ codes: 0, verify: 0, hash: 0 });
    expect(cost.statements).toHaveLength(1);
  }
});
