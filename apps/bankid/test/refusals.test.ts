import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openHouse, type House } from './support/house.js';
import {
  begin,
  newBrowser,
  prove,
  redeem,
  redirectUri,
  register,
  type Errand,
  type Registered,
} from './support/shop.js';

// What the OpenID conformance suite (Basic OP, FAPI 2) asks of a provider that is asked for what it must refuse, beside
// client-attacks.test.ts.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let house: House;
let shop: Registered;
beforeAll(async () => {
  house = await openHouse();
  shop = await register(house);
});
afterAll(() => house.close());

interface Refusal {
  status: number;
  body: Record<string, unknown>;
}

async function post(
  path: '/token' | '/par',
  parameters: Readonly<Record<string, string>>,
  authorization?: string,
): Promise<Refusal> {
  const response = await fetch(`${house.test.context.urls.bankid}${path}`, {
    method: 'POST',
    headers: authorization === undefined ? {} : { authorization },
    body: new URLSearchParams(parameters),
  });
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null) throw new TypeError('no answer');
  return { status: response.status, body: { ...body } };
}

const basic = ({ id, secret }: Registered): string => `Basic ${btoa(`${id}:${secret}`)}`;

/** What a caller sends for the code of an errand. */
function exchangeOf({ checks }: Errand, answer: URL): Record<string, string> {
  return {
    grant_type: 'authorization_code',
    code: answer.searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
    code_verifier: checks.pkceCodeVerifier,
  };
}

/** Where a request in the address leads, with the caller's answer in the query. */
async function asked(change: (parameters: URLSearchParams) => void): Promise<URL> {
  const address = new URL((await begin(house, shop)).url);
  change(address.searchParams);
  return (await newBrowser().open(address.href)).url;
}

describe('an authorization request is refused', () => {
  it.each([
    ['tokens from the front channel', { response_type: 'token' }, 'unsupported_response_type'],
    ['an id token from the front channel', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['a hybrid answer', { response_type: 'code id_token' }, 'unsupported_response_type'],
    ['a way to answer that is not there', { response_mode: 'smoke' }, 'unsupported_response_mode'],
    ['no dialog, as there is no session to go by', { prompt: 'none' }, 'login_required'],
    ['none and something else', { prompt: 'none login' }, 'invalid_request'],
    ['an unknown prompt', { prompt: 'shout' }, 'invalid_request'],
    ['an age below zero', { max_age: '-1' }, 'invalid_request'],
    ['an age that is no number', { max_age: 'young' }, 'invalid_request'],
    ['a hint that is no id token', { id_token_hint: 'not.a.token' }, 'invalid_request'],
    ['a scope that the caller may not have', { scope: 'openid nnin_altsub' }, 'invalid_scope'],
    ['a request object in the address', { request: 'e30.e30.' }, 'request_not_supported'],
    [
      'a request object to be fetched',
      { request_uri: 'https://evil.example/request' },
      /^(request_uri_not_supported|invalid_request_uri|invalid_request)$/,
    ],
    [
      'a pushed request that is not there',
      { request_uri: 'urn:ietf:params:oauth:request_uri:none' },
      /^invalid_request/,
    ],
    ['a challenge that no verifier can have', { code_challenge: 'short' }, 'invalid_request'],
    [
      'a purpose of no type that is known',
      { authorization_details: '[{"type":"give_all"}]' },
      /^invalid_(authorization_details|request)$/,
    ],
    ['a resource that is nobody’s', { resource: 'https://evil.example/' }, 'invalid_target'],
  ] as const)('that asks for %s', async (_what, wrong, error) => {
    const answer = await asked((parameters) => {
      for (const [name, value] of Object.entries(wrong)) parameters.set(name, value);
    });
    // What is asked for from the front channel is refused in the fragment.
    const told = new URLSearchParams(answer.hash === '' ? answer.search : answer.hash.slice(1));
    expect(told.get('error') ?? '').toMatch(error);
    expect(told.has('code')).toBe(false);
    expect(told.get('iss')).toBe(house.test.context.urls.bankid);
  });

  it('that says something twice, and its state and issuer come back', async () => {
    const answer = await asked((parameters) => parameters.append('scope', 'openid'));
    expect(answer.searchParams.get('error')).toBe('invalid_request');
    expect(answer.searchParams.has('state')).toBe(true);
  });

  it('that names no caller, or one that is not registered: nobody is told but the browser', async () => {
    for (const change of [
      (parameters: URLSearchParams) => parameters.delete('client_id'),
      (parameters: URLSearchParams) => parameters.set('client_id', 'nobody'),
    ]) {
      const address = new URL((await begin(house, shop)).url);
      change(address.searchParams);
      const page = await newBrowser().open(address.href);
      expect([page.status, page.url.origin]).toEqual([400, new URL(house.test.context.urls.bankid).origin]);
    }
  });

  it('that is pushed without proof of who pushes it, or with another request inside', async () => {
    const inAddress = new URL((await begin(house, shop)).url);
    const parameters = Object.fromEntries(inAddress.searchParams);
    expect(await post('/par', parameters)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    const nested = { ...parameters, request_uri: 'urn:ietf:params:oauth:request_uri:x' };
    expect(await post('/par', nested, basic(shop))).toMatchObject({
      status: 400,
      body: { error: 'request_uri_not_supported' },
    });
  });
});

describe('an answer', () => {
  it('comes without what was not sent: state and nonce are the caller’s own', async () => {
    const errand = await begin(house, shop);
    const address = new URL(errand.url);
    address.searchParams.delete('state');
    address.searchParams.delete('nonce');
    const answer = await prove(house, { ...errand, url: address.href });
    expect(answer.searchParams.has('state')).toBe(false);
    // The library expects its own nonce and takes no id token without it.
    answer.searchParams.set('state', errand.checks.expectedState);
    await expect(redeem(errand, answer)).rejects.toMatchObject({ code: 'OAUTH_INVALID_RESPONSE' });
  });
});

describe('a code is refused', () => {
  it('after a minute, with another address, with another verifier, and without one', async () => {
    const exchanges: ((good: Record<string, string>) => Record<string, string>)[] = [
      (good) => ({ ...good, redirect_uri: 'https://kaffe.example/other' }),
      (good) => ({ ...good, code_verifier: 'x'.repeat(43) }),
      ({ code_verifier: _none, ...rest }) => rest,
      (good) => {
        house.advance(61);
        return good;
      },
    ];
    for (const change of exchanges) {
      const errand = await begin(house, shop);
      const good = exchangeOf(errand, await prove(house, errand));
      expect(await post('/token', change(good), basic(shop))).toMatchObject({
        status: 400,
        body: { error: 'invalid_grant' },
      });
    }
  });

  it('where there is none, or it is asked for in a way that is not there', async () => {
    const made = {
      grant_type: 'authorization_code',
      code: 'made-up',
      redirect_uri: redirectUri,
      code_verifier: 'x'.repeat(43),
    };
    expect((await post('/token', made, basic(shop))).body['error']).toBe('invalid_grant');
    for (const grant of ['password', 'implicit', 'urn:ietf:params:oauth:grant-type:jwt-bearer'])
      expect((await post('/token', { grant_type: grant }, basic(shop))).body['error']).toBe(
        'unsupported_grant_type',
      );
    expect(
      (await post('/token', { grant_type: 'refresh_token', refresh_token: 'x' }, basic(shop))).status,
    ).toBe(400);
    expect((await post('/token', { grant_type: 'client_credentials' }, basic(shop))).body['error']).toBe(
      'invalid_request',
    );
  });

  it('from who does not say who they are as they registered', async () => {
    const errand = await begin(house, shop);
    const good = exchangeOf(errand, await prove(house, errand));
    const refused = { status: 401, body: { error: 'invalid_client' } };
    expect(await post('/token', { ...good, client_id: shop.id })).toMatchObject(refused);
    expect(await post('/token', good, basic({ ...shop, secret: 'wrong' }))).toMatchObject(refused);
    const elsewhere = { ...good, client_id: shop.id, client_secret: 'wrong' };
    expect(await post('/token', elsewhere)).toMatchObject(refused);
    // None of these has used the code up.
    expect((await post('/token', good, basic(shop))).status).toBe(200);
  });
});

describe('a caller with a key (private_key_jwt)', () => {
  let keys: { privateKey: CryptoKey; publicKey: CryptoKey };
  let caller: Registered;
  beforeAll(async () => {
    keys = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', use: 'sig', alg: 'ES256' };
    caller = await register(house, { authentication: 'private_key_jwt', jwks: { keys: [jwk] } });
  });

  /** It has no secret, and a request in the address needs none. */
  const sender = (): Registered => ({ ...caller, secret: 'unused' });
  const now = () => Math.floor(Date.now() / 1000);
  const claims = (changes: JWTPayload = {}): JWTPayload => ({
    iss: caller.id,
    sub: caller.id,
    aud: house.test.context.urls.bankid,
    jti: randomUUID(),
    iat: now(),
    exp: now() + 60,
    ...changes,
  });
  const sign = (payload: JWTPayload, key: CryptoKey = keys.privateKey): Promise<string> =>
    new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(key);
  const withAssertion = (parameters: Record<string, string>, assertion: string) => ({
    ...parameters,
    client_id: caller.id,
    client_assertion: assertion,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  });

  it('exchanges its code with it; an assertion is used once', async () => {
    const errand = await begin(house, sender());
    const good = exchangeOf(errand, await prove(house, errand));
    const assertion = await sign(claims());
    expect((await post('/token', withAssertion(good, assertion))).status).toBe(200);
    const next = await begin(house, sender());
    house.advance(1);
    const parameters = Object.fromEntries(new URL(next.url).searchParams);
    const replayed = await post('/par', withAssertion(parameters, assertion));
    expect(replayed).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    const fresh = withAssertion(parameters, await sign(claims()));
    expect((await post('/par', fresh)).status).toBe(201);
    expect((await post('/par', fresh)).status).toBe(401);
  });

  it.each([
    ['signed with another key', async () => sign(claims(), (await generateKeyPair('ES256')).privateKey)],
    ['for somebody else', () => sign(claims({ aud: 'https://other.example' }))],
    ['made by somebody else', () => sign(claims({ iss: shop.id }))],
    ['that has expired', () => sign(claims({ iat: now() - 120, exp: now() - 60 }))],
    ['from the future', () => sign(claims({ nbf: now() + 600 }))],
    [
      'without an end',
      () => {
        const { exp: _exp, ...rest } = claims();
        return sign(rest);
      },
    ],
    [
      'without a number of its own',
      () => {
        const { jti: _jti, ...rest } = claims();
        return sign(rest);
      },
    ],
    ['without a signature (alg none)', () => Promise.resolve(new UnsecuredJWT(claims()).encode())],
    [
      'signed with the public key as if it were a secret',
      async () => {
        const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey)));
        return new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(secret);
      },
    ],
  ])('is refused with an assertion %s', async (_what, make) => {
    const { url } = await begin(house, sender());
    const parameters = Object.fromEntries(new URL(url).searchParams);
    const refused = await post('/par', withAssertion(parameters, await make()));
    expect(refused).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('is refused with an assertion about another caller', async () => {
    const parameters = Object.fromEntries(new URL((await begin(house, sender())).url).searchParams);
    const assertion = await sign(claims({ iss: shop.id, sub: shop.id }));
    expect(await post('/par', withAssertion(parameters, assertion))).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    });
  });

  it('is refused with a secret in place of the key, or with neither', async () => {
    const { url } = await begin(house, sender());
    const parameters = Object.fromEntries(new URL(url).searchParams);
    expect((await post('/par', parameters, basic({ ...caller, secret: 'x' }))).status).toBe(401);
    expect((await post('/par', parameters)).status).toBe(401);
  });
});
