import { desk } from '@segl/contracts';
import type { Bank, Officer, Prisma, Transaction } from '@segl/database';
import { leavesNoAdministrator, type DeskRole } from '@segl/domain';
import { ProblemError } from '@segl/platform';
import { z } from 'zod';
import { makeCodeSecret } from '../../proof/one-time-codes.js';
import { notPossible } from '../acts/act-handler.js';
import { officerSecretLabel } from '../log-in.js';
import type { BankActHandler } from './bank-act.js';

const nothing = (): Promise<Prisma.InputJsonObject> => Promise.resolve({});
const rolesOf = (officer: Officer): DeskRole[] => z.array(desk.role).parse(officer.roles);

/** Makes an officer who can do nothing yet: a start code gives them a password and a unit of their own. */
export const addOfficer: BankActHandler<'add-officer'> = {
  details: (_room, _bank, { username, name, roles }) => Promise.resolve({ username, name, roles }),
  async check(_room, tx, _bank, { username }) {
    // Names of those who have left stay theirs: the bank's book tells who did what.
    if ((await tx.officer.findUnique({ where: { username } })) !== null) {
      throw new ProblemError('desk.username-taken');
    }
  },
  async store({ secrets }, tx, bank, { username, name, roles }) {
    await tx.officer.create({
      data: {
        bankId: bank.id,
        username,
        name,
        roles,
        secretSealed: secrets.seal(makeCodeSecret(), officerSecretLabel(username)),
        state: 'invited',
      },
    });
  },
};

/** Other roles for an officer, from their next click on. */
export const changeOfficer: BankActHandler<'change-officer'> = {
  target: ({ target }) => target,
  details: (_room, _bank, { roles }) => Promise.resolve({ roles }),
  async check(_room, tx, bank, { target, roles }) {
    const officer = await ownOfficer(tx, bank, target);
    const held = rolesOf(officer);
    if (held.length === roles.length && roles.every((role) => held.includes(role))) {
      throw notPossible('roles-as-they-are');
    }
    await requireAdministrator(tx, bank, { changed: target, roles });
  },
  async store(_room, tx, _bank, { target, roles }) {
    await tx.officer.update({ where: { id: target }, data: { roles } });
    // Whoever has other roles logs in again, and sees pages that fit them.
    await endSessions(tx, target);
  },
};

/** Password and code unit are void, for whoever has lost them: the officer begins again with a start code. */
export const resetOfficer: BankActHandler<'reset-officer'> = {
  target: ({ target }) => target,
  details: nothing,
  async check(_room, tx, bank, { target }) {
    await ownOfficer(tx, bank, target, ['active']);
    await requireAdministrator(tx, bank, { changed: target, roles: [] });
  },
  async store({ secrets }, tx, bank, { target }) {
    const { username } = await ownOfficer(tx, bank, target, ['active']);
    await tx.officer.update({
      where: { id: target },
      data: {
        state: 'invited',
        passwordHash: null,
        secretSealed: secrets.seal(makeCodeSecret(), officerSecretLabel(username)),
        lastTimeStep: -1,
        ...noStartCode,
      },
    });
    await endSessions(tx, target);
  },
};

/** The officer has left: nobody can log in under the name again, and what they proposed waits no longer. */
export const endOfficer: BankActHandler<'end-officer'> = {
  target: ({ target }) => target,
  details: nothing,
  async check(_room, tx, bank, { target }) {
    await ownOfficer(tx, bank, target);
    await requireAdministrator(tx, bank, { changed: target, roles: [] });
  },
  async store({ context }, tx, _bank, { target }) {
    await tx.officer.update({
      where: { id: target },
      data: { state: 'left', passwordHash: null, ...noStartCode },
    });
    await endSessions(tx, target);
    await tx.deskAct.updateMany({
      where: { proposedById: target, state: 'proposed' },
      data: { state: 'withdrawn', decidedById: target, decidedAt: context.clock.now() },
    });
  },
};

/** No start code works. */
export const noStartCode = { startCodeHmac: null, startCodeExpiresAt: null, startCodeTries: 0 } as const;

/** An officer of the bank who has not left. @throws ProblemError `desk.officer-not-found` */
export async function ownOfficer(
  tx: Pick<Transaction, 'officer'>,
  bank: Pick<Bank, 'id'>,
  id: string,
  states: readonly string[] = ['invited', 'active'],
): Promise<Officer> {
  const officer = await tx.officer.findFirst({ where: { id, bankId: bank.id, state: { in: [...states] } } });
  if (officer === null) throw new ProblemError('desk.officer-not-found');
  return officer;
}

/** Somebody who can log in has to be able to put things right. @throws ProblemError `desk.last-administrator` */
async function requireAdministrator(
  tx: Transaction,
  bank: Bank,
  change: { changed: string; roles: readonly DeskRole[] },
): Promise<void> {
  const officers = await tx.officer.findMany({ where: { bankId: bank.id, state: 'active' } });
  const administrators = officers.filter((officer) => rolesOf(officer).includes('administrator'));
  if (
    leavesNoAdministrator(
      administrators.map(({ id }) => id),
      change,
    )
  ) {
    throw new ProblemError('desk.last-administrator');
  }
}

async function endSessions(tx: Transaction, officerId: string): Promise<void> {
  await tx.deskSession.deleteMany({ where: { officerId } });
}
