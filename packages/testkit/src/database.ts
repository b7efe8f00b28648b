import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { openPGlite, openPostgreSql, readMigrations, type DatabaseHandle } from '@segl/database';
import { createLogger } from '@segl/platform';
import { startPostgres, type NoPostgres, type PostgresServer } from './postgres-server.js';

/**
 * A migrated database in memory. Making one takes seconds, so the first is kept as an archive in the temporary folder,
 * named by the migrations' checksums, and the others begin as copies of it.
 */
export async function openTestDatabase(): Promise<DatabaseHandle & { pglite: PGlite }> {
  const archive = await templateFile();
  if (existsSync(archive)) {
    return openPGlite({ loadDataDir: new Blob([new Uint8Array(await readFile(archive))]) });
  }
  const database = await openPGlite({});
  await database.migrate();
  const dump = await database.pglite.dumpDataDir('none');
  await mkdir(path.dirname(archive), { recursive: true, mode: 0o700 });
  const temporary = `${archive}.${randomUUID()}`;
  await writeFile(temporary, new Uint8Array(await dump.arrayBuffer()), { mode: 0o600 });
  await rename(temporary, archive);
  await removeOldTemplates(path.dirname(archive));
  return database;
}

async function templateFile(): Promise<string> {
  const hash = createHash('sha256');
  for (const { name, checksum } of await readMigrations()) hash.update(`${name}:${checksum}\n`);
  // PGlite's data folders belong to its version.
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  hash.update(await readFile(path.join(path.dirname(entry), '..', 'package.json')));
  const folder = path.join(tmpdir(), `segl-test-${userInfo().username}`);
  return path.join(folder, `database-${hash.digest('hex').slice(0, 16)}.tar`);
}

/** Archives of other migrations pile up, 40 MB each; those not made today go. */
async function removeOldTemplates(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const made = await stat(file).catch((error: unknown) => {
      // One that another run was just writing has got its name meanwhile.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (made !== undefined && Date.now() - made.mtimeMs > 24 * 3600_000) await rm(file, { force: true });
  }
}

/** A PostgreSQL server for one test file, each test with a database of its own. */
export interface TestPostgres {
  /** Address of a new, empty database. */
  createDatabase(): Promise<string>;
  /** A new database, migrated and open; close it yourself. */
  openDatabase(): Promise<DatabaseHandle>;
  stop(): Promise<void>;
}

/**
 * PostgreSQL for tests: the server at TEST_DATABASE_URL, or one started from an installed PostgreSQL in a temporary folder
 * on a free loopback port.
 */
export async function openTestPostgres(): Promise<TestPostgres | NoPostgres> {
  const given = process.env['TEST_DATABASE_URL'];
  const server: PostgresServer | NoPostgres =
    given === undefined ? await startPostgres() : { url: given, stop: async () => undefined };
  if ('reason' in server) return server;
  const logger = createLogger({ level: 'silent' });
  const createDatabase = async () => {
    const name = `segl_test_${randomUUID().replaceAll('-', '')}`;
    const admin = await openPostgreSql({ url: server.url, logger, maxConnections: 1 });
    await admin.executeSql(`CREATE DATABASE ${name}`);
    await admin.close();
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    return url.href;
  };
  return {
    createDatabase,
    async openDatabase() {
      const database = await openPostgreSql({ url: await createDatabase(), logger });
      await database.migrate();
      return database;
    },
    stop: () => server.stop(),
  };
}
