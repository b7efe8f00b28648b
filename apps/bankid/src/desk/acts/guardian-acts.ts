import type { Customer, Person } from '@segl/database';
import { ageOfMajority, transitionBankIdRequest } from '@segl/domain';
import { ProblemError } from '@segl/platform';
import { ageOf, guardiansOf } from '../../requests/order-rules.js';
import { sendGuardianMails } from '../../requests/request-mail.js';
import { findOpenRequest, openRequest, requestFacts } from '../../requests/requests.js';
import type { BankidRoom } from '../../room.js';
import { notPossible, type ActHandler, type ActScene } from './act-handler.js';
import { requireForOrdering, whoseOf } from './order-bankid.js';

/**
 * A customer of the bank is a guardian of this one, who is under 18: the officer has seen it proven. It lets the guardian
 * say yes to a BankID, so a second officer agrees. Recorded again, the address is the new one.
 */
export const recordGuardian: ActHandler<'record-guardian'> = {
  target: ({ target }) => target,
  details: ({ email }) => ({ email }),
  async check(room, scene, { target }) {
    requireMinor(room, scene);
    await adultCustomer(room, scene, target);
  },
  async prepare(room, scene, { target, email }) {
    const { personId: guardianId } = await adultCustomer(room, scene, target);
    const key = { bankId: scene.bank.id, minorId: scene.customer.personId, guardianId };
    return {
      async store(tx) {
        await tx.guardianship.upsert({
          where: { bankId_minorId_guardianId: key },
          create: { ...key, email, recordedAt: room.context.clock.now() },
          update: { email },
        });
      },
    };
  },
};

/** From this moment the guardian sees and answers nothing more; what they have answered stays. */
export const endGuardian: ActHandler<'end-guardian'> = {
  target: ({ target }) => target,
  async check(room, scene, { target }) {
    const guardians = await guardiansOf(room, whoseOf(scene));
    if (!guardians.some(({ guardianId }) => guardianId === target)) throw notPossible('guardian-unknown');
  },
  prepare: (_room, scene, { target: guardianId }) =>
    Promise.resolve({
      async store(tx) {
        const where = { bankId: scene.bank.id, minorId: scene.customer.personId, guardianId };
        const { count } = await tx.guardianship.deleteMany({ where });
        if (count === 0) throw notPossible('guardian-unknown');
      },
    }),
};

/** The order of somebody under 18 begins: every registered guardian gets a mail, and the first answer counts. */
export const askGuardian: ActHandler<'ask-guardian'> = {
  async check(room, scene) {
    requireMinor(room, scene);
    await requireForOrdering(room, scene);
    if ((await guardiansOf(room, whoseOf(scene))).length === 0)
      throw new ProblemError('desk.guardian-needed');
    await requireNoRequest(room, scene, room.context.database.prisma);
  },
  prepare: (room, scene) =>
    Promise.resolve({
      async store(tx) {
        await requireNoRequest(room, scene, tx);
        const request = await openRequest(room, tx, {
          ...whoseOf(scene),
          channel: 'desk',
          state: 'awaiting-guardian',
          requestedBy: scene.actor,
        });
        await sendGuardianMails(room, tx, request);
      },
    }),
};

/** What waits for a guardian, or for being issued, waits no more: wherever it was ordered. */
export const withdrawRequest: ActHandler<'withdraw-request'> = {
  target: ({ target }) => target,
  async check(room, scene, { target }) {
    const request = await findOpenRequest(room, room.context.database.prisma, whoseOf(scene));
    if (request?.id !== target) throw new ProblemError('desk.request-not-found');
  },
  prepare: (room, scene, { target }) =>
    Promise.resolve({
      async store(tx) {
        await tx.$queryRaw`SELECT id FROM "bankid"."BankIdRequest" WHERE id = ${target}::uuid FOR UPDATE`;
        const request = await tx.bankIdRequest.findFirst({ where: { id: target, ...whoseOf(scene) } });
        const at = room.context.clock.now();
        const result =
          request === null
            ? undefined
            : transitionBankIdRequest(requestFacts(request), { type: 'withdraw', at });
        if (result?.allowed !== true) throw new ProblemError('desk.request-not-found');
        await tx.bankIdRequest.update({ where: { id: target }, data: { state: result.state } });
      },
    }),
};

function requireMinor(room: BankidRoom, { customer }: ActScene): void {
  if (ageOf(room, customer.person) >= ageOfMajority) throw new ProblemError('desk.not-a-minor');
}

async function requireNoRequest(
  room: BankidRoom,
  scene: ActScene,
  database: Parameters<typeof findOpenRequest>[1],
): Promise<void> {
  if ((await findOpenRequest(room, database, whoseOf(scene))) !== undefined) {
    throw new ProblemError('desk.request-open');
  }
}

/** Somebody else, of age and alive, whom this bank knows as its own customer. */
async function adultCustomer(
  room: BankidRoom,
  { bank, customer }: ActScene,
  id: string,
): Promise<Customer & { person: Person }> {
  const guardian = await room.context.database.prisma.customer.findFirst({
    where: { id, bankId: bank.id, endedAt: null, person: { diedOn: null } },
    include: { person: true },
  });
  if (guardian === null || guardian.id === customer.id || ageOf(room, guardian.person) < ageOfMajority) {
    throw new ProblemError('desk.guardian-invalid');
  }
  return guardian;
}
