import type { DatabaseHandle } from '@segl/database';
import type { Clock, Logger } from '@segl/platform';
import type { MasterKeys } from './keys/master-keys.js';
import type { TokenKeys } from './keys/token-keys.js';

/** What every use case of the vault needs. */
export interface VaultRoom {
  database: DatabaseHandle;
  clock: Clock;
  /** Wrap the private keys in the database. */
  masterKeys: MasterKeys;
  /** Private keys in a PKCS#11 token; undefined when none is configured. */
  tokenKeys: TokenKeys | undefined;
  /** Where new keys are made. Those that are there stay where they are. */
  newKeys: 'wrapped' | 'pkcs11';
  logger: Logger;
  /** How often one person's key may sign. */
  signaturesPerMinute: number;
}

/** Whether an error of Prisma says that a unique constraint stood in the way: somebody else was first. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2002';
}
