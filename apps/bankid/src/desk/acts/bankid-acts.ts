import type { BankId, Prisma, Transaction } from '@segl/database';
import { noWrongTries, transitionBankId, type BankIdEvent } from '@segl/domain';
import { ProblemError } from '@segl/platform';
import { makeLetter, voidLetters } from '../../issuing/activation-letters.js';
import { blockIn, revokeBankId } from '../../issuing/revoke-bankid.js';
import { factsOf, stateOf } from '../../proof/state-of.js';
import type { BankidRoom } from '../../room.js';
import { notPossible, type ActHandler, type ActScene } from './act-handler.js';

/** Counters go back to zero by success, and here. Whoever was suspended for codes or passwords may try again. */
export const reopen: ActHandler<'reopen-bankid'> = {
  target: ({ target }) => target,
  async check(room, scene, { target }) {
    requireMove(await ownBankId(room, scene, target), { type: 'reopen', at: room.context.clock.now() });
  },
  prepare: (room, scene, { target }) =>
    move(room, scene, target, {
      event: 'reopen',
      kind: 'reopened',
      data: { suspension: null, ...noWrongTries },
    }),
};

/** At the holder's word or the bank's own; the certificate is left as it is. */
export const suspend: ActHandler<'suspend-bankid'> = {
  target: ({ target }) => target,
  async check(room, scene, { target }) {
    requireMove(await ownBankId(room, scene, target), { type: 'suspend', at: room.context.clock.now() });
  },
  prepare: (room, scene, { target }) =>
    move(room, scene, target, { event: 'suspend', kind: 'suspended', data: { suspension: 'bank' } }),
};

/** For good: key erased, certificate revoked, letters worthless. */
export const block: ActHandler<'block-bankid'> = {
  target: ({ target }) => target,
  details: ({ ground }) => ({ ground }),
  async check(room, scene, { target }) {
    requireMove(await ownBankId(room, scene, target), { type: 'block', at: room.context.clock.now() });
  },
  async prepare(room, scene, { target, ground }) {
    const { id } = await ownBankId(room, scene, target);
    const revocation = { ground, actor: scene.actor };
    return {
      async store(tx) {
        await blockIn(room, tx, id, revocation);
        await voidLetters(room, tx, { bankIdId: id });
      },
      async after() {
        await revokeBankId(room, id, revocation);
      },
    };
  },
};

/**
 * The old password is void at once, and a letter lets the holder choose a new one with a code of the code unit. Where wrong
 * passwords have suspended the BankID, it is open again: there is no password left to guess.
 */
export const resetPassword: ActHandler<'reset-password'> = {
  target: ({ target }) => target,
  async check(room, scene, { target }) {
    requireResettable(room, await ownBankId(room, scene, target));
  },
  async prepare(room, scene, { target }) {
    const { id } = await ownBankId(room, scene, target);
    return {
      async store(tx) {
        const bankId = await lockBankId(tx, id);
        requireResettable(room, bankId);
        const opens = bankId.state === 'suspended' && bankId.suspension === 'password';
        await tx.bankId.update({
          where: { id },
          data: {
            passwordHash: null,
            passwordMustChange: false,
            wrongPasswords: 0,
            ...(opens ? { state: 'active', suspension: null } : {}),
            version: { increment: 1 },
          },
        });
        await makeLetter(room, tx, { bankIdId: id });
        await recordEvent(room, tx, { bankIdId: id, kind: 'password-reset', actor: scene.actor });
      },
    };
  },
};

/** A BankID of this customer at this bank; those of other banks are not found. */
export async function ownBankId(
  { context }: Pick<BankidRoom, 'context'>,
  { bank, customer }: ActScene,
  id: string,
): Promise<BankId> {
  const bankId = await context.database.prisma.bankId.findFirst({
    where: { id, bankId: bank.id, personId: customer.personId },
  });
  if (bankId === null) throw notPossible('target-unknown');
  return bankId;
}

/** An entry in the history that holder and bank see. */
export async function recordEvent(
  { context }: Pick<BankidRoom, 'context'>,
  tx: Transaction,
  {
    details = {},
    ...event
  }: { bankIdId: string; kind: string; actor: string; details?: Prisma.InputJsonObject },
): Promise<void> {
  await tx.bankIdEvent.create({ data: { ...event, details, at: context.clock.now() } });
}

type Move = Extract<BankIdEvent['type'], 'reopen' | 'suspend'>;

async function move(
  room: BankidRoom,
  scene: ActScene,
  target: string,
  { event, kind, data }: { event: Move; kind: string; data: Prisma.BankIdUpdateInput },
) {
  const { id } = await ownBankId(room, scene, target);
  return {
    async store(tx: Transaction) {
      const state = requireMove(await lockBankId(tx, id), { type: event, at: room.context.clock.now() });
      await tx.bankId.update({ where: { id }, data: { ...data, state, version: { increment: 1 } } });
      await recordEvent(room, tx, { bankIdId: id, kind, actor: scene.actor });
    },
  };
}

/** The row, held until the transaction ends: a proof that is being stored comes before or after. */
async function lockBankId(tx: Transaction, id: string): Promise<BankId> {
  await tx.$queryRaw`SELECT id FROM "bankid"."BankId" WHERE id = ${id}::uuid FOR UPDATE`;
  return tx.bankId.findUniqueOrThrow({ where: { id } });
}

function requireMove(bankId: BankId, event: BankIdEvent): BankId['state'] {
  const result = transitionBankId(factsOf(bankId), event);
  if (!result.allowed) throw notPossible(result.refusal);
  return result.state;
}

function requireResettable({ context }: Pick<BankidRoom, 'context'>, bankId: BankId): void {
  const state = stateOf(bankId, context.clock.now());
  if (state === 'blocked' || state === 'expired') throw notPossible('bankid.final');
  // Before activation there is none to reset: a lost letter is replaced by the same act.
  if (!['ordered', 'active', 'suspended'].includes(state)) throw new ProblemError('desk.act-not-possible');
}
