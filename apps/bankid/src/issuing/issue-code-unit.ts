import type { CodeUnit } from '@segl/database';
import { codeSecretLabel } from '../proof/code-sources.js';
import { makeCodeSecret } from '../proof/one-time-codes.js';
import type { BankidRoom } from '../room.js';

/** Gives a customer a code unit with a secret of its own. A serial number that is taken already is that unit. */
export async function issueCodeUnit(
  { context, secrets }: Pick<BankidRoom, 'context' | 'secrets'>,
  { personId, bankId, serialNumber }: { personId: string; bankId: string; serialNumber: string },
): Promise<CodeUnit> {
  return context.database.prisma.codeUnit.upsert({
    where: { serialNumber },
    create: {
      serialNumber,
      personId,
      bankId,
      kind: 'time',
      secretSealed: secrets.seal(makeCodeSecret(), codeSecretLabel(serialNumber)),
      state: 'active',
    },
    update: {},
  });
}
