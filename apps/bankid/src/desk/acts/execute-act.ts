import { desk } from '@segl/contracts';
import { withTransaction, type DeskAct, type Transaction } from '@segl/database';
import { beginDeskAct, deskDecisionRefusal } from '@segl/domain';
import { ProblemError } from '@segl/platform';
import type { BankidRoom } from '../../room.js';
import { aboutOfficerOf } from '../bank/about-act.js';
import { approveBankAct } from '../bank/execute-bank-act.js';
import { findCustomer, type OwnCustomer } from '../find-customer.js';
import type { OfficerOnDuty } from '../officers.js';
import type { ActHandler, ActScene, ActWork } from './act-handler.js';
import { block, reopen, resetPassword, suspend } from './bankid-acts.js';
import { blockCodeSource, issueCodeSource, resynchroniseUnit } from './code-source-acts.js';
import { endCustomer, recordDeath } from './customer-acts.js';
import { askGuardian, endGuardian, recordGuardian, withdrawRequest } from './guardian-acts.js';
import { orderBankId } from './order-bankid.js';
import { recordAct } from './record-act.js';

/** Everything that is done to a customer, by its kind. */
const handlers: { readonly [Kind in desk.BeginAct['kind']]: ActHandler<Kind> } = {
  'record-guardian': recordGuardian,
  'end-guardian': endGuardian,
  'ask-guardian': askGuardian,
  'withdraw-request': withdrawRequest,
  'order-bankid': orderBankId,
  'issue-code-source': issueCodeSource,
  'block-code-source': blockCodeSource,
  'resynchronise-code-unit': resynchroniseUnit,
  'suspend-bankid': suspend,
  'reopen-bankid': reopen,
  'reset-password': resetPassword,
  'block-bankid': block,
  'record-death': recordDeath,
  'end-customer': endCustomer,
};

/**
 * Begins an act: done at once, or proposed where a second officer has to agree. What cannot be done is refused before it
 * is proposed.
 *
 * @throws ProblemError `desk.role-missing`, `desk.customer-not-found`, and those of the act's own check
 */
export async function beginAct(
  room: BankidRoom,
  officer: OfficerOnDuty,
  { customerId, wanted }: { customerId: string; wanted: desk.BeginAct },
): Promise<'proposed' | 'done'> {
  const beginning = beginDeskAct(wanted.kind, officer);
  if ('refusal' in beginning) throw new ProblemError(beginning.refusal);
  const scene = sceneOf(officer, await findCustomer(room, officer, customerId), officer.id);
  const task = taskOf(room, scene, wanted);
  requireLiving(scene, wanted.kind);
  await task.check();
  const { prisma } = room.context.database;
  const act = {
    officer,
    at: room.context.clock.now(),
    kind: wanted.kind,
    personId: scene.customer.personId,
    targetId: task.targetId,
    details: task.details,
    state: beginning.state,
  };
  if (beginning.state === 'proposed') {
    await withTransaction(prisma, async (tx) => {
      await lockCustomer(tx, scene.customer.id);
      await requireNotWaiting(tx, act);
      await recordAct(tx, act);
    });
    return 'proposed';
  }
  const work = await task.prepare();
  await withTransaction(prisma, async (tx) => {
    await lockCustomer(tx, scene.customer.id);
    await work.store(tx);
    await recordAct(tx, act);
  });
  await work.after?.();
  return 'done';
}

/**
 * Approves, rejects or withdraws what was proposed at the officer's own bank. Of two who decide at once one does; an
 * approved act is checked again as things stand now, and stays proposed when it cannot be done.
 *
 * @throws ProblemError `desk.act-not-found`, `desk.decided-already`, `desk.own-act`, `desk.role-missing`, and those of the
 *   act's own check
 */
export async function decideAct(
  room: BankidRoom,
  officer: OfficerOnDuty,
  { actId, decision }: { actId: string; decision: 'approve' | 'reject' | 'withdraw' },
): Promise<void> {
  const { prisma } = room.context.database;
  const row = await prisma.deskAct.findFirst({ where: { id: actId, bankId: officer.bank.id } });
  if (row === null) throw new ProblemError('desk.act-not-found');
  const refusal = deskDecisionRefusal(factsOf(row), decision, officer);
  if (refusal !== undefined) throw new ProblemError(refusal);
  const { personId } = row;
  const decided = { decidedById: officer.id, decidedAt: room.context.clock.now() };
  if (decision !== 'approve') {
    const state = decision === 'reject' ? 'rejected' : 'withdrawn';
    await withTransaction(prisma, (tx) => take(tx, row, { ...decided, state }));
    return;
  }
  if (personId === null)
    return approveBankAct(room, officer, { row, take: (tx) => take(tx, row, { ...decided, state: 'done' }) });
  const customer = await findCustomer(room, officer, { personId });
  const scene = sceneOf(officer, customer, row.proposedById);
  const wanted = wantedOf(row);
  const task = taskOf(room, scene, wanted);
  requireLiving(scene, wanted.kind);
  await task.check();
  const work = await task.prepare();
  await withTransaction(prisma, async (tx) => {
    await lockCustomer(tx, customer.id);
    await take(tx, row, { ...decided, state: 'done' });
    await work.store(tx);
  });
  await work.after?.();
}

interface Task {
  readonly targetId: string | undefined;
  readonly details: Record<string, string | object>;
  check(): Promise<void>;
  prepare(): Promise<ActWork>;
}

/** A handler with its act: the kind of one is the kind of the other. */
function taskOf<Kind extends desk.BeginAct['kind']>(
  room: BankidRoom,
  scene: ActScene,
  act: Extract<desk.BeginAct, { kind: Kind }>,
): Task {
  const handler: ActHandler<Kind> = handlers[act.kind as Kind];
  return {
    targetId: handler.target?.(act),
    details: { ...handler.details?.(act) } as Task['details'],
    check: () => handler.check(room, scene, act),
    prepare: () => handler.prepare(room, scene, act),
  };
}

const sceneOf = (officer: OfficerOnDuty, customer: OwnCustomer, proposedBy: string): ActScene => ({
  bank: officer.bank,
  customer,
  actor: `officer:${proposedBy}`,
});

/** The dead and those who have left get nothing; what is theirs can still be blocked. */
function requireLiving({ customer }: ActScene, kind: desk.BeginAct['kind']): void {
  if (
    ['block-bankid', 'block-code-source', 'end-customer', 'end-guardian', 'withdraw-request'].includes(kind)
  )
    return;
  if (customer.person.diedOn !== null) throw new ProblemError('desk.person-dead');
  if (customer.endedAt !== null) throw new ProblemError('desk.customer-ended');
}

/** What was proposed, from the bank's book. */
function wantedOf({ kind, targetId, details }: DeskAct): desk.BeginAct {
  const kept = typeof details === 'object' && details !== null ? details : {};
  return desk.beginAct.parse({ ...kept, kind, target: targetId, replaces: targetId });
}

const kindOf = (row: DeskAct): desk.ActKind => desk.actKind.parse(row.kind);
const factsOf = (row: DeskAct) => ({
  kind: kindOf(row),
  state: desk.act.shape.state.parse(row.state),
  proposedBy: row.proposedById,
  aboutOfficer: aboutOfficerOf(row),
});

/** Acts on one customer come one after the other. */
async function lockCustomer(tx: Transaction, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM "bankid"."Customer" WHERE id = ${id}::uuid FOR UPDATE`;
}

async function take(
  tx: Transaction,
  { id }: DeskAct,
  data: { state: string; decidedById: string; decidedAt: Date },
): Promise<void> {
  const { count } = await tx.deskAct.updateMany({ where: { id, state: 'proposed' }, data });
  if (count === 0) throw new ProblemError('desk.decided-already');
}

async function requireNotWaiting(
  tx: Transaction,
  { officer, kind, personId, targetId }: Parameters<typeof recordAct>[1],
): Promise<void> {
  const waiting = await tx.deskAct.count({
    where: {
      bankId: officer.bank.id,
      kind,
      personId: personId ?? null,
      targetId: targetId ?? null,
      state: 'proposed',
    },
  });
  if (waiting > 0) throw new ProblemError('desk.proposed-already');
}
