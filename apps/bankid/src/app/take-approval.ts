import type { AppApproval, AppDevice, Bank, BankId, Person } from '@segl/database';
import { codeToPasswordSeconds } from '@segl/domain';
import type { BankidRoom } from '../room.js';

const mark = 'approved-in-app:';

/** What stands where a code would, once the app has approved: nobody can type it, as codes are digits. */
export const approvalToken = (id: string): string => `${mark}${id}`;

/** The approval that stands where a code would. */
export function approvalIn(code: string): string | undefined {
  return code.startsWith(mark) ? code.slice(mark.length) : undefined;
}

/** The approval behind a proof. */
export interface TakenApproval {
  device: AppDevice & { bankId: BankId & { bank: Bank; person: Person } };
}

/**
 * Uses an approval up by compare-and-set: once, by one of the holders meant, while its device is active, and before the time is up
 * that a password may take.
 */
export async function takeApproval(
  { context }: Pick<BankidRoom, 'context'>,
  holders: { personId: string } | { birthDate: string },
  id: string,
): Promise<TakenApproval | undefined> {
  const { prisma } = context.database;
  const approval = await prisma.appApproval.findUnique({
    where: { id },
    include: { device: { include: { bankId: { include: { bank: true, person: true } } } } },
  });
  const device = approval?.device ?? null;
  if (approval === null || device === null || device.state !== 'active') return undefined;
  const { person } = device.bankId;
  const isMeant =
    'personId' in holders ? person.id === holders.personId : person.birthDate === holders.birthDate;
  if (!isMeant || !isFresh(approval, context.clock.now())) return undefined;
  const { count } = await prisma.appApproval.updateMany({
    where: { id, state: 'approved' },
    data: { state: 'used' },
  });
  return count > 0 ? { device } : undefined;
}

function isFresh({ answeredAt }: AppApproval, at: Date): boolean {
  return answeredAt !== null && at.getTime() - answeredAt.getTime() <= codeToPasswordSeconds * 1000;
}
