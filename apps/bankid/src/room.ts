import type { DatabaseHandle } from '@segl/database';
import type { ServiceContext } from '@segl/platform';
import type { BankidConfig } from './config.js';
import type { Passwords } from './proof/passwords.js';
import type { RoomSecrets } from './secrets/room-secrets.js';

/** What the use cases of this room are given. */
export interface BankidRoom {
  context: ServiceContext<DatabaseHandle>;
  config: BankidConfig;
  secrets: RoomSecrets;
  passwords: Passwords;
}
