import { randomInt } from 'node:crypto';
import type { CodeCard, Transaction } from '@segl/database';
import { codesOnCard } from '@segl/domain';
import { cardLabel } from '../proof/code-sources.js';
import type { BankidRoom } from '../room.js';

type CardRoom = Pick<BankidRoom, 'context' | 'secrets'>;

/** Prints a card of numbered codes, no two alike, for a customer. A serial number that is taken already is that card. */
export async function issueCodeCard(
  room: CardRoom,
  { personId, bankId, serialNumber }: { personId: string; bankId: string; serialNumber: string },
): Promise<CodeCard> {
  return room.context.database.prisma.codeCard.upsert({
    where: { serialNumber },
    create: { personId, bankId, ...print(room, serialNumber) },
    update: {},
  });
}

/** A new card for a customer, with a serial number and codes of its own, as part of a transaction. */
export async function makeCodeCard(
  room: CardRoom,
  tx: Transaction,
  whose: { personId: string; bankId: string },
): Promise<CodeCard> {
  const serialNumber = `93-${String(randomInt(10_000_000, 100_000_000))}`;
  return tx.codeCard.create({ data: { ...whose, ...print(room, serialNumber) } });
}

/** What is stored of a new card: its codes are sealed. */
function print({ context, secrets }: CardRoom, serialNumber: string) {
  const codes = new Set<string>();
  while (codes.size < codesOnCard) codes.add(String(randomInt(1_000_000)).padStart(6, '0'));
  return {
    serialNumber,
    codesSealed: secrets.sealText([...codes].join(' '), cardLabel(serialNumber)),
    state: 'active',
    issuedAt: context.clock.now(),
  };
}
