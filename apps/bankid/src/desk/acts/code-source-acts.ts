import type { desk } from '@segl/contracts';
import type { Bank, CodeCard, CodeUnit, Transaction } from '@segl/database';
import { codeUnitKinds } from '@segl/domain';
import { ProblemError } from '@segl/platform';
import { z } from 'zod';
import { makeCodeCard } from '../../issuing/issue-code-card.js';
import { makeCodeUnit } from '../../issuing/issue-code-unit.js';
import { codeSecretLabel } from '../../proof/code-sources.js';
import { resynchronise, type Resynchronised } from '../../proof/one-time-codes.js';
import type { BankidRoom } from '../../room.js';
import { notPossible, type ActHandler, type ActScene } from './act-handler.js';
import { recordEvent } from './bankid-acts.js';

/** A new unit or card; what it replaces shows worthless codes from then on. A card that is used up may be replaced too. */
export const issueCodeSource: ActHandler<'issue-code-source'> = {
  target: ({ replaces }) => replaces ?? undefined,
  details: ({ unit }) => ({ unit }),
  async check(room, scene, { unit, replaces }) {
    requireHandedOut(scene, unit);
    if (replaces !== null) await replaceableSource(room, scene, replaces);
  },
  async prepare(room, scene, { unit, replaces }) {
    const old = replaces === null ? undefined : await replaceableSource(room, scene, replaces);
    return {
      async store(tx) {
        if (old !== undefined) await endSource(tx, old, 'replaced');
        const { serialNumber } = await handOut(room, tx, scene, unit);
        const source = unit === 'card' ? 'code-card' : 'code-unit';
        await tellHolder(room, tx, scene, {
          kind: `${source}-${old === undefined ? 'issued' : 'replaced'}`,
          serialNumber,
        });
      },
    };
  },
};

/** Refuses what this bank does not hand out. @throws ProblemError `desk.card-not-offered` */
export function requireHandedOut({ bank }: ActScene, wanted: desk.HandedOut): void {
  if (!handedOutBy(bank).includes(wanted)) throw new ProblemError('desk.card-not-offered');
}

/** Units both by the clock and with a button, and printed cards where the bank has them. */
export function handedOutBy({ codeSources }: Pick<Bank, 'codeSources'>): desk.HandedOut[] {
  const hasCards = z.array(z.string()).parse(codeSources).includes('code-card');
  return [...codeUnitKinds, ...(hasCards ? (['card'] as const) : [])];
}

/** A new unit or card of the kind that is wanted. */
export function handOut(
  room: Pick<BankidRoom, 'context' | 'secrets'>,
  tx: Transaction,
  { bank, customer }: ActScene,
  wanted: desk.HandedOut,
): Promise<CodeUnit | CodeCard> {
  const whose = { personId: customer.personId, bankId: bank.id };
  return wanted === 'card'
    ? makeCodeCard(room, tx, whose)
    : makeCodeUnit(room, tx, { ...whose, kind: wanted });
}

/** Lost or stolen: its codes are worth nothing from this moment. */
export const blockCodeSource: ActHandler<'block-code-source'> = {
  target: ({ target }) => target,
  async check(room, scene, { target }) {
    await usableSource(room, scene, target);
  },
  async prepare(room, scene, { target }) {
    const source = await usableSource(room, scene, target);
    return {
      async store(tx) {
        await endSource(tx, source, 'blocked');
        const { serialNumber } = 'unit' in source ? source.unit : source.card;
        await tellHolder(room, tx, scene, { kind: 'code-source-blocked', serialNumber });
      },
    };
  },
};

/** Two codes in a row find a unit again whose clock or counter has run away. The codes are not kept. */
export const resynchroniseUnit: ActHandler<'resynchronise-code-unit'> = {
  target: ({ target }) => target,
  async check(room, scene, { target }) {
    await usableUnit(room, scene, target);
  },
  async prepare(room, scene, { target, codes }) {
    const unit = await usableUnit(room, scene, target);
    const found = await findAgain(room, unit, codes);
    if (found === undefined) throw new ProblemError('desk.codes-do-not-fit');
    return {
      async store(tx) {
        const { count } = await tx.codeUnit.updateMany({
          where: { id: unit.id, state: 'active', lastTimeStep: unit.lastTimeStep },
          data: { lastTimeStep: found.last, drift: found.drift },
        });
        if (count === 0) throw notPossible('code-source-changed');
        await tellHolder(room, tx, scene, {
          kind: 'code-unit-resynchronised',
          serialNumber: unit.serialNumber,
        });
      },
    };
  },
};

/** All units and cards of a customer at this bank are worthless from here on. */
export async function blockAllSources(
  tx: Transaction,
  where: { personId: string; bankId?: string },
): Promise<void> {
  await tx.codeUnit.updateMany({ where: { ...where, state: 'active' }, data: { state: 'blocked' } });
  await tx.codeCard.updateMany({ where: { ...where, state: 'active' }, data: { state: 'blocked' } });
}

/** A unit of this customer at this bank that is in use. @throws ProblemError `desk.act-not-possible` */
export async function usableUnit(
  { context }: Pick<BankidRoom, 'context'>,
  { bank, customer }: ActScene,
  id: string,
): Promise<CodeUnit> {
  const where = { id, bankId: bank.id, personId: customer.personId, state: 'active' };
  const unit = await context.database.prisma.codeUnit.findFirst({ where });
  if (unit === null) throw notPossible('code-source-not-in-use');
  return unit;
}

type Source = { unit: CodeUnit } | { card: CodeCard };

/** A unit or card of this customer at this bank that is in use. @throws ProblemError `desk.act-not-possible` */
export function usableSource(
  room: Pick<BankidRoom, 'context'>,
  scene: ActScene,
  id: string,
): Promise<Source> {
  return findSource(room, scene, { id, cardStates: ['active'] });
}

/** As {@link usableSource}, or a card that gives no code any more. */
function replaceableSource(room: Pick<BankidRoom, 'context'>, scene: ActScene, id: string): Promise<Source> {
  return findSource(room, scene, { id, cardStates: [...cardsReplaced] });
}

/** States of a card that a new one may follow. */
const cardsReplaced = ['active', 'used-up'];

async function findSource(
  room: Pick<BankidRoom, 'context'>,
  scene: ActScene,
  { id, cardStates }: { id: string; cardStates: string[] },
): Promise<Source> {
  const where = {
    id,
    bankId: scene.bank.id,
    personId: scene.customer.personId,
    state: { in: cardStates },
  };
  const card = await room.context.database.prisma.codeCard.findFirst({ where });
  return card === null ? { unit: await usableUnit(room, scene, id) } : { card };
}

async function endSource(tx: Transaction, source: Source, state: 'blocked' | 'replaced'): Promise<void> {
  const { count } =
    'unit' in source
      ? await tx.codeUnit.updateMany({ where: { id: source.unit.id, state: 'active' }, data: { state } })
      : await tx.codeCard.updateMany({
          // A card may be used up between proposal and approval: the new one follows all the same.
          where: { id: source.card.id, state: { in: state === 'replaced' ? cardsReplaced : ['active'] } },
          data: { state },
        });
  if (count === 0) throw notPossible('code-source-not-in-use');
}

async function findAgain(
  { context, secrets }: Pick<BankidRoom, 'context' | 'secrets'>,
  unit: CodeUnit,
  codes: readonly [string, string],
): Promise<Resynchronised | undefined> {
  const kind = codeUnitKinds.find((name) => name === unit.kind);
  if (kind === undefined) throw new TypeError(`unknown kind of code unit ${unit.kind}`);
  const secret = secrets.unseal(unit.secretSealed, codeSecretLabel(unit.serialNumber));
  const source = { kind, secret, last: Number(unit.lastTimeStep), drift: unit.drift };
  return resynchronise(source, codes, context.clock.now());
}

/** A code source serves every BankID of the customer at the bank: each of them has it in its history. */
async function tellHolder(
  room: Pick<BankidRoom, 'context'>,
  tx: Transaction,
  { bank, customer, actor }: ActScene,
  { kind, serialNumber }: { kind: string; serialNumber: string },
): Promise<void> {
  const bankIds = await tx.bankId.findMany({
    where: {
      bankId: bank.id,
      personId: customer.personId,
      state: { in: ['ordered', 'active', 'suspended'] },
    },
  });
  for (const { id } of bankIds) {
    await recordEvent(room, tx, { bankIdId: id, kind, actor, details: { serialNumber } });
  }
}
