import { errorCodes, type ErrorCode, type Problem } from '@segl/contracts';
import { ProblemError } from '@segl/platform';
import type { SigningRoom } from '../signing-room.js';
import { changeOrder } from './change-order.js';

/** Ends the preparation; the sender sees why. An order that has moved on meanwhile is left alone. */
export async function failOrder(room: SigningRoom, orderId: string, code: ErrorCode): Promise<void> {
  const failure: Problem = { type: `/help/errors#${code}`, code, ...errorCodes[code] };
  try {
    await changeOrder(room, {
      orderId,
      event: { type: 'preparation-failed', at: room.context.clock.now() },
      data: { failure },
      auditData: { code },
    });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    room.logger.warn({ orderId, reason: error.code }, 'the order had moved on before its failure was stored');
  }
}
