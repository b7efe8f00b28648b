import { createHash, verify, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CscClient } from '../src/index.js';
import type { BankAnswer } from './fake-bank.js';
import { base64, makeCredential, startVault, type TestCredential, type VaultHouse } from './helpers.js';

const client: CscClient = {
  clientId: 'pdf-program',
  name: 'A PDF program',
  secret: 'a secret of the test, long enough to be one',
  redirectUris: ['https://pdf.example/callback?from=segl'],
};
const other: CscClient = {
  ...client,
  clientId: 'another',
  redirectUris: ['https://another.example/callback'],
};
const redirectUri = 'https://pdf.example/callback?from=segl';
const ecdsaWithSha256 = '1.2.840.10045.4.3.2';
const sha256Oid = '2.16.840.1.101.3.4.2.1';

let house: VaultHouse;
let credential: TestCredential;
beforeAll(async () => {
  house = await startVault({ env: { VAULT_CSC_CLIENTS: JSON.stringify([client, other]) } });
  credential = await makeCredential(house);
  await makeCredential(house, { owner: '9578-5999-4-99' });
});
afterAll(() => house.close());

type Version = 'v1' | 'v2';
const names = {
  v1: { hashes: 'hash', hashAlgorithm: 'hashAlgo' },
  v2: { hashes: 'hashes', hashAlgorithm: 'hashAlgorithmOID' },
} as const;

const jsonObject = z.record(z.string(), z.unknown());
async function post(version: Version, method: string, body: unknown, token?: string) {
  const answer = await fetch(`${house.baseUrl}/vault/csc/${version}/${method}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: jsonObject.parse(await answer.json()) };
}

/** Walks as a browser does: authorize, the bank, back; ends with the address at the client. */
async function walk(
  version: Version,
  parameters: Record<string, string>,
  browser: 'same' | 'another' = 'same',
) {
  const start = new URL(`${house.baseUrl}/vault/csc/${version}/oauth2/authorize`);
  const usual = {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: redirectUri,
    state: 'state 1',
  };
  for (const [name, value] of Object.entries({ ...usual, ...parameters }))
    start.searchParams.set(name, value);
  const begun = await fetch(start, { redirect: 'manual' });
  const location = begun.headers.get('location');
  if (location === null) return { status: begun.status, body: jsonObject.parse(await begun.json()) };
  if (!location.startsWith(house.baseUrl)) return { status: begun.status, url: new URL(location) };
  const cookie = (begun.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const atBank = await fetch(location, { redirect: 'manual' });
  const back = await fetch(atBank.headers.get('location') ?? '', {
    headers: browser === 'same' ? { cookie } : {},
  });
  const text = await back.text();
  const address = /<a href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
  if (address === undefined) return { status: back.status, body: jsonObject.parse(JSON.parse(text)) };
  return { status: back.status, url: new URL(address) };
}

async function token(
  version: Version,
  parameters: Record<string, string>,
  changes: Record<string, string> = {},
) {
  house.bank.answerNext({ sub: credential.owner, credentialId: credential.credentialId });
  const { url } = await walk(version, parameters);
  const code = url?.searchParams.get('code') ?? '';
  return post(version, 'oauth2/token', {
    grant_type: 'authorization_code',
    code,
    client_id: client.clientId,
    client_secret: client.secret,
    redirect_uri: redirectUri,
    ...changes,
  });
}
const serviceToken = async (version: Version = 'v2') =>
  String((await token(version, {})).body['access_token']);

const digestOf = (text: string) => createHash('sha256').update(text).digest();
const base64url = (bytes: Buffer) => bytes.toString('base64url');
const forHashes = (version: Version, ...hashes: Buffer[]) => ({
  scope: 'credential',
  credentialID: credential.credentialId,
  numSignatures: String(hashes.length),
  [names[version].hashes]: hashes.map(base64url).join(','),
});
const sadFor = async (version: Version, ...hashes: Buffer[]) =>
  String((await token(version, forHashes(version, ...hashes))).body['access_token']);
const signOrder = (
  version: Version,
  SAD: string,
  hashes: Uint8Array[],
  changes: Record<string, unknown> = {},
) => ({
  credentialID: credential.credentialId,
  SAD,
  signAlgo: ecdsaWithSha256,
  [names[version].hashAlgorithm]: sha256Oid,
  [names[version].hashes]: hashes.map(base64),
  ...changes,
});

describe.each(['v1', 'v2'] as const)('the CSC API %s', (version) => {
  it('tells what it is', async () => {
    const { status, body } = await post(version, 'info', {});
    expect(status).toBe(200);
    expect(body).toMatchObject({
      specs: version === 'v1' ? '1.0.4.0' : '2.0.0.2',
      authType: ['oauth2code'],
      oauth2: `${house.baseUrl}/vault/csc/${version}`,
      logo: `${house.context.urls.web}/favicon.svg`,
    });
  });

  it('lists the holder’s credentials, and tells of each', async () => {
    const bearer = await serviceToken(version);
    const list = await post(version, 'credentials/list', {}, bearer);
    expect(list.body).toEqual({ credentialIDs: [credential.credentialId] });
    const info = await post(
      version,
      'credentials/info',
      { credentialID: credential.credentialId, certificates: 'chain', certInfo: true },
      bearer,
    );
    expect(info.body).toMatchObject({
      key: {
        status: 'enabled',
        algo: expect.arrayContaining([ecdsaWithSha256]),
        len: 256,
        curve: '1.2.840.10045.3.1.7',
      },
      cert: { status: 'valid', certificates: [base64(credential.certificate)], serialNumber: '01' },
      SCAL: '2',
      multisign: 50,
      ...(version === 'v1' ? { authMode: 'oauth2code' } : { auth: { mode: 'oauth2code' } }),
    });
  });

  it('signs hashes that the holder authorized, once', async () => {
    const texts = ['one', 'two', 'three'];
    const hashes = texts.map(digestOf);
    const SAD = await sadFor(version, ...hashes);
    const bearer = await serviceToken(version);
    const { status, body } = await post(
      version,
      'signatures/signHash',
      signOrder(version, SAD, hashes),
      bearer,
    );
    expect(status).toBe(200);
    const key = new X509Certificate(credential.certificate).publicKey;
    const signatures = z.array(z.string()).parse(body['signatures']);
    expect(
      signatures.map((signature, index) =>
        verify('sha256', Buffer.from(texts[index] ?? ''), key, Buffer.from(signature, 'base64')),
      ),
    ).toEqual([true, true, true]);
    const again = await post(version, 'signatures/signHash', signOrder(version, SAD, hashes), bearer);
    expect(again).toMatchObject({ status: 400, body: { error: 'token_already_used' } });
    const uses = await house.context.database.prisma.vaultKeyUse.findMany({
      where: { kind: 'csc', attributesSha256: { in: hashes.map((hash) => hash.toString('hex')) } },
    });
    expect(uses).toHaveLength(version === 'v1' ? 3 : 6); // both versions sign the same three texts
  });

  it('binds the bank’s proof to the hashes, by pushed request', async () => {
    const hash = digestOf(`bound ${version}`);
    await sadFor(version, hash);
    const asked = house.bank.pushed.at(-1);
    const [detail] = z.array(jsonObject).parse(JSON.parse(asked?.['authorization_details'] ?? ''));
    expect(asked).toMatchObject({
      client_id: 'segl-vault',
      prompt: 'login',
      max_age: '0',
      resource: `${house.baseUrl}/vault`,
    });
    expect(detail).toMatchObject({
      type: 'segl_signature',
      documents: [{ sha256: hash.toString('hex') }],
      caller: 'A PDF program',
    });
  });

  it('lets a token of scope credential be exchanged for a SAD by credentials/authorize', async () => {
    const hash = digestOf('exchanged');
    const bearer = await sadFor(version, hash);
    const order = {
      credentialID: credential.credentialId,
      numSignatures: 1,
      [names[version].hashes]: [base64(hash)],
    };
    const { body } = await post(version, 'credentials/authorize', order, bearer);
    const SAD = z.string().parse(body['SAD']);
    expect(body['expiresIn']).toBeLessThanOrEqual(300);
    // What was exchanged signs no more; what came of it does.
    expect(
      await post(version, 'signatures/signHash', signOrder(version, bearer, [hash]), bearer),
    ).toMatchObject({
      body: { error: 'token_already_used' },
    });
    expect((await post(version, 'signatures/signHash', signOrder(version, SAD, [hash]), bearer)).status).toBe(
      200,
    );
  });
});

describe('signatures/signHash', () => {
  it('signs once, however many ask at the same moment', async () => {
    const hash = digestOf('raced');
    const SAD = await sadFor('v2', hash);
    const bearer = await serviceToken();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        post('v2', 'signatures/signHash', signOrder('v2', SAD, [hash]), bearer),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it.each([
    ['another hash', async (SAD: string) => signOrder('v2', SAD, [digestOf('other')]), 'hash_mismatch'],
    [
      'more hashes than authorized',
      async (SAD: string) => signOrder('v2', SAD, [digestOf('h'), digestOf('h')]),
      'hash_mismatch',
    ],
    ['no hash', async (SAD: string) => signOrder('v2', SAD, []), 'invalid_request'],
    [
      'a hash of another length',
      async (SAD: string) => signOrder('v2', SAD, [new Uint8Array(48)]),
      'invalid_request',
    ],
    [
      'an unknown algorithm',
      async (SAD: string) => signOrder('v2', SAD, [digestOf('h')], { signAlgo: '1.2.3' }),
      'invalid_request',
    ],
    [
      'an algorithm of other keys',
      async (SAD: string) => signOrder('v2', SAD, [digestOf('h')], { signAlgo: '1.2.840.113549.1.1.11' }),
      'invalid_request',
    ],
    [
      'algorithms that disagree',
      async (SAD: string) =>
        signOrder('v2', SAD, [digestOf('h')], { hashAlgorithmOID: '2.16.840.1.101.3.4.2.3' }),
      'invalid_request',
    ],
    [
      'the names of the other version',
      async (SAD: string) => signOrder('v1', SAD, [digestOf('h')]),
      'invalid_request',
    ],
    ['a SAD that nobody gave', async () => signOrder('v2', 'AAAA', [digestOf('h')]), 'invalid_sad'],
    [
      'a credential of another',
      async (SAD: string) => signOrder('v2', SAD, [digestOf('h')], { credentialID: 'x' }),
      'invalid_request',
    ],
  ])('refuses %s', async (_what, order, error) => {
    const SAD = await sadFor('v2', digestOf('h'));
    const answer = await post('v2', 'signatures/signHash', await order(SAD), await serviceToken());
    expect(answer).toMatchObject({ status: 400, body: { error } });
  });

  it('refuses a SAD after its end, and calls without a token', async () => {
    const hash = digestOf('late');
    const SAD = await sadFor('v2', hash);
    const bearer = await serviceToken();
    expect(await post('v2', 'signatures/signHash', signOrder('v2', SAD, [hash]))).toMatchObject({
      status: 401,
      body: { error: 'invalid_token' },
    });
    house.clock.advance(301);
    expect(await post('v2', 'signatures/signHash', signOrder('v2', SAD, [hash]), bearer)).toMatchObject({
      body: { error: 'invalid_sad' },
    });
    house.clock.advance(3600);
    expect(await post('v2', 'credentials/list', {}, bearer)).toMatchObject({
      status: 401,
      body: { error: 'invalid_token' },
    });
  });

  it('signs with RSA keys by all their algorithms', async () => {
    const rsa = await makeCredential(house, { owner: '9578-5999-4-7', algorithm: 'RSA-2048' });
    const key = new X509Certificate(rsa.certificate).publicKey;
    const text = Buffer.from('with RSA');
    for (const [digest, digestOid, signAlgo] of [
      ['sha256', sha256Oid, '1.2.840.113549.1.1.11'],
      ['sha512', '2.16.840.1.101.3.4.2.3', '1.2.840.113549.1.1.13'],
      ['sha384', '2.16.840.1.101.3.4.2.2', '1.2.840.113549.1.1.1'],
    ] as const) {
      const hash = createHash(digest).update(text).digest();
      house.bank.answerNext({ sub: rsa.owner, credentialId: rsa.credentialId });
      const { url } = await walk('v2', { ...forHashes('v2', hash), credentialID: rsa.credentialId });
      const { body } = await post('v2', 'oauth2/token', {
        grant_type: 'authorization_code',
        code: url?.searchParams.get('code'),
        client_id: client.clientId,
        client_secret: client.secret,
      });
      const SAD = String(body['access_token']);
      const order = {
        credentialID: rsa.credentialId,
        SAD,
        signAlgo,
        hashAlgorithmOID: digestOid,
        hashes: [base64(hash)],
      };
      const signed = await post('v2', 'signatures/signHash', order, SAD);
      const [signature] = z.array(z.string()).parse(signed.body['signatures']);
      expect(verify(digest, text, key, Buffer.from(signature ?? '', 'base64')), digest).toBe(true);
    }
  });

  it('takes fifty hashes, named to the bank as one, and not one more', async () => {
    const hashes = Array.from({ length: 50 }, (_, index) => digestOf(`many ${index}`));
    const SAD = await sadFor('v2', ...hashes);
    const signed = await post('v2', 'signatures/signHash', signOrder('v2', SAD, hashes), SAD);
    expect(z.array(z.string()).parse(signed.body['signatures'])).toHaveLength(50);
    const tooMany = await walk('v2', forHashes('v2', ...hashes, digestOf('one more')));
    expect(tooMany.url?.searchParams.get('error')).toBe('invalid_request');
  });
});

describe('oauth2/authorize', () => {
  it('comes back with code and state, and keeps what the client’s address had', async () => {
    house.bank.answerNext({ sub: credential.owner, credentialId: credential.credentialId });
    const { url } = await walk('v2', {});
    expect(url?.origin).toBe('https://pdf.example');
    expect(url?.searchParams.get('from')).toBe('segl');
    expect(url?.searchParams.get('state')).toBe('state 1');
    expect(url?.searchParams.get('code')).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it.each([
    ['an unknown client', { client_id: 'nobody' }, 'invalid_client'],
    ['an address that is not registered', { redirect_uri: 'https://evil.example/' }, 'invalid_request'],
    ['another client’s address', { redirect_uri: 'https://another.example/callback' }, 'invalid_request'],
  ])('never redirects for %s', async (_what, parameters, error) => {
    const refused = await walk('v2', parameters);
    expect(refused.url).toBeUndefined();
    expect(refused.body).toMatchObject({ error });
  });

  it.each([
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['another scope', { scope: 'everything' }, 'invalid_scope'],
    [
      'a credential that is not there',
      { scope: 'credential', credentialID: 'x', numSignatures: '1' },
      'invalid_request',
    ],
    ['plain PKCE', { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' }, 'invalid_request'],
  ])('tells the client of %s', async (_what, parameters, error) => {
    const { url } = await walk('v2', parameters);
    expect(url?.searchParams.get('error')).toBe(error);
    expect(url?.searchParams.get('state')).toBe('state 1');
  });

  it('tells the client that credential scope needs hashes and a number', async () => {
    const { scope, credentialID, numSignatures, hashes } = forHashes('v2', digestOf('x')) as Record<
      string,
      string
    >;
    for (const parameters of [
      { scope, credentialID, numSignatures },
      { scope, credentialID, hashes },
      { scope, credentialID, hashes, numSignatures: '0' },
      { scope, credentialID, hashes: 'x', numSignatures: '1' },
    ]) {
      const given = Object.entries(parameters).filter(
        (pair): pair is [string, string] => pair[1] !== undefined,
      );
      const { url } = await walk('v2', Object.fromEntries(given));
      expect(url?.searchParams.get('error')).toBe('invalid_request');
    }
  });

  it('tells the client when the holder cancels', async () => {
    house.bank.answerNext({ sub: '', credentialId: '', error: 'access_denied' });
    expect((await walk('v2', {})).url?.searchParams.get('error')).toBe('access_denied');
  });

  it.each<[string, Partial<BankAnswer>]>([
    ['of another holder', { sub: '9578-5999-4-99' }],
    ['that another client of the bank asked for', { clientId: 'segl-signing' }],
    ['for another credential', { credentialId: '6f1a1f0e-0000-4000-8000-000000000000' }],
    ['without a password', { amr: ['bid', 'bid-otp'] }],
    ['without a code', { amr: ['bid', 'bid-pwd'] }],
    [
      'for other hashes',
      {
        authorizationDetails: [
          {
            type: 'segl_signature',
            documents: [{ label: 'x', sha256: digestOf('other').toString('hex') }],
            consentSha256: digestOf('other').toString('hex'),
            reference: 'x',
            caller: 'x',
          },
        ],
      },
    ],
    ['whose id token the bank did not sign', { idToken: 'forged' }],
  ])('gives nothing for a proof %s', async (_what, answer) => {
    house.bank.answerNext({ sub: credential.owner, credentialId: credential.credentialId, ...answer });
    const { url } = await walk('v2', forHashes('v2', digestOf('x')));
    expect(url?.searchParams.get('error')).toBe('access_denied');
    expect(url?.searchParams.get('code')).toBeNull();
  });

  it('gives nothing to another browser than the one that began', async () => {
    house.bank.answerNext({ sub: credential.owner, credentialId: credential.credentialId });
    const refused = await walk('v2', {}, 'another');
    expect(refused.url).toBeUndefined();
    expect(refused.body).toMatchObject({ error: 'invalid_request' });
  });
});

describe('oauth2/token', () => {
  it.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
    ['another client', { client_id: 'another' }, 400, 'invalid_grant'],
    ['another address', { redirect_uri: 'https://another.example/callback' }, 400, 'invalid_grant'],
    ['another grant type', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['an unknown code', { code: 'x' }, 400, 'invalid_grant'],
  ])('refuses %s', async (_what, changes, status, error) => {
    expect(await token('v2', {}, changes)).toMatchObject({ status, body: { error } });
  });

  it('takes form, Basic and PKCE, and a code once', async () => {
    house.bank.answerNext({ sub: credential.owner, credentialId: credential.credentialId });
    const verifier = 'v'.repeat(43);
    const { url } = await walk('v2', {
      code_challenge: base64url(createHash('sha256').update(verifier).digest()),
      code_challenge_method: 'S256',
    });
    const exchange = async (codeVerifier: string) => {
      const answer = await fetch(`${house.baseUrl}/vault/csc/v2/oauth2/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${client.clientId}:${client.secret}`).toString('base64')}`,
        },
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          code: url?.searchParams.get('code') ?? '',
          redirect_uri: redirectUri,
          code_verifier: codeVerifier,
        }),
      });
      return jsonObject.parse(await answer.json());
    };
    expect(await exchange('w'.repeat(43))).toMatchObject({ error: 'invalid_grant' });
    expect(await exchange(verifier)).toMatchObject({
      token_type: 'Bearer',
      scope: 'service',
      expires_in: 3600,
    });
    expect(await exchange(verifier)).toMatchObject({ error: 'invalid_grant' });
  });

  it('keeps no secret in the database', async () => {
    const bearer = await serviceToken();
    const rows = await house.context.database.prisma.cscGrant.findMany();
    expect(JSON.stringify(rows)).not.toContain(bearer);
  });
});

describe('the borders', () => {
  it('a service token alone authorizes nothing', async () => {
    const order = {
      credentialID: credential.credentialId,
      numSignatures: 1,
      hashes: [base64(digestOf('x'))],
    };
    const refused = await post('v2', 'credentials/authorize', order, await serviceToken());
    expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  it('credentials of others are not told', async () => {
    const another = await house.context.database.prisma.vaultKey.findFirstOrThrow({
      where: { owner: '9578-5999-4-99' },
    });
    const refused = await post(
      'v2',
      'credentials/info',
      { credentialID: another.credentialId },
      await serviceToken(),
    );
    expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  it('what is too large or no JSON is refused in the API’s words', async () => {
    const large = await post('v2', 'signatures/signHash', { hashes: 'x'.repeat(70_000) });
    expect(large).toMatchObject({ status: 413, body: { error: 'document_too_large' } });
    const broken = await fetch(`${house.baseUrl}/vault/csc/v2/info`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(await broken.json()).toMatchObject({ error: 'invalid_request' });
  });

  it('requests from one address are limited', async () => {
    const strict = await startVault({ env: { VAULT_CSC_REQUESTS_PER_MINUTE: '2' } });
    try {
      const info = () => fetch(`${strict.baseUrl}/vault/csc/v2/info`, { method: 'POST' });
      const answers = [await info(), await info(), await info()];
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
      expect(await answers[2]?.json()).toMatchObject({ error: 'too_many_requests' });
      // Without the setting, the demo has a client of its own, whose secret only its owner may read.
      const file = path.join(strict.context.dataDir, 'vault', 'csc-demo-client.json');
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject([{ clientId: 'csc-demo' }]);
    } finally {
      await strict.close();
    }
  });
});
