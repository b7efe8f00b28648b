import { z } from 'zod';

/** Queues that carry an order from its creation to its opening, and what their jobs hold. */
export const prepareOrderQueue = 'signing.prepare-order';
export const awaitRenderingQueue = 'signing.await-rendering';
export const orderJob = z.object({ orderId: z.uuid() });

/** Words shown on the signature page and in the bank's dialog, so that people see they belong together. */
export function referenceOf(orderId: string): string {
  return `Segl ${orderId.slice(0, 8).toUpperCase()}`;
}
