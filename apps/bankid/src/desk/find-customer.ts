import type { Customer, Person } from '@segl/database';
import { ProblemError } from '@segl/platform';
import type { BankidRoom } from '../room.js';
import type { OfficerOnDuty } from './officers.js';

/** A customer of the officer's own bank. */
export type OwnCustomer = Customer & { person: Person };

/** The customer, when it is one of the officer's bank; those of other banks are not found. @throws ProblemError `desk.customer-not-found` */
export async function findCustomer(
  { context }: Pick<BankidRoom, 'context'>,
  { bank }: OfficerOnDuty,
  which: string | { personId: string },
): Promise<OwnCustomer> {
  const where = typeof which === 'string' ? { id: which } : which;
  const customer = await context.database.prisma.customer.findFirst({
    where: { ...where, bankId: bank.id },
    include: { person: true },
  });
  if (customer === null) throw new ProblemError('desk.customer-not-found');
  return customer;
}
