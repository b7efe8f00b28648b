import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseError } from './errors.js';

/** SQL inside one transaction. */
export interface MigrationSession {
  query(text: string, values: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  /** Runs a script of several statements. */
  execute(script: string): Promise<void>;
}

/** Runs work in one transaction; rolls back when it throws. */
export type RunMigrationTransaction = <Result>(
  work: (session: MigrationSession) => Promise<Result>,
) => Promise<Result>;

/** A checked-in migration. */
export interface Migration {
  /** Name of its folder, such as `0001_init`; applied in the order of names. */
  name: string;
  sql: string;
  /** SHA-256 of the file, lower-case hexadecimal: what Prisma itself records. */
  checksum: string;
}

/** What {@link applyMigrations} did. */
export interface MigrationResult {
  /** Names applied by this call, in order; empty when another process was first or nothing was due. */
  applied: string[];
}

/** The lock that Prisma's own `migrate deploy` takes: neither runs while the other does. */
const prismaMigrateLock = 72707369;

// As Prisma's schema engine creates it, so that `prisma migrate deploy` and `migrate status` read our rows as theirs.
const createMigrationsTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/** Reads the migrations that came with this version of Segl. */
export async function readMigrations(folder = migrationsFolder): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));

/**
 * Brings the database to this version. Each migration is one transaction that takes an advisory lock and looks again
 * whether it is still due: any number of processes may start at once, and each migration is applied by exactly one.
 *
 * When nothing is due, nothing is written: a role that may only read the records (roles.sql) is enough then.
 *
 * @throws DatabaseError `database.migration-changed`, `database.migration-unknown`, `database.migration-unfinished`;
 *   `database.migration-forbidden` when one is due and this role may not apply it
 */
export async function applyMigrations(
  run: RunMigrationTransaction,
  migrations: readonly Migration[],
): Promise<MigrationResult> {
  const due = await run(async (session) => {
    const recorded = await readRecords(session);
    refuseForeignRecords(recorded, migrations);
    return migrations.filter(({ name }) => !recorded.has(name));
  });
  const applied: string[] = [];
  for (const migration of due) {
    const wasApplied = await run((session) => applyMigration(session, migration, migrations)).catch(
      refuseForbidden,
    );
    if (wasApplied) applied.push(migration.name);
  }
  return { applied };
}

/** SQLSTATE insufficient_privilege. */
const insufficientPrivilege = '42501';

function refuseForbidden(cause: unknown): never {
  if (cause instanceof Error && 'code' in cause && cause.code === insufficientPrivilege) {
    throw new DatabaseError(
      'database.migration-forbidden',
      'a migration is due, and this role may not apply it: start Segl once with the owner of the database in DATABASE_URL',
      { cause },
    );
  }
  throw cause;
}

async function applyMigration(
  session: MigrationSession,
  migration: Migration,
  migrations: readonly Migration[],
): Promise<boolean> {
  await session.query('SELECT pg_advisory_xact_lock($1)', [prismaMigrateLock]);
  await session.execute(createMigrationsTable);
  const recorded = await readRecords(session);
  refuseForeignRecords(recorded, migrations);
  if (recorded.has(migration.name)) return false;
  const startedAt = new Date();
  await session.execute(migration.sql);
  await session.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, $4, now(), 1)`,
    [randomUUID(), migration.checksum, migration.name, startedAt],
  );
  return true;
}

interface MigrationRecord {
  checksum: string;
  finished: boolean;
}

/** None when nobody has migrated yet. */
async function readRecords(session: MigrationSession): Promise<Map<string, MigrationRecord>> {
  const table = await session.query(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found`, []);
  if (table.rows[0]?.['found'] !== true) return new Map();
  const { rows } = await session.query(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
    [],
  );
  return new Map(
    rows.map((row) => [
      String(row['name']),
      { checksum: String(row['checksum']), finished: row['finished'] === true },
    ]),
  );
}

function refuseForeignRecords(
  recorded: ReadonlyMap<string, MigrationRecord>,
  migrations: readonly Migration[],
): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const [name, { checksum, finished }] of recorded) {
    const migration = known.get(name);
    if (migration === undefined) {
      throw new DatabaseError(
        'database.migration-unknown',
        `the database has migration ${name}, which this version of Segl does not know: it was used by a newer one`,
      );
    }
    if (!finished) {
      throw new DatabaseError(
        'database.migration-unfinished',
        `migration ${name} was begun by Prisma and did not finish: resolve it with "prisma migrate resolve"`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new DatabaseError(
        'database.migration-changed',
        `migration ${name} is not the one that was applied to this database`,
      );
    }
  }
}
