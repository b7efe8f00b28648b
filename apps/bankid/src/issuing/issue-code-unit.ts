import { randomInt } from 'node:crypto';
import type { CodeUnit, Transaction } from '@segl/database';
import type { CodeUnitKind } from '@segl/domain';
import { codeSecretLabel } from '../proof/code-sources.js';
import { makeCodeSecret } from '../proof/one-time-codes.js';
import type { BankidRoom } from '../room.js';

/** Gives a customer a code unit with a secret of its own. A serial number that is taken already is that unit. */
export async function issueCodeUnit(
  { context, secrets }: Pick<BankidRoom, 'context' | 'secrets'>,
  {
    personId,
    bankId,
    serialNumber,
    kind = 'time',
  }: { personId: string; bankId: string; serialNumber: string; kind?: CodeUnitKind },
): Promise<CodeUnit> {
  return context.database.prisma.codeUnit.upsert({
    where: { serialNumber },
    create: {
      serialNumber,
      personId,
      bankId,
      kind,
      secretSealed: secrets.seal(makeCodeSecret(), codeSecretLabel(serialNumber)),
      state: 'active',
    },
    update: {},
  });
}

/** A new code unit for a customer, with a serial number and a secret of its own, as part of a transaction. */
export async function makeCodeUnit(
  { context, secrets }: Pick<BankidRoom, 'context' | 'secrets'>,
  tx: Transaction,
  { personId, bankId, kind }: { personId: string; bankId: string; kind: CodeUnitKind },
): Promise<CodeUnit> {
  const serialNumber = `92-${String(randomInt(10_000_000, 100_000_000))}`;
  return tx.codeUnit.create({
    data: {
      serialNumber,
      personId,
      bankId,
      kind,
      secretSealed: secrets.seal(makeCodeSecret(), codeSecretLabel(serialNumber)),
      state: 'active',
      issuedAt: context.clock.now(),
    },
  });
}
