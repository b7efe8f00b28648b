import type { SigningRoom } from '../signing-room.js';
import { prepareOrderQueue } from './order-job.js';

/** At start-up: orders whose preparation was given up or cut off are taken up again; the job looks what is done. */
export async function resumePreparations(room: SigningRoom): Promise<void> {
  const unfinished = await room.prisma.signOrder.findMany({
    where: { state: 'preparing' },
    select: { id: true },
  });
  for (const { id: orderId } of unfinished) {
    await room.context.jobs.send(prepareOrderQueue, { orderId }, { singletonKey: orderId });
  }
}
