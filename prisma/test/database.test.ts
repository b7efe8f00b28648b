import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { openTestDatabase, openTestPostgres } from '@segl/testkit';
import {
  createFileObjectStore,
  createServiceClient,
  createSmtpMailer,
  createStoringMailer,
  generateServiceKeys,
  systemClock,
} from '@segl/platform';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PrismaClient, withTransaction, type DatabaseHandle } from '@segl/database';

const postgres = await openTestPostgres();
if ('reason' in postgres) console.warn(`the database on PostgreSQL is not tested: ${postgres.reason}`);
afterAll(async () => {
  if ('stop' in postgres) await postgres.stop();
});

const databases: [string, () => Promise<DatabaseHandle>][] = [['PGlite', openTestDatabase]];
if (!('reason' in postgres)) databases.push(['PostgreSQL', () => postgres.openDatabase()]);

const count = (key: string, hits: number) => ({ key, hits, resetsAt: new Date('2026-11-22T12:00:00.123Z') });

describe.each(databases)('database on %s', (_name, open) => {
  let database: DatabaseHandle;
  beforeAll(async () => {
    database = await open();
  });
  afterEach(async () => {
    await database.prisma.rateLimit.deleteMany();
  });
  afterAll(async () => {
    await database.close();
  });

  it('keeps times to the millisecond, whatever the zone of machine and server', async () => {
    const at = new Date('2026-07-01T23:59:59.987Z');
    await database.prisma.rateLimit.create({ data: { key: 'a', hits: 1, resetsAt: at } });
    expect((await database.prisma.rateLimit.findUniqueOrThrow({ where: { key: 'a' } })).resetsAt).toEqual(at);
    const { rows } = await database.executeSql(
      `SELECT resets_at = '2026-07-01T23:59:59.987Z'::timestamptz AS same FROM platform.rate_limit`,
    );
    expect(rows).toEqual([{ same: true }]);
  });

  it('commits all or nothing', async () => {
    const failing = withTransaction(database.prisma, async (tx) => {
      await tx.rateLimit.create({ data: count('a', 1) });
      await tx.rateLimit.create({ data: count('a', 2) });
    });
    await expect(failing).rejects.toMatchObject({ code: 'P2002' });
    expect(await database.prisma.rateLimit.count()).toBe(0);
    await withTransaction(database.prisma, async (tx) => {
      await tx.rateLimit.create({ data: count('a', 1) });
      await tx.rateLimit.create({ data: count('b', 1) });
    });
    expect(await database.prisma.rateLimit.count()).toBe(2);
  });

  it('shows nobody the middle of a transaction', async () => {
    await database.prisma.rateLimit.create({ data: count('balance', 0) });
    let reachMiddle: () => void = () => undefined;
    const middle = new Promise<void>((resolve) => (reachMiddle = resolve));
    const writing = withTransaction(database.prisma, async (tx) => {
      await tx.rateLimit.update({ where: { key: 'balance' }, data: { hits: -100 } });
      reachMiddle();
      for (let step = 0; step < 5; step += 1) await tx.rateLimit.count();
      await tx.rateLimit.update({ where: { key: 'balance' }, data: { hits: 1 } });
    });
    await middle;
    const seen = await Promise.all([
      database.prisma.rateLimit.findUniqueOrThrow({ where: { key: 'balance' } }),
      database.executeSql(`SELECT hits FROM platform.rate_limit WHERE key = 'balance'`),
    ]);
    await writing;
    expect(seen[0].hits).not.toBe(-100);
    expect(seen[1].rows[0]?.['hits']).not.toBe(-100);
  });

  it('loses no update when many add up at once by compare-and-set', async () => {
    await database.prisma.rateLimit.create({ data: count('sum', 0) });
    const addOne = async (): Promise<void> => {
      const { hits } = await database.prisma.rateLimit.findUniqueOrThrow({ where: { key: 'sum' } });
      const { count: changed } = await database.prisma.rateLimit.updateMany({
        where: { key: 'sum', hits },
        data: { hits: hits + 1 },
      });
      if (changed === 0) await addOne();
    };
    await Promise.all(Array.from({ length: 10 }, addOne));
    expect((await database.prisma.rateLimit.findUniqueOrThrow({ where: { key: 'sum' } })).hits).toBe(10);
  });

  it('goes on after a transaction that came too late or took too long', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const holding = withTransaction(database.prisma, async (tx) => {
      await tx.rateLimit.create({ data: count('held', 1) });
      await gate;
    });
    // On PGlite the second waits for the one session and comes too late; on a server it gets a connection of its own.
    const second = withTransaction(database.prisma, (tx) => tx.rateLimit.count(), { maxWaitSeconds: 0.2 });
    if (database.kind === 'pglite') await expect(second).rejects.toMatchObject({ code: 'P2028' });
    else expect(await second).toBe(0);
    release();
    await holding;
    expect(await withTransaction(database.prisma, (tx) => tx.rateLimit.count())).toBe(1);

    const slow = withTransaction(
      database.prisma,
      async (tx) => {
        await tx.rateLimit.create({ data: count('slow', 1) });
        // Goes on until it is refused; timers get their turn in between.
        for (;;) {
          await tx.rateLimit.count();
          await new Promise((resolve) => setImmediate(resolve));
        }
      },
      { timeoutSeconds: 0.2 },
    );
    await expect(slow).rejects.toMatchObject({ code: 'P2028' });
    expect(await database.prisma.rateLimit.count()).toBe(1);
  });

  it('leaves no broken transaction behind when a script with its own BEGIN fails', async () => {
    await expect(database.executeSql('BEGIN; SELECT nonsense; COMMIT')).rejects.toThrow('nonsense');
    expect((await database.executeSql('SELECT 1 AS one; SELECT 2 AS two')).rows).toEqual([
      { one: 1 },
      { two: 2 },
    ]);
  });

  describe('no transaction waits for I/O', () => {
    const outside = { code: 'platform.io-in-transaction' };
    const folder = mkdtempSync(path.join(tmpdir(), 'segl-objects-'));
    const store = createFileObjectStore({ folder });
    afterAll(() => rmSync(folder, { recursive: true }));
    const inTransaction = (work: () => Promise<unknown>) => withTransaction(database.prisma, () => work());
    const message = { to: 'kari@example.org', subject: 'x', text: 'x' };

    it.each<[string, () => Promise<unknown>]>([
      ['object store: put', () => store.put('a', new Uint8Array())],
      ['object store: get', async () => (await store.get('a')).destroy()],
      ['object store: getBytes', () => store.getBytes('a')],
      ['object store: head', () => store.head('a')],
      ['object store: delete', () => store.delete('a')],
      ['SMTP', () => createSmtpMailer({ url: 'smtp://127.0.0.1:1', from: 'segl@example.org' }).send(message)],
      ['mailbox', () => createStoringMailer(async () => undefined).send(message)],
      [
        'another service',
        async () => {
          const urls = {
            web: 'http://127.0.0.1:1',
            upload: 'http://127.0.0.1:1',
            signing: 'http://127.0.0.1:1',
            bankid: 'http://127.0.0.1:1',
            vault: 'http://127.0.0.1:1',
            trust: 'http://127.0.0.1:1',
            registry: 'http://127.0.0.1:1',
          };
          const context = {
            service: 'signing',
            clock: systemClock,
            serviceKeys: await generateServiceKeys(),
            urls,
          } as const;
          return createServiceClient(context, 'vault').fetch('/keys', { purpose: 'test' });
        },
      ],
      ['the outer client', () => database.prisma.rateLimit.count()],
      ['SQL beside it', () => database.executeSql('SELECT 1')],
      ['another transaction', () => withTransaction(database.prisma, async () => 1)],
    ])('%s', async (_what, call) => {
      await expect(inTransaction(call)).rejects.toMatchObject(outside);
      // The same call outside fails for its own reason, or not at all.
      await call().catch((error: unknown) => expect(error).not.toMatchObject(outside));
    });
  });
});

it('two clients over one PGlite take turns: no statement of one lands in a transaction of the other', async () => {
  const database = await openTestDatabase();
  const other = new PrismaClient({ adapter: new PrismaPGlite(database.pglite) });
  const first: Promise<unknown>[] = [];
  const second: Promise<unknown>[] = [];
  for (let n = 0; n < 20; n += 1) {
    // Rolled back: whatever else had landed inside would be gone with it.
    first.push(
      withTransaction(database.prisma, async (tx) => {
        await tx.rateLimit.create({ data: count(`first-${n}`, n) });
        await tx.rateLimit.count();
        throw new TypeError('rolled back');
      }),
    );
    second.push(other.rateLimit.create({ data: count(`second-${n}`, n) }));
  }
  const outcomes = await Promise.allSettled(first);
  expect(outcomes.map((outcome) => outcome.status === 'rejected' && String(outcome.reason))).toEqual(
    Array.from({ length: 20 }, () => 'TypeError: rolled back'),
  );
  await Promise.all(second);
  const keys = (await other.rateLimit.findMany()).map(({ key }) => key).sort();
  expect(keys).toEqual(Array.from({ length: 20 }, (_value, n) => `second-${n}`).sort());
  await other.$disconnect();
  await database.close();
});
