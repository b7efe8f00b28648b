import type { Customer, IdentityCheck } from '@segl/database';
import { osloDate } from '@segl/domain';
import type { BankidRoom } from '../room.js';

/** The newest meeting of a customer in which a passport was shown that has not expired since. */
export async function validIdentityCheck(
  { context }: Pick<BankidRoom, 'context'>,
  { id }: Pick<Customer, 'id'>,
): Promise<IdentityCheck | undefined> {
  const check = await context.database.prisma.identityCheck.findFirst({
    where: { customerId: id, passportExpiresOn: { gte: osloDate(context.clock.now()) } },
    orderBy: { metAt: 'desc' },
  });
  return check ?? undefined;
}
