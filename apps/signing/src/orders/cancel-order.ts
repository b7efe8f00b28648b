import type { SigningRoom } from '../signing-room.js';
import { changeOrder } from './change-order.js';
import { sendMailJob } from '../mail/mail-jobs.js';

/**
 * The sender ends the order; signers who come later are told so, and those who were invited get a mail.
 * @throws ProblemError `signing.order-not-cancellable`
 */
export async function cancelOrder(room: SigningRoom, orderId: string): Promise<void> {
  await changeOrder(room, {
    orderId,
    event: { type: 'cancel', at: room.context.clock.now() },
    alongside: async (tx, order) => {
      for (const party of order.parties) {
        if (party.state !== 'invited' && party.state !== 'opened') continue;
        await sendMailJob(room, tx, { kind: 'cancelled', partyId: party.id });
      }
    },
  });
}
