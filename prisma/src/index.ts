export { DatabaseError, type DatabaseErrorCode } from './errors.js';
export { applyMigrations, readMigrations, type Migration, type MigrationResult } from './migrate.js';
export { openDatabase, type DatabaseHandle, type OpenDatabaseOptions } from './open-database.js';
export { openPGlite, type PGliteOptions } from './pglite-database.js';
export { openPostgreSql, type PostgreSqlOptions } from './postgresql-database.js';
export { withTransaction, type Transaction, type TransactionOptions } from './with-transaction.js';
export * from './generated/client.js';
