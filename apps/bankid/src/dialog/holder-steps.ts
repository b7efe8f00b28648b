import type Provider from 'oidc-provider';
import { codeSourceKinds } from '@segl/domain';
import { revokeBankId } from '../issuing/revoke-bankid.js';
import { renewalAdvice, renewBankId } from '../issuing/renew-bankid.js';
import { changePassword } from '../proof/change-password.js';
import type { ProofVerdict } from '../proof/judge-proof.js';
import { stateOf } from '../proof/state-of.js';
import type { BankidRoom } from '../room.js';
import { intents, type Step } from './dialog-facts.js';
import { changeDialog, type OpenedDialog } from './dialog-store.js';
import { finishWithOutcome, finishWithProof, type Exchange } from './finish-dialog.js';
import { tasksAfterProof, type HolderScreen, type HolderTask } from './holder-tasks.js';

/** Where a screen of a recognised holder leads. */
export type HolderPlace = { screen: Step | HolderScreen | 'now' } | { url: string };

const now: HolderPlace = { screen: 'now' };

/** What the dialog keeps of a proof while something waits for the holder; undefined when they go straight back. */
export async function recognise(
  room: BankidRoom,
  { facts }: OpenedDialog,
  verdict: Extract<ProofVerdict, { kind: 'proven' }>,
) {
  const advice = await renewalAdvice(room, verdict.bankId);
  const tasks = tasksAfterProof({ ...facts, bankId: verdict.bankId, advice });
  if (tasks.length === 0) return undefined;
  return {
    state: 'recognised',
    notice: null,
    tasks,
    bankId: verdict.bank.id,
    provenBankIdId: verdict.bankId.id,
    provenBy: verdict.source.kind,
    provenAt: room.context.clock.now(),
  };
}

/** The menu: what the person wants beside the caller's errand. Asked for before the proof it waits until after. */
export async function chooseIntent(
  room: BankidRoom,
  { facts }: OpenedDialog,
  wanted: string | undefined,
): Promise<HolderPlace> {
  const intent = intents.find((one) => one === wanted);
  if (facts.state === 'open') {
    await changeDialog(room, facts.row, { intent: intent ?? null, notice: null });
    return now;
  }
  if (intent === 'change-password' && !facts.tasks.some((task) => task.endsWith('new-password'))) {
    await changeDialog(room, facts.row, { tasks: ['new-password', ...facts.tasks], notice: null });
  }
  if (intent === 'block' && !facts.tasks.includes('blocked')) {
    // What was waiting goes on waiting: whoever does not block after all is asked it.
    const others = facts.tasks.filter((task) => task !== 'block');
    await changeDialog(room, facts.row, { tasks: ['block', ...others], notice: null });
  }
  return now;
}

/** What the code comes from: changes what the code's screen asks for. */
export async function chooseCodeSource(
  room: BankidRoom,
  { facts }: OpenedDialog,
  wanted: string | undefined,
): Promise<HolderPlace> {
  const codeSource = codeSourceKinds.find((kind) => kind === wanted) ?? null;
  await changeDialog(room, facts.row, { codeSource, codeSealed: null, codeTypedAt: null, notice: null });
  return { screen: 'code' };
}

/** Old and new password of a recognised holder. What was wrong is told on the same screen. */
export async function submitNewPassword(
  room: BankidRoom,
  { facts }: OpenedDialog,
  form: Readonly<Record<string, string>>,
): Promise<HolderPlace> {
  const { row, holder, tasks } = facts;
  if (holder === undefined || !tasks[0]?.endsWith('new-password')) return now;
  const oldPassword = form['oldPassword'] ?? '';
  if (oldPassword === '' || oldPassword.length > 128) {
    await changeDialog(room, row, { notice: 'old-password-missing' });
    return now;
  }
  const verdict = await changePassword(room, holder.bankId.id, {
    oldPassword,
    newPassword: form['newPassword'] ?? '',
    repeated: form['repeated'] ?? '',
  });
  switch (verdict.kind) {
    case 'changed':
      await changeDialog(room, row, { tasks: tasks.slice(1), notice: 'password-changed', intent: null });
      break;
    case 'fault':
      await changeDialog(room, row, { notice: `password-${verdict.fault}` });
      break;
    case 'same':
      await changeDialog(room, row, { notice: 'password-same' });
      break;
    case 'wrong-password':
      await changeDialog(room, row, { notice: 'old-password-wrong', triesLeft: verdict.triesLeft });
      break;
    case 'suspended':
      await changeDialog(room, row, { state: 'failed', notice: 'suspended', tasks: [] });
      break;
  }
  return now;
}

/** Renewal in place, or later where that is still possible. A bank that does not answer stops nobody who may wait. */
export async function submitRenewal(
  room: BankidRoom,
  provider: Provider,
  opened: OpenedDialog,
  { answer, exchange }: { answer: string | undefined; exchange: Exchange },
): Promise<HolderPlace> {
  const { row, holder, tasks } = opened.facts;
  const [task, ...rest] = tasks;
  if (holder === undefined || (task !== 'renewal' && task !== 'must-renewal')) return now;
  if (answer !== 'renew') {
    if (task === 'must-renewal') return now;
    return afterTask(room, provider, opened, { rest, exchange });
  }
  try {
    const isRenewed = await renewBankId(room, holder.bankId.id, { actor: 'holder' });
    await changeDialog(
      room,
      row,
      isRenewed ? { tasks: rest, notice: 'renewed' } : { notice: 'renewal-failed' },
    );
  } catch (error) {
    room.context.logger.error({ err: error }, 'a renewal failed half-way: the BankID is as it was');
    await changeDialog(room, row, { notice: 'renewal-failed' });
  }
  return now;
}

/**
 * Leaves a task undone that may be: straight back, where nothing else waits and nothing is to be told. Where the caller sent the
 * holder for this very task, that is the end of it, and nothing is proven (9001).
 */
export async function putOff(
  room: BankidRoom,
  provider: Provider,
  opened: OpenedDialog,
  exchange: Exchange,
): Promise<HolderPlace> {
  const [task, ...rest] = opened.facts.tasks;
  if (task !== 'new-password' && task !== 'block') return now;
  if (task === 'new-password' && opened.facts.requestedTask === 'change-password') {
    return cancel(room, provider, opened, exchange);
  }
  return afterTask(room, provider, opened, { rest, exchange });
}

async function afterTask(
  room: BankidRoom,
  provider: Provider,
  opened: OpenedDialog,
  { rest, exchange }: { rest: readonly HolderTask[]; exchange: Exchange },
): Promise<HolderPlace> {
  const { row } = opened.facts;
  // A task was done before this one: the shield tells what.
  const hasNews = opened.facts.notice === 'password-changed';
  if (rest[0] === 'shield' && !hasNews) return goBack(room, provider, opened, exchange);
  await changeDialog(room, row, { tasks: [...rest], intent: null });
  return now;
}

/** "Block now", for whoever thinks that somebody knows the password: for good, and nothing is proven. */
export async function submitBlock(room: BankidRoom, { facts }: OpenedDialog): Promise<HolderPlace> {
  const { row, holder, tasks } = facts;
  if (holder === undefined || tasks[0] !== 'block') return now;
  await revokeBankId(room, holder.bankId.id, { ground: 'misuse', actor: 'holder' });
  await changeDialog(room, row, { tasks: ['blocked'], notice: null, intent: null });
  return now;
}

/** Back to the caller with the proof; or, where the holder has blocked their BankID, without one (9001). */
export async function goBack(
  room: BankidRoom,
  provider: Provider,
  opened: OpenedDialog,
  exchange: Exchange,
): Promise<HolderPlace> {
  const { row, holder, tasks } = opened.facts;
  if (holder === undefined || row.provenAt === null) return now;
  if (tasks[0] === 'blocked') return cancel(room, provider, opened, exchange);
  // What must be done is not gone round by a form of another screen; nor is what the caller sent the holder for.
  if (tasks.some((task) => task.startsWith('must-'))) return now;
  if (opened.facts.requestedTask === 'change-password' && tasks.includes('new-password')) return now;
  if (stateOf(holder.bankId, room.context.clock.now()) !== 'active') {
    await changeDialog(room, row, { state: 'failed', notice: 'suspended', tasks: [] });
    return now;
  }
  const judging = { state: 'judging', judgingSince: room.context.clock.now() };
  if (!(await changeDialog(room, row, judging))) return now;
  const taken = { ...row, version: row.version + 1 };
  try {
    const url = await finishWithProof(
      room,
      provider,
      opened,
      {
        sub: holder.person.sub,
        bankIdId: holder.bankId.id,
        source: codeSourceKinds.find((kind) => kind === row.provenBy) ?? 'code-unit',
        provenAt: row.provenAt,
      },
      exchange,
    );
    await changeDialog(room, taken, { state: 'proven', notice: null, judgingSince: null, tasks: [] });
    return { url };
  } catch (error) {
    await changeDialog(room, taken, { state: 'recognised', judgingSince: null });
    throw error;
  }
}

/** Back to the caller without a proof (9001). */
async function cancel(
  room: BankidRoom,
  provider: Provider,
  { facts }: OpenedDialog,
  exchange: Exchange,
): Promise<HolderPlace> {
  const isOurs = await changeDialog(room, facts.row, { state: 'cancelled', notice: 'cancelled', tasks: [] });
  return isOurs ? { url: await finishWithOutcome(provider, 'cancelled', exchange) } : now;
}
