import type { holder } from '@segl/contracts';
import { appOf } from '../app/device-view.js';
import type { BankidRoom } from '../room.js';

/** The banks that issue BankID, with what people ask about before they have one. */
export async function listBanks({ context }: Pick<BankidRoom, 'context'>): Promise<holder.Bank[]> {
  const rows = await context.database.prisma.bank.findMany({ orderBy: { name: 'asc' } });
  return rows.map((bank) => ({
    id: bank.id,
    name: bank.name,
    phone: bank.phone,
    ageLimit: bank.ageLimit,
    app: appOf(bank) ?? null,
  }));
}
