import { errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import { signing } from '@segl/contracts';
import type { BankidRoom } from '../room.js';
import { findOperatorClient } from './operator-clients.js';

type ServerRoom = Pick<BankidRoom, 'context'>;

/** How long an activation lives, in seconds (step 6), and any other token for one of our services. */
export const accessTokenSeconds = 300;

/**
 * Whom a token is for (RFC 8707): the vault, behind a proof of the holder; or signing, where a client that the operator lets send
 * documents asks in its own name. A program's own token never reaches the vault, nor a person's the orders.
 * @throws errors.InvalidTarget
 */
export async function resourceServerOf(
  { context }: ServerRoom,
  ctx: Pick<KoaContextWithOIDC, 'oidc'>,
  { resource, clientId }: { resource: string; clientId: string },
): Promise<ResourceServer> {
  const isOwnName = ctx.oidc.params?.['grant_type'] === 'client_credentials';
  if (resource === context.urls.vault && !isOwnName) return jwtFor(resource, '');
  if (resource === context.urls.signing && isOwnName) {
    const client = await findOperatorClient(context, clientId);
    if (client?.registration.signingOrders !== undefined) return jwtFor(resource, signing.ordersScope);
  }
  throw new errors.InvalidTarget();
}

function jwtFor(audience: string, scope: string): ResourceServer {
  return {
    scope,
    audience,
    accessTokenTTL: accessTokenSeconds,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'ES256' } },
  };
}

/** What a token for orders says of its client; undefined for other tokens of programs. */
export async function orderTokenClaims(
  { context }: ServerRoom,
  { clientId, aud }: { clientId?: string | undefined; aud?: string | string[] | undefined },
): Promise<{ client_name: string; return_urls: string[] } | undefined> {
  if (clientId === undefined || aud !== context.urls.signing) return undefined;
  const client = await findOperatorClient(context, clientId);
  if (client?.registration.signingOrders === undefined) {
    throw new errors.InvalidGrant('the client was removed');
  }
  const { name, signingOrders } = client.registration;
  return { client_name: name, return_urls: signingOrders.returnUrls };
}
