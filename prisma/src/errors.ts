/** Codes of {@link DatabaseError}. */
export type DatabaseErrorCode =
  | 'database.settings-invalid'
  | 'database.migration-changed'
  | 'database.migration-unknown'
  | 'database.migration-unfinished'
  | 'database.migration-forbidden';

/** What this package refuses by itself; errors of queries are Prisma's own. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  constructor(
    readonly code: DatabaseErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
