import { createHash } from 'node:crypto';
import express, { Router } from 'express';
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { bankid } from '@segl/contracts';
import { createTestContext, type TestContext } from '@segl/testkit';
import { IdentityError, type IdentityProvider } from '../src/login/identity-provider.js';
import { createOpenIdIdentityProvider } from '../src/login/openid-identity-provider.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

/** A small OpenID Provider over HTTP: what was pushed to it, and an answer that tests bend. */
const pushed: URLSearchParams[] = [];
let idToken: { claims: Record<string, unknown>; key: 'bank' | 'stranger' };
let house: TestContext;
let provider: IdentityProvider;

beforeAll(async () => {
  house = await createTestContext({ service: 'signing' });
  const { serviceKeys, urls } = house.context;
  const bank = await generateKeyPair('ES256');
  const stranger = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(bank.publicKey)), kid: 'bank', alg: 'ES256', use: 'sig' };
  const issuer = urls.bankid;

  /** RFC 7523: the client is who it says only by the key of the service behind it. */
  const authenticate = async (form: URLSearchParams): Promise<void> => {
    const { payload, protectedHeader } = await jwtVerify(
      form.get('client_assertion') ?? '',
      createLocalJWKSet(await serviceKeys.publicKeys()),
      { audience: issuer, algorithms: ['ES256'] },
    );
    if (payload.sub !== form.get('client_id') || protectedHeader.kid?.startsWith('signing:') !== true) {
      throw new Error('not the client');
    }
  };
  const router = Router();
  router.use(express.text({ type: 'application/x-www-form-urlencoded' }));
  router.get('/.well-known/openid-configuration', (_request, response) => {
    response.json({
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      pushed_authorization_request_endpoint: `${issuer}/par`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    });
  });
  router.get('/jwks', (_request, response) => void response.json({ keys: [jwk] }));
  router.post('/par', async (request, response) => {
    const form = new URLSearchParams(String(request.body));
    await authenticate(form);
    pushed.push(form);
    response
      .status(201)
      .json({ request_uri: `urn:ietf:params:oauth:request_uri:${pushed.length}`, expires_in: 60 });
  });
  router.post('/token', async (request, response) => {
    const form = new URLSearchParams(String(request.body));
    await authenticate(form);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (challenge !== pushed.at(-1)?.get('code_challenge')) {
      response.status(400).json({ error: 'invalid_grant' });
      return;
    }
    const signed = new SignJWT(idToken.claims).setProtectedHeader({ alg: 'ES256', kid: 'bank' });
    response.json({
      access_token: 'activation',
      token_type: 'Bearer',
      expires_in: 300,
      id_token: await signed.sign((idToken.key === 'bank' ? bank : stranger).privateKey),
    });
  });
  const nothing = () => Promise.resolve();
  house.mount({
    name: 'bankid',
    path: '/bankid',
    router,
    start: nothing,
    stop: nothing,
    ready: () => Promise.resolve([]),
  });
  provider = createOpenIdIdentityProvider(house.context);
});
beforeEach(() => pushed.splice(0));
afterAll(() => house.close());

const detail: bankid.SeglSignatureDetail = {
  type: 'segl_signature',
  documents: [{ label: 'Avtale', sha256: 'a'.repeat(64) }],
  consentSha256: 'b'.repeat(64),
  reference: 'Segl 1',
  caller: 'Ola',
};

/** Claims of a good answer to the newest request. */
function goodClaims(client: string): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: house.context.urls.bankid,
    aud: client,
    sub: '9578-5999-4-1000001',
    iat: now,
    exp: now + 300,
    nonce: pushed.at(-1)?.get('nonce'),
    auth_time: now,
    bankid_altsub: '9578-5999-4-1000001',
    name: 'Kari Fjellheim',
    given_name: 'Kari',
    family_name: 'Fjellheim',
    birthdate: '1985-03-14',
    acr: 'urn:bankid:bid;LOA=4',
    amr: ['bid', 'bid-otp', 'bid-pwd'],
    originator: 'CN=Fjordbanken',
    originator_name: 'Fjordbanken',
    additionalCertInfo: {
      serialNumber: '1',
      certValidFrom: '2026-01-01T00:00:00Z',
      certValidTo: '2028-01-01T00:00:00Z',
      certQualified: false,
    },
    tid: 't',
  };
}

describe('what is told to the bank', () => {
  it('travels by pushed request; the address names nothing but that', async () => {
    const { redirectUrl } = await provider.pushSigning({
      birthDate: '1985-03-14',
      language: 'nn',
      nationalId: 'not-wanted',
      detail,
    });
    const names = [...new URL(redirectUrl).searchParams.keys()].sort();
    expect(names).toEqual(['client_id', 'request_uri']);
    const form = pushed[0];
    expect(Object.fromEntries(form ?? [])).toMatchObject({
      client_id: 'segl-signing',
      redirect_uri: `${house.context.urls.signing}/callback/sign`,
      response_type: 'code',
      scope: 'openid profile',
      prompt: 'login',
      max_age: '0',
      login_hint: 'birthdate:1985-03-14',
      ui_locales: 'nn',
      resource: house.context.urls.vault,
      code_challenge_method: 'S256',
    });
    expect(JSON.parse(form?.get('authorization_details') ?? '')).toEqual([detail]);
  });

  it('of a log-in is its hint at most, and the number’s scope only where it is wanted', async () => {
    await provider.pushLogin({ nationalId: 'wanted' });
    const form = pushed[0];
    expect(form?.get('client_id')).toBe('segl-web');
    expect(form?.get('scope')).toBe('openid profile nnin_altsub');
    expect(form?.has('login_hint')).toBe(false);
    expect(form?.has('authorization_details')).toBe(false);
  });
});

describe('the bank’s answer', () => {
  const ask = async (bend: (claims: Record<string, unknown>) => void, key: 'bank' | 'stranger' = 'bank') => {
    const { redirectUrl: _where, ...pending } = await provider.pushLogin({ nationalId: 'not-wanted' });
    idToken = { claims: goodClaims('segl-web'), key };
    bend(idToken.claims);
    return provider.answerLogin(new URLSearchParams({ code: 'c', state: pending.state }), pending);
  };

  it('is taken when it holds', async () => {
    const { claims, accessToken } = await ask(() => undefined);
    expect(claims.sub).toBe('9578-5999-4-1000001');
    expect(accessToken).toBe('activation');
  });

  it.each<[string, (claims: Record<string, unknown>) => void]>([
    ['of another issuer', (claims) => (claims['iss'] = 'https://evil.test')],
    ['for another client', (claims) => (claims['aud'] = 'segl-signing')],
    ['to another request (nonce)', (claims) => (claims['nonce'] = 'other')],
    ['without a nonce', (claims) => delete claims['nonce']],
    ['that has run out', (claims) => (claims['exp'] = Math.floor(Date.now() / 1000) - 600)],
    ['without a birth date', (claims) => delete claims['birthdate']],
  ])('%s is refused', async (_name, bend) => {
    await expect(ask(bend)).rejects.toMatchObject({ name: 'IdentityError', code: 'invalid' });
  });

  it('signed by a stranger is refused', async () => {
    await expect(ask(() => undefined, 'stranger')).rejects.toMatchObject({ code: 'invalid' });
  });

  it('to another state is refused, and so is another verifier', async () => {
    const { redirectUrl: _where, ...pending } = await provider.pushLogin({ nationalId: 'not-wanted' });
    idToken = { claims: goodClaims('segl-web'), key: 'bank' };
    const query = new URLSearchParams({ code: 'c', state: pending.state });
    await expect(provider.answerLogin(query, { ...pending, state: 'other' })).rejects.toBeInstanceOf(
      IdentityError,
    );
    await expect(
      provider.answerLogin(query, { ...pending, codeVerifier: 'x'.repeat(43) }),
    ).rejects.toMatchObject({ code: 'invalid' });
  });

  it.each([
    ['access_denied', '9001 cancelled by the user', 'cancelled', '9001'],
    ['access_denied', '9314 the BankID is suspended', 'refused', '9314'],
    ['login_required', '9409 the dialog timed out', 'refused', '9409'],
    ['server_error', '', 'refused', undefined],
  ])('%s (%s) is told as %s', async (error, description, code, bankIdCode) => {
    const { redirectUrl: _where, ...pending } = await provider.pushLogin({ nationalId: 'not-wanted' });
    const query = new URLSearchParams({ error, error_description: description, state: pending.state });
    await expect(provider.answerLogin(query, pending)).rejects.toMatchObject({ code, bankIdCode });
  });
});

describe('a bank that is away', () => {
  it('is asked again at the next log-in', async () => {
    let isAway = true;
    const context = {
      ...house.context,
      urls: {
        ...house.context.urls,
        get bankid() {
          return isAway ? 'http://127.0.0.1:9/bankid' : house.context.urls.bankid;
        },
      },
    };
    const patient = createOpenIdIdentityProvider(context);
    await expect(patient.pushLogin({ nationalId: 'not-wanted' })).rejects.toMatchObject({
      code: 'platform.service-unreachable',
    });
    isAway = false;
    await expect(patient.pushLogin({ nationalId: 'not-wanted' })).resolves.toHaveProperty('redirectUrl');
  });
});
