import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { AllClientMetadata } from 'oidc-provider';
import { oidcClients, ordering } from '@segl/contracts';
import type { OidcClient } from '@segl/database';
import { ProblemError } from '@segl/platform';
import type { BankidRoom } from '../room.js';

type ClientRoom = Pick<BankidRoom, 'context'>;

/** What is kept of a secret: it is 256 random bits, so a plain hash cannot be guessed backwards. */
export const hashClientSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/**
 * Registers a caller of the provider. The secret is in this answer and nowhere else.
 * @throws ProblemError `platform.invalid-request` where its bank is none
 */
export async function registerClient(
  { context }: ClientRoom,
  registration: oidcClients.ClientRegistration,
): Promise<{ client: oidcClients.RegisteredClient; secret: string | null }> {
  const { bank } = registration;
  if (bank !== undefined && (await context.database.prisma.bank.count({ where: { id: bank } })) === 0) {
    throw new ProblemError('platform.invalid-request', { detail: `There is no bank ${bank}.` });
  }
  const needsSecret = registration.authentication.startsWith('client_secret');
  const secret = needsSecret ? randomBytes(32).toString('base64url') : null;
  const row = await context.database.prisma.oidcClient.create({
    data: {
      id: randomUUID(),
      // As JSON: what is undefined is not stored.
      metadata: JSON.parse(JSON.stringify(registration)) as object,
      secretHash: secret === null ? null : hashClientSecret(secret),
      createdAt: context.clock.now(),
    },
  });
  return { client: describe(row), secret };
}

/** Callers that are registered, oldest first. */
export async function listClients({ context }: ClientRoom): Promise<oidcClients.RegisteredClient[]> {
  const rows = await context.database.prisma.oidcClient.findMany({
    where: { disabledAt: null },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map(describe);
}

/**
 * Removes a caller: from now on it is not known, so that its codes and tokens are worth nothing. The row stays, since uses of
 * BankIDs name it.
 * @throws ProblemError `platform.not-found`
 */
export async function removeClient({ context }: ClientRoom, id: string): Promise<void> {
  const { count } = await context.database.prisma.oidcClient.updateMany({
    where: { id, disabledAt: null },
    data: { disabledAt: context.clock.now(), secretHash: null },
  });
  if (count === 0) throw new ProblemError('platform.not-found');
}

/** A caller that the operator registered and has not removed. */
export async function findOperatorClient(
  { database }: Pick<BankidRoom['context'], 'database'>,
  id: string,
): Promise<{ registration: oidcClients.ClientRegistration; secretHash: string | null } | undefined> {
  const row = await database.prisma.oidcClient.findUnique({ where: { id } });
  if (row === null || row.disabledAt !== null) return undefined;
  return {
    registration: oidcClients.clientRegistration.parse(row.metadata),
    secretHash: row.secretHash,
  };
}

/** Metadata for the provider; where it expects the secret it gets its hash (see `compareHashedSecret`). */
export function metadataOf(
  id: string,
  { registration, secretHash }: { registration: oidcClients.ClientRegistration; secretHash: string | null },
): AllClientMetadata {
  const { name, redirectUris, scopes, authentication, jwks, requests, bank, signingOrders } = registration;
  const isOfBank = bank !== undefined;
  const hasOwnTokens = isOfBank || signingOrders !== undefined;
  const isWeb = redirectUris.every((uri) => uri.startsWith('https:'));
  return {
    client_id: id,
    client_name: name,
    // A native client's loopback addresses may be http; they are compared exactly all the same.
    application_type: isWeb ? 'web' : 'native',
    redirect_uris: redirectUris,
    grant_types: ['authorization_code', ...(hasOwnTokens ? ['client_credentials'] : [])],
    response_types: ['code'],
    scope: [...scopes, ...(isOfBank ? [ordering.orderScope] : [])].join(' '),
    token_endpoint_auth_method: authentication,
    ...(authentication === 'private_key_jwt' ? { token_endpoint_auth_signing_alg: 'ES256' } : {}),
    ...(secretHash === null ? {} : { client_secret: secretHash }),
    ...(jwks === undefined ? {} : { jwks }),
    id_token_signed_response_alg: 'ES256',
    require_auth_time: true,
    require_pushed_authorization_requests: requests === 'pushed',
    authorization_details_types: [],
  };
}

function describe({ id, metadata, createdAt }: OidcClient): oidcClients.RegisteredClient {
  const { jwks: _jwks, ...registration } = oidcClients.clientRegistration.parse(metadata);
  return { id, ...registration, createdAt: createdAt.toISOString() };
}
