import type { bankid } from '@segl/contracts';
import { nationalIdLabel } from '../provider/account.js';
import { stateOf } from '../proof/state-of.js';
import type { BankidRoom } from '../room.js';
import { describeCard, describeUnit } from './describe-code-sources.js';
import { inventedPeople } from './invented-people.js';

type DemoPerson = bankid.DemoPeople['people'][number];
const mostShown = 20;

/**
 * Demo only: people whom a bank's desk has given a code unit, beside those of the first start. Somebody has to show what
 * their units do.
 */
export async function describeCustomers({
  context,
  secrets,
}: Pick<BankidRoom, 'context' | 'secrets'>): Promise<DemoPerson[]> {
  const { prisma } = context.database;
  const now = context.clock.now();
  const units = await prisma.codeUnit.findMany({
    where: { state: 'active', serialNumber: { notIn: inventedPeople.map((one) => one.codeUnitSerial) } },
    include: { bank: true, person: { include: { bankIds: { orderBy: { validTo: 'desc' } } } } },
    orderBy: [{ issuedAt: 'desc' }, { id: 'asc' }],
    take: mostShown,
  });
  return Promise.all(
    units.map(async (unit): Promise<DemoPerson> => {
      const { person, bank } = unit;
      const bankId = person.bankIds.find((one) => one.bankId === bank.id);
      return {
        sub: person.sub,
        name: `${person.givenName} ${person.familyName}`,
        birthDate: person.birthDate,
        nationalId: secrets.unsealText(person.nationalIdSealed, nationalIdLabel(person.sub)),
        email: '',
        bank: { name: bank.name, phone: bank.phone },
        bankIdState: bankId === undefined ? 'none' : stateOf(bankId, now),
        password: null,
        codeUnit: await describeUnit({ context, secrets }, unit),
        codeCard: await describeCard({ context, secrets }, unit),
        note: null,
      };
    }),
  );
}
