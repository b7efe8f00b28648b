import { PrismaPg } from '@prisma/adapter-pg';
import { assertOutsideTransaction, type Logger } from '@segl/platform';
import pg from 'pg';
import { PrismaClient } from './generated/client.js';
import { guardClient } from './guarded-client.js';
import { applyMigrations, readMigrations, type RunMigrationTransaction } from './migrate.js';
import type { DatabaseHandle } from './open-database.js';

/** A PostgreSQL server (15 or newer). */
export interface PostgreSqlOptions {
  /** `postgresql://user:password@host:port/name` */
  url: string;
  logger: Logger;
  /** Connections kept by this handle; default 10. */
  maxConnections?: number;
}

/** Opens a pool of connections, shared by Prisma and `executeSql`. */
export async function openPostgreSql({
  url,
  logger,
  maxConnections = 10,
}: PostgreSqlOptions): Promise<DatabaseHandle> {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    // Times travel without their offset in places.
    options: '-c TimeZone=UTC',
  });
  // An idle connection that the server closes is replaced by the pool; unheard, the event would end the process.
  pool.on('error', (error) => logger.warn({ err: error }, 'a database connection was lost'));
  await pool.query('SELECT 1').catch(async (error: unknown) => {
    await pool.end();
    throw error;
  });
  const prisma = guardClient(new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' }));

  const runMigrationTransaction: RunMigrationTransaction = async (work) => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work({
        query: (text, values) => client.query<Record<string, unknown>>(text, values),
        execute: async (script) => void (await client.query(script)),
      });
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      // The connection is closed rather than rolled back: it may be the connection that failed.
      client.release(true);
      throw error;
    }
  };

  return {
    kind: 'postgresql',
    prisma,
    async executeSql(text, values) {
      assertOutsideTransaction('a query beside it');
      if (values !== undefined && values.length > 0) {
        return pool.query<Record<string, unknown>>(text, [...values]);
      }
      return executeScript(pool, text);
    },
    migrate: async () => applyMigrations(runMigrationTransaction, await readMigrations()),
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** Several statements answer with several results, which the types of pg do not know of. */
async function executeScript(pool: pg.Pool, script: string) {
  const client = await pool.connect();
  try {
    const results = [await client.query<Record<string, unknown>>(script)].flat();
    client.release();
    return { rows: results.flatMap((result) => result.rows) };
  } catch (error) {
    client.release(true);
    throw error;
  }
}
