import { desk } from '@segl/contracts';
import type { DeskAct, Officer, Prisma } from '@segl/database';
import type { BankidRoom } from '../room.js';
import { readAbout, type AboutAct } from './bank/about-act.js';
import type { OfficerOnDuty } from './officers.js';

/** What is read with an act. */
export const withOfficers = { proposedBy: true, decidedBy: true } as const satisfies Prisma.DeskActInclude;
export type FullAct = DeskAct & { proposedBy: Officer; decidedBy: Officer | null };

const mostListed = 50;

/** What waits for a second officer at this bank, oldest first. */
export async function waitingActs(
  { context }: Pick<BankidRoom, 'context'>,
  { bank }: OfficerOnDuty,
  kinds: readonly desk.ActKind[] = desk.actKind.options,
): Promise<desk.Act[]> {
  const rows = await context.database.prisma.deskAct.findMany({
    where: { bankId: bank.id, state: 'proposed', kind: { in: [...kinds] } },
    include: withOfficers,
    orderBy: [{ proposedAt: 'asc' }, { id: 'asc' }],
    take: mostListed,
  });
  return describeActs({ context }, { bankId: bank.id, rows });
}

/** Acts of one bank with the customers, officers and campaigns that they are about. */
export async function describeActs(
  { context }: Pick<BankidRoom, 'context'>,
  { bankId, rows }: { bankId: string; rows: readonly FullAct[] },
): Promise<desk.Act[]> {
  const { prisma } = context.database;
  const customers = await prisma.customer.findMany({
    where: { bankId, personId: { in: rows.flatMap(({ personId }) => personId ?? []) } },
    include: { person: true },
  });
  const about = await readAbout({ context }, rows);
  return rows.map((row) => {
    const customer = customers.find(({ personId }) => personId === row.personId);
    const whose =
      customer === undefined
        ? null
        : { id: customer.id, name: `${customer.person.givenName} ${customer.person.familyName}` };
    return describeAct(row, whose, about(row));
  });
}

/** An act as the desk shows it. */
export function describeAct(
  row: FullAct,
  customer: desk.Act['customer'],
  about: AboutAct = { officer: null, campaign: null },
): desk.Act {
  const { id, proposedBy, proposedAt, decidedBy, decidedAt } = row;
  return {
    id,
    kind: desk.actKind.parse(row.kind),
    state: desk.act.shape.state.parse(row.state),
    customer,
    ...about,
    proposedBy: nameOf(proposedBy),
    proposedAt: proposedAt.toISOString(),
    decidedBy: decidedBy === null ? null : nameOf(decidedBy),
    decidedAt: decidedAt?.toISOString() ?? null,
  };
}

const nameOf = ({ id, name }: Officer) => ({ id, name });
