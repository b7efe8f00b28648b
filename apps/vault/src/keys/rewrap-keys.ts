import { unwrapKey, wrapKey } from '@segl/platform';
import type { VaultRoom } from '../vault-room.js';
import { keyLabel } from './key-label.js';

/** So many at a time: what a crash makes to be done again is little. */
const batch = 100;

/**
 * Wraps again, under the newest master key, every private key that an older one wraps, and puts old master keys away that
 * wrap nothing any more. Keys sign all the while: each row changes at once, and both master keys are known as long as
 * one row needs them. May be interrupted anywhere and run by several processes at once.
 *
 * @returns how many keys were wrapped again
 * @throws PlatformError `platform.unwrap-failed` when the master key of a row is not known
 */
export async function rewrapKeys(room: Pick<VaultRoom, 'database' | 'masterKeys'>): Promise<number> {
  const { prisma } = room.database;
  const newest = await room.masterKeys.newest();
  let rewrapped = 0;
  for (;;) {
    const rows = await prisma.vaultKey.findMany({
      where: { masterKeyId: { not: newest.id } },
      select: { credentialId: true, masterKeyId: true, wrappedKey: true },
      orderBy: { credentialId: 'asc' },
      take: batch,
    });
    for (const { credentialId, masterKeyId, wrappedKey } of rows) {
      if (masterKeyId === null || wrappedKey === null) continue;
      const old = await room.masterKeys.named(masterKeyId);
      const secret = unwrapKey(old, wrappedKey, keyLabel(credentialId));
      const wrapped = wrapKey(newest, secret, keyLabel(credentialId));
      secret.fill(0);
      const { count } = await prisma.vaultKey.updateMany({
        // A key that was destroyed meanwhile stays destroyed.
        where: { credentialId, masterKeyId },
        data: { wrappedKey: wrapped, masterKeyId: newest.id },
      });
      rewrapped += count;
    }
    if (rows.length < batch) break;
  }
  await retireUnused(room, newest.id);
  return rewrapped;
}

async function retireUnused(
  { database, masterKeys }: Pick<VaultRoom, 'database' | 'masterKeys'>,
  newestId: string,
): Promise<void> {
  for (const id of await masterKeys.ids()) {
    if (id === newestId) continue;
    if ((await database.prisma.vaultKey.count({ where: { masterKeyId: id } })) > 0) continue;
    await masterKeys.retire(id);
  }
}
