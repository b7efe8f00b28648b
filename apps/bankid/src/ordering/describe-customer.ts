import { ordering } from '@segl/contracts';
import type { Bank } from '@segl/database';
import { endOf } from '@segl/domain';
import { factsOf, stateOf } from '../proof/state-of.js';
import { ageOf, ageVerdict, guardiansOf, missingOf } from '../requests/order-rules.js';
import { hasBankIdInUse, newestRequest } from '../requests/requests.js';
import type { BankidRoom } from '../room.js';
import type { OwnCustomer } from './own-customers.js';

type DescribingRoom = Pick<BankidRoom, 'context'>;

/** A customer with what ordering needs, and the children whom they may be asked about or order for. */
export async function answerCustomer(
  room: DescribingRoom,
  bank: Bank,
  customer: OwnCustomer,
): Promise<ordering.CustomerAnswer> {
  const { prisma } = room.context.database;
  const wards = await prisma.guardianship.findMany({
    where: { bankId: bank.id, guardianId: customer.personId },
    orderBy: { recordedAt: 'asc' },
  });
  const children = await prisma.customer.findMany({
    where: {
      bankId: bank.id,
      personId: { in: wards.map(({ minorId }) => minorId) },
      endedAt: null,
      person: { diedOn: null },
    },
    include: { person: true },
    orderBy: { since: 'asc' },
  });
  return {
    customer: await describeCustomer(room, bank, customer),
    children: await Promise.all(children.map((child) => describeCustomer(room, bank, child))),
  };
}

async function describeCustomer(
  room: DescribingRoom,
  bank: Bank,
  customer: OwnCustomer,
): Promise<ordering.Customer> {
  const { prisma } = room.context.database;
  const { id, person, personId } = customer;
  const whose = { bankId: bank.id, personId };
  const [missing, order, bankId, units] = await Promise.all([
    missingOf(room, customer),
    newestRequest(room, { ...whose, customerId: id }),
    prisma.bankId.findFirst({ where: whose, orderBy: { validTo: 'desc' } }),
    prisma.codeUnit.findMany({ where: { ...whose, state: 'active' }, orderBy: { serialNumber: 'asc' } }),
  ]);
  return {
    id,
    name: `${person.givenName} ${person.familyName}`,
    birthDate: person.birthDate,
    age: ageOf(room, person),
    advice: await adviceFor(room, bank, { customer, missing, order }),
    missing: [...missing],
    ageLimit: bank.ageLimit,
    bankId:
      bankId === null
        ? null
        : {
            state: stateOf(bankId, room.context.clock.now()),
            endsAt: endOf(factsOf(bankId)).toISOString(),
          },
    order,
    codeUnits: units.map(({ id: unitId, serialNumber, kind }) =>
      ordering.customer.shape.codeUnits.element.parse({ id: unitId, serialNumber, kind }),
    ),
  };
}

/** What there is to be done about a BankID; the first that stands in the way is told. */
async function adviceFor(
  room: DescribingRoom,
  bank: Bank,
  {
    customer,
    missing,
    order,
  }: { customer: OwnCustomer; missing: readonly string[]; order: ordering.Order | null },
): Promise<ordering.OrderAdvice> {
  const whose = { bankId: bank.id, personId: customer.personId };
  if (order?.state === 'awaiting-guardian' || order?.state === 'approved') return 'order-open';
  if (await hasBankIdInUse(room, room.context.database.prisma, whose)) return 'has-bankid';
  if (!bank.ordersOnline) return 'not-offered';
  const verdict = ageVerdict(room, { bank, person: customer.person, channel: 'online-bank' });
  if (verdict.kind === 'refused' && verdict.why === 'too-young') return 'too-young';
  if (missing.length > 0) return 'requirements-missing';
  if (verdict.kind === 'of-age') return 'may-order';
  const guardians = await guardiansOf(room, whose);
  if (guardians.length === 0) return 'no-guardian';
  return verdict.kind === 'refused' ? 'parent-orders' : 'guardian-approves';
}
