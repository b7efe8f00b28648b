import { holder } from '@segl/contracts';
import { issueTicket } from '@segl/platform';
import type { House } from './house.js';

/** A person's browser at the pages for holders, with the ticket that signing gives it. */
export async function askAsHolder(
  house: House,
  path: string,
  { sub, provenSecondsAgo = 5, body }: { sub: string; provenSecondsAgo?: number | 'never'; body?: unknown },
): Promise<{ status: number; code: string | undefined; body: unknown }> {
  const now = house.test.context.clock.now().getTime();
  const claims =
    provenSecondsAgo === 'never'
      ? {}
      : { [holder.provenAtClaim]: new Date(now - provenSecondsAgo * 1000).toISOString() };
  const ticket = await issueTicket(house.test.contextOf('signing'), {
    audience: 'bankid',
    purpose: holder.holderTicketPurpose,
    subject: sub,
    claims,
  });
  const response = await fetch(`${house.test.context.urls.bankid}/holder${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      connection: 'close',
      authorization: `Bearer ${ticket}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  const code =
    typeof answer === 'object' && answer !== null && 'code' in answer ? String(answer.code) : undefined;
  return { status: response.status, code, body: answer };
}
