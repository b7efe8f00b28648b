import type { VaultKey } from '@segl/database';
import { findKey } from './credentials.js';
import { eraseTokenKey } from './erase-token-keys.js';
import type { VaultRoom } from '../vault-room.js';

/**
 * Erases a private key, for good. A signature that is being made meanwhile is forgotten, since it cannot be stored any
 * more. Signatures made before stay, and are still repeated for their activation; uses and certificate are kept.
 * Again is no harm. A key in a token signs nothing from this moment; where the token is away, a job erases it there later.
 *
 * @throws ProblemError `vault.credential-not-found`
 */
export async function destroyKey(
  room: Pick<VaultRoom, 'database' | 'clock' | 'tokenKeys' | 'logger'>,
  credentialId: string,
): Promise<VaultKey> {
  await room.database.prisma.vaultKey.updateMany({
    where: { credentialId, state: { not: 'destroyed' } },
    data: { state: 'destroyed', wrappedKey: null, masterKeyId: null, destroyedAt: room.clock.now() },
  });
  const row = await findKey(room, credentialId);
  if (row.tokenSerial === null) return row;
  try {
    await eraseTokenKey(room, row);
  } catch (error) {
    room.logger.error(
      { err: error, credentialId },
      'a destroyed key is still in its token: it is tried again',
    );
  }
  return findKey(room, credentialId);
}
