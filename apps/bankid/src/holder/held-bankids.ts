import type { holder } from '@segl/contracts';
import type { Bank, BankId, MobileBankId } from '@segl/database';
import { endOf, suspensionReasons } from '@segl/domain';
import { factsOf, stateOf } from '../proof/state-of.js';
import type { BankidRoom } from '../room.js';

type HolderRoom = Pick<BankidRoom, 'context'>;

/** What {@link viewBankId} needs of a row. */
export const withBank = { bank: true, mobile: true } as const;

/** All BankIDs of a person, those that were used last first. */
export async function listBankIds({ context }: HolderRoom, sub: string): Promise<holder.HeldBankId[]> {
  const rows = await context.database.prisma.bankId.findMany({
    where: { person: { sub } },
    include: withBank,
    orderBy: [{ lastUsedAt: { sort: 'desc', nulls: 'last' } }, { validFrom: 'desc' }],
  });
  return rows.map((row) => viewBankId(row, context.clock.now()));
}

/** A BankID as its holder sees it at `at`; nothing that helps anybody to use it. */
export function viewBankId(
  row: BankId & { bank: Bank; mobile: MobileBankId | null },
  at: Date,
): holder.HeldBankId {
  const { id, bank, mobile, validFrom, lastUsedAt } = row;
  const state = stateOf(row, at);
  return {
    id,
    bank: { id: bank.id, name: bank.name, phone: bank.phone },
    state,
    suspension:
      state === 'suspended' ? (suspensionReasons.find((reason) => reason === row.suspension) ?? null) : null,
    validFrom: validFrom.toISOString(),
    endsAt: endOf(factsOf(row)).toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    mobile:
      mobile === null || mobile.movedAt !== null
        ? null
        : { phoneMasked: mobile.phoneMasked, phasedOutOn: mobile.phasedOutOn },
  };
}
