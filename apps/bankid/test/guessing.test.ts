import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DatabaseHandle } from '@segl/database';
import { openTestDatabase, openTestPostgres } from '@segl/testkit';
import { judgeProof, type ProofClaim, type ProofVerdict } from '../src/proof/judge-proof.js';
import type { BankidRoom } from '../src/room.js';
import { openHouse, type DemoPerson, type House } from './support/house.js';

const postgres = await openTestPostgres();
if ('reason' in postgres) console.warn(`guessing on PostgreSQL is not tested: ${postgres.reason}`);
afterAll(async () => {
  if (!('reason' in postgres)) await postgres.stop();
});
const databases: [string, () => Promise<DatabaseHandle>][] = [['PGlite', openTestDatabase]];
if (!('reason' in postgres)) databases.push(['PostgreSQL', () => postgres.openDatabase()]);

describe.each(databases)('guessing on %s', (_kind, openDatabase) => {
  let house: House;
  /** Hashes that were really judged; undefined stands for the dummy. */
  let judged: (string | undefined)[] = [];
  let room: BankidRoom;

  beforeAll(async () => {
    house = await openHouse({ env: { BANKID_TRIES_PER_HOLDER: '100000' }, database: await openDatabase() });
    room = {
      ...house.room,
      passwords: {
        ...house.room.passwords,
        verify: (hash, password) => {
          judged.push(hash);
          return house.room.passwords.verify(hash, password);
        },
      },
    };
  });
  afterAll(() => house.close());
  beforeEach(() => {
    judged = [];
    // A new window and a new code for every test.
    house.advance(16 * 60);
  });

  let devices = 0;
  async function claimOf(person: DemoPerson, changes: Partial<ProofClaim> = {}): Promise<ProofClaim> {
    const now = (await house.people()).find(({ sub }) => sub === person.sub);
    devices += 1;
    return {
      birthDate: person.birthDate,
      namedPersonId: null,
      code: now?.codeUnit.code ?? '',
      codeTypedAt: new Date(),
      password: person.password ?? '',
      origin: { deviceId: `device-${devices}`, address: `192.0.2.${devices}` },
      kind: 'login',
      clientId: 'segl-web',
      ...changes,
    };
  }

  const wrongCodeFor = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  const idOf = async (person: DemoPerson): Promise<string> =>
    (await room.context.database.prisma.person.findUniqueOrThrow({ where: { sub: person.sub } })).id;
  const bankIdOf = async (person: DemoPerson) =>
    room.context.database.prisma.bankId.findFirstOrThrow({ where: { personId: await idOf(person) } });
  const kindsOf = (verdicts: readonly ProofVerdict[]): string[] =>
    verdicts.map((verdict) => (verdict.kind === 'refused' ? verdict.outcome : verdict.kind));

  describe('one proof', () => {
    it('uses its code up, whatever the password was', async () => {
      const claim = await claimOf(await house.person('Kari'), { password: 'not-the-password-1' });
      expect((await judgeProof(room, claim)).kind).toBe('wrong-password');
      const again = await judgeProof(room, {
        ...claim,
        password: (await house.person('Kari')).password ?? '',
      });
      expect(again.kind).toBe('wrong-code');
    });

    it('takes the code before and after, and none older', async () => {
      const kari = await house.person('Kari');
      const claim = await claimOf(kari);
      house.advance(90);
      expect((await judgeProof(room, { ...claim, codeTypedAt: new Date() })).kind).toBe('wrong-code');
      const late = await claimOf(kari);
      house.advance(30);
      expect((await judgeProof(room, { ...late, codeTypedAt: new Date() })).kind).toBe('proven');
    });

    it('goes by when the code was typed, not by when the password came', async () => {
      const claim = await claimOf(await house.person('Kari'));
      house.advance(100);
      expect((await judgeProof(room, claim)).kind).toBe('proven');
    });

    it('is found once among any number of parallel tries with the same code', async () => {
      const claim = await claimOf(await house.person('Kari'));
      const verdicts = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          judgeProof(room, {
            ...claim,
            origin: { deviceId: `parallel-${index}`, address: `198.51.100.${index}` },
          }),
        ),
      );
      expect(kindsOf(verdicts).filter((kind) => kind === 'proven')).toHaveLength(1);
      expect(kindsOf(verdicts).filter((kind) => kind === 'wrong-code')).toHaveLength(39);
    });

    it('tells apart people who share a birth date', async () => {
      for (const name of ['Liv', 'Leif']) {
        const person = await house.person(name);
        const verdict = await judgeProof(room, await claimOf(person));
        expect(verdict.kind === 'proven' && verdict.person.sub).toBe(person.sub);
      }
    });

    it('says of a right code what is wrong with the BankID, and of a wrong one nothing', async () => {
      const expected = { Ingrid: 'suspended', Bjørn: 'expired', Tuva: 'noBankId' };
      for (const [name, outcome] of Object.entries(expected)) {
        const claim = await claimOf(await house.person(name), { password: 'whatever-it-is-1' });
        expect(kindsOf([await judgeProof(room, { ...claim, code: wrongCodeFor(claim.code) })])).toEqual([
          'wrong-code',
        ]);
        expect(kindsOf([await judgeProof(room, claim)])).toEqual([outcome]);
      }
    });
  });

  describe('answers to a stranger', () => {
    it('are the same, for the same work, whether or not anybody was born that day', async () => {
      const kari = await house.person('Kari');
      const somebody = await claimOf(kari);
      const verdicts = [
        await judgeProof(room, { ...somebody, code: wrongCodeFor(somebody.code) }),
        await judgeProof(room, await claimOf(kari, { birthDate: '1931-07-07' })),
      ];
      expect(verdicts).toEqual([{ kind: 'wrong-code' }, { kind: 'wrong-code' }]);
      // One argon2id run each, against the dummy.
      expect(judged).toEqual([undefined, undefined]);
    });

    it('end after five wrong codes from one device (9439), for a quarter of an hour', async () => {
      const kari = await house.person('Kari');
      const claim = await claimOf(kari);
      const guess = () => judgeProof(room, { ...claim, code: wrongCodeFor(claim.code) });
      for (let tries = 0; tries < 5; tries += 1) expect((await guess()).kind).toBe('wrong-code');
      expect(kindsOf([await guess()])).toEqual(['unknownDevice']);
      // The right code does not help that device now, and the holder is not locked out anywhere else.
      expect(kindsOf([await judgeProof(room, claim)])).toEqual(['unknownDevice']);
      expect((await judgeProof(room, await claimOf(kari))).kind).toBe('proven');
      house.advance(15 * 60);
      const fresh = await claimOf(kari, { origin: claim.origin });
      expect((await judgeProof(room, fresh)).kind).toBe('proven');
    });

    it('end after twenty from one address, whatever devices it says it has', async () => {
      const claim = await claimOf(await house.person('Kari'), { code: '000000' });
      const verdicts = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          judgeProof(room, { ...claim, origin: { ...claim.origin, deviceId: `thrown-away-${index}` } }),
        ),
      );
      expect(kindsOf(verdicts).filter((kind) => kind === 'wrong-code')).toHaveLength(20);
      expect(judged).toHaveLength(20);
    });
  });

  describe('guessing passwords', () => {
    it('suspends at the fifth (9314), and only the bank reopens', async () => {
      const mateusz = await house.person('Mateusz');
      const kinds: string[] = [];
      for (let tries = 0; tries < 5; tries += 1) {
        const verdict = await judgeProof(
          room,
          await claimOf(mateusz, { password: `wrong-password-${tries}` }),
        );
        kinds.push(
          verdict.kind === 'wrong-password' ? `left ${verdict.triesLeft}` : (kindsOf([verdict])[0] ?? ''),
        );
        house.advance(30);
      }
      expect(kinds).toEqual(['left 4', 'left 3', 'left 2', 'left 1', 'suspended']);
      expect(kindsOf([await judgeProof(room, await claimOf(mateusz))])).toEqual(['suspended']);
      house.advance(30 * 24 * 3600);
      expect(kindsOf([await judgeProof(room, await claimOf(mateusz))])).toEqual(['suspended']);
      expect(await bankIdOf(mateusz)).toMatchObject({ state: 'suspended', suspension: 'password' });
    });

    it('counts from zero again after a success', async () => {
      const ola = await house.person('Ola');
      for (let round = 0; round < 2; round += 1) {
        for (let tries = 0; tries < 4; tries += 1) {
          await judgeProof(room, await claimOf(ola, { password: 'wrong-password-1' }));
          house.advance(30);
        }
        expect((await judgeProof(room, await claimOf(ola))).kind).toBe('proven');
        house.advance(30);
      }
    });

    it('is judged at most five times, however many arrive at once with codes that are right', async () => {
      const ailu = await house.person('Áilu');
      const personId = await idOf(ailu);
      const { prisma } = room.context.database;
      const unit = await prisma.codeUnit.findFirstOrThrow({ where: { personId } });
      const { passwordHash } = await bankIdOf(ailu);
      const claim = await claimOf(ailu);
      // Somebody who has the code unit of the victim: each try gets a right code, since the step is put back at once.
      const guesses = Array.from({ length: 200 }, async (_, index) => {
        await prisma.codeUnit.update({ where: { id: unit.id }, data: { lastTimeStep: -1 } });
        return judgeProof(room, {
          ...claim,
          password: `guess-number-${index}`,
          origin: { deviceId: `botnet-${index}`, address: `203.0.113.${index}` },
        });
      });
      await Promise.all(guesses);
      expect(judged.filter((hash) => hash === passwordHash).length).toBeLessThanOrEqual(5);
      // Whatever the order was, nothing is left to guess with.
      let last: ProofVerdict | undefined;
      for (let tries = 0; tries < 6; tries += 1) {
        house.advance(30);
        last = await judgeProof(room, await claimOf(ailu, { password: 'one-more-guess-1' }));
      }
      expect(kindsOf(last === undefined ? [] : [last])).toEqual(['suspended']);
      expect(judged.filter((hash) => hash === passwordHash)).toHaveLength(5);
    });
  });

  describe('guessing codes of a person whom the caller named by number', () => {
    it('counts on the BankID and suspends at the fifth (9403), also in parallel', async () => {
      const anne = await house.person('Anne');
      const namedPersonId = await idOf(anne);
      const claim = await claimOf(anne, { namedPersonId });
      const verdicts = await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          judgeProof(room, {
            ...claim,
            code: wrongCodeFor(claim.code),
            origin: { deviceId: `anywhere-${index}`, address: `198.18.0.${index}` },
          }),
        ),
      );
      const kinds = kindsOf(verdicts);
      expect(kinds.filter((kind) => kind === 'wrong-code')).toHaveLength(4);
      expect(kinds.filter((kind) => kind === 'codeSuspended')).toHaveLength(56);
      expect(judged).toHaveLength(5);
      expect(await bankIdOf(anne)).toMatchObject({ state: 'suspended', suspension: 'code' });
      expect(kindsOf([await judgeProof(room, claim)])).toEqual(['codeSuspended']);
    });

    it('counts no right code as a wrong one', async () => {
      const liv = await house.person('Liv');
      const namedPersonId = await idOf(liv);
      for (let round = 0; round < 7; round += 1) {
        expect((await judgeProof(room, await claimOf(liv, { namedPersonId }))).kind).toBe('proven');
        house.advance(30);
      }
    });
  });

  describe('limits per holder', () => {
    it('stop a guesser who has many addresses and devices', async () => {
      const limited: BankidRoom = {
        ...room,
        config: { ...room.config, limits: { ...room.config.limits, triesPerHolder: 8 } },
      };
      const claim = await claimOf(await house.person('Ola'), { code: '000000', birthDate: '1932-01-01' });
      const verdicts: ProofVerdict[] = [];
      for (let index = 0; index < 12; index += 1) {
        const origin = { deviceId: `far-${index}`, address: `198.19.0.${index}` };
        verdicts.push(await judgeProof(limited, { ...claim, origin }));
      }
      expect(kindsOf(verdicts).filter((kind) => kind === 'wrong-code')).toHaveLength(8);
      expect(kindsOf(verdicts).slice(8)).toEqual(Array.from({ length: 4 }, () => 'unknownDevice'));
    });
  });
});
