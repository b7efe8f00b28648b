import { desk } from '@segl/contracts';
import { withTransaction, type Bank, type DeskAct, type Transaction } from '@segl/database';
import { beginDeskAct } from '@segl/domain';
import { ProblemError } from '@segl/platform';
import type { BankidRoom } from '../../room.js';
import { recordAct } from '../acts/record-act.js';
import type { OfficerOnDuty } from '../officers.js';
import { aboutOfficerOf } from './about-act.js';
import type { BankActHandler } from './bank-act.js';
import { endCampaign, startCampaign } from './campaign-acts.js';
import { addOfficer, changeOfficer, endOfficer, resetOfficer } from './officer-acts.js';

/** Everything that is done to the bank's own officers and campaigns, by its kind. */
const handlers: { readonly [Kind in desk.BeginBankAct['kind']]: BankActHandler<Kind> } = {
  'start-campaign': startCampaign,
  'end-campaign': endCampaign,
  'add-officer': addOfficer,
  'change-officer': changeOfficer,
  'reset-officer': resetOfficer,
  'end-officer': endOfficer,
};

/**
 * Begins an act about the bank itself: done at once, or proposed where a second officer has to agree.
 *
 * @throws ProblemError `desk.role-missing`, `desk.about-yourself`, `desk.proposed-already`, and those of the act's own check
 */
export async function beginBankAct(
  room: BankidRoom,
  officer: OfficerOnDuty,
  wanted: desk.BeginBankAct,
): Promise<'proposed' | 'done'> {
  const { bank } = officer;
  const task = taskOf(room, bank, wanted);
  const aboutOfficer = aboutOfficerOf({ kind: wanted.kind, targetId: task.targetId ?? null });
  const beginning = beginDeskAct(wanted.kind, officer, { aboutOfficer });
  if ('refusal' in beginning) throw new ProblemError(beginning.refusal);
  const { state } = beginning;
  const act = {
    officer,
    at: room.context.clock.now(),
    kind: wanted.kind,
    targetId: task.targetId,
    details: await task.details(),
    state,
  };
  await withTransaction(room.context.database.prisma, async (tx) => {
    await lockBank(tx, bank);
    await task.check(tx);
    if (state === 'done') await task.store(tx);
    else await requireNotWaiting(tx, bank, act);
    await recordAct(tx, act);
  });
  return state;
}

/**
 * Does what was proposed, checked again as things stand now; nothing is decided where it cannot be done.
 *
 * @param take marks the act as done, or throws where somebody else has decided
 * @throws ProblemError those of the act's own check
 */
export async function approveBankAct(
  room: BankidRoom,
  { bank }: OfficerOnDuty,
  { row, take }: { row: DeskAct; take: (tx: Transaction) => Promise<void> },
): Promise<void> {
  const kept = typeof row.details === 'object' && row.details !== null ? row.details : {};
  const wanted = desk.beginBankAct.parse({ ...kept, kind: row.kind, target: row.targetId });
  const task = taskOf(room, bank, wanted);
  await withTransaction(room.context.database.prisma, async (tx) => {
    await lockBank(tx, bank);
    await task.check(tx);
    await take(tx);
    await task.store(tx);
  });
}

/** A handler with its act: the kind of one is the kind of the other. */
function taskOf<Kind extends desk.BeginBankAct['kind']>(
  room: BankidRoom,
  bank: Bank,
  act: Extract<desk.BeginBankAct, { kind: Kind }>,
) {
  const handler: BankActHandler<Kind> = handlers[act.kind as Kind];
  return {
    targetId: handler.target?.(act),
    details: () => handler.details(room, bank, act),
    check: (tx: Transaction) => handler.check(room, tx, bank, act),
    store: (tx: Transaction) => handler.store(room, tx, bank, act),
  };
}

/** Acts about one bank come one after the other: of two last administrators, one stays. */
async function lockBank(tx: Transaction, { id }: Bank): Promise<void> {
  await tx.$queryRaw`SELECT id FROM "bankid"."Bank" WHERE id = ${id} FOR UPDATE`;
}

/** The same is not proposed twice: about one officer, or the same new officer. */
async function requireNotWaiting(
  tx: Transaction,
  { id: bankId }: Bank,
  { kind, targetId, details }: Parameters<typeof recordAct>[1],
): Promise<void> {
  const rows = await tx.deskAct.findMany({ where: { bankId, kind, state: 'proposed' } });
  const same = (row: DeskAct): boolean =>
    targetId === undefined
      ? row.kind === 'add-officer' && usernameOf(row.details) === usernameOf(details)
      : row.targetId === targetId;
  if (rows.some(same)) throw new ProblemError('desk.proposed-already');
}

function usernameOf(details: unknown): unknown {
  return typeof details === 'object' && details !== null && 'username' in details
    ? details.username
    : undefined;
}
