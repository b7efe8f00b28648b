import { withTransaction, type Prisma } from '@segl/database';
import { ProblemError } from '@segl/platform';
import { serviceOwner } from './credentials.js';
import type { VaultRoom } from '../vault-room.js';

/** One use of a key, for the record. */
export type KeyUse = Omit<Prisma.VaultKeyUseCreateManyInput, 'id' | 'credentialId' | 'at'>;

const windowMilliseconds = 60_000;

/**
 * Records the uses of a key before their signatures leave, and only while it may sign: a key that was disabled or destroyed
 * since it was read has signed for nobody, and what is above the limit of a minute is forgotten. The row lock orders it
 * with destruction and with other uses, over all processes.
 *
 * @throws ProblemError `vault.credential-disabled`, `vault.credential-destroyed`, `platform.rate-limited`; a unique
 * violation when a use of that authorization, document and kind is recorded already
 */
export async function recordUses(
  { database, clock, signaturesPerMinute }: Pick<VaultRoom, 'database' | 'clock' | 'signaturesPerMinute'>,
  credentialId: string,
  uses: readonly KeyUse[],
): Promise<void> {
  const at = clock.now();
  await withTransaction(database.prisma, async (tx) => {
    const [key] = await tx.$queryRaw<{ state: string; owner: string }[]>`
      SELECT state, owner FROM "vault"."VaultKey" WHERE "credentialId" = ${credentialId} FOR UPDATE`;
    if (key?.state === 'destroyed') throw new ProblemError('vault.credential-destroyed');
    if (key?.state !== 'enabled') throw new ProblemError('vault.credential-disabled');
    if (key.owner !== serviceOwner) {
      const recent = await tx.vaultKeyUse.count({
        where: { credentialId, at: { gt: new Date(at.getTime() - windowMilliseconds) } },
      });
      if (recent + uses.length > signaturesPerMinute) {
        throw new ProblemError('platform.rate-limited', { headers: { 'Retry-After': '60' } });
      }
    }
    await tx.vaultKeyUse.createMany({ data: uses.map((use) => ({ ...use, credentialId, at })) });
  });
}
