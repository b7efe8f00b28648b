import type { AppDevice, Bank, BankId, CodeCard, CodeUnit, Person } from '@segl/database';
import { nextCardNumber, spendCardNumber, type CodeSourceKind } from '@segl/domain';
import type { BankidRoom } from '../room.js';
import { matchCode } from './one-time-codes.js';

type SourceRoom = Pick<BankidRoom, 'context' | 'secrets'>;

/** Whose code it may be: a named person, or everybody born that day. */
export type CodeHolders = { personId: string } | { birthDate: string };

/** What the holder has in hand, and whose it is. */
export interface HeldSource {
  readonly kind: CodeSourceKind;
  readonly id: string;
  readonly person: Person & { bankIds: BankId[] };
  readonly bank: Bank;
  /** Marks the place of a code that fits, or undefined. Uses nothing up. */
  match(code: string, typedAt: Date): Promise<number | undefined>;
  /** Uses the place up by compare-and-set; false where another try was first. */
  take(place: number): Promise<boolean>;
}

/** The labels that secrets are sealed under. */
export const codeSecretLabel = (serialNumber: string): string => `code-unit:${serialNumber}`;
export const cardLabel = (serialNumber: string): string => `code-card:${serialNumber}`;
export const appSecretLabel = (deviceId: string): string => `app-device:${deviceId}`;

/** Every source in use that these holders have: units, cards, and apps. */
export async function sourcesOf(room: SourceRoom, holders: CodeHolders): Promise<HeldSource[]> {
  const { prisma } = room.context.database;
  const person = 'personId' in holders ? { id: holders.personId } : { birthDate: holders.birthDate };
  const whose = { bank: true, person: { include: { bankIds: { orderBy: { validTo: 'desc' } } } } } as const;
  const [units, cards, devices] = await Promise.all([
    prisma.codeUnit.findMany({ where: { state: 'active', person }, include: whose }),
    prisma.codeCard.findMany({ where: { state: 'active', person }, include: whose }),
    prisma.appDevice.findMany({
      where: { state: 'active', bankId: { person } },
      include: { bankId: { include: whose } },
    }),
  ]);
  return [
    ...units.map((unit) => fromUnit(room, unit)),
    ...cards.map((card) => fromCard(room, card)),
    ...devices.map(({ bankId: { bank, person: holder }, ...device }) =>
      fromApp(room, { ...device, bank, person: holder }),
    ),
  ];
}

type Whose = { readonly bank: Bank; readonly person: HeldSource['person'] };

function fromUnit({ context, secrets }: SourceRoom, unit: CodeUnit & Whose): HeldSource {
  const { id, person, bank, serialNumber, drift } = unit;
  const kind = unit.kind === 'event' ? 'event' : 'time';
  const secret = secrets.unseal(unit.secretSealed, codeSecretLabel(serialNumber));
  return {
    kind: 'code-unit',
    id,
    person,
    bank,
    match: (code, typedAt) =>
      matchCode({ kind, secret, drift, last: Number(unit.lastTimeStep) }, code, typedAt),
    async take(place) {
      const { count } = await context.database.prisma.codeUnit.updateMany({
        where: { id, state: 'active', lastTimeStep: { lt: place } },
        data: { lastTimeStep: place },
      });
      return count > 0;
    },
  };
}

function fromCard({ context, secrets }: SourceRoom, card: CodeCard & Whose): HeldSource {
  const { id, person, bank, serialNumber, used } = card;
  const codes = secrets.unsealText(card.codesSealed, cardLabel(serialNumber)).split(' ');
  const number = nextCardNumber({ used, state: 'active' });
  return {
    kind: 'code-card',
    id,
    person,
    bank,
    match: (code) => Promise.resolve(number !== undefined && codes[number - 1] === code ? number : undefined),
    async take() {
      const { count } = await context.database.prisma.codeCard.updateMany({
        where: { id, state: 'active', used },
        data: spendCardNumber({ used, state: 'active' }),
      });
      return count > 0;
    },
  };
}

function fromApp(
  { context, secrets }: SourceRoom,
  device: Pick<AppDevice, 'id' | 'kind' | 'secretSealed' | 'lastTimeStep'> & Whose,
): HeldSource {
  const { id, person, bank } = device;
  const secret = secrets.unseal(device.secretSealed, appSecretLabel(id));
  return {
    kind: device.kind === 'bank-app' ? 'bank-app' : 'app',
    id,
    person,
    bank,
    match: (code, typedAt) =>
      matchCode({ kind: 'time', secret, drift: 0, last: Number(device.lastTimeStep) }, code, typedAt),
    async take(place) {
      const { count } = await context.database.prisma.appDevice.updateMany({
        where: { id, state: 'active', lastTimeStep: { lt: place } },
        data: { lastTimeStep: place },
      });
      return count > 0;
    },
  };
}
