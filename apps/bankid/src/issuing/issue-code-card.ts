import { randomInt } from 'node:crypto';
import type { CodeCard } from '@segl/database';
import { codesOnCard } from '@segl/domain';
import { cardLabel } from '../proof/code-sources.js';
import type { BankidRoom } from '../room.js';

/** Prints a card of numbered codes, no two alike, for a customer. A serial number that is taken already is that card. */
export async function issueCodeCard(
  { context, secrets }: Pick<BankidRoom, 'context' | 'secrets'>,
  { personId, bankId, serialNumber }: { personId: string; bankId: string; serialNumber: string },
): Promise<CodeCard> {
  const codes = new Set<string>();
  while (codes.size < codesOnCard) codes.add(String(randomInt(1_000_000)).padStart(6, '0'));
  return context.database.prisma.codeCard.upsert({
    where: { serialNumber },
    create: {
      serialNumber,
      personId,
      bankId,
      codesSealed: secrets.sealText([...codes].join(' '), cardLabel(serialNumber)),
      state: 'active',
      issuedAt: context.clock.now(),
    },
    update: {},
  });
}
