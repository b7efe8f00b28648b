import type { desk } from '@segl/contracts';
import { newestRequest, type Whose } from '../requests/requests.js';
import type { BankidRoom } from '../room.js';

/** Who may say yes for a young customer, what waits, and what guardians have answered. */
export async function describeGuardianship(
  { context }: Pick<BankidRoom, 'context'>,
  { customerId, bankId, personId }: Whose & { customerId: string },
): Promise<Pick<desk.Customer, 'guardians' | 'request' | 'history'>> {
  const { prisma } = context.database;
  const [guardianships, request, answered] = await Promise.all([
    prisma.guardianship.findMany({
      where: { bankId, minorId: personId },
      include: { guardian: true },
      orderBy: { recordedAt: 'asc' },
    }),
    newestRequest({ context }, { customerId, bankId, personId }),
    prisma.bankIdRequest.findMany({
      where: { bankId, personId, answeredAt: { not: null }, guardianSub: { not: null } },
      orderBy: { answeredAt: 'desc' },
    }),
  ]);
  const subs = answered.flatMap(({ guardianSub }) => (guardianSub === null ? [] : [guardianSub]));
  const people = await prisma.person.findMany({ where: { sub: { in: subs } } });
  const nameOf = ({ givenName, familyName }: { givenName: string; familyName: string }) =>
    `${givenName} ${familyName}`;
  return {
    guardians: guardianships.map(({ guardianId: id, guardian, email, recordedAt }) => ({
      id,
      name: nameOf(guardian),
      email,
      since: recordedAt.toISOString(),
    })),
    request,
    history: answered.flatMap(({ answeredAt, guardianSub, state, channel }): desk.HistoryEntry[] => {
      const guardian = people.find(({ sub }) => sub === guardianSub);
      if (answeredAt === null || guardian === undefined) return [];
      const answer = state === 'refused' ? 'guardian-refused' : 'guardian-approved';
      return [
        {
          at: answeredAt.toISOString(),
          source: 'bankid',
          kind: channel === 'parent' ? 'parent-ordered' : answer,
          outcome: 'done',
          actor: 'guardian',
          by: nameOf(guardian),
          decidedBy: null,
        },
      ];
    }),
  };
}
