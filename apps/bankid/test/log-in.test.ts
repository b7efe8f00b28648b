import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bankid } from '@segl/contracts';
import { createBrowser, type Browser, type Page } from './support/browser.js';
import { loanAgreement, pushRequest, pushSigning, redeem, type Errand } from './support/caller.js';
import { openHouse, type House } from './support/house.js';
import { answerAll } from './support/walk.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

function browse(errand: Errand): { browser: Browser; first: Promise<Page> } {
  const browser = createBrowser({ stopAt: errand.redirectUri });
  return { browser, first: browser.open(errand.url) };
}

describe('log-in by OpenID Connect', () => {
  it('vouches for the holder, with code and password', async () => {
    const kari = await house.person('Kari');
    const errand = await pushRequest(house, 'segl-web');
    const { browser, first } = browse(errand);
    const answer = await answerAll(browser, await first, kari);
    const tokens = await redeem(errand, answer.url);

    const claims = bankid.bankIdClaims.parse(tokens.claims());
    expect(claims).toMatchObject({
      sub: kari.sub,
      bankid_altsub: kari.sub,
      name: 'Kari Eksempel',
      given_name: 'Kari',
      family_name: 'Eksempel',
      birthdate: '1987-05-24',
      acr: 'urn:bankid:bid;LOA=4',
      originator_name: 'Fjordbanken',
      auth_time: Math.floor(Date.now() / 1000),
    });
    expect([...claims.amr].sort()).toEqual(['bid', 'bid-mfa', 'bid-otp', 'bid-pwd']);
    expect(claims.originator).toContain('OriginatorId=9901;OriginatorName=Fjordbanken');
    expect(claims.nnin_altsub).toBeUndefined();
    house.advance(30);
  });

  it('gives the national identity number by its own scope, to eligible callers only', async () => {
    const ola = await house.person('Ola');
    const errand = await pushRequest(house, 'segl-web', { scope: 'openid profile nnin_altsub' });
    const { browser, first } = browse(errand);
    const answer = await answerAll(browser, await first, ola);
    expect((await redeem(errand, answer.url)).claims()?.['nnin_altsub']).toBe(ola.nationalId);
    await expect(
      pushRequest(house, 'segl-vault', { scope: 'openid profile nnin_altsub' }),
    ).rejects.toMatchObject({ error: 'invalid_scope' });
    house.advance(30);
  });

  it('asks anew every time: there is no single sign-on', async () => {
    const kari = await house.person('Kari');
    const errand = await pushRequest(house, 'segl-web');
    const { browser, first } = browse(errand);
    await answerAll(browser, await first, kari);
    const again = await browser.open((await pushRequest(house, 'segl-web')).url);
    expect(again.url.pathname).toMatch(/\/dialog\/[^/]+\/birth-date$/);
    house.advance(30);
  });

  it('takes a code of the provider once, also when it is redeemed twice at once', async () => {
    const kari = await house.person('Kari');
    const errand = await pushRequest(house, 'segl-web');
    const { browser, first } = browse(errand);
    const answer = await answerAll(browser, await first, kari);
    const results = await Promise.allSettled([redeem(errand, answer.url), redeem(errand, answer.url)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    house.advance(30);
  });

  it('refuses requests that were not pushed, and without PKCE', async () => {
    const { configuration, redirectUri } = await pushRequest(house, 'segl-web');
    const plain = new URL(configuration.serverMetadata().authorization_endpoint ?? '');
    plain.search = new URLSearchParams({
      client_id: 'segl-web',
      response_type: 'code',
      scope: 'openid',
      redirect_uri: redirectUri,
    }).toString();
    const answer = await createBrowser({ stopAt: redirectUri }).open(plain.href);
    expect(answer.url.searchParams.get('error')).toBe('invalid_request');
    await expect(
      pushRequest(house, 'segl-web', { code_challenge: '', code_challenge_method: '' }),
    ).rejects.toMatchObject({ error: 'invalid_request' });
  });
});

describe('a signing (step 6)', () => {
  it('gives an activation for the vault that names key, documents and consent', async () => {
    const kari = await house.person('Kari');
    const errand = await pushSigning(house, { login_hint: `birthdate:${kari.birthDate}` });
    const { browser, first } = browse(errand);
    const answer = await answerAll(browser, await first, kari);
    const tokens = await redeem(errand, answer.url);

    const keys = createRemoteJWKSet(new URL(`${house.test.context.urls.bankid}/jwks`));
    const { payload, protectedHeader } = await jwtVerify(tokens.access_token, keys, {
      typ: 'at+jwt',
      algorithms: ['ES256'],
      issuer: house.test.context.urls.bankid,
      audience: house.test.context.urls.vault,
    });
    const activation = bankid.activationClaims.parse(payload);
    expect(protectedHeader.alg).toBe('ES256');
    expect(activation.authorization_details).toEqual([loanAgreement]);
    expect(activation.sub).toBe(kari.sub);
    expect(activation.client_id).toBe('segl-signing');
    expect(activation.exp - activation.iat).toBeLessThanOrEqual(300);
    const stored = await house.room.context.database.prisma.bankId.findUniqueOrThrow({
      where: { credentialId: activation.credential_id },
      include: { person: true },
    });
    expect(stored.person.sub).toBe(kari.sub);
    house.advance(30);
  });

  it.each([
    ['segl-web', { ...loanAgreement }],
    ['segl-signing', { ...loanAgreement, documents: [] }],
    ['segl-signing', { ...loanAgreement, extra: 'not in the type' }],
    ['segl-signing', { type: 'something_else' }],
  ] as const)('is refused to %s when the details do not fit', async (client, detail) => {
    await expect(
      pushRequest(house, client, { authorization_details: JSON.stringify([detail]) }),
    ).rejects.toMatchObject({ error: 'invalid_authorization_details' });
  });

  it('is for what the dialog shows: one list of documents, and no second one behind it', async () => {
    const unseen = { ...loanAgreement, documents: [{ label: 'Gavebrev', sha256: 'c'.repeat(64) }] };
    await expect(
      pushRequest(house, 'segl-signing', { authorization_details: JSON.stringify([loanAgreement, unseen]) }),
    ).rejects.toMatchObject({ error: 'invalid_authorization_details' });
  });

  it('gives tokens for the vault and for nobody else', async () => {
    await expect(pushSigning(house, { resource: house.test.context.urls.signing })).rejects.toMatchObject({
      error: 'invalid_target',
    });
  });
});

describe('the provider’s addresses', () => {
  it('are those of the settings, whatever a request calls its host', async () => {
    const { bankid: issuer } = house.test.context.urls;
    const metadata = await fetch(`${issuer}/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-host': 'elsewhere.example', connection: 'close' },
    });
    expect(await metadata.json()).toMatchObject({
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
    });
  });
});

describe('what stays in the database', () => {
  it('is neither codes of the provider nor personal numbers', async () => {
    const kari = await house.person('Kari');
    await pushRequest(house, 'segl-web', { login_hint: `BID:${kari.nationalId}` });
    const { rows } = await house.room.context.database.executeSql(
      `SELECT row_to_json(r)::text AS text FROM bankid."OidcRecord" r
       UNION ALL SELECT row_to_json(d)::text FROM bankid."Dialog" d
       UNION ALL SELECT row_to_json(p)::text FROM bankid."Person" p
       UNION ALL SELECT row_to_json(c)::text FROM bankid."AttemptCounter" c`,
    );
    expect(rows.length).toBeGreaterThan(5);
    for (const { text } of rows) expect(text).not.toContain(kari.nationalId);
  });

  it('is not the national identity number of a person who types it where the birth date goes', async () => {
    const kari = await house.person('Kari');
    const errand = await pushRequest(house, 'segl-web');
    const { browser, first } = browse(errand);
    const spaced = `${kari.nationalId.slice(0, 6)} ${kari.nationalId.slice(6)}`;
    for (const number of [kari.nationalId, spaced]) {
      const again = await browser.submit(await first, '/birth-date', { birthDate: number });
      expect(again.html).not.toContain(number);
      expect(again.html).toContain('id="birth-date-error"');
    }
    const { rows } = await house.room.context.database.executeSql(
      `SELECT row_to_json(d)::text AS text FROM bankid."Dialog" d`,
    );
    for (const { text } of rows) {
      expect(text).not.toContain(kari.nationalId);
      expect(text).not.toContain(spaced);
    }
  });
});
