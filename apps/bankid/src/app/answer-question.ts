import { bankidApp } from '@segl/contracts';
import { ProblemError } from '@segl/platform';
import type { BankidRoom } from '../room.js';
import { isSignedBy } from './device-signatures.js';
import { unlock } from './platform-authenticator.js';
import { openQuestionsFor } from './questions.js';
import type { HeldDevice } from './signed-request.js';

type AnswerRoom = Pick<BankidRoom, 'context'>;

/**
 * Approves: the device has signed every word of the question, and was unlocked where it has an authenticator.
 * @throws ProblemError `bankid.approval-over`, `bankid.device-unproven`, `bankid.unlock-failed`
 */
export async function approveQuestion(
  room: AnswerRoom,
  device: HeldDevice,
  { id, request }: { id: string; request: bankidApp.ApproveRequest },
): Promise<void> {
  const question = await openQuestion(room, device, id);
  const statement = bankidApp.approvalStatement(device.id, question);
  if (!isSignedBy(bankidApp.publicJwk.parse(device.publicKey), statement, request.signature)) {
    throw new ProblemError('bankid.device-unproven');
  }
  if (device.authenticator !== null) await unlock(room, device, { statement, assertion: request.assertion });
  await answer(room, device, { id, state: 'approved' });
}

/** Says no. @throws ProblemError `bankid.approval-over` */
export async function refuseQuestion(room: AnswerRoom, device: HeldDevice, id: string): Promise<void> {
  await openQuestion(room, device, id);
  await answer(room, device, { id, state: 'refused' });
}

async function openQuestion(
  room: AnswerRoom,
  { bankId }: HeldDevice,
  id: string,
): Promise<bankidApp.ApprovalQuestion> {
  const question = (await openQuestionsFor(room, bankId.person)).find((one) => one.id === id);
  if (question === undefined) throw new ProblemError('bankid.approval-over');
  return question;
}

/** By compare-and-set: of several apps, or a yes and a no at once, the first is heard. */
async function answer(
  { context }: AnswerRoom,
  { id: deviceId }: HeldDevice,
  { id, state }: { id: string; state: 'approved' | 'refused' },
): Promise<void> {
  const answeredAt = context.clock.now();
  const { count } = await context.database.prisma.appApproval.updateMany({
    where: { id, state: 'asked', expiresAt: { gt: answeredAt } },
    data: { state, deviceId, answeredAt },
  });
  if (count === 0) throw new ProblemError('bankid.approval-over');
}
