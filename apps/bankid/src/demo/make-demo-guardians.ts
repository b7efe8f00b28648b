import { osloDate } from '@segl/domain';
import { passportLabel } from '../desk/identity-check.js';
import type { BankidRoom } from '../room.js';
import { inventedOfficers } from './invented-officers.js';
import {
  inventedGuardians,
  inventedOrderers,
  inventedPeople,
  type InventedPerson,
} from './invented-people.js';

type DemoRoom = Pick<BankidRoom, 'context' | 'secrets'>;

/** True when every child of the demo has a guardian, then or once: an officer may have ended it since. */
export async function areDemoGuardiansMade({ context }: Pick<BankidRoom, 'context'>): Promise<boolean> {
  const checks = await context.database.prisma.identityCheck.count({
    where: { customer: { person: { codeUnits: { some: { serialNumber: { in: orderersUnits() } } } } } },
  });
  return checks >= inventedOrderers.length;
}

const byKey = (key: string): InventedPerson => {
  const person = inventedPeople.find((one) => one.key === key);
  if (person === undefined) throw new TypeError(`no demo person ${key}`);
  return person;
};
const orderersUnits = (): string[] => inventedOrderers.map((key) => byKey(key).codeUnitSerial);

/**
 * Registers the guardians of the demo's children, and the meetings of those who lack nothing for ordering, as the banks'
 * desks do it. Meetings come last: what is there already stays, also where an officer has ended a guardianship since.
 */
export async function makeDemoGuardians(room: DemoRoom): Promise<void> {
  if (await areDemoGuardiansMade(room)) return;
  for (const { child, guardian } of inventedGuardians) {
    await registerGuardian(room, byKey(child), byKey(guardian));
  }
  for (const key of inventedOrderers) await recordMeeting(room, byKey(key));
}

async function registerGuardian(
  { context, secrets }: DemoRoom,
  child: InventedPerson,
  guardian: InventedPerson,
): Promise<void> {
  const { prisma } = context.database;
  const personOf = ({ nationalId }: InventedPerson) =>
    prisma.person.findUniqueOrThrow({ where: { nationalIdHmac: secrets.nationalIdHmac(nationalId) } });
  const [{ id: minorId }, { id: guardianId }] = [await personOf(child), await personOf(guardian)];
  const key = { bankId: child.bank, minorId, guardianId };
  await prisma.guardianship.upsert({
    where: { bankId_minorId_guardianId: key },
    create: { ...key, email: guardian.email, recordedAt: context.clock.now() },
    update: {},
  });
}

async function recordMeeting({ context, secrets }: DemoRoom, person: InventedPerson): Promise<void> {
  const { prisma } = context.database;
  const nationalIdHmac = secrets.nationalIdHmac(person.nationalId);
  const customer = await prisma.customer.findFirstOrThrow({
    where: { bankId: person.bank, person: { nationalIdHmac } },
    include: { identityChecks: true },
  });
  if (customer.identityChecks.length > 0) return;
  const username = inventedOfficers.find(({ bank }) => bank === person.bank)?.username ?? '';
  const officer = await prisma.officer.findUniqueOrThrow({ where: { username } });
  const metAt = context.clock.now();
  const year = Number(osloDate(metAt).slice(0, 4)) + 5;
  await prisma.identityCheck.create({
    data: {
      customerId: customer.id,
      metAt,
      officerId: officer.id,
      issuingState: 'NOR',
      numberSealed: secrets.sealText(`DEMO-${person.key}`, passportLabel(customer.id)),
      passportExpiresOn: `${String(year)}-06-30`,
    },
  });
}
