import type { desk } from '@segl/contracts';
import { osloDate, writePassport } from '@segl/domain';
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

async function describeOfficers({ context, secrets }: DeskRoom): Promise<desk.DemoDesk['officers']> {
  const passwords = await loadDemoOfficers(context.dataDir);
  const now = context.clock.now();
  const rows = await context.database.prisma.officer.findMany({
    where: { username: { in: inventedOfficers.map(({ username }) => username) } },
  });
  return inventedOfficers.flatMap(({ username, name, bank, roles }) => {
    const row = rows.find((one) => one.username === username);
    const password = passwords.get(username);
    if (row === undefined || password === undefined) return [];
    const code = codeAt(secrets.unseal(row.secretSealed, officerSecretLabel(username)), now);
    const used = Number(row.lastTimeStep) >= timeStepAt(now);
    return [{ username, name, bank: bankName(bank), roles: [...roles], password, code, used }];
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
