import { desk } from '@segl/contracts';
import { wrongTriesAllowed } from '@segl/domain';
import { z } from 'zod';
import type { BankidRoom } from '../../room.js';
import type { OfficerOnDuty } from '../officers.js';

const order = ['active', 'invited', 'left'];

/** Everybody who works or has worked at the bank's desk; those at work first. */
export async function listOfficers(
  { context }: Pick<BankidRoom, 'context'>,
  { bank }: OfficerOnDuty,
): Promise<desk.ListedOfficer[]> {
  const now = context.clock.now();
  const rows = await context.database.prisma.officer.findMany({
    where: { bankId: bank.id },
    orderBy: [{ name: 'asc' }, { username: 'asc' }],
  });
  return rows
    .map((row) => {
      const { startCodeExpiresAt: until, startCodeTries } = row;
      const works = until !== null && until > now && startCodeTries < wrongTriesAllowed;
      return {
        id: row.id,
        name: row.name,
        username: row.username,
        roles: z.array(desk.role).parse(row.roles),
        state: desk.listedOfficer.shape.state.parse(row.state),
        startCodeUntil: works ? until.toISOString() : null,
      };
    })
    .sort((left, right) => order.indexOf(left.state) - order.indexOf(right.state));
}
