import { timingSafeEqual } from 'node:crypto';
import Provider, {
  errors,
  type Configuration,
  type KoaContextWithOIDC,
  type ResourceServer,
} from 'oidc-provider';
import { bankid, ordering } from '@segl/contracts';
import type { BankidRoom } from '../room.js';
import type { ProviderKeys } from '../secrets/provider-keys.js';
import { orderingResource } from '../ordering/bank-client.js';
import { createFindAccount, findProof } from './account.js';
import { createAdapterFactory } from './adapter.js';
import { endSessionPath } from './end-session.js';
import { hashClientSecret } from './operator-clients.js';
import { accessTokenSeconds, orderTokenClaims, resourceServerOf } from './resource-servers.js';
import { validateRequestedTask } from './requested-task.js';
import { validateSignatureDetail } from './signature-details.js';

/** Renders an error that cannot be told to a caller. */
export type RenderErrorPage = (facts: { language: string | undefined; error: string }) => string;

/** The interaction outlives the dialog (10 minutes), so that a time-out can still be told to the caller. */
const interactionSeconds = 3600;

/** The OpenID Provider of the room, to be mounted at the path of its issuer. */
export function createProvider(
  room: BankidRoom,
  keys: ProviderKeys,
  renderErrorPage: RenderErrorPage,
): Provider {
  const { context } = room;
  const issuer = context.urls.bankid;
  const provider = new Provider(issuer, configurationOf(room, keys, renderErrorPage));
  provider.Client.prototype.compareClientSecret = compareHashedSecret;
  // Scheme and host are those of the issuer, not what a request happens to say (see `createRouter` in service.ts).
  provider.proxy = true;
  provider.use(async (ctx, next) => {
    await next();
    dropSessionCookie(ctx);
  });
  provider.on('server_error', (_ctx, error) => {
    context.logger.error({ err: error }, 'the OpenID Provider failed');
  });
  return provider;
}

function configurationOf(
  room: BankidRoom,
  keys: ProviderKeys,
  renderErrorPage: RenderErrorPage,
): Configuration {
  const { context, secrets } = room;
  const issuerPath = new URL(context.urls.bankid).pathname.replace(/\/$/, '');
  return {
    adapter: createAdapterFactory(room),
    jwks: keys,
    findAccount: createFindAccount(room),
    acrValues: [bankid.acr, 'urn:bankid:bid'],
    scopes: [...Object.values(bankid.scopes), ordering.orderScope],
    claims: {
      [bankid.scopes.openId]: [
        'sub',
        'bankid_altsub',
        'acr',
        'amr',
        'auth_time',
        'originator',
        'originator_name',
        'additionalCertInfo',
        'tid',
      ],
      [bankid.scopes.profile]: ['name', 'given_name', 'family_name', 'birthdate'],
      [bankid.scopes.nationalId]: ['nnin_altsub'],
    },
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    // Secrets and public clients are for callers that the operator registered: our own prove themselves by their keys.
    clientAuthMethods: ['private_key_jwt', 'client_secret_basic', 'client_secret_post', 'none'],
    enabledJWA: {
      idTokenSigningAlgValues: ['ES256'],
      clientAuthSigningAlgValues: ['ES256'],
      userinfoSigningAlgValues: ['ES256'],
    },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    pkce: { required: () => true },
    extraParams: {
      [bankid.taskParameter]: (ctx, value) =>
        validateRequestedTask(value, ctx.oidc.params?.['authorization_details']),
    },
    cookies: {
      keys: secrets.cookieKeys,
      names: {
        session: 'segl_bankid_session',
        interaction: 'segl_bankid_dialog',
        resume: 'segl_bankid_resume',
      },
      // Each cookie is bound to the dialog's own path by the provider; this is the widest any of them gets.
      long: { httpOnly: true, sameSite: 'lax', signed: true, path: `${issuerPath}/` },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      AuthorizationCode: 60,
      Grant: 3600,
      IdToken: 300,
      Interaction: interactionSeconds,
      Session: 300,
    },
    routes: {
      authorization: '/auth',
      pushed_authorization_request: '/par',
      token: '/token',
      jwks: '/jwks',
      userinfo: '/userinfo',
    },
    discovery: { end_session_endpoint: `${context.urls.bankid}${endSessionPath}` },
    // No session is kept for tokens to end with.
    expiresWithSession: () => false,
    clockTolerance: 5,
    interactions: {
      url: (_ctx, interaction) => `${issuerPath}/dialog/${interaction.uid}`,
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      dPoP: { enabled: false },
      // For programs in their own name: clients that belong to a bank or send documents, see `metadataOf`.
      clientCredentials: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      resourceIndicators: {
        enabled: true,
        // A signing's token is for the vault, a client's own for ordering; a log-in's is for userinfo only.
        defaultResource: (ctx) =>
          ctx.oidc.params?.['authorization_details'] !== undefined
            ? context.urls.vault
            : isOwnToken(ctx)
              ? orderingResource(room)
              : [],
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource, client) =>
          serverOf(room, ctx, { resource, clientId: client.clientId }),
      },
      richAuthorizationRequests: {
        enabled: true,
        types: {
          segl_signature: {
            validate: (ctx, detail) =>
              validateSignatureDetail(detail, ctx.oidc.params?.['authorization_details']),
          },
        },
        authorizationDetailsForGrantSource: (ctx) => ctx.oidc.grant?.rar,
        authorizationDetailsForAccessToken: (_ctx, _token, source) => source?.rar,
      },
    },
    // Step 6: the activation names the key that it lets the vault use.
    async extraTokenClaims(_ctx, token) {
      if (token.kind === 'ClientCredentials') return orderTokenClaims(room, token);
      if (token.kind !== 'AccessToken' || token.rar === undefined || token.grantId === undefined)
        return undefined;
      const proof = await findProof(room, token.grantId);
      if (proof === undefined) throw new errors.InvalidGrant('there is no proof behind this grant');
      return { credential_id: proof.bankId.credentialId };
    },
    renderError(ctx, out) {
      ctx.type = 'html';
      ctx.body = renderErrorPage({
        language: ctx.acceptsLanguages('nb', 'nn', 'no', 'en') || undefined,
        error: out.error,
      });
    },
  };
}

/** Ordering is in this room, and its tokens are for a client's own account alone; the others go to other services. */
async function serverOf(
  room: BankidRoom,
  ctx: KoaContextWithOIDC,
  asked: { resource: string; clientId: string },
): Promise<ResourceServer> {
  const ordersHere = orderingResource(room);
  if (asked.resource !== ordersHere || !isOwnToken(ctx)) return resourceServerOf(room, ctx, asked);
  return {
    scope: ordering.orderScope,
    audience: ordersHere,
    accessTokenTTL: accessTokenSeconds,
    accessTokenFormat: 'opaque',
  };
}

/** A client asks in its own name (RFC 6749 §4.4). */
const isOwnToken = (ctx: KoaContextWithOIDC): boolean =>
  ctx.oidc.params?.['grant_type'] === 'client_credentials';

/** What is kept of a client's secret, and given to the provider in its place, is its hash. */
function compareHashedSecret(this: { clientSecret?: string }, actual: string): boolean {
  const [given, kept] = [hashClientSecret(actual), this.clientSecret ?? ''].map((text) => Buffer.from(text));
  return given !== undefined && kept?.length === given.length && timingSafeEqual(given, kept);
}

/** No session is kept, so its cookie would only be noise. */
function dropSessionCookie(ctx: Pick<KoaContextWithOIDC, 'response' | 'remove' | 'set'>): void {
  const header: unknown = ctx.response.get('set-cookie');
  const cookies: unknown[] = Array.isArray(header)
    ? header
    : typeof header === 'string' && header !== ''
      ? [header]
      : [];
  const kept = cookies.filter(
    (cookie): cookie is string => typeof cookie === 'string' && !cookie.startsWith('segl_bankid_session'),
  );
  if (kept.length === cookies.length) return;
  ctx.remove('set-cookie');
  if (kept.length > 0) ctx.set('set-cookie', kept);
}
