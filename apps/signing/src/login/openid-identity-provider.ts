import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrlWithPAR,
  calculatePKCECodeChallenge,
  ClientError,
  discovery,
  enableNonRepudiationChecks,
  PrivateKeyJwt,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  ResponseBodyError,
  type Configuration,
} from 'openid-client';
import { ZodError } from 'zod';
import { bankid } from '@segl/contracts';
import { assertOutsideTransaction, PlatformError, type ServiceContext } from '@segl/platform';
import {
  IdentityError,
  type IdentityRequest,
  type IdentityAnswer,
  type IdentityProvider,
  type PushedRequest,
} from './identity-provider.js';

type Client = 'segl-web' | 'segl-signing';
type Context = Pick<ServiceContext, 'urls' | 'serviceKeys'>;
type Pending = Omit<PushedRequest, 'redirectUrl'>;

const callbackPaths: Readonly<Record<Client, string>> = {
  'segl-web': '/callback/login',
  'segl-signing': '/callback/sign',
};

/**
 * The bank reached by OpenID Connect: code flow with PKCE, pushed requests (RFC 9126), and client assertions signed
 * with this service's key (private_key_jwt). openid-client checks the answer; what it means is checked by the callers.
 */
export function createOpenIdIdentityProvider(context: Context): IdentityProvider {
  const configurations = new Map<Client, Promise<Configuration>>();

  /** Asked for before every call to the bank: whoever calls it must not hold a transaction open meanwhile. */
  const configurationOf = (client: Client): Promise<Configuration> => {
    assertOutsideTransaction('a call to the bank');
    const known = configurations.get(client);
    if (known !== undefined) return known;
    const discovered = discoverBank(context, client).catch((cause: unknown) => {
      configurations.delete(client); // The bank may be up at the next try.
      throw new PlatformError('platform.service-unreachable', 'the bank did not answer', { cause });
    });
    configurations.set(client, discovered);
    return discovered;
  };

  const push = async (client: Client, parameters: Record<string, string>): Promise<PushedRequest> => {
    const configuration = await configurationOf(client);
    const pending = { state: randomState(), nonce: randomNonce(), codeVerifier: randomPKCECodeVerifier() };
    const url = await buildAuthorizationUrlWithPAR(configuration, {
      redirect_uri: `${context.urls.signing}${callbackPaths[client]}`,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await calculatePKCECodeChallenge(pending.codeVerifier),
      code_challenge_method: 'S256',
      ...parameters,
    }).catch((cause: unknown) => {
      throw new PlatformError('platform.service-unreachable', 'the bank took no request', { cause });
    });
    return { ...pending, redirectUrl: url.href };
  };

  const answer = async (
    client: Client,
    query: URLSearchParams,
    pending: Pending,
  ): Promise<IdentityAnswer> => {
    const configuration = await configurationOf(client);
    const url = new URL(`${context.urls.signing}${callbackPaths[client]}`);
    url.search = query.toString();
    try {
      const tokens = await authorizationCodeGrant(configuration, url, {
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        pkceCodeVerifier: pending.codeVerifier,
        idTokenExpected: true,
      });
      return { claims: bankid.bankIdClaims.parse(tokens.claims()), accessToken: tokens.access_token };
    } catch (error) {
      throw identityErrorOf(error);
    }
  };

  return {
    pushLogin: (request) => push('segl-web', { ...parametersOf(request), prompt: 'login' }),
    answerLogin: (query, pending) => answer('segl-web', query, pending),
    pushSigning: (request) =>
      push('segl-signing', {
        ...parametersOf(request),
        // Step 6: always a fresh proof, no single sign-on.
        prompt: 'login',
        max_age: '0',
        authorization_details: JSON.stringify([request.detail]),
        // The activation is a token for the vault and nobody else (RFC 8707).
        resource: context.urls.vault,
      }),
    answerSigning: (query, pending) => answer('segl-signing', query, pending),
  };
}

function parametersOf({ birthDate, language, nationalId }: IdentityRequest): Record<string, string> {
  const { openId, profile, nationalId: number } = bankid.scopes;
  return {
    scope: [openId, profile, ...(nationalId === 'wanted' ? [number] : [])].join(' '),
    ...(birthDate === undefined ? {} : { login_hint: `birthdate:${birthDate}` }),
    ...(language === undefined ? {} : { ui_locales: language }),
  };
}

async function discoverBank(context: Context, client: Client): Promise<Configuration> {
  const issuer = new URL(context.urls.bankid);
  const { kid, key } = await context.serviceKeys.signingKey('signing');
  return discovery(
    issuer,
    client,
    { redirect_uris: [`${context.urls.signing}${callbackPaths[client]}`] },
    PrivateKeyJwt({ key, kid }),
    {
      timeout: 15,
      execute: [
        // Without it, openid-client trusts the token endpoint's TLS instead of the id token's signature.
        enableNonRepudiationChecks,
        // On one machine without https (the default), the bank is on loopback.
        ...(issuer.protocol === 'http:' ? [allowInsecureRequests] : []),
      ],
    },
  );
}

function identityErrorOf(error: unknown): unknown {
  if (error instanceof AuthorizationResponseError) {
    const description = error.error_description ?? '';
    const bankIdCode = /\b(\d{4}|BID-[0-9A-Z]{4})\b/.exec(description)?.[1];
    const code = error.error === 'access_denied' && !isRefusal(bankIdCode) ? 'cancelled' : 'refused';
    return new IdentityError(code, error.error, bankIdCode, { cause: error });
  }
  if (error instanceof ResponseBodyError || error instanceof ClientError || error instanceof ZodError) {
    return new IdentityError('invalid', 'the answer of the bank does not hold', undefined, { cause: error });
  }
  return error;
}

/** 9001 is the person's own cancelling; every other code of the bank is a refusal. */
function isRefusal(bankIdCode: string | undefined): boolean {
  return bankIdCode !== undefined && bankIdCode !== bankid.dialogOutcome.cancelled.bankIdCode;
}
