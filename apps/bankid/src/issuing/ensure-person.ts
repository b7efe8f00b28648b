import { randomInt } from 'node:crypto';
import type { Person } from '@segl/database';
import { parseNationalIdentityNumber } from '@segl/domain';
import { BankidError } from '../errors.js';
import { nationalIdLabel } from '../provider/account.js';
import type { BankidRoom } from '../room.js';

/** A person as a bank presents them. */
export interface PersonFacts {
  /** Synthetic national identity number. */
  nationalId: string;
  givenName: string;
  familyName: string;
}

/**
 * The person with this national identity number, made when not known yet. The stable identifier is given once and stays with
 * the person, whatever banks, BankIDs and names come and go.
 *
 * @throws BankidError `bankid.national-identity-number-invalid`
 */
export async function ensurePerson(
  { context, secrets }: Pick<BankidRoom, 'context' | 'secrets'>,
  { nationalId, givenName, familyName }: PersonFacts,
): Promise<Person> {
  const number = parseNationalIdentityNumber(nationalId);
  if (!number.valid) {
    throw new BankidError(
      'bankid.national-identity-number-invalid',
      `the national identity number does not hold: ${number.fault}`,
    );
  }
  const nationalIdHmac = secrets.nationalIdHmac(nationalId);
  const { prisma } = context.database;
  const existing = await prisma.person.findUnique({ where: { nationalIdHmac } });
  if (existing !== null) return existing;
  const sub = makeStableIdentifier();
  // Of two processes that make the same person at once, one does, and both get the one row.
  return prisma.person.upsert({
    where: { nationalIdHmac },
    create: {
      sub,
      givenName,
      familyName,
      birthDate: number.value.birthDate,
      nationalIdSealed: secrets.sealText(nationalId, nationalIdLabel(sub)),
      nationalIdHmac,
      createdAt: context.clock.now(),
    },
    update: {},
  });
}

/** Shaped like those of Norwegian BankID: `9578-5999-4-1765512`. Tells nothing of the person. */
function makeStableIdentifier(): string {
  return `9578-5999-4-${randomInt(1_000_000_000, 10_000_000_000)}`;
}
