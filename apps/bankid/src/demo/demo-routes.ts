import express, { type Router } from 'express';
import { z } from 'zod';
import type { bankid } from '@segl/contracts';
import { language as languageSchema, type Language } from '@segl/contracts';
import { asyncRoute, parseQuery, rateLimit } from '@segl/platform';
import type { BankidRoom } from '../room.js';
import { stateOf } from '../proof/state-of.js';
import { describeCard, describeUnit } from './describe-code-sources.js';
import { describeCustomers } from './describe-customers.js';
import { describeDesk } from './describe-desk.js';
import { loadDemoPasswords, type DemoPasswords } from './demo-passwords.js';
import { hasChosenPassword } from './make-demo-people.js';
import { inventedPeople, isGivenBankId, situationNotes, type InventedPerson } from './invented-people.js';

const query = z.object({ language: languageSchema.optional() });

/** Demo only: the invented people with what their code units show. Never mounted outside the demo. */
export function createDemoRoutes(room: BankidRoom): Router {
  const { context } = room;
  const router = express.Router();
  const webOrigin = new URL(context.urls.web).origin;
  router.use((request, response, next) => {
    response.set('Cache-Control', 'no-store').vary('Origin');
    // The web may live on an origin of its own.
    if (request.get('origin') === webOrigin) {
      response
        .set('Access-Control-Allow-Origin', webOrigin)
        .set('Cross-Origin-Resource-Policy', 'cross-origin');
    }
    next();
  });
  router.get(
    '/people',
    rateLimit({ database: context.database, name: 'bankid.demo', limit: 1200, windowSeconds: 600 }),
    asyncRoute(async (request, response) => {
      const { language = context.locale } = parseQuery(query, request);
      response.json(await describePeople(room, language));
    }),
  );
  router.get(
    '/desk',
    rateLimit({ database: context.database, name: 'bankid.demo', limit: 1200, windowSeconds: 600 }),
    asyncRoute(async (_request, response) => {
      response.json(await describeDesk(room));
    }),
  );
  return router;
}

/** The people as far as they are made, with codes of this moment. */
export async function describePeople(room: BankidRoom, language: Language): Promise<bankid.DemoPeople> {
  const passwords = await loadDemoPasswords(room.context.dataDir);
  const described = await Promise.all(
    inventedPeople.map((invented) => describe(room, { invented, passwords, language })),
  );
  const known = described.filter((person) => person !== undefined);
  return { people: [...known, ...(await describeCustomers(room))] };
}

type DemoPerson = bankid.DemoPeople['people'][number];

/** Undefined while the person is still being made. */
async function describe(
  room: BankidRoom,
  {
    invented,
    passwords,
    language,
  }: { invented: InventedPerson; passwords: DemoPasswords; language: Language },
): Promise<DemoPerson | undefined> {
  const { prisma } = room.context.database;
  const now = room.context.clock.now();
  const unit = await prisma.codeUnit.findUnique({
    where: { serialNumber: invented.codeUnitSerial },
    include: { bank: true, person: true },
  });
  if (unit === null) return undefined;
  // Those who are given none may have ordered one since.
  const bankId = isGivenBankId(invented)
    ? await prisma.bankId.findUnique({ where: { id: invented.bankIdId } })
    : await prisma.bankId.findFirst({
        where: { personId: unit.personId, bankId: unit.bankId },
        orderBy: { validTo: 'desc' },
      });
  if (isGivenBankId(invented) && bankId === null) return undefined;
  const { bank, person } = unit;
  // Nobody but the person knows a password that they have chosen themselves.
  const isOwnChoice = bankId === null || (await hasChosenPassword(room, bankId));
  return {
    sub: person.sub,
    name: `${person.givenName} ${person.familyName}`,
    birthDate: person.birthDate,
    nationalId: invented.nationalId,
    email: invented.email,
    bank: { name: bank.name, phone: bank.phone },
    bankIdState: bankId === null ? 'none' : stateOf(bankId, now),
    password: isOwnChoice ? null : (passwords.get(invented.key) ?? null),
    codeUnit: await describeUnit(room, unit),
    codeCard: await describeCard(room, unit),
    note: invented.situation === 'ordinary' ? null : situationNotes[invented.situation][language],
  };
}
