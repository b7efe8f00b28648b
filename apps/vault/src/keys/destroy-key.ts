import type { VaultKey } from '@segl/database';
import { findKey } from './credentials.js';
import type { VaultRoom } from '../vault-room.js';

/**
 * Erases a private key, for good. A signature that is being made meanwhile is forgotten, since it cannot be stored any
 * more. Signatures made before stay, and are still repeated for their activation; uses and certificate are kept.
 * Again is no harm.
 *
 * @throws ProblemError `vault.credential-not-found`
 */
export async function destroyKey(
  room: Pick<VaultRoom, 'database' | 'clock'>,
  credentialId: string,
): Promise<VaultKey> {
  await room.database.prisma.vaultKey.updateMany({
    where: { credentialId, state: { not: 'destroyed' } },
    data: { state: 'destroyed', wrappedKey: null, masterKeyId: null, destroyedAt: room.clock.now() },
  });
  return findKey(room, credentialId);
}
