import type { signing } from '@segl/contracts';
import type { z } from 'zod';

export type OrderSummary = z.infer<typeof signing.orderSummary>;

const soonMilliseconds = 2 * 24 * 60 * 60 * 1000;

/** Orders as the desk shows them: failed, expired, or nearly out of time first; then those waiting; then the rest. */
export function groupOrders(
  orders: readonly OrderSummary[],
  now: Date,
): Record<'attention' | 'waiting' | 'done', OrderSummary[]> {
  const groups = {
    attention: [] as OrderSummary[],
    waiting: [] as OrderSummary[],
    done: [] as OrderSummary[],
  };
  for (const order of orders) groups[groupOf(order, now)].push(order);
  return groups;
}

function groupOf(order: OrderSummary, now: Date): 'attention' | 'waiting' | 'done' {
  switch (order.state) {
    case 'failed':
    case 'expired':
      return 'attention';
    case 'preparing':
      return 'waiting';
    case 'open':
      return Date.parse(order.deadlineAt) - now.getTime() < soonMilliseconds ? 'attention' : 'waiting';
    case 'completed':
    case 'cancelled':
      return 'done';
  }
}
