import { desk } from '@segl/contracts';
import type { DeskAct } from '@segl/database';
import { z } from 'zod';
import type { BankidRoom } from '../../room.js';

/** What an act about the bank itself is about, as the desk shows it: whom or what a second officer agrees to. */
export type AboutAct = Pick<desk.Act, 'officer' | 'campaign'>;

const aboutOfficers: ReadonlySet<string> = new Set([
  'change-officer',
  'reset-officer',
  'end-officer',
  'give-start-code',
]);
const newOfficer = z.object({ username: z.string(), name: z.string(), roles: z.array(desk.role) });
const newRoles = z.object({ roles: z.array(desk.role) });

/** The officer whom an act changes; undefined where it is about something else, or adds one. */
export function aboutOfficerOf({ kind, targetId }: Pick<DeskAct, 'kind' | 'targetId'>): string | undefined {
  return aboutOfficers.has(kind) ? (targetId ?? undefined) : undefined;
}

/** Reads the officers that acts are about, and gives what tells each act's subject. */
export async function readAbout(
  { context }: Pick<BankidRoom, 'context'>,
  rows: readonly Pick<DeskAct, 'kind' | 'targetId'>[],
): Promise<(row: Pick<DeskAct, 'kind' | 'targetId' | 'details'>) => AboutAct> {
  const ids = rows.flatMap((row) => aboutOfficerOf(row) ?? []);
  const officers = await context.database.prisma.officer.findMany({ where: { id: { in: ids } } });
  return (row) => {
    if (row.kind === 'add-officer') return { officer: newOfficer.parse(row.details), campaign: null };
    if (row.kind === 'start-campaign' || row.kind === 'end-campaign') {
      return { officer: null, campaign: desk.campaignFacts.parse(row.details) };
    }
    const officer = officers.find(({ id }) => id === row.targetId);
    if (officer === undefined) return { officer: null, campaign: null };
    const wanted = newRoles.safeParse(row.details);
    const roles = wanted.data?.roles ?? newRoles.parse(officer).roles;
    return { officer: { name: officer.name, username: officer.username, roles }, campaign: null };
  };
}
