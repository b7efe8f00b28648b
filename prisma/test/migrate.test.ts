import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLogger } from '@segl/platform';
import { openTestDatabase, openTestPostgres } from '@segl/testkit';
import type { PGlite } from '@electric-sql/pglite';
import { afterAll, describe, expect, it } from 'vitest';
import { applyMigrations, openDatabase, readMigrations, type Migration } from '@segl/database';

const logger = createLogger({ level: 'silent' });
const postgres = await openTestPostgres();
if ('reason' in postgres) console.warn(`migrating PostgreSQL is not tested: ${postgres.reason}`);
afterAll(async () => {
  if ('stop' in postgres) await postgres.stop();
});

const migration = (name: string, sql: string): Migration => ({
  name,
  sql,
  checksum: createHash('sha256').update(sql).digest('hex'),
});
const runOn = (pglite: PGlite): Parameters<typeof applyMigrations>[0] => {
  return (work) =>
    pglite.transaction((tx) =>
      work({
        query: (text, values) => tx.query<Record<string, unknown>>(text, values),
        execute: async (script) => void (await tx.exec(script)),
      }),
    );
};

describe('migrator', () => {
  const one = migration('0001_one', 'CREATE TABLE one (id int); CREATE TABLE more (id int)');
  const two = migration('0002_two', 'CREATE TABLE two (id int)');

  it('applies in order, records as Prisma does, and does nothing the second time', async () => {
    // A copy of the tests' database, made to look as if nothing had been applied: quicker than a new one.
    const { pglite, close } = await openTestDatabase();
    await pglite.exec('DROP TABLE _prisma_migrations');
    expect(await applyMigrations(runOn(pglite), [one])).toEqual({ applied: ['0001_one'] });
    expect(await applyMigrations(runOn(pglite), [one, two])).toEqual({ applied: ['0002_two'] });
    expect(await applyMigrations(runOn(pglite), [one, two])).toEqual({ applied: [] });
    const { rows } = await pglite.query(
      `SELECT migration_name, checksum, applied_steps_count, finished_at IS NOT NULL AS finished, rolled_back_at
       FROM _prisma_migrations ORDER BY migration_name`,
    );
    expect(rows).toEqual(
      [one, two].map(({ name, checksum }) => ({
        migration_name: name,
        checksum,
        applied_steps_count: 1,
        finished: true,
        rolled_back_at: null,
      })),
    );

    // A failing migration leaves nothing of itself.
    const broken = migration('0003_broken', 'CREATE TABLE three (id int); SELECT nonsense');
    await expect(applyMigrations(runOn(pglite), [one, two, broken])).rejects.toThrow('nonsense');
    await expect(pglite.query('SELECT * FROM three')).rejects.toThrow('does not exist');

    const changed = { ...one, checksum: 'f'.repeat(64) };
    await expect(applyMigrations(runOn(pglite), [changed, two])).rejects.toMatchObject({
      code: 'database.migration-changed',
    });
    await expect(applyMigrations(runOn(pglite), [one])).rejects.toMatchObject({
      code: 'database.migration-unknown',
    });
    await pglite.exec(`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '0002_two'`);
    await expect(applyMigrations(runOn(pglite), [one, two])).rejects.toMatchObject({
      code: 'database.migration-unfinished',
    });
    await close();
  });

  it('finds all checked-in migrations', async () => {
    const migrations = await readMigrations();
    expect(migrations[0]?.name).toBe('0001_init');
    expect(migrations.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name).sort());
  });
});

describe('embedded database', () => {
  it('keeps its schema and data in its folder', { timeout: 120_000 }, async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'segl-db-'));
    const first = await openDatabase({ dataDir: path.join(dataDir, 'db'), logger });
    expect((await first.migrate()).applied).not.toEqual([]);
    await first.prisma.rateLimit.create({ data: { key: 'kept', hits: 3, resetsAt: new Date() } });
    await first.close();
    const second = await openDatabase({ dataDir: path.join(dataDir, 'db'), logger });
    expect((await second.migrate()).applied).toEqual([]);
    expect((await second.prisma.rateLimit.findFirstOrThrow()).hits).toBe(3);
    await second.close();
    await rm(dataDir, { recursive: true, maxRetries: 5 });
  });

  it('refuses settings that name no database', async () => {
    await expect(openDatabase({ logger })).rejects.toMatchObject({ code: 'database.settings-invalid' });
    await expect(openDatabase({ url: 'mysql://x', logger })).rejects.toMatchObject({
      code: 'database.settings-invalid',
    });
  });
});

describe.runIf(!('reason' in postgres))('migrating PostgreSQL', () => {
  it('four processes at once: each migration is applied by exactly one', { timeout: 120_000 }, async () => {
    if ('reason' in postgres) throw new TypeError('guarded by runIf');
    const url = await postgres.createDatabase();
    const children = Array.from({ length: 4 }, () =>
      fork(fileURLToPath(new URL('migrate-process.ts', import.meta.url)), [], {
        execArgv: ['--conditions=@segl/source', '--import', 'tsx'],
        env: { ...process.env, DATABASE_URL: url },
      }),
    );
    await Promise.all(children.map((child) => once(child, 'message'))); // ready
    const answers = children.map((child) => once(child, 'message'));
    for (const child of children) child.send('go');
    const applied = (await Promise.all(answers)).flatMap(([names]: string[][]) => names ?? []);
    await Promise.all(children.map((child) => (child.exitCode === null ? once(child, 'exit') : undefined)));
    expect(applied).toEqual((await readMigrations()).map(({ name }) => name));
    expect(children.map((child) => child.exitCode)).toEqual([0, 0, 0, 0]);
  });
});

it('the checked-in migrations make what schema.prisma says', { timeout: 120_000 }, async () => {
  const engine: {
    readMigrations(): { name: string; sql: string }[];
    sqlFromMigrationsToSchema(options: {
      migrations: readonly { name: string; sql: string }[];
    }): Promise<unknown>;
  } = await import(new URL('../scripts/schema-engine.mjs', import.meta.url).href);
  const migrations = engine.readMigrations();
  expect(await engine.sqlFromMigrationsToSchema({ migrations })).toBeUndefined();
  // The check itself can fail: a table less is a difference.
  const shorter = migrations.map(({ name, sql }) => ({
    name,
    sql: sql
      .replace(/CREATE TABLE "platform"\."rate_limit" \([^;]*;/, '')
      .replace(/CREATE INDEX "rate_limit[^;]*;/, ''),
  }));
  expect(await engine.sqlFromMigrationsToSchema({ migrations: shorter })).toContain(
    '"platform"."rate_limit"',
  );
});
