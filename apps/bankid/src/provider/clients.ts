import type { AllClientMetadata } from 'oidc-provider';
import type { ServiceContext, ServiceName } from '@segl/platform';
import { bankid } from '@segl/contracts';
import type { BankidRoom } from '../room.js';
import { findOperatorClient, metadataOf } from './operator-clients.js';

/** A caller of the provider. */
export interface RegisteredClient {
  id: string;
  /** Whose key signs its assertions. */
  service: ServiceName;
  redirectUri(urls: ServiceContext['urls']): string;
  scopes: readonly string[];
  mayAskForSignatures: boolean;
}

/** What people know all our callers as. */
export const clientName = 'Segl';

const person = [bankid.scopes.openId, bankid.scopes.profile];

/** Our own callers. `nnin_altsub` is for those that match a party by the number its sender gave. */
export const registeredClients: readonly RegisteredClient[] = [
  {
    id: 'segl-web',
    service: 'signing',
    redirectUri: (urls) => `${urls.signing}/callback/login`,
    scopes: [...person, bankid.scopes.nationalId],
    mayAskForSignatures: false,
  },
  {
    id: 'segl-signing',
    service: 'signing',
    redirectUri: (urls) => `${urls.signing}/callback/sign`,
    scopes: [...person, bankid.scopes.nationalId],
    mayAskForSignatures: true,
  },
  {
    id: 'segl-vault',
    service: 'vault',
    redirectUri: (urls) => `${urls.vault}/csc/oauth2/callback`,
    scopes: person,
    // The holder authorizes hashes at the CSC API: the dialog shows what is signed there, too.
    mayAskForSignatures: true,
  },
];

/**
 * Metadata of a client, made anew each time from the services' public keys: a key that another process made after this one
 * started is known at once. Undefined when there is no such client.
 */
export async function findClient(
  context: BankidRoom['context'],
  clientId: string,
): Promise<AllClientMetadata | undefined> {
  const { urls, serviceKeys } = context;
  const client = registeredClients.find(({ id }) => id === clientId);
  if (client === undefined) {
    const other = await findOperatorClient(context, clientId);
    return other === undefined ? undefined : metadataOf(clientId, other);
  }
  const { keys } = await serviceKeys.publicKeys();
  return {
    client_id: client.id,
    client_name: clientName,
    redirect_uris: [client.redirectUri(urls)],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    scope: client.scopes.join(' '),
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    id_token_signed_response_alg: 'ES256',
    require_auth_time: true,
    require_pushed_authorization_requests: true,
    authorization_details_types: client.mayAskForSignatures ? ['segl_signature'] : [],
    jwks: { keys: keys.filter(({ kid }) => kid?.startsWith(`${client.service}:`)) },
  };
}

/** A caller as the dialog needs to know it. */
export interface DialogClient {
  /** What people know it as. */
  name: string;
  /** Scopes it may ask for. */
  scopes: readonly string[];
  /** others: the holder is told what they get to know, since it leaves this house. */
  kind: 'own' | 'others';
  /** Where the dialog's forms may lead in the end. */
  origins: readonly string[];
}

/** The caller of a dialog; undefined when it was removed meanwhile. */
export async function dialogClient(
  context: BankidRoom['context'],
  clientId: string,
): Promise<DialogClient | undefined> {
  const own = registeredClients.find(({ id }) => id === clientId);
  if (own !== undefined) {
    const origins = [new URL(own.redirectUri(context.urls)).origin];
    return { name: clientName, scopes: own.scopes, kind: 'own', origins };
  }
  const other = await findOperatorClient(context, clientId);
  if (other === undefined) return undefined;
  const { name, scopes, redirectUris } = other.registration;
  return { name, scopes, kind: 'others', origins: redirectUris.map((uri) => new URL(uri).origin) };
}

/** Origins that the dialog's forms may lead to: those of the registered clients. */
export function clientOrigins(urls: ServiceContext['urls']): string[] {
  return [...new Set(registeredClients.map(({ redirectUri }) => new URL(redirectUri(urls)).origin))];
}
