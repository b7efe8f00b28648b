import type { z } from 'zod';
import type { desk } from '@segl/contracts';
import { withTransaction, type Prisma } from '@segl/database';
import { isSameName, parseNationalIdentityNumber } from '@segl/domain';
import { ProblemError } from '@segl/platform';
import { ensurePerson } from '../issuing/ensure-person.js';
import type { BankidRoom } from '../room.js';
import { recordAct } from './acts/record-act.js';
import { onlyClerks, type OfficerOnDuty } from './officers.js';

const mostListed = 25;

/** Customers of the officer's bank by name, birth date or national identity number; by nothing: the newest. */
export async function searchCustomers(
  { context, secrets }: Pick<BankidRoom, 'context' | 'secrets'>,
  { bank }: OfficerOnDuty,
  query: string,
): Promise<z.input<typeof desk.customerList>> {
  const rows = await context.database.prisma.customer.findMany({
    where: { bankId: bank.id, person: personFilter(query, (number) => secrets.nationalIdHmac(number)) },
    include: { person: true },
    orderBy: [{ since: 'desc' }, { id: 'asc' }],
    take: mostListed + 1,
  });
  return {
    customers: rows.slice(0, mostListed).map(({ id, person, endedAt }) => ({
      id,
      name: `${person.givenName} ${person.familyName}`,
      birthDate: person.birthDate,
      ended: endedAt !== null,
    })),
    more: rows.length > mostListed,
  };
}

function personFilter(query: string, hmacOf: (number: string) => string): Prisma.PersonWhereInput {
  const digits = query.replace(/[\s.]/g, '');
  if (/^\d{11}$/.test(digits)) return { nationalIdHmac: hmacOf(digits) };
  const birthDate = dateOf(query);
  if (birthDate !== undefined) return { birthDate };
  const words = query.split(/\s+/).filter((word) => word !== '');
  return {
    AND: words.map((word) => ({
      OR: [
        { givenName: { contains: word, mode: 'insensitive' as const } },
        { familyName: { contains: word, mode: 'insensitive' as const } },
      ],
    })),
  };
}

/** `24051987`, `24.05.1987` or `1987-05-24`. */
function dateOf(text: string): string | undefined {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const norwegian =
    /^(\d{1,2})[.\s](\d{1,2})[.\s](\d{4})$/.exec(text) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(text);
  if (iso !== null) return text;
  if (norwegian === null) return undefined;
  const [, day = '', month = '', year = ''] = norwegian;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/**
 * Makes a customer relation, or takes an ended one up again. A number that is known belongs to the person it always
 * belonged to: another name is refused, and the stable identifier stays.
 *
 * @throws ProblemError `desk.role-missing`, `desk.national-id-invalid`, `desk.name-differs`, `desk.person-dead`
 */
export async function registerCustomer(
  room: Pick<BankidRoom, 'context' | 'secrets'>,
  officer: OfficerOnDuty,
  facts: z.output<typeof desk.registerCustomer>,
): Promise<{ id: string }> {
  onlyClerks(officer, 'register-customer');
  if (!parseNationalIdentityNumber(facts.nationalId).valid)
    throw new ProblemError('desk.national-id-invalid');
  const person = await ensurePerson(room, facts);
  const given = `${facts.givenName} ${facts.familyName}`;
  if (!isSameName(given, `${person.givenName} ${person.familyName}`)) {
    throw new ProblemError('desk.name-differs');
  }
  if (person.diedOn !== null) throw new ProblemError('desk.person-dead');
  const { hasAccount, hasOnlineBanking } = facts;
  const since = room.context.clock.now();
  return withTransaction(room.context.database.prisma, async (tx) => {
    const { id } = await tx.customer.upsert({
      where: { bankId_personId: { bankId: officer.bank.id, personId: person.id } },
      create: { bankId: officer.bank.id, personId: person.id, since, hasAccount, hasOnlineBanking },
      update: { endedAt: null, hasAccount, hasOnlineBanking },
      select: { id: true },
    });
    await recordAct(tx, { officer, at: since, kind: 'register-customer', personId: person.id });
    return { id };
  });
}
