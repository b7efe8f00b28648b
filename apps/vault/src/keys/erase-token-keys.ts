import type { VaultKey } from '@segl/database';
import type { VaultRoom } from '../vault-room.js';
import { requireTokenKeys } from './token-keys.js';

type ErasingRoom = Pick<VaultRoom, 'database' | 'clock' | 'tokenKeys'>;

/** A key that has been in the making for so long was interrupted: no request lives as long. */
const makingMilliseconds = 10 * 60_000;

/**
 * Erases in the token what the rows say is destroyed, and what an interrupted making may have left there. May be
 * interrupted anywhere and run by several processes at once.
 *
 * @returns how many keys are erased now
 * @throws ProblemError `vault.token-unavailable`
 */
export async function eraseTokenKeys(room: ErasingRoom): Promise<number> {
  const { prisma } = room.database;
  const now = room.clock.now();
  await prisma.vaultKey.updateMany({
    where: {
      tokenSerial: { not: null },
      state: 'making',
      createdAt: { lt: new Date(now.getTime() - makingMilliseconds) },
    },
    data: { state: 'destroyed', destroyedAt: now },
  });
  const rows = await prisma.vaultKey.findMany({
    where: { tokenSerial: { not: null }, state: 'destroyed' },
    select: { credentialId: true, tokenSerial: true },
  });
  let erased = 0;
  for (const row of rows) if ((await eraseTokenKey(room, row)) === 'erased') erased += 1;
  return erased;
}

/**
 * Erases one key that its row says is destroyed. A key of a token that is not the one here waits for it.
 * @throws ProblemError `vault.token-unavailable`
 */
export async function eraseTokenKey(
  room: Pick<VaultRoom, 'database' | 'tokenKeys'>,
  { credentialId, tokenSerial }: Pick<VaultKey, 'credentialId' | 'tokenSerial'>,
): Promise<'erased' | 'in-another-token'> {
  const tokenKeys = requireTokenKeys(room);
  const outcome = await tokenKeys.erase(credentialId);
  if (outcome === 'not-there' && (await tokenKeys.serial()) !== tokenSerial) return 'in-another-token';
  await room.database.prisma.vaultKey.updateMany({
    where: { credentialId, state: 'destroyed' },
    data: { tokenSerial: null },
  });
  return 'erased';
}
