import type { bankid } from '@segl/contracts';
import { nationalIdLabel } from '../provider/account.js';
import { codeSecretLabel } from '../proof/code-sources.js';
import {
  codeAt,
  codeOfEvent,
  codePeriodSeconds,
  secondsLeftAt,
  timeStepAt,
} from '../proof/one-time-codes.js';
import { stateOf } from '../proof/state-of.js';
import type { BankidRoom } from '../room.js';
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
      const { person, bank, serialNumber } = unit;
      const bankId = person.bankIds.find((one) => one.bankId === bank.id);
      const secret = secrets.unseal(unit.secretSealed, codeSecretLabel(serialNumber));
      const isByClock = unit.kind === 'time';
      const last = Number(unit.lastTimeStep);
      return {
        sub: person.sub,
        name: `${person.givenName} ${person.familyName}`,
        birthDate: person.birthDate,
        nationalId: secrets.unsealText(person.nationalIdSealed, nationalIdLabel(person.sub)),
        email: '',
        bank: { name: bank.name, phone: bank.phone },
        bankIdState: bankId === undefined ? 'none' : stateOf(bankId, now),
        password: null,
        codeUnit: {
          serialNumber,
          // A unit with a button shows the next code that has not been used.
          code: isByClock ? await codeAt(secret, now) : await codeOfEvent(secret, last + 1),
          used: isByClock && last >= timeStepAt(now),
          secondsLeft: secondsLeftAt(now),
          periodSeconds: codePeriodSeconds,
        },
        note: null,
      };
    }),
  );
}
