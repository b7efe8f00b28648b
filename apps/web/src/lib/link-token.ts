import { linkToken } from '@segl/contracts';

/** The token in the invitation's address of an order's first party. */
export function linkTokenOf(order: { parties: readonly { link: string }[] }): string {
  const address = order.parties[0]?.link ?? '';
  const last = address.split('/').filter(Boolean).at(-1) ?? '';
  return linkToken.parse(last);
}
