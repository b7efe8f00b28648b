import { desk } from '@segl/contracts';
import { osloDate, writePassport } from '@segl/domain';
import { z } from 'zod';
import { officerSecretLabel } from '../desk/log-in.js';
import { letterCodeLabel } from '../issuing/activation-letters.js';
import { codeAt, timeStepAt } from '../proof/one-time-codes.js';
import type { BankidRoom } from '../room.js';
import { loadDemoOfficers } from './demo-passwords.js';
import { inventedNewcomers, inventedOfficers } from './invented-officers.js';
import { inventedBanks, inventedPeople } from './invented-people.js';

type DeskRoom = Pick<BankidRoom, 'context' | 'secrets'>;
const mostLetters = 20;

/** Demo only: who works at the desks, passports to show there, and the letters that the banks have sent. */
export async function describeDesk(room: DeskRoom): Promise<desk.DemoDesk> {
  const [officers, post] = await Promise.all([describeOfficers(room), describePost(room)]);
  return { officers, passports: describePassports(room), post };
}

const bankName = (id: string): string => inventedBanks.find((bank) => bank.id === id)?.name ?? id;

/** The demo's officers, and those whom the desk has added since: nobody else knows the passwords that these chose. */
async function describeOfficers({ context, secrets }: DeskRoom): Promise<desk.DemoDesk['officers']> {
  const passwords = await loadDemoOfficers(context.dataDir);
  const now = context.clock.now();
  const rows = await context.database.prisma.officer.findMany({
    where: { state: 'active' },
    orderBy: [{ bankId: 'asc' }, { username: 'asc' }],
  });
  const names = inventedOfficers.map(({ username }) => username);
  const placeOf = ({ username }: { username: string }): number =>
    names.includes(username) ? names.indexOf(username) : names.length;
  const inOrder = rows.sort((left, right) => placeOf(left) - placeOf(right));
  return inOrder.map((row) => {
    const { username, name, bankId, startedAt, lastTimeStep } = row;
    const code = codeAt(secrets.unseal(row.secretSealed, officerSecretLabel(username)), now);
    return {
      username,
      name,
      bank: bankName(bankId),
      roles: z.array(desk.role).parse(row.roles),
      password: startedAt === null ? (passwords.get(username) ?? null) : null,
      code,
      used: Number(lastTimeStep) >= timeStepAt(now),
    };
  });
}

/** Invented passports of everybody, with check digits that fit; valid for some years from now. */
function describePassports({ context }: DeskRoom): desk.DemoDesk['passports'] {
  const year = Number(osloDate(context.clock.now()).slice(0, 4)) + 5;
  const people = [
    ...inventedNewcomers.map((person) => ({ ...person, bank: null })),
    ...inventedPeople.map((person) => ({ ...person, bank: bankName(person.bank) })),
  ];
  return people.map(({ givenName, familyName, birthDate, nationalId, bank }, index) => ({
    name: `${givenName} ${familyName}`,
    givenName,
    familyName,
    nationalId,
    bank,
    zone: writePassport({
      issuingState: 'NOR',
      number: `TEST${String(10_001 + index)}`,
      familyName,
      givenNames: givenName,
      birthDate,
      expiresOn: `${String(year)}-06-30`,
    }),
  }));
}

/** Letters that still work. Their codes are sealed until they are used, and shown here as paper would. */
async function describePost({ context, secrets }: DeskRoom): Promise<desk.DemoDesk['post']> {
  const rows = await context.database.prisma.activationLetter.findMany({
    where: { usedAt: null, expiresAt: { gt: context.clock.now() }, codeSealed: { not: null } },
    include: { bankId: { include: { person: true, bank: true } } },
    orderBy: [{ sentAt: 'desc' }, { id: 'asc' }],
    take: mostLetters,
  });
  return rows.flatMap(({ id, codeSealed, sentAt, expiresAt, bankId: { person, bank } }) =>
    codeSealed === null
      ? []
      : [
          {
            id,
            recipient: `${person.givenName} ${person.familyName}`,
            bank: bank.name,
            code: secrets.unsealText(codeSealed, letterCodeLabel(id)),
            sentAt: sentAt.toISOString(),
            expiresAt: expiresAt.toISOString(),
          },
        ],
  );
}
