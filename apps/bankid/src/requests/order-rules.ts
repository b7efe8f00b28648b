import type { Bank, Customer, Guardianship, Person } from '@segl/database';
import {
  ageOn,
  judgeAge,
  minorRules,
  missingRequirements,
  osloDate,
  type AgeVerdict,
  type OrderChannel,
  type OrderRequirement,
} from '@segl/domain';
import { validIdentityCheck } from '../issuing/identity-checks.js';
import type { BankidRoom } from '../room.js';

type RulesRoom = Pick<BankidRoom, 'context'>;

/** Full years of a person today. */
export function ageOf({ context }: RulesRoom, { birthDate }: Pick<Person, 'birthDate'>): number {
  return ageOn(birthDate, osloDate(context.clock.now()));
}

/** Whether this person may have a BankID at this bank, and who has to say yes. */
export function ageVerdict(
  room: RulesRoom,
  { bank, person, channel }: { bank: Bank; person: Person; channel: OrderChannel },
): AgeVerdict {
  const minors = minorRules.find((rule) => rule === bank.minors);
  if (minors === undefined) throw new TypeError(`unknown rule for minors ${bank.minors}`);
  return judgeAge(ageOf(room, person), { ageLimit: bank.ageLimit, minors }, channel);
}

/** Which of account, online banking and passport check a customer lacks now. */
export async function missingOf(
  room: RulesRoom,
  customer: Pick<Customer, 'id' | 'hasAccount' | 'hasOnlineBanking'>,
): Promise<readonly OrderRequirement[]> {
  const check = await validIdentityCheck(room, customer);
  return missingRequirements({ ...customer, passportCheck: check === undefined ? 'none' : 'valid' });
}

/** Guardians whom this bank has registered for a young person, and who live. */
export async function guardiansOf(
  { context }: RulesRoom,
  { bankId, personId: minorId }: { bankId: string; personId: string },
): Promise<(Guardianship & { guardian: Person })[]> {
  return context.database.prisma.guardianship.findMany({
    where: { bankId, minorId, guardian: { diedOn: null } },
    include: { guardian: true },
    orderBy: { recordedAt: 'asc' },
  });
}
