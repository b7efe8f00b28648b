import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrlWithPAR,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  PrivateKeyJwt,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type ClientAuth,
  type Configuration,
} from 'openid-client';
import type { bankid } from '@segl/contracts';
import type { House } from './house.js';

/** A request on its way. */
export interface Errand {
  url: string;
  redirectUri: string;
  state: string;
  nonce: string;
  verifier: string;
  configuration: Configuration;
}

const callbacks = {
  'segl-web': ['signing', '/callback/login'],
  'segl-signing': ['signing', '/callback/sign'],
  'segl-vault': ['vault', '/csc/oauth2/callback'],
} as const;

export const loanAgreement: bankid.SeglSignatureDetail = {
  type: 'segl_signature',
  documents: [{ label: 'Låneavtale', sha256: 'a'.repeat(64) }],
  consentSha256: 'b'.repeat(64),
  reference: 'blå fjord',
  caller: 'Fjordbanken (oppdiktet)',
};

/** A caller as its library makes it, over connections that a closing server need not wait for. */
export function discover(house: House, clientId: string, authentication: ClientAuth): Promise<Configuration> {
  return discovery(new URL(house.test.context.urls.bankid), clientId, {}, authentication, {
    execute: [allowInsecureRequests],
    [customFetch]: (url, { method, headers, body, redirect }) =>
      fetch(url, {
        method,
        redirect,
        headers: { ...headers, connection: 'close' },
        ...(body == null ? {} : { body: body instanceof Uint8Array ? new Uint8Array(body) : body }),
      }),
  });
}

/** One of our own services as a caller. */
export async function configure(house: House, client: keyof typeof callbacks): Promise<Configuration> {
  const [service] = callbacks[client];
  const { kid, key } = await house.test.contextOf(service).serviceKeys.signingKey(service);
  return discover(house, client, PrivateKeyJwt({ key, kid }));
}

/** Pushes a request (RFC 9126) with PKCE. */
export async function pushRequest(
  house: House,
  client: keyof typeof callbacks,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Errand> {
  const configuration = await configure(house, client);
  const [service, path] = callbacks[client];
  const redirectUri = `${house.test.context.urls[service]}${path}`;
  const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()];
  const url = await buildAuthorizationUrlWithPAR(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid profile',
    state,
    nonce,
    prompt: 'login',
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  });
  return { url: url.href, redirectUri, state, nonce, verifier, configuration };
}

/** A request for a signing: fresh proof, bound to what is signed (RFC 9396), for the vault (RFC 8707). */
export function pushSigning(
  house: House,
  parameters: Readonly<Record<string, string>> = {},
  detail: bankid.SeglSignatureDetail = loanAgreement,
): Promise<Errand> {
  return pushRequest(house, 'segl-signing', {
    max_age: '0',
    authorization_details: JSON.stringify([detail]),
    resource: house.test.context.urls.vault,
    ...parameters,
  });
}

/** Changes the code of an answer for tokens; openid-client checks signature, issuer, audience, nonce, times. */
export function redeem(errand: Errand, answer: URL) {
  return authorizationCodeGrant(errand.configuration, answer, {
    expectedState: errand.state,
    expectedNonce: errand.nonce,
    pkceCodeVerifier: errand.verifier,
    idTokenExpected: true,
  });
}
