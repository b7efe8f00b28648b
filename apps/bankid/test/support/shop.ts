import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildAuthorizationUrlWithPAR,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client';
import { oidcClients } from '@segl/contracts';
import { createServiceClient, type ServiceClient } from '@segl/platform';
import { createBrowser, type Browser } from './browser.js';
import { discover } from './caller.js';
import type { House } from './house.js';
import { answerAll } from './walk.js';

export const redirectUri = 'https://kaffe.example/callback';
export const loggedOutUri = 'https://kaffe.example/loggedout';

/** A caller that is registered. */
export interface Registered {
  id: string;
  secret: string;
}

/** A log-in on its way, as the caller's library keeps it. */
export interface Errand {
  configuration: Configuration;
  url: string;
  checks: { expectedState: string; expectedNonce: string; pkceCodeVerifier: string };
}

/** The operator's way to the room, as another service would try it, too. */
export const desk = (house: House, caller: 'bankid' | 'signing' = 'bankid'): ServiceClient =>
  createServiceClient(house.test.contextOf(caller), 'bankid');

/** A caller as the operator registers one. */
export async function register(house: House, changes: Record<string, unknown> = {}): Promise<Registered> {
  const { client, secret } = await desk(house).json('/clients', {
    method: 'POST',
    purpose: oidcClients.clientsPurpose,
    json: {
      name: 'Kaffebaren AS',
      redirectUris: [redirectUri],
      postLogoutRedirectUris: [loggedOutUri],
      scopes: ['openid', 'profile'],
      ...changes,
    },
    schema: oidcClients.registrationAnswer,
  });
  return { id: client.id, secret: secret ?? '' };
}

/** The other side, as its library makes it. */
export function configure(house: House, { id, secret }: Registered): Promise<Configuration> {
  return discover(house, id, ClientSecretBasic(secret));
}

/** A log-in that begins; `parameters` replaces what a good caller sends. */
export async function begin(
  house: House,
  client: Registered,
  parameters: Readonly<Record<string, string>> = {},
  way: 'in the address' | 'pushed' = 'in the address',
): Promise<Errand> {
  const configuration = await configure(house, client);
  const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()];
  const build = way === 'pushed' ? buildAuthorizationUrlWithPAR : buildAuthorizationUrl;
  const url = await build(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid profile',
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  });
  return {
    configuration,
    url: url.href,
    checks: { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
  };
}

export const newBrowser = (): Browser => createBrowser({ stopAt: redirectUri });

/** Proves a person to the dialog of an errand; where the browser comes out. */
export async function prove(house: House, errand: Errand, givenName = 'Kari'): Promise<URL> {
  // A code of the unit works once.
  house.advance(31);
  const browser = newBrowser();
  return (await answerAll(browser, await browser.open(errand.url), await house.person(givenName))).url;
}

/** Changes the code of an answer for tokens, with all the library's checks. */
export const redeem = (errand: Errand, answer: URL) =>
  authorizationCodeGrant(errand.configuration, answer, { ...errand.checks, idTokenExpected: true });
