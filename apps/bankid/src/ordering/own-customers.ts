import type { z } from 'zod';
import type { ordering } from '@segl/contracts';
import type { Bank, Customer, Person, Prisma } from '@segl/database';
import { ProblemError } from '@segl/platform';
import type { BankidRoom } from '../room.js';
import type { OnlineBank } from './bank-client.js';

/** A customer of the bank that asks. */
export type OwnCustomer = Customer & { person: Person };

/** A customer as the bank's own system names them; those of other banks are not found. @throws ProblemError `ordering.customer-not-found` */
export async function ownCustomer(
  { context }: Pick<BankidRoom, 'context'>,
  bank: Pick<Bank, 'id'>,
  where: { id: string } | { person: Prisma.PersonWhereInput } | { personId: string },
): Promise<OwnCustomer> {
  const customer = await context.database.prisma.customer.findFirst({
    where: { ...where, bankId: bank.id },
    include: { person: true },
  });
  if (customer === null) throw new ProblemError('ordering.customer-not-found');
  return customer;
}

/** The customer by what their bank knows them by. @throws ProblemError `ordering.customer-not-found` */
export function customerBy(
  room: Pick<BankidRoom, 'context' | 'secrets'>,
  { bank }: OnlineBank,
  query: z.infer<typeof ordering.customerQuery>,
): Promise<OwnCustomer> {
  const person =
    'sub' in query ? { sub: query.sub } : { nationalIdHmac: room.secrets.nationalIdHmac(query.nationalId) };
  return ownCustomer(room, bank, { person });
}

/** Refuses who gets nothing any more. @throws ProblemError `ordering.person-dead`, `ordering.customer-ended` */
export function requireLiving({ person, endedAt }: OwnCustomer): void {
  if (person.diedOn !== null) throw new ProblemError('ordering.person-dead');
  if (endedAt !== null) throw new ProblemError('ordering.customer-ended');
}
