import { desk } from '@segl/contracts';
import type { DeskAct, Officer, Prisma } from '@segl/database';
import type { BankidRoom } from '../room.js';
import type { OfficerOnDuty } from './officers.js';

/** What is read with an act. */
export const withOfficers = { proposedBy: true, decidedBy: true } as const satisfies Prisma.DeskActInclude;
export type FullAct = DeskAct & { proposedBy: Officer; decidedBy: Officer | null };

const mostListed = 50;

/** What waits for a second officer at this bank, oldest first. */
export async function waitingActs(
  room: Pick<BankidRoom, 'context'>,
  { bank }: OfficerOnDuty,
): Promise<desk.Act[]> {
  const { prisma } = room.context.database;
  const rows = await prisma.deskAct.findMany({
    where: { bankId: bank.id, state: 'proposed' },
    include: withOfficers,
    orderBy: [{ proposedAt: 'asc' }, { id: 'asc' }],
    take: mostListed,
  });
  const customers = await prisma.customer.findMany({
    where: { bankId: bank.id, personId: { in: rows.map(({ personId }) => personId) } },
    include: { person: true },
  });
  return rows.map((row) => {
    const customer = customers.find(({ personId }) => personId === row.personId);
    const whose =
      customer === undefined
        ? null
        : { id: customer.id, name: `${customer.person.givenName} ${customer.person.familyName}` };
    return describeAct(row, whose);
  });
}

/** An act as the desk shows it. */
export function describeAct(row: FullAct, customer: desk.Act['customer']): desk.Act {
  const { id, proposedBy, proposedAt, decidedBy, decidedAt } = row;
  return {
    id,
    kind: desk.actKind.parse(row.kind),
    state: desk.act.shape.state.parse(row.state),
    customer,
    proposedBy: nameOf(proposedBy),
    proposedAt: proposedAt.toISOString(),
    decidedBy: decidedBy === null ? null : nameOf(decidedBy),
    decidedAt: decidedAt?.toISOString() ?? null,
  };
}

const nameOf = ({ id, name }: Officer) => ({ id, name });
