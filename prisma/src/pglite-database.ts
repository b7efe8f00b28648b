import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { assertOutsideTransaction } from '@segl/platform';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { PrismaClient } from './generated/client.js';
import { guardClient } from './guarded-client.js';
import { applyMigrations, readMigrations, type RunMigrationTransaction } from './migrate.js';
import type { DatabaseHandle } from './open-database.js';

/** Where an embedded database lives. */
export interface PGliteOptions {
  /** Folder of the database; without it the database lives in memory. */
  dataDir?: string;
  /** Begins as a copy: an archive made by {@link PGlite.dumpDataDir}. */
  loadDataDir?: Blob;
}

/** Opens the embedded database. One process only may have a folder open: PGlite takes no lock (see `acquireDataLock`). */
export async function openPGlite({
  dataDir,
  loadDataDir,
}: PGliteOptions): Promise<DatabaseHandle & { pglite: PGlite }> {
  // PGlite makes the last folder of the path only.
  if (dataDir !== undefined) await mkdir(path.dirname(dataDir), { recursive: true, mode: 0o700 });
  const pglite = await PGlite.create({
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(loadDataDir === undefined ? {} : { loadDataDir }),
  });
  // The adapter writes and reads times without their offset.
  await pglite.exec(`SET TIME ZONE 'UTC'`);
  const prisma = guardClient(new PrismaClient({ adapter: new PrismaPGlite(pglite), errorFormat: 'minimal' }));

  const runMigrationTransaction: RunMigrationTransaction = (work) =>
    pglite.transaction((tx) =>
      work({
        query: (text, values) => tx.query<Record<string, unknown>>(text, values),
        execute: async (script) => void (await tx.exec(script)),
      }),
    );

  return {
    kind: 'pglite',
    pglite,
    prisma,
    async executeSql(text, values) {
      assertOutsideTransaction('a query beside it');
      if (values !== undefined && values.length > 0) {
        return pglite.query<Record<string, unknown>>(text, [...values]);
      }
      return executeScript(pglite, text);
    },
    migrate: async () => applyMigrations(runMigrationTransaction, await readMigrations()),
    async close() {
      await prisma.$disconnect();
      await pglite.close();
    },
  };
}

/** Several statements may come with their own BEGIN; a failure must not leave the one session inside an aborted one. */
async function executeScript(pglite: PGlite, script: string) {
  try {
    const results = await pglite.exec(script);
    return { rows: results.flatMap((result): Record<string, unknown>[] => result.rows) };
  } catch (error) {
    await pglite.exec('ROLLBACK');
    throw error;
  }
}
