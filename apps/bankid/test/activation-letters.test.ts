import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withTransaction } from '@segl/database';
import {
  judgeLetter,
  letterCodeLabel,
  letterValidDays,
  makeLetter,
  useLetter,
} from '../src/issuing/activation-letters.js';
import { openHouse, type House } from './support/house.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const inTransaction = <Result>(work: Parameters<typeof withTransaction<Result>>[1]): Promise<Result> =>
  withTransaction(house.room.context.database.prisma, work);

/** A letter to Kari, and what stands in it. */
async function letter(): Promise<{ bankIdId: string; id: string; code: string }> {
  const { prisma } = house.room.context.database;
  const { sub } = await house.person('Kari');
  const { id: bankIdId } = await prisma.bankId.findFirstOrThrow({ where: { person: { sub } } });
  const made = await inTransaction((tx) => makeLetter(house.room, tx, { bankIdId }));
  const code = house.room.secrets.unsealText(made.codeSealed ?? new Uint8Array(), letterCodeLabel(made.id));
  return { bankIdId, id: made.id, code };
}

describe('an activation letter', () => {
  it('holds a code that works once, and is forgotten then', async () => {
    const { bankIdId, id, code } = await letter();
    expect(code).toMatch(/^\d{8}$/);
    expect(await judgeLetter(house.room, { bankIdId, code: `${code.slice(0, 4)} ${code.slice(4)}` })).toEqual(
      {
        kind: 'right',
        letterId: id,
      },
    );
    expect(await inTransaction((tx) => useLetter(house.room, tx, { letterId: id }))).toBe(true);
    expect(await inTransaction((tx) => useLetter(house.room, tx, { letterId: id }))).toBe(false);
    expect(await judgeLetter(house.room, { bankIdId, code })).toEqual({ kind: 'no-letter' });
    const { prisma } = house.room.context.database;
    expect(await prisma.activationLetter.findUniqueOrThrow({ where: { id } })).toMatchObject({
      codeSealed: null,
      wrongTries: 0,
    });
  });

  it('stands nowhere in the clear', async () => {
    const { id, code } = await letter();
    const row = await house.room.context.database.prisma.activationLetter.findUniqueOrThrow({
      where: { id },
    });
    expect(Buffer.from(row.codeSealed ?? []).toString('latin1')).not.toContain(code);
    expect(row.codeHmac).not.toContain(code);
  });

  it('is void after five wrong tries, however many come at once', async () => {
    const { bankIdId, code } = await letter();
    const wrong = code === '00000000' ? '00000001' : '00000000';
    const verdicts = await Promise.all(
      Array.from({ length: 20 }, () => judgeLetter(house.room, { bankIdId, code: wrong })),
    );
    expect(verdicts.filter(({ kind }) => kind === 'wrong')).toHaveLength(5);
    expect(await judgeLetter(house.room, { bankIdId, code })).toEqual({ kind: 'no-letter' });
  });

  it('is void when a newer one was sent', async () => {
    const first = await letter();
    const second = await letter();
    const verdict = await judgeLetter(house.room, { bankIdId: first.bankIdId, code: first.code });
    expect(verdict.kind).toBe(first.code === second.code ? 'right' : 'wrong');
    expect(await judgeLetter(house.room, second)).toEqual({ kind: 'right', letterId: second.id });
  });

  it('is not that of another BankID', async () => {
    const { code } = await letter();
    expect(await judgeLetter(house.room, { bankIdId: randomUUID(), code })).toEqual({ kind: 'no-letter' });
  });

  it('is too old after its days are over, also between judging and use', async () => {
    const { bankIdId, id, code } = await letter();
    house.advance(letterValidDays * 86_400 - 1);
    expect((await judgeLetter(house.room, { bankIdId, code })).kind).toBe('right');
    house.advance(1);
    expect(await inTransaction((tx) => useLetter(house.room, tx, { letterId: id }))).toBe(false);
    expect(await judgeLetter(house.room, { bankIdId, code })).toEqual({ kind: 'no-letter' });
  });
});
