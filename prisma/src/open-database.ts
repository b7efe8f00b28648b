import type { Logger, SqlDatabase } from '@segl/platform';
import { DatabaseError } from './errors.js';
import type { PrismaClient } from './generated/client.js';
import type { MigrationResult } from './migrate.js';
import { openPGlite } from './pglite-database.js';
import { openPostgreSql } from './postgresql-database.js';

/** An open database: what `ServiceContext<DatabaseHandle>` carries. */
export interface DatabaseHandle extends SqlDatabase {
  prisma: PrismaClient;
  /** Brings the schema to this version; safe when several processes do so at once. Errors: see `applyMigrations`. */
  migrate(): Promise<MigrationResult>;
  close(): Promise<void>;
}

/** Options of {@link openDatabase}: `url` wins over `dataDir`. */
export interface OpenDatabaseOptions {
  /** PostgreSQL, as `postgresql://…`. */
  url?: string | undefined;
  /** Folder of an embedded database (PGlite). */
  dataDir?: string | undefined;
  logger: Logger;
}

/**
 * Opens PostgreSQL when `url` is given, the embedded database otherwise. With PostgreSQL every service opens its own,
 * by its own role; the embedded one is opened once a process and shared.
 *
 * @throws DatabaseError `database.settings-invalid`
 */
export async function openDatabase({ url, dataDir, logger }: OpenDatabaseOptions): Promise<DatabaseHandle> {
  if (url !== undefined) {
    if (!/^postgres(ql)?:\/\//.test(url)) {
      throw new DatabaseError('database.settings-invalid', 'DATABASE_URL must begin with postgresql://');
    }
    return openPostgreSql({ url, logger });
  }
  if (dataDir === undefined) {
    throw new DatabaseError('database.settings-invalid', 'neither a DATABASE_URL nor a data folder is given');
  }
  return openPGlite({ dataDir });
}
