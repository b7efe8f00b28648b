import type { Bank, BankId, CodeUnit, Person } from '@segl/database';
import type { BankidRoom } from '../room.js';
import { makeCodeSecret, matchCode } from './one-time-codes.js';

/** Whose code it may be: a named person, or everybody born that day. */
export type CodeHolders = { personId: string } | { birthDate: string };

/** Whose code it was. */
export interface CodeOwner {
  person: Person;
  unit: CodeUnit;
  bank: Bank;
  /** The person's BankIDs at the bank of the code unit, newest first. */
  bankIds: BankId[];
}

/** Codes are compared against at least so many units, real or not, so that time tells little of who exists. */
const leastComparisons = 4;

/** The label that a code unit's secret is sealed under. */
export const codeSecretLabel = (serialNumber: string): string => `code-unit:${serialNumber}`;

/**
 * Finds whose code was typed and uses it up: the unit's last time step is moved by compare-and-set, so that of any number of
 * parallel tries with one code one finds it. Undefined when nobody's, used before, or (one in a million) two people's.
 */
export async function takeCode(
  room: Pick<BankidRoom, 'context' | 'secrets'>,
  holders: CodeHolders,
  typed: { code: string; at: Date },
): Promise<CodeOwner | undefined> {
  const { prisma } = room.context.database;
  const units = await prisma.codeUnit.findMany({
    where: {
      state: 'active',
      person: 'personId' in holders ? { id: holders.personId } : { birthDate: holders.birthDate },
    },
    include: { bank: true, person: { include: { bankIds: { orderBy: { validTo: 'desc' } } } } },
  });
  const matches: { unit: (typeof units)[number]; timeStep: number }[] = [];
  for (const unit of units) {
    const secret = room.secrets.unseal(unit.secretSealed, codeSecretLabel(unit.serialNumber));
    const timeStep = await matchCode(
      { secret, lastTimeStep: Number(unit.lastTimeStep) },
      typed.code,
      typed.at,
    );
    if (timeStep !== undefined) matches.push({ unit, timeStep });
  }
  for (let done = units.length; done < leastComparisons; done += 1) {
    await matchCode({ secret: makeCodeSecret(), lastTimeStep: -1 }, typed.code, typed.at);
  }
  const [match, ...others] = matches;
  if (match === undefined || others.length > 0) return undefined;
  const { count } = await prisma.codeUnit.updateMany({
    where: { id: match.unit.id, lastTimeStep: { lt: match.timeStep } },
    data: { lastTimeStep: match.timeStep },
  });
  if (count === 0) return undefined;
  const { bank, person, ...unit } = match.unit;
  return { person, unit, bank, bankIds: person.bankIds.filter(({ bankId }) => bankId === bank.id) };
}
