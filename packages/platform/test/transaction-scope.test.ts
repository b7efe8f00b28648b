import { expect, it } from 'vitest';
import {
  afterCommit,
  assertOutsideTransaction,
  isInTransactionScope,
  runInTransactionScope,
} from '../src/index.js';

it('is open inside, through every await, and closed outside and afterwards', async () => {
  let late: Promise<boolean> | undefined;
  let commit: () => void = () => undefined;
  const committed = new Promise<void>((resolve) => (commit = resolve));
  const inside = await runInTransactionScope((enter) =>
    enter(async () => {
      await Promise.resolve();
      late = committed.then(() => isInTransactionScope());
      return isInTransactionScope();
    }),
  );
  expect(inside).toBe(true);
  expect(isInTransactionScope()).toBe(false);
  commit();
  expect(await late).toBe(false);
});

it('does not touch what runs beside it', async () => {
  const beside: boolean[] = [];
  let leave: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (leave = resolve));
  const transaction = runInTransactionScope((enter) => enter(() => gate));
  await Promise.resolve().then(() => beside.push(isInTransactionScope()));
  expect(() => assertOutsideTransaction('a file')).not.toThrow();
  leave();
  await transaction;
  expect(beside).toEqual([false]);
});

it('refuses I/O by its name', async () => {
  const failing = runInTransactionScope((enter) =>
    enter(async () => assertOutsideTransaction('reading a file')),
  );
  await expect(failing).rejects.toMatchObject({
    code: 'platform.io-in-transaction',
    message: 'reading a file inside a database transaction',
  });
});

it('tells others after the commit, and not after a rollback', async () => {
  const told: string[] = [];
  await runInTransactionScope(async (enter) => {
    await enter(async () => afterCommit(() => told.push('told')));
    told.push('committed');
  });
  expect(told).toEqual(['committed', 'told']);
  const failing = runInTransactionScope(async (enter) => {
    await enter(async () => afterCommit(() => told.push('never')));
    throw new Error('serialization failure at commit');
  });
  await expect(failing).rejects.toThrow();
  afterCommit(() => told.push('at once'));
  expect(told).toEqual(['committed', 'told', 'at once']);
});
