import {
  withTransaction,
  type AppDevice,
  type Bank,
  type BankId,
  type CodeCard,
  type CodeUnit,
  type Person,
} from '@segl/database';
import { nextCardNumber, spendCardNumber, type CodeSourceKind } from '@segl/domain';
import type { BankidRoom } from '../room.js';
import {
  codesCompared,
  findNearBy,
  matchCode,
  type CodeSource,
  type Resynchronised,
  type TypedCode,
} from './one-time-codes.js';

type SourceRoom = Pick<BankidRoom, 'context' | 'secrets'>;

/** Whose code it may be: a named person, or everybody born that day. */
export type CodeHolders = { personId: string } | { birthDate: string };

/** Whose a source is. */
export interface SourceOwner {
  readonly person: Person & { bankIds: BankId[] };
  readonly bank: Bank;
}

/** Where a typed code stands among those of its source; `drift` where the source was found again by two of them. */
export type CodePlace = Pick<Resynchronised, 'last'> & Partial<Resynchronised>;

/** What the holder has in hand. Nothing of the holder is read before a code fits: a guess costs the same for everybody. */
export interface HeldSource {
  readonly kind: CodeSourceKind;
  readonly id: string;
  /** Codes that {@link HeldSource.match} computes. */
  readonly comparisons: number;
  /** The place of a code that fits, or undefined. Uses nothing up. */
  match(typed: TypedCode): CodePlace | undefined;
  /** The place of a code that fits together with the one before it, which did not. Of units only: other sources do not drift. */
  matchNearBy?(missed: TypedCode, typed: TypedCode): CodePlace | undefined;
  /** Uses the place up by compare-and-set; false where another try was first. */
  take(place: CodePlace): Promise<boolean>;
  owner(): Promise<SourceOwner>;
}

/** The labels that secrets are sealed under. */
export const codeSecretLabel = (serialNumber: string): string => `code-unit:${serialNumber}`;
export const cardLabel = (serialNumber: string): string => `code-card:${serialNumber}`;
export const appSecretLabel = (deviceId: string): string => `app-device:${deviceId}`;

/** Every source in use that these holders have: units, cards, and apps. Three queries, whoever they are. */
export async function sourcesOf(room: SourceRoom, holders: CodeHolders): Promise<HeldSource[]> {
  const { prisma } = room.context.database;
  const person = 'personId' in holders ? { id: holders.personId } : { birthDate: holders.birthDate };
  const [units, cards, devices] = await Promise.all([
    prisma.codeUnit.findMany({ where: { state: 'active', person } }),
    prisma.codeCard.findMany({ where: { state: 'active', person } }),
    prisma.appDevice.findMany({ where: { state: 'active', bankId: { person } } }),
  ]);
  return [
    ...units.map((unit) => fromUnit(room, unit)),
    ...cards.map((card) => fromCard(room, card)),
    ...devices.map((device) => fromApp(room, device)),
  ];
}

const withBankIds = { bankIds: { orderBy: { validTo: 'desc' } } } as const;

async function ownerOf(
  { context }: SourceRoom,
  { personId, bankId }: Pick<CodeUnit, 'personId' | 'bankId'>,
): Promise<SourceOwner> {
  const { prisma } = context.database;
  const [person, bank] = await Promise.all([
    prisma.person.findUniqueOrThrow({ where: { id: personId }, include: withBankIds }),
    prisma.bank.findUniqueOrThrow({ where: { id: bankId } }),
  ]);
  return { person, bank };
}

function fromUnit(room: SourceRoom, unit: CodeUnit): HeldSource {
  const { id, serialNumber, drift } = unit;
  const kind = unit.kind === 'event' ? 'event' : 'time';
  const secret = room.secrets.unseal(unit.secretSealed, codeSecretLabel(serialNumber));
  const source: CodeSource = { kind, secret, drift, last: Number(unit.lastTimeStep) };
  return {
    kind: 'code-unit',
    id,
    comparisons: codesCompared[kind],
    match: ({ code, at }) => placeAt(matchCode(source, code, at)),
    matchNearBy: (missed, typed) => findNearBy(source, missed, typed),
    take: (place) => moveUnit(room, unit, place),
    owner: () => ownerOf(room, unit),
  };
}

/** One that has been found again is part of the history of its holder's BankIDs. */
async function moveUnit(
  { context }: SourceRoom,
  { id, personId, bankId, serialNumber }: CodeUnit,
  { last, drift }: CodePlace,
): Promise<boolean> {
  const where = { id, state: 'active', lastTimeStep: { lt: last } };
  const { prisma } = context.database;
  if (drift === undefined) {
    const { count } = await prisma.codeUnit.updateMany({ where, data: { lastTimeStep: last } });
    return count > 0;
  }
  const at = context.clock.now();
  return withTransaction(prisma, async (tx) => {
    const { count } = await tx.codeUnit.updateMany({ where, data: { lastTimeStep: last, drift } });
    if (count === 0) return false;
    const states = ['ordered', 'active', 'suspended'];
    const bankIds = await tx.bankId.findMany({ where: { personId, bankId, state: { in: states } } });
    const kind = 'code-unit-resynchronised';
    await tx.bankIdEvent.createMany({
      data: bankIds.map((held) => ({
        bankIdId: held.id,
        at,
        kind,
        actor: 'holder',
        details: { serialNumber },
      })),
    });
    return true;
  });
}

function fromCard(room: SourceRoom, card: CodeCard): HeldSource {
  const { id, serialNumber, used } = card;
  const codes = room.secrets.unsealText(card.codesSealed, cardLabel(serialNumber)).split(' ');
  const number = nextCardNumber({ used, state: 'active' });
  return {
    kind: 'code-card',
    id,
    comparisons: 0,
    match: ({ code }) => (number !== undefined && codes[number - 1] === code ? { last: number } : undefined),
    async take() {
      const { count } = await room.context.database.prisma.codeCard.updateMany({
        where: { id, state: 'active', used },
        data: spendCardNumber({ used, state: 'active' }),
      });
      return count > 0;
    },
    owner: () => ownerOf(room, card),
  };
}

function fromApp(room: SourceRoom, device: AppDevice): HeldSource {
  const { id } = device;
  const { prisma } = room.context.database;
  const secret = room.secrets.unseal(device.secretSealed, appSecretLabel(id));
  const source: CodeSource = { kind: 'time', secret, drift: 0, last: Number(device.lastTimeStep) };
  return {
    kind: device.kind === 'bank-app' ? 'bank-app' : 'app',
    id,
    comparisons: codesCompared.time,
    match: ({ code, at }) => placeAt(matchCode(source, code, at)),
    async take({ last }) {
      const { count } = await prisma.appDevice.updateMany({
        where: { id, state: 'active', lastTimeStep: { lt: last } },
        data: { lastTimeStep: last },
      });
      return count > 0;
    },
    async owner() {
      return ownerOf(room, await prisma.bankId.findUniqueOrThrow({ where: { id: device.bankIdId } }));
    },
  };
}

const placeAt = (last: number | undefined): CodePlace | undefined =>
  last === undefined ? undefined : { last };
