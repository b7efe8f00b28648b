import { existsSync } from 'node:fs';
import { withTransaction, type BankId } from '@segl/database';
import { bankIdValidityYears, wrongTriesAllowed } from '@segl/domain';
import { ensurePerson } from '../issuing/ensure-person.js';
import { makeLetter } from '../issuing/activation-letters.js';
import { certifyNewKey, issueBankId } from '../issuing/issue-bankid.js';
import { issueCodeCard } from '../issuing/issue-code-card.js';
import { issueCodeUnit } from '../issuing/issue-code-unit.js';
import type { BankidRoom } from '../room.js';
import { areDemoOfficersMade, makeDemoCustomer, makeDemoOfficers } from './make-demo-desk.js';
import { makeDemoMobile } from './make-demo-mobile.js';
import { demoPasswordFile, loadDemoPasswords } from './demo-passwords.js';
import { inventedBanks, inventedPeople, isGivenBankId, type InventedPerson } from './invented-people.js';
import { areDemoGuardiansMade, makeDemoGuardians } from './make-demo-guardians.js';

/** True when every demo person has what they are to have, and their passwords are known. */
export async function areDemoPeopleMade({ context }: Pick<BankidRoom, 'context'>): Promise<boolean> {
  if (!existsSync(demoPasswordFile(context.dataDir))) return false;
  const { prisma } = context.database;
  const withBankId = inventedPeople.filter(isGivenBankId);
  const [units, bankIds] = await Promise.all([
    prisma.codeUnit.count({
      where: { serialNumber: { in: inventedPeople.map((one) => one.codeUnitSerial) } },
    }),
    prisma.bankId.count({ where: { id: { in: withBankId.map((one) => one.bankIdId) } } }),
  ]);
  if (units !== inventedPeople.length || bankIds !== withBankId.length) return false;
  return (await areDemoGuardiansMade({ context })) && areDemoOfficersMade({ context });
}

/**
 * Makes banks, people, code units and BankIDs of the demo. What is there already stays, so it may be begun again after a
 * failure (vault or trust not up yet) and by several processes at once.
 */
export async function makeDemoPeople(room: BankidRoom): Promise<void> {
  const { context } = room;
  for (const { id, ...facts } of inventedBanks) {
    await context.database.prisma.bank.upsert({ where: { id }, create: { id, ...facts }, update: facts });
  }
  await makeDemoOfficers(room);
  const passwords = await loadDemoPasswords(context.dataDir);
  for (const invented of inventedPeople) {
    const { id: personId } = await ensurePerson(room, invented);
    await makeDemoCustomer(room, { bank: invented.bank, personId });
    await makeCodeSources(room, invented, personId);
    if (invented.situation === 'ordered') await makeOrderedBankId(room, invented, personId);
    else if (isGivenBankId(invented)) await makeBankId(room, invented, passwords.get(invented.key));
  }
  await makeDemoGuardians(room);
  await makeDemoMobile(room);
  context.logger.info({ people: inventedPeople.length }, 'demo people are made');
}

async function makeBankId(
  room: BankidRoom,
  invented: InventedPerson,
  password: string | undefined,
): Promise<void> {
  if (password === undefined) throw new TypeError(`demo/people.json lacks ${invented.key}`);
  const { prisma } = room.context.database;
  const now = room.context.clock.now();
  const existing = await prisma.bankId.findUnique({ where: { id: invented.bankIdId } });
  if (existing === null) {
    await issueBankId(room, {
      id: invented.bankIdId,
      person: invented,
      bank: invented.bank,
      password,
      ...validFromOf(invented, now),
    });
  } else if (
    !(await hasChosenPassword(room, existing)) &&
    !(await room.passwords.verify(existing.passwordHash ?? undefined, password))
  ) {
    // The file was lost and made anew: its passwords are the ones that people are shown.
    const passwordHash = await room.passwords.hash(password);
    await prisma.bankId.update({ where: { id: existing.id }, data: { passwordHash } });
  }
  if (invented.situation === 'suspended') {
    await prisma.bankId.updateMany({
      where: { id: invented.bankIdId, state: 'active', lastUsedAt: null },
      data: { state: 'suspended', suspension: 'password', wrongPasswords: wrongTriesAllowed },
    });
  }
}

async function makeCodeSources(room: BankidRoom, invented: InventedPerson, personId: string): Promise<void> {
  const { bank: bankId, codeUnitSerial, situation } = invented;
  const kind = situation === 'event-unit' ? 'event' : 'time';
  await issueCodeUnit(room, { personId, bankId, serialNumber: codeUnitSerial, kind });
  if (situation !== 'code-card') return;
  await issueCodeCard(room, { personId, bankId, serialNumber: codeUnitSerial.replace(/^91/, '93') });
}

/** Ordered, with a letter on its way, as the bank's desk does it. */
async function makeOrderedBankId(
  room: BankidRoom,
  { bankIdId: id, bank: bankId }: InventedPerson,
  personId: string,
): Promise<void> {
  const { prisma } = room.context.database;
  if ((await prisma.bankId.findUnique({ where: { id } })) !== null) return;
  const person = await prisma.person.findUniqueOrThrow({ where: { id: personId } });
  const validFrom = room.context.clock.now();
  const { credentialId, certificate } = await certifyNewKey(room, {
    person,
    issuer: bankId,
    validFrom,
    algorithm: 'EC-P256',
  });
  await withTransaction(prisma, async (tx) => {
    const { count } = await tx.bankId.createMany({
      data: {
        id,
        personId,
        bankId,
        state: 'ordered',
        credentialId,
        certificateSerial: certificate.serialNumber,
        validFrom: new Date(certificate.notBefore),
        validTo: new Date(certificate.notAfter),
      },
      skipDuplicates: true,
    });
    if (count > 0) await makeLetter(room, tx, { bankIdId: id });
  });
}

/** True once the holder has chosen a password themselves: the demo does not know it, and leaves it alone. */
export async function hasChosenPassword(
  { context }: Pick<BankidRoom, 'context'>,
  { id, passwordHash }: Pick<BankId, 'id' | 'passwordHash'>,
): Promise<boolean> {
  if (passwordHash === null) return true;
  const chosen = await context.database.prisma.bankIdEvent.count({
    where: { bankIdId: id, kind: { in: ['activated', 'password-chosen', 'password-changed'] } },
  });
  return chosen > 0;
}

const daysUntilRenewal = 30;

function validFromOf({ situation }: InventedPerson, now: Date): { validFrom?: Date } {
  if (situation === 'expired') return { validFrom: yearsBefore(now, bankIdValidityYears + 1) };
  if (situation !== 'renewal') return {};
  const soon = yearsBefore(now, bankIdValidityYears);
  return { validFrom: new Date(soon.getTime() + daysUntilRenewal * 86_400_000) };
}

function yearsBefore(at: Date, years: number): Date {
  const earlier = new Date(at);
  earlier.setUTCFullYear(earlier.getUTCFullYear() - years);
  return earlier;
}
