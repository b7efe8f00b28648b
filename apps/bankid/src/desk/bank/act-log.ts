import type { desk } from '@segl/contracts';
import type { Prisma } from '@segl/database';
import { addDays, endOfDayInOslo } from '@segl/domain';
import type { BankidRoom } from '../../room.js';
import { describeActs, withOfficers } from '../describe-acts.js';
import type { OfficerOnDuty } from '../officers.js';

const pageSize = 25;

/** The bank's book of acts, newest first: everything that officers have done, proposed and decided, page by page. */
export async function readActLog(
  { context }: Pick<BankidRoom, 'context'>,
  { bank }: OfficerOnDuty,
  { cursor, ...filter }: desk.LogQuery,
): Promise<desk.ActLog> {
  const { prisma } = context.database;
  const [rows, officers] = await Promise.all([
    prisma.deskAct.findMany({
      where: whereOf(bank.id, filter),
      include: withOfficers,
      orderBy: [{ proposedAt: 'desc' }, { id: 'desc' }],
      take: pageSize + 1,
      ...(cursor === undefined ? {} : { cursor: { id: cursor }, skip: 1 }),
    }),
    prisma.officer.findMany({
      where: { bankId: bank.id },
      select: { id: true, name: true },
      orderBy: { name: 'asc' },
    }),
  ]);
  const page = rows.slice(0, pageSize);
  const nextCursor = rows.length > pageSize ? (page.at(-1)?.id ?? null) : null;
  return { acts: await describeActs({ context }, { bankId: bank.id, rows: page }), officers, nextCursor };
}

function whereOf(
  bankId: string,
  { kind, officer, state, from, to }: Omit<desk.LogQuery, 'cursor'>,
): Prisma.DeskActWhereInput {
  return {
    bankId,
    ...(kind === undefined ? {} : { kind }),
    ...(state === undefined ? {} : { state }),
    ...(officer === undefined ? {} : { OR: [{ proposedById: officer }, { decidedById: officer }] }),
    proposedAt: {
      ...(from === undefined ? {} : { gt: endOfDayInOslo(addDays(from, -1)) }),
      ...(to === undefined ? {} : { lte: endOfDayInOslo(to) }),
    },
  };
}
