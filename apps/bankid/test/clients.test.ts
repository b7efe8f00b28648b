import { createRemoteJWKSet, jwtVerify } from 'jose';
import { buildEndSessionUrl, clientCredentialsGrant } from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oidcClients } from '@segl/contracts';
import { revokeBankId } from '../src/issuing/revoke-bankid.js';
import { textOf } from './support/browser.js';
import { openHouse, type House } from './support/house.js';
import {
  begin,
  configure,
  desk,
  loggedOutUri,
  newBrowser,
  prove,
  redeem,
  redirectUri,
  register,
  type Registered,
} from './support/shop.js';

let house: House;
let shop: Registered;
beforeAll(async () => {
  house = await openHouse();
  shop = await register(house);
});
afterAll(() => house.close());

const purpose = oidcClients.clientsPurpose;

describe('the operator', () => {
  it('is told a secret once, and only its hash is kept', async () => {
    const { id, secret } = await register(house, { name: 'Bokhandelen' });
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    const row = await house.test.context.database.prisma.oidcClient.findUniqueOrThrow({ where: { id } });
    expect(JSON.stringify(row)).not.toContain(secret);
    const { clients } = await desk(house).json('/clients', {
      purpose,
      schema: oidcClients.registeredClients,
    });
    expect(clients.find((client) => client.id === id)).toMatchObject({ name: 'Bokhandelen' });
    expect(JSON.stringify(clients)).not.toContain(row.secretHash);
    // The hash is no secret to log in with.
    await expect(begin(house, { id, secret: row.secretHash ?? '' }, {}, 'pushed')).rejects.toThrow();
    await expect(begin(house, { id, secret }, {}, 'pushed')).resolves.toBeDefined();
  });

  it('alone registers callers', async () => {
    const answer = await desk(house, 'signing').fetch('/clients', { purpose });
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
    await expect(register(house, changes)).rejects.toMatchObject({ status: 400 });
  });

  it('removes a caller for good, with the codes that were on their way', async () => {
    const gone = await register(house);
    const errand = await begin(house, gone);
    const answer = await prove(house, errand);
    const removal = await desk(house).fetch(`/clients/${gone.id}/removal`, { method: 'POST', purpose });
    expect(removal.status).toBe(204);
    await expect(redeem(errand, answer)).rejects.toMatchObject({ status: 401 });
    expect((await newBrowser().open(errand.url)).status).toBe(400);
    expect((await desk(house).fetch(`/clients/${gone.id}/removal`, { method: 'POST', purpose })).status).toBe(
      404,
    );
  });
});

describe('a caller outside Segl', () => {
  it.each(['in the address', 'pushed'] as const)('gets the facts of a log-in asked for %s', async (way) => {
    const errand = await begin(house, shop, {}, way);
    const tokens = await redeem(errand, await prove(house, errand));
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
    const bank = await register(house, { scopes: ['openid', 'profile', 'nnin_altsub'] });
    const kari = await house.person('Kari');
    const asked = await begin(house, bank, { scope: 'openid nnin_altsub' });
    const claims = (await redeem(asked, await prove(house, asked))).claims();
    expect(claims).toMatchObject({ nnin_altsub: kari.nationalId });
    expect(claims).not.toHaveProperty('birthdate');
    const answer = await newBrowser().open((await begin(house, shop, { scope: 'openid nnin_altsub' })).url);
    expect(answer.url.searchParams.get('error')).toBe('invalid_scope');
  });

  it('is named in the dialog, with what it gets to know; our own are not asked about', async () => {
    const page = await newBrowser().open((await begin(house, shop)).url);
    expect(textOf(page)).toContain('får Kaffebaren AS vite: hvilken bank du har BankID fra');
    expect(textOf(page)).toContain('navnet ditt og fødselsdatoen din');
    expect(textOf(page)).not.toContain('fødselsnummeret ditt');
    expect(page.headers.get('content-security-policy')).toMatch(
      /form-action 'self' https:\/\/kaffe\.example(;|$)/,
    );
  });

  it('that must push its requests is refused in the address', async () => {
    const careful = await register(house, { requests: 'pushed' });
    const page = await newBrowser().open((await begin(house, careful)).url);
    expect(page.url.searchParams.get('error')).toBe('invalid_request');
    const errand = await begin(house, careful, {}, 'pushed');
    expect((await redeem(errand, await prove(house, errand))).claims()?.sub).toBe(
      (await house.person('Kari')).sub,
    );
  });

  it('gets nothing when the BankID was blocked before the code was exchanged', async () => {
    const errand = await begin(house, shop);
    const answer = await prove(house, errand, 'Ola');
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

describe('a program that sends documents to signing, in its own name', () => {
  const returnUrl = 'https://kaffe.example/loan/return';
  const ask = async (client: Registered, parameters: Record<string, string> = {}) =>
    clientCredentialsGrant(await configure(house, client), {
      scope: 'signing:orders',
      resource: house.test.context.urls.signing,
      ...parameters,
    });

  it('gets a token for five minutes, that says who it is and where signers may go back to', async () => {
    const bank = await register(house, { signingOrders: { returnUrls: [returnUrl] } });
    const answer = await ask(bank);
    expect(answer.expires_in).toBe(300);
    const { bankid, signing } = house.test.context.urls;
    const { payload } = await jwtVerify(answer.access_token, createRemoteJWKSet(new URL(`${bankid}/jwks`)), {
      issuer: bankid,
      audience: signing,
      typ: 'at+jwt',
      currentDate: new Date(),
    });
    expect(payload).toMatchObject({
      client_id: bank.id,
      scope: 'signing:orders',
      client_name: 'Kaffebaren AS',
      return_urls: [returnUrl],
    });
  });

  it('gets none where the operator has not let it, nor one for the vault', async () => {
    await expect(ask(shop)).rejects.toMatchObject({ error: 'invalid_request' });
    const bank = await register(house, { signingOrders: {} });
    const vault = { resource: house.test.context.urls.vault };
    await expect(ask(bank, vault)).rejects.toMatchObject({ error: 'invalid_target' });
    const wrong = { id: bank.id, secret: shop.secret };
    const challenged = { status: 401, cause: [{ parameters: { error: 'invalid_client' } }] };
    await expect(ask(wrong)).rejects.toMatchObject(challenged);
  });

  it('gets none in a person’s name: a log-in asks for signing in vain', async () => {
    const bank = await register(house, { signingOrders: {} });
    const asked = await begin(house, bank, { resource: house.test.context.urls.signing });
    const answer = await newBrowser().open(asked.url);
    expect(answer.url.searchParams.get('error')).toBe('invalid_target');
  });

  it.each([
    ['a public client', { authentication: 'none' }],
    ['an address of plain http elsewhere', { signingOrders: { returnUrls: ['http://kaffe.example/'] } }],
    ['what is no web address', { signingOrders: { returnUrls: ['javascript:alert(1)'] } }],
  ])('is not registered with %s', async (_what, changes) => {
    await expect(register(house, { signingOrders: {}, ...changes })).rejects.toMatchObject({ status: 400 });
  });
});

describe('log-out (OpenID Connect RP-Initiated Logout 1.0)', () => {
  it('goes back to a registered address, with the state', async () => {
    const errand = await begin(house, shop);
    const { id_token: hint = '' } = await redeem(errand, await prove(house, errand));
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
