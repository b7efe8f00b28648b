import type { CodeCard, CodeUnit, Transaction } from '@segl/database';
import { codeUnitKinds } from '@segl/domain';
import { ProblemError } from '@segl/platform';
import { makeCodeUnit } from '../../issuing/issue-code-unit.js';
import { codeSecretLabel } from '../../proof/code-sources.js';
import { resynchronise, type Resynchronised } from '../../proof/one-time-codes.js';
import type { BankidRoom } from '../../room.js';
import { notPossible, type ActHandler, type ActScene } from './act-handler.js';
import { recordEvent } from './bankid-acts.js';

/** A new unit; the one that it replaces shows worthless codes from then on. */
export const issueCodeSource: ActHandler<'issue-code-source'> = {
  target: ({ replaces }) => replaces ?? undefined,
  details: ({ unit }) => ({ unit }),
  async check(room, scene, { replaces }) {
    if (replaces !== null) await usableUnit(room, scene, replaces);
  },
  async prepare(room, scene, { unit, replaces }) {
    const old = replaces === null ? undefined : await usableUnit(room, scene, replaces);
    return {
      async store(tx) {
        if (old !== undefined) await endUnit(tx, old, 'replaced');
        const { serialNumber } = await makeCodeUnit(room, tx, {
          personId: scene.customer.personId,
          bankId: scene.bank.id,
          kind: unit,
        });
        await tellHolder(room, tx, scene, {
          kind: old === undefined ? 'code-unit-issued' : 'code-unit-replaced',
          serialNumber,
        });
      },
    };
  },
};

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
        await ('unit' in source ? endUnit(tx, source.unit, 'blocked') : endCard(tx, source.card));
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

async function usableSource(
  room: Pick<BankidRoom, 'context'>,
  scene: ActScene,
  id: string,
): Promise<{ unit: CodeUnit } | { card: CodeCard }> {
  const where = { id, bankId: scene.bank.id, personId: scene.customer.personId, state: 'active' };
  const card = await room.context.database.prisma.codeCard.findFirst({ where });
  return card === null ? { unit: await usableUnit(room, scene, id) } : { card };
}

async function endUnit(tx: Transaction, { id }: CodeUnit, state: 'blocked' | 'replaced'): Promise<void> {
  const { count } = await tx.codeUnit.updateMany({ where: { id, state: 'active' }, data: { state } });
  if (count === 0) throw notPossible('code-source-not-in-use');
}

async function endCard(tx: Transaction, { id }: CodeCard): Promise<void> {
  const data = { state: 'blocked' };
  const { count } = await tx.codeCard.updateMany({ where: { id, state: 'active' }, data });
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
