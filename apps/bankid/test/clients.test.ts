import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildAuthorizationUrlWithPAR,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  customFetch,
  discovery,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oidcClients } from '@segl/contracts';
import { createServiceClient } from '@segl/platform';
import { revokeBankId } from '../src/issuing/revoke-bankid.js';
import { createBrowser, textOf, type Browser, type Page } from './support/browser.js';
import { openHouse, type House } from './support/house.js';
import { answerAll } from './support/walk.js';

let house: House;
let shop: { id: string; secret: string };
beforeAll(async () => {
  house = await openHouse();
  shop = await register({});
});
afterAll(() => house.close());

const redirectUri = 'https://kaffe.example/callback';
const loggedOutUri = 'https://kaffe.example/loggedout';
const purpose = oidcClients.clientsPurpose;
const desk = (caller: 'bankid' | 'signing' = 'bankid') =>
  createServiceClient(house.test.contextOf(caller), 'bankid');

/** A caller as the operator registers one. */
async function register(changes: Record<string, unknown>): Promise<{ id: string; secret: string }> {
  const { client, secret } = await desk().json('/clients', {
    method: 'POST',
    purpose,
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
function configure({ id, secret }: { id: string; secret: string }): Promise<Configuration> {
  return discovery(new URL(house.test.context.urls.bankid), id, {}, ClientSecretBasic(secret), {
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

interface Errand {
  configuration: Configuration;
  url: string;
  checks: { expectedState: string; expectedNonce: string; pkceCodeVerifier: string };
}

/** A log-in that begins; `parameters` replaces what a good caller sends. */
async function begin(
  client: { id: string; secret: string },
  parameters: Readonly<Record<string, string>> = {},
  way: 'in the address' | 'pushed' = 'in the address',
): Promise<Errand> {
  const configuration = await configure(client);
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

const newBrowser = (): Browser => createBrowser({ stopAt: redirectUri });
/** Proves a person to the dialog of an errand; where the browser comes out. */
async function prove(errand: Errand, givenName = 'Kari'): Promise<URL> {
  // A code of the unit works once.
  house.advance(31);
  const browser = newBrowser();
  return (await answerAll(browser, await browser.open(errand.url), await house.person(givenName))).url;
}
const redeem = (errand: Errand, answer: URL) =>
  authorizationCodeGrant(errand.configuration, answer, { ...errand.checks, idTokenExpected: true });
const refusedPage = (page: Page) => [page.status, page.url.href.startsWith(redirectUri)];

describe('the operator', () => {
  it('is told a secret once, and only its hash is kept', async () => {
    const { id, secret } = await register({ name: 'Bokhandelen' });
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    const row = await house.test.context.database.prisma.oidcClient.findUniqueOrThrow({ where: { id } });
    expect(JSON.stringify(row)).not.toContain(secret);
    const { clients } = await desk().json('/clients', { purpose, schema: oidcClients.registeredClients });
    expect(clients.find((client) => client.id === id)).toMatchObject({ name: 'Bokhandelen' });
    expect(JSON.stringify(clients)).not.toContain(row.secretHash);
    // The hash is no secret to log in with.
    await expect(begin({ id, secret: row.secretHash ?? '' }, {}, 'pushed')).rejects.toThrow();
    await expect(begin({ id, secret }, {}, 'pushed')).resolves.toBeDefined();
  });

  it('alone registers callers', async () => {
    const answer = await desk('signing').fetch('/clients', { purpose });
    expect(answer.status).toBe(403);
    expect((await fetch(`${house.test.context.urls.bankid}/clients`)).status).toBe(401);
  });

  it.each([
    ['an address of plain http elsewhere', { redirectUris: ['http://kaffe.example/callback'] }],
    ['an address with a fragment', { redirectUris: [`${redirectUri}#x`] }],
    ['a scope that is not there', { scopes: ['openid', 'everything'] }],
    ['a key where a secret is used', { jwks: { keys: [{ kty: 'EC' }] } }],
    ['a private key', { authentication: 'private_key_jwt', jwks: { keys: [{ kty: 'EC', d: 'x' }] } }],
  ])('cannot register %s', async (_what, changes) => {
    await expect(register(changes)).rejects.toMatchObject({ status: 400 });
  });

  it('removes a caller for good, with the codes that were on their way', async () => {
    const gone = await register({});
    const errand = await begin(gone);
    const answer = await prove(errand);
    const removal = await desk().fetch(`/clients/${gone.id}/removal`, { method: 'POST', purpose });
    expect(removal.status).toBe(204);
    await expect(redeem(errand, answer)).rejects.toMatchObject({ status: 401 });
    expect(refusedPage(await newBrowser().open(errand.url))).toEqual([400, false]);
    expect((await desk().fetch(`/clients/${gone.id}/removal`, { method: 'POST', purpose })).status).toBe(404);
  });
});

describe('a caller outside Segl', () => {
  it.each(['in the address', 'pushed'] as const)('gets the facts of a log-in asked for %s', async (way) => {
    const errand = await begin(shop, {}, way);
    const tokens = await redeem(errand, await prove(errand));
    const kari = await house.person('Kari');
    expect(tokens.claims()).toMatchObject({
      sub: kari.sub,
      bankid_altsub: kari.sub,
      birthdate: kari.birthDate,
      acr: 'urn:bankid:bid;LOA=4',
      amr: expect.arrayContaining(['bid', 'bid-otp', 'bid-pwd', 'bid-mfa']),
      originator: expect.stringContaining('OriginatorName='),
    });
    expect(tokens.claims()).not.toHaveProperty('nnin_altsub');
  });

  it('gets the national identity number only when it may ask for it, and does', async () => {
    const bank = await register({ scopes: ['openid', 'profile', 'nnin_altsub'] });
    const kari = await house.person('Kari');
    const asked = await begin(bank, { scope: 'openid nnin_altsub' });
    const claims = (await redeem(asked, await prove(asked))).claims();
    expect(claims).toMatchObject({ nnin_altsub: kari.nationalId });
    expect(claims).not.toHaveProperty('birthdate');
    const answer = await newBrowser().open((await begin(shop, { scope: 'openid nnin_altsub' })).url);
    expect(answer.url.searchParams.get('error')).toBe('invalid_scope');
  });

  it('is named in the dialog, with what it gets to know; our own are not asked about', async () => {
    const page = await newBrowser().open((await begin(shop)).url);
    expect(textOf(page)).toContain('får Kaffebaren AS vite: hvilken bank du har BankID fra');
    expect(textOf(page)).toContain('navnet ditt og fødselsdatoen din');
    expect(textOf(page)).not.toContain('fødselsnummeret ditt');
    expect(page.headers.get('content-security-policy')).toMatch(
      /form-action 'self' https:\/\/kaffe\.example(;|$)/,
    );
  });

  it('that must push its requests is refused in the address', async () => {
    const careful = await register({ requests: 'pushed' });
    const page = await newBrowser().open((await begin(careful)).url);
    expect(page.url.searchParams.get('error')).toBe('invalid_request');
    const errand = await begin(careful, {}, 'pushed');
    expect((await redeem(errand, await prove(errand))).claims()?.sub).toBe((await house.person('Kari')).sub);
  });

  it('gets nothing when the BankID was blocked before the code was exchanged', async () => {
    const errand = await begin(shop);
    const answer = await prove(errand, 'Ola');
    const { prisma } = house.test.context.database;
    const proof = await prisma.proof.findFirstOrThrow({
      where: { clientId: shop.id },
      orderBy: { provenAt: 'desc' },
      include: { bankId: { include: { person: true } } },
    });
    expect(proof.bankId.person.sub).toBe((await house.person('Ola')).sub);
    await revokeBankId(house.room, proof.bankIdId, { ground: 'misuse', actor: 'holder' });
    await expect(redeem(errand, answer)).rejects.toMatchObject({ error: 'invalid_grant' });
  });
});

describe('log-out (OpenID Connect RP-Initiated Logout 1.0)', () => {
  it('goes back to a registered address, with the state', async () => {
    const errand = await begin(shop);
    const { id_token: hint = '' } = await redeem(errand, await prove(errand));
    const url = buildEndSessionUrl(errand.configuration, {
      id_token_hint: hint,
      post_logout_redirect_uri: loggedOutUri,
      state: 'a b',
    });
    // The id token ran out long ago.
    house.advance(3600);
    const answer = await fetch(url, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${loggedOutUri}?state=a+b`]);
  });

  it('leads nowhere that is not registered, and tells who has nowhere to go', async () => {
    const end = (parameters: Record<string, string>) => {
      const url = new URL(`${house.test.context.urls.bankid}/session/end`);
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return fetch(url, { redirect: 'manual' });
    };
    const elsewhere = { client_id: shop.id, post_logout_redirect_uri: 'https://evil.example/' };
    expect((await end(elsewhere)).status).toBe(400);
    expect((await end({ post_logout_redirect_uri: loggedOutUri })).status).toBe(400);
    expect((await end({ id_token_hint: 'x.y.z', post_logout_redirect_uri: loggedOutUri })).status).toBe(400);
    const told = await end({});
    expect([told.status, await told.text()]).toEqual([200, expect.stringContaining('Du er logget ut')]);
  });
});

describe('attacks', () => {
  it.each([
    ['another path', `${redirectUri}/more`],
    ['another host', 'https://evil.example/callback'],
    ['more in the query', `${redirectUri}?x=1`],
    ['a host that begins alike', 'https://kaffe.example.evil.example/callback'],
  ])('a redirect to %s is not followed: nobody but the browser is told', async (_what, wrong) => {
    const page = await createBrowser({ stopAt: wrong }).open(
      (await begin(shop, { redirect_uri: wrong })).url,
    );
    expect(page.status).toBe(400);
    await expect(begin(shop, { redirect_uri: wrong }, 'pushed')).rejects.toThrow();
  });

  it('PKCE cannot be left out, nor weakened to plain', async () => {
    const { url } = await begin(shop);
    for (const change of [
      (address: URL) => {
        address.searchParams.delete('code_challenge');
        address.searchParams.delete('code_challenge_method');
      },
      (address: URL) => address.searchParams.set('code_challenge_method', 'plain'),
      // Without a method, plain is meant (RFC 7636 §4.3).
      (address: URL) => address.searchParams.delete('code_challenge_method'),
    ]) {
      const address = new URL(url);
      change(address);
      const answer = await newBrowser().open(address.href);
      expect(answer.url.searchParams.get('error')).toBe('invalid_request');
      expect(answer.url.searchParams.has('code')).toBe(false);
    }
  });

  it('a code injected into another errand, or redeemed by another caller, gives nothing and dies', async () => {
    const [victim, attacker] = [await begin(shop), await begin(shop)];
    const stolen = (await prove(victim)).searchParams.get('code') ?? '';
    const injected = new URL(redirectUri);
    injected.searchParams.set('code', stolen);
    injected.searchParams.set('state', attacker.checks.expectedState);
    injected.searchParams.set('iss', house.test.context.urls.bankid);
    // Its own state, but the code was made for another verifier.
    await expect(redeem(attacker, injected)).rejects.toMatchObject({ error: 'invalid_grant' });
    const other = await begin(await register({}));
    injected.searchParams.set('state', other.checks.expectedState);
    await expect(redeem(other, injected)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('a code works once, and a second use ends what the first gave', async () => {
    const errand = await begin(shop);
    const answer = await prove(errand);
    const { access_token: token } = await redeem(errand, answer);
    await expect(redeem(errand, answer)).rejects.toMatchObject({ error: 'invalid_grant' });
    const told = await fetch(`${house.test.context.urls.bankid}/userinfo`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(told.status).toBe(401);
  });

  it('an answer mixed up with another provider’s is seen by its iss (RFC 9207)', async () => {
    const errand = await begin(shop);
    const answer = await prove(errand);
    expect(answer.searchParams.get('iss')).toBe(house.test.context.urls.bankid);
    const mixed = new URL(answer);
    mixed.searchParams.set('iss', 'https://evil.example');
    await expect(redeem(errand, mixed)).rejects.toMatchObject({ code: 'OAUTH_INVALID_RESPONSE' });
    mixed.searchParams.delete('iss');
    await expect(redeem(errand, mixed)).rejects.toMatchObject({ code: 'OAUTH_INVALID_RESPONSE' });
    await expect(redeem(errand, answer)).resolves.toBeDefined();
  });

  it('a dialog begun in one browser cannot be fixed upon another', async () => {
    const { url } = await begin(shop);
    const attacker = newBrowser();
    const dialog = await attacker.open(url);
    const victim = newBrowser();
    const opened = await victim.open(dialog.url.href);
    expect(opened.status).toBe(410);
    // Nor can a victim who has a dialog of their own be led into the attacker's.
    await victim.open((await begin(shop)).url);
    expect((await victim.open(dialog.url.href)).status).toBe(410);
  });

  it('a pushed request belongs to who pushed it, and is used once', async () => {
    const { url } = await begin(shop, {}, 'pushed');
    house.advance(31);
    const other = await register({});
    const stolen = new URL(url);
    stolen.searchParams.set('client_id', other.id);
    const answer = await newBrowser().open(stolen.href);
    expect(answer.url.searchParams.get('error')).toMatch(/^invalid_request/);
    expect(answer.url.searchParams.has('code')).toBe(false);
    const browser = newBrowser();
    await answerAll(browser, await browser.open(url), await house.person('Kari'));
    const again = await newBrowser().open(url);
    expect(again.url.searchParams.get('error')).toMatch(/^invalid_request/);
    expect(again.url.searchParams.has('code')).toBe(false);
  });
});
