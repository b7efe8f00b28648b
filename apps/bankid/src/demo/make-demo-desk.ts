import { osloDate } from '@segl/domain';
import { officerSecretLabel } from '../desk/log-in.js';
import { makeCodeSecret } from '../proof/one-time-codes.js';
import type { BankidRoom } from '../room.js';
import { loadDemoOfficers } from './demo-passwords.js';
import { inventedOfficers, type InventedOfficer } from './invented-officers.js';
import type { InventedPerson } from './invented-people.js';

/** True when every demo officer is there. */
export async function areDemoOfficersMade({ context }: Pick<BankidRoom, 'context'>): Promise<boolean> {
  const usernames = inventedOfficers.map(({ username }) => username);
  const made = await context.database.prisma.officer.count({ where: { username: { in: usernames } } });
  return made === inventedOfficers.length;
}

/** Makes the demo's officers; those that are there stay, with the passwords that people are shown. */
export async function makeDemoOfficers(room: BankidRoom): Promise<void> {
  const passwords = await loadDemoOfficers(room.context.dataDir);
  await Promise.all(inventedOfficers.map((officer) => makeOfficer(room, officer, passwords)));
}

/** A demo person is a customer of their bank, with account and online banking. */
export async function makeDemoCustomer(
  { context }: Pick<BankidRoom, 'context'>,
  { bank, personId }: { bank: InventedPerson['bank']; personId: string },
): Promise<void> {
  await context.database.prisma.customer.upsert({
    where: { bankId_personId: { bankId: bank, personId } },
    create: {
      bankId: bank,
      personId,
      since: new Date(`${osloDate(context.clock.now())}T00:00:00Z`),
      hasAccount: true,
      hasOnlineBanking: true,
    },
    update: {},
  });
}

async function makeOfficer(
  { context, secrets, passwords: hashing }: BankidRoom,
  { username, name, bank, roles }: InventedOfficer,
  passwords: ReadonlyMap<string, string>,
): Promise<void> {
  const password = passwords.get(username);
  if (password === undefined) throw new TypeError(`demo/officers.json lacks ${username}`);
  const { prisma } = context.database;
  const existing = await prisma.officer.findUnique({ where: { username } });
  // Whoever began anew with a start code has a password of their own, and whoever has left has none.
  if (existing !== null && (existing.startedAt !== null || existing.state !== 'active')) return;
  if (existing !== null && (await hashing.verify(existing.passwordHash ?? undefined, password))) return;
  const passwordHash = await hashing.hash(password);
  await prisma.officer.upsert({
    where: { username },
    create: {
      bankId: bank,
      username,
      name,
      roles: [...roles],
      passwordHash,
      secretSealed: secrets.seal(makeCodeSecret(), officerSecretLabel(username)),
      state: 'active',
    },
    // The file was lost and made anew: its passwords are the ones that people are shown.
    update: { passwordHash },
  });
}
