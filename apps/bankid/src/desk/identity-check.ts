import type { Customer, Person } from '@segl/database';
import { withTransaction } from '@segl/database';
import { isNameInZone, osloDate, readPassport, type Passport } from '@segl/domain';
import { ProblemError, type ProblemOptions } from '@segl/platform';
import type { ErrorCode } from '@segl/contracts';
import type { BankidRoom } from '../room.js';
import { recordAct } from './acts/record-act.js';
import type { OfficerOnDuty } from './officers.js';

/** What the number of a passport is sealed under. */
export const passportLabel = (customerId: string): string => `passport:${customerId}`;

/**
 * Records a personal meeting and the passport shown there. Name and birth date have to be those in the bank's books, the
 * check digits have to fit, and the passport has to be valid today. Its number is sealed; nothing else of the zone is kept.
 *
 * @throws ProblemError `desk.passport-unreadable`, `desk.passport-check-digits`, `desk.passport-expired`,
 *   `desk.passport-other-person`
 */
export async function recordIdentityCheck(
  { context, secrets }: Pick<BankidRoom, 'context' | 'secrets'>,
  officer: OfficerOnDuty,
  { customer, zone }: { customer: Customer & { person: Person }; zone: string },
): Promise<void> {
  const metAt = context.clock.now();
  const passport = judgePassport(zone, customer.person, osloDate(metAt));
  await withTransaction(context.database.prisma, async (tx) => {
    await tx.identityCheck.create({
      data: {
        customerId: customer.id,
        metAt,
        officerId: officer.id,
        issuingState: passport.issuingState,
        numberSealed: secrets.sealText(passport.number, passportLabel(customer.id)),
        passportExpiresOn: passport.expiresOn,
      },
    });
    await recordAct(tx, { officer, at: metAt, kind: 'record-identity-check', personId: customer.personId });
  });
}

/** The passport of a zone, when it is this person's and valid on `today`. */
export function judgePassport(
  zone: string,
  person: Pick<Person, 'givenName' | 'familyName' | 'birthDate'>,
  today: string,
): Passport {
  const read = readPassport(zone, today);
  if (!read.valid) {
    throw refusal(read.fault === 'check-digits' ? 'desk.passport-check-digits' : 'desk.passport-unreadable');
  }
  const { value } = read;
  if (value.birthDate !== person.birthDate || !isNameInZone(person, value)) {
    throw refusal('desk.passport-other-person');
  }
  if (value.expiresOn < today) {
    throw refusal('desk.passport-expired', { extras: { facts: { expiresOn: value.expiresOn } } });
  }
  return value;
}

const refusal = (code: ErrorCode, options?: ProblemOptions): ProblemError => new ProblemError(code, options);
