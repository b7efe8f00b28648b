import { DatabaseError, withTransaction, type DatabaseHandle } from '@segl/database';
import { createTestClock, openTestDatabase, openTestPostgres } from '@segl/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createJobs, createLogger, type Job, type Jobs, type JobsOptions } from '../src/index.js';

const postgres = await openTestPostgres();
if ('reason' in postgres) console.warn(`jobs on PostgreSQL are not tested: ${postgres.reason}`);
afterAll(async () => {
  if ('stop' in postgres) await postgres.stop();
});

const databases: [string, () => Promise<DatabaseHandle>][] = [['PGlite', openTestDatabase]];
if (!('reason' in postgres)) databases.push(['PostgreSQL', () => postgres.openDatabase()]);

describe.each(databases)('jobs on %s', (_name, open) => {
  let database: DatabaseHandle;
  const running: Jobs[] = [];
  const clock = createTestClock();
  const make = (options: Partial<JobsOptions> = {}) => {
    const logger = createLogger({ level: 'silent' });
    const jobs = createJobs({ database, clock, logger, pollSeconds: 0.05, ...options });
    running.push(jobs);
    return jobs;
  };

  beforeAll(async () => {
    database = await open();
  });
  afterEach(async () => {
    for (const jobs of running.splice(0)) await jobs.stop({ timeoutSeconds: 5 });
    await database.prisma.job.deleteMany();
  });
  afterAll(async () => {
    await database.close();
  });

  it('runs what was sent and forgets it when done', async () => {
    const jobs = make();
    const seen = collector<{ order: number }>();
    jobs.define('test.run', { handler: seen.handler });
    await jobs.start();
    const id = await jobs.send('test.run', { order: 7 });
    const [job] = await seen.wait(1);
    expect(job).toMatchObject({ id, data: { order: 7 }, attempt: 1, retriesLeft: 5 });
    await jobs.stop();
    expect(await database.prisma.job.count()).toBe(0);
  });

  it('wakes a worker of the same process at once', async () => {
    const jobs = make({ pollSeconds: 3600 });
    const seen = collector();
    jobs.define('test.wake', { handler: seen.handler });
    await jobs.start();
    await jobs.send('test.wake', {});
    await seen.wait(1);
    await withTransaction(database.prisma, (tx) => jobs.send('test.wake', {}, { tx }));
    await seen.wait(2);
    expect(seen.jobs).toHaveLength(2);
  });

  it('sends with the transaction: not when it is rolled back, and not before it commits', async () => {
    const jobs = make();
    const seen = collector<{ n: number }>();
    jobs.define('test.outbox', { handler: seen.handler });
    await jobs.start();
    const failing = withTransaction(database.prisma, async (tx) => {
      await jobs.send('test.outbox', { n: 1 }, { tx });
      throw new DatabaseError('database.settings-invalid', 'changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await withTransaction(database.prisma, async (tx) => {
      await jobs.send('test.outbox', { n: 2 }, { tx });
      expect(seen.jobs).toHaveLength(0);
    });
    await seen.wait(1);
    expect(seen.jobs.map(({ data }) => data.n)).toEqual([2]);
  });

  it('refuses a send inside a transaction that is not part of it', async () => {
    const jobs = make();
    const failing = withTransaction(database.prisma, () => jobs.send('test.outside', {}));
    await expect(failing).rejects.toMatchObject({ code: 'platform.io-in-transaction' });
    expect(await database.prisma.job.count()).toBe(0);
  });

  it('tries again with growing delays, then gives up and keeps the row with the reason', async () => {
    const jobs = make();
    const attempts: number[] = [];
    const tried = collector();
    jobs.define('test.failing', {
      retryLimit: 2,
      retryDelaySeconds: 60,
      async handler(job: Job<object>) {
        attempts.push(job.retriesLeft);
        await tried.handler(job);
        throw Object.assign(new Error('no paper'), { code: 'test.no-paper' });
      },
    });
    await jobs.start();
    const id = await jobs.send('test.failing', {});
    const row = () => database.prisma.job.findUniqueOrThrow({ where: { id: id ?? '' } });
    await tried.wait(1);
    await expect.poll(async () => (await row()).lockedBy).toBeNull();
    expect((await row()).runAt.getTime()).toBeGreaterThan(clock.now().getTime() + 50_000);
    clock.advance(61);
    await tried.wait(2);
    await expect.poll(async () => (await row()).lockedBy).toBeNull();
    expect((await row()).runAt.getTime()).toBeGreaterThan(clock.now().getTime() + 110_000);
    clock.advance(121);
    await tried.wait(3);
    await expect.poll(async () => (await row()).failedAt).not.toBeNull();
    expect(await row()).toMatchObject({ attempts: 3, lastError: 'test.no-paper: no paper' });
    expect(attempts).toEqual([2, 1, 0]);
  });

  it('does not start a job before its time', async () => {
    const jobs = make();
    const seen = collector<{ n: number }>();
    jobs.define('test.later', { handler: seen.handler });
    await jobs.start();
    await jobs.send('test.later', { n: 1 }, { startAfter: new Date(clock.now().getTime() + 3600_000) });
    await jobs.send('test.later', { n: 2 });
    await seen.wait(1);
    clock.advance(3601);
    await seen.wait(2);
    expect(seen.jobs.map(({ data }) => data.n)).toEqual([2, 1]);
  });

  it('keeps one waiting job a singleton key, and takes another once the first runs', async () => {
    const jobs = make();
    expect(await jobs.send('test.single', {}, { singletonKey: 'a' })).toBeTypeOf('string');
    expect(await jobs.send('test.single', {}, { singletonKey: 'a' })).toBeUndefined();
    expect(await jobs.send('test.single', {}, { singletonKey: 'b' })).toBeTypeOf('string');
    const seen = collector();
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    jobs.define('test.single', {
      concurrency: 2,
      async handler(job: Job<object>) {
        await seen.handler(job);
        await gate;
      },
    });
    await jobs.start();
    await seen.wait(2);
    expect(await jobs.send('test.single', {}, { singletonKey: 'a' })).toBeTypeOf('string');
    release();
    await seen.wait(3);
  });

  it('runs no more at once than its concurrency', async () => {
    const jobs = make();
    let atOnce = 0;
    let most = 0;
    const seen = collector();
    jobs.define('test.three', {
      concurrency: 3,
      async handler(job: Job<object>) {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await database.executeSql('SELECT 1');
        atOnce -= 1;
        await seen.handler(job);
      },
    });
    for (let n = 0; n < 12; n += 1) await jobs.send('test.three', {});
    await jobs.start();
    await seen.wait(12);
    expect(most).toBe(3);
  });

  it('runs a scheduled queue once a period, however many processes plan it', async () => {
    const workers = [make(), make()];
    const seen = collector();
    clock.setTo(new Date(Math.ceil(clock.now().getTime() / 3600_000) * 3600_000 + 1000));
    for (const jobs of workers) {
      jobs.define('test.hourly', { handler: seen.handler });
      jobs.schedule('test.hourly', { everySeconds: 3600 });
      await jobs.start();
    }
    expect(await database.prisma.job.count()).toBe(1);
    clock.advance(3600);
    await seen.wait(1);
    await expect.poll(() => database.prisma.job.count()).toBe(1);
    clock.advance(3600);
    await seen.wait(2);
    expect(seen.jobs).toHaveLength(2);
  });

  it('waits for the running job at stop, and starts no other', async () => {
    const jobs = make();
    const seen = collector();
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    jobs.define('test.stop', {
      async handler(job: Job<object>) {
        await seen.handler(job);
        await gate;
      },
    });
    await jobs.start();
    await jobs.send('test.stop', {});
    await jobs.send('test.stop', {});
    await seen.wait(1);
    const stopped = jobs.stop();
    release();
    await stopped;
    expect(seen.jobs).toHaveLength(1);
    expect(await database.prisma.job.count()).toBe(1);
  });

  it('gives the work of a dead process to another, and fences the dead', async () => {
    const id = '7f3c9f0a-64f5-4b39-9d7e-8c8f8f6f0b11';
    const dead = 'd3b0c7a0-1111-4a63-9c3e-5a0f6f0e7a22';
    await database.executeSql(
      `INSERT INTO platform.job (id, queue, data, attempts, run_at, locked_by, locked_until)
       VALUES ($1, 'test.orphan', '{}', 1, now(), $2, now() + interval '1 hour')`,
      [id, dead],
    );
    const jobs = make();
    const seen = collector();
    jobs.define('test.orphan', { handler: seen.handler });
    await jobs.start();
    // On a server the lease has to run out; an embedded database has one process, so its start frees the job.
    if (database.kind === 'postgresql') {
      await database.executeSql(`UPDATE platform.job SET locked_until = now() - interval '1 second'`);
    }
    const [job] = await seen.wait(1);
    expect(job).toMatchObject({ id, attempt: 2 });
  });

  it('does not run a job for ever that takes its process down each time', async () => {
    const id = '7f3c9f0a-64f5-4b39-9d7e-8c8f8f6f0b12';
    await database.executeSql(
      `INSERT INTO platform.job (id, queue, data, attempts, run_at) VALUES ($1, 'test.poison', '{}', 3, now())`,
      [id],
    );
    const jobs = make();
    const seen = collector();
    jobs.define('test.poison', { retryLimit: 2, handler: seen.handler });
    await jobs.start();
    await expect
      .poll(async () => (await database.prisma.job.findUniqueOrThrow({ where: { id } })).lastError)
      .toBe('the process ended during the last try');
    expect(seen.jobs).toHaveLength(0);
  });

  it('gives each of many jobs to exactly one of two workers', async () => {
    const workers = [make(), make()];
    const seen = collector<{ n: number }>();
    for (const jobs of workers) jobs.define('test.shared', { concurrency: 4, handler: seen.handler });
    for (let n = 0; n < 60; n += 1) await workers[0]?.send('test.shared', { n });
    await Promise.all(workers.map((jobs) => jobs.start()));
    await seen.wait(60);
    await Promise.all(workers.map((jobs) => jobs.stop()));
    expect(new Set(seen.jobs.map(({ data }) => data.n)).size).toBe(60);
    expect(seen.jobs).toHaveLength(60);
    expect(await database.prisma.job.count()).toBe(0);
  });
});

/** A handler that keeps what it was given, and lets a test wait for the n-th. */
function collector<Data extends object>() {
  const jobs: Job<Data>[] = [];
  let waiting: { count: number; resolve: () => void }[] = [];
  return {
    jobs,
    async handler(job: Job<Data>) {
      jobs.push(job);
      waiting = waiting.filter(({ count, resolve }) => {
        if (jobs.length < count) return true;
        resolve();
        return false;
      });
    },
    async wait(count: number): Promise<Job<Data>[]> {
      if (jobs.length < count) await new Promise<void>((resolve) => waiting.push({ count, resolve }));
      return jobs;
    },
  };
}
