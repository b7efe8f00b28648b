import type { DatabaseHandle } from '@segl/database';
import type { Clock, MasterKey } from '@segl/platform';

/** What every use case of the vault needs. */
export interface VaultRoom {
  database: DatabaseHandle;
  clock: Clock;
  /** Wraps the private keys in the database. */
  masterKey: MasterKey;
}

/** Whether an error of Prisma says that a unique constraint stood in the way: somebody else was first. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2002';
}
