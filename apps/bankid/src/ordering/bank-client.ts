import type { Request } from 'express';
import type Provider from 'oidc-provider';
import { ordering } from '@segl/contracts';
import type { Bank } from '@segl/database';
import { ProblemError } from '@segl/platform';
import { findOperatorClient } from '../provider/operator-clients.js';
import type { BankidRoom } from '../room.js';

/** A bank's own online bank, as proven by its access token: everything it sees and does is that bank's. */
export interface OnlineBank {
  readonly clientId: string;
  readonly bank: Bank;
}

/** Where an access token for ordering is for (RFC 8707). */
export const orderingResource = ({ context }: Pick<BankidRoom, 'context'>): string =>
  `${context.urls.bankid}/ordering`;

const challenge = { headers: { 'WWW-Authenticate': 'Bearer' } };

/**
 * Which bank's client calls. Looked up each time: a client that was removed, or whose bank is gone, gets nothing from that
 * moment on, whatever its token says.
 *
 * @throws ProblemError `ordering.token-invalid`, `ordering.not-a-bank`
 */
export async function requireOnlineBank(
  room: Pick<BankidRoom, 'context'>,
  provider: Provider,
  request: Request,
): Promise<OnlineBank> {
  const given = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(request.get('authorization') ?? '')?.[1];
  const token = given === undefined ? undefined : await provider.ClientCredentials.find(given);
  const clientId = token?.clientId;
  if (token === undefined || clientId === undefined || !isForOrdering(room, token)) {
    throw new ProblemError('ordering.token-invalid', challenge);
  }
  const client = await findOperatorClient(room.context, clientId);
  if (client === undefined) throw new ProblemError('ordering.token-invalid', challenge);
  const { bank: bankId } = client.registration;
  if (bankId === undefined || token.scope?.split(' ').includes(ordering.orderScope) !== true) {
    throw new ProblemError('ordering.not-a-bank');
  }
  const bank = await room.context.database.prisma.bank.findUnique({ where: { id: bankId } });
  if (bank === null) throw new ProblemError('ordering.not-a-bank');
  return { clientId, bank };
}

function isForOrdering(
  room: Pick<BankidRoom, 'context'>,
  { aud }: { aud?: string | string[] | undefined },
): boolean {
  return [aud].flat().includes(orderingResource(room));
}
