import { existsSync } from 'node:fs';
import { bankIdValidityYears, wrongTriesAllowed } from '@segl/domain';
import { ensurePerson } from '../issuing/ensure-person.js';
import { issueBankId } from '../issuing/issue-bankid.js';
import { issueCodeUnit } from '../issuing/issue-code-unit.js';
import type { BankidRoom } from '../room.js';
import { areDemoOfficersMade, makeDemoCustomer, makeDemoOfficers } from './make-demo-desk.js';
import { demoPasswordFile, loadDemoPasswords } from './demo-passwords.js';
import { inventedBanks, inventedPeople, type InventedPerson } from './invented-people.js';

/** True when every demo person has what they are to have, and their passwords are known. */
export async function areDemoPeopleMade({ context }: Pick<BankidRoom, 'context'>): Promise<boolean> {
  if (!existsSync(demoPasswordFile(context.dataDir))) return false;
  const { prisma } = context.database;
  const withBankId = inventedPeople.filter(({ situation }) => situation !== 'no-bankid');
  const [units, bankIds] = await Promise.all([
    prisma.codeUnit.count({
      where: { serialNumber: { in: inventedPeople.map((one) => one.codeUnitSerial) } },
    }),
    prisma.bankId.count({ where: { id: { in: withBankId.map((one) => one.bankIdId) } } }),
  ]);
  if (units !== inventedPeople.length || bankIds !== withBankId.length) return false;
  return areDemoOfficersMade({ context });
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
    await issueCodeUnit(room, { personId, bankId: invented.bank, serialNumber: invented.codeUnitSerial });
    if (invented.situation !== 'no-bankid') await makeBankId(room, invented, passwords.get(invented.key));
  }
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
      ...(invented.situation === 'expired' ? { validFrom: yearsBefore(now, bankIdValidityYears + 1) } : {}),
    });
  } else if (!(await room.passwords.verify(existing.passwordHash ?? undefined, password))) {
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

function yearsBefore(at: Date, years: number): Date {
  const earlier = new Date(at);
  earlier.setUTCFullYear(earlier.getUTCFullYear() - years);
  return earlier;
}
