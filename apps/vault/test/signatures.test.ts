import { createHash, createPublicKey, verify, X509Certificate } from 'node:crypto';
import { vault } from '@segl/contracts';
import { encodeSignedAttributes } from '@segl/pades';
import { createServiceClient } from '@segl/platform';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAttributes } from '../src/signatures/check-attributes.js';
import {
  attributesFor,
  base64,
  boundTo,
  consentSha256,
  makeCredential,
  sha256,
  sign,
  startVault,
  type TestCredential,
  type VaultHouse,
} from './helpers.js';

let house: VaultHouse;
let credential: TestCredential;
beforeAll(async () => {
  house = await startVault();
  credential = await makeCredential(house);
});
afterAll(() => house.close());

const holds = (
  { certificate }: TestCredential,
  attributes: Uint8Array,
  { signature }: { signature: string },
): boolean =>
  verify('sha256', attributes, new X509Certificate(certificate).publicKey, Buffer.from(signature, 'base64'));

describe('a signature against an activation (step 7)', () => {
  it('is made over the attributes, and comes with the certificate', async () => {
    const activation = await house.activate(boundTo(credential));
    const attributes = attributesFor(credential);
    const { status, body } = await sign(house, activation, attributes);
    const answer = vault.signatureAnswer.parse(body);
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      signatureAlgorithm: 'ECDSA',
      digestAlgorithm: 'SHA-256',
      certificates: [base64(credential.certificate)],
      repeated: false,
    });
    expect(holds(credential, attributes, answer)).toBe(true);
  });

  it('is made with RSA keys too', async () => {
    const rsa = await makeCredential(house, { algorithm: 'RSA-2048' });
    const attributes = attributesFor(rsa);
    const { body } = await sign(house, await house.activate(boundTo(rsa)), attributes);
    const answer = vault.signatureAnswer.parse(body);
    expect(answer.signatureAlgorithm).toBe('RSASSA-PKCS1-v1_5');
    expect(holds(rsa, attributes, answer)).toBe(true);
  });

  it('is stored and repeated for the same activation, document and attributes', async () => {
    const activation = await house.activate(boundTo(credential));
    const attributes = attributesFor(credential);
    const first = await sign(house, activation, attributes);
    const second = await sign(house, activation, attributes);
    expect(second.body).toEqual({ ...first.body, repeated: true });
  });

  it('is repeated after the activation’s end, and not made anew', async () => {
    const activation = await house.activate(boundTo(credential));
    const attributes = attributesFor(credential);
    const first = await sign(house, activation, attributes);
    const unused = await house.activate(boundTo(credential));
    house.clock.advance(600);
    expect((await sign(house, activation, attributes)).body).toEqual({ ...first.body, repeated: true });
    expect(await sign(house, unused, attributes)).toMatchObject({
      status: 401,
      body: { code: 'vault.activation-expired' },
    });
  });

  it('is the same for all of many calls at the same moment', async () => {
    const activation = await house.activate(boundTo(credential));
    const attributes = attributesFor(credential);
    const answers = await Promise.all(Array.from({ length: 8 }, () => sign(house, activation, attributes)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body['signature'])).size).toBe(1);
    const uses = await house.context.database.prisma.vaultKeyUse.count({
      where: { attributesSha256: sha256(attributes), credentialId: credential.credentialId, kind: 'first' },
    });
    expect(uses).toBeGreaterThan(0);
    expect(answers.filter(({ body }) => body['repeated'] === false).length).toBe(1);
  });

  it('goes to one of several attribute sets that race, and to no other', async () => {
    const activation = await house.activate(boundTo(credential));
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((content) => sign(house, activation, attributesFor(credential, { content }))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    for (const { status, body } of answers)
      if (status === 409) expect(body['code']).toBe('vault.activation-used');
  });

  it('is made once more after a lost race, recorded as such, and then never', async () => {
    const activation = await house.activate(boundTo(credential));
    const [first, second, third] = ['1', '2', '3'].map((content) => attributesFor(credential, { content }));
    if (first === undefined || second === undefined || third === undefined) throw new Error('unreachable');
    const again = { purpose: 'resign-after-lost-race' };
    expect((await sign(house, activation, first)).status).toBe(200);
    const resigned = await sign(house, activation, second, again);
    expect(resigned.status).toBe(200);
    expect((await sign(house, activation, second, again)).body).toEqual({ ...resigned.body, repeated: true });
    expect(await sign(house, activation, third, again)).toMatchObject({
      body: { code: 'vault.activation-used' },
    });
    const kinds = await house.context.database.prisma.vaultKeyUse.findMany({
      where: { attributesSha256: { in: [sha256(first), sha256(second)] } },
      orderBy: { at: 'asc' },
    });
    expect(kinds.map(({ kind }) => kind)).toEqual(['first', 'resigned']);
  });

  it('is made once for each document of the activation', async () => {
    const [one, two, three] = [sha256('one'), sha256('two'), sha256('three')];
    const activation = await house.activate(boundTo(credential, one, two));
    const signed = [one, two].map((document) =>
      sign(house, activation, attributesFor(credential, { content: document }), { document }),
    );
    expect((await Promise.all(signed)).map(({ status }) => status)).toEqual([200, 200]);
    const other = await sign(house, activation, attributesFor(credential), { document: three });
    expect(other).toMatchObject({ status: 401, body: { code: 'vault.activation-invalid' } });
  });
});

describe('an activation', () => {
  it.each([
    ['of another issuer', { iss: 'https://bank.example' }, {}],
    ['for another audience', { aud: 'https://vault.example' }, {}],
    ['that lives too long', { exp: Math.floor(Date.now() / 1000) + 100_000 }, {}],
    ['for another holder', { sub: '9578-5999-4-2' }, {}],
    ['of another type', {}, { typ: 'JWT' }],
    ['under an unknown key', {}, { kid: 'bank-2' }],
    ['without details', { authorization_details: [] }, {}],
    ['that another client of the bank asked for', { client_id: 'segl-vault' }, {}],
  ])('%s is refused', async (_what, claims, header) => {
    const activation = await house.activate({ ...boundTo(credential), ...claims }, header);
    const refused = await sign(house, activation, attributesFor(credential));
    expect(refused).toMatchObject({ status: 401, body: { code: 'vault.activation-invalid' } });
  });

  it('whose signature was touched is refused', async () => {
    const activation = await house.activate(boundTo(credential));
    const [header, payload = '', signature] = activation.split('.');
    const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), jti: 'another' };
    const forged = [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
    for (const token of [forged, 'x', `${activation}x`]) {
      const refused = await sign(house, token, attributesFor(credential));
      expect(refused).toMatchObject({ status: 401, body: { code: 'vault.activation-invalid' } });
    }
  });

  it('of a bank that does not answer leaves the question open', async () => {
    const lonely = await startVault({ urls: { bankid: 'http://127.0.0.1:9' } });
    try {
      const refused = await sign(
        lonely,
        await lonely.activate(boundTo(credential)),
        attributesFor(credential),
      );
      expect(refused).toMatchObject({ status: 503, body: { code: 'platform.upstream-unavailable' } });
    } finally {
      await lonely.close();
    }
  });

  it('does not help anybody but signing', async () => {
    const client = createServiceClient(house.contextOf('bankid'), 'vault');
    const refused = await client.fetch('/signatures', {
      method: 'POST',
      purpose: vault.vaultPurposes.signatures,
    });
    expect(refused.status).toBe(403);
  });
});

describe('a credential', () => {
  const refusedWith = async (wanted: TestCredential) =>
    (await sign(house, await house.activate(boundTo(wanted)), attributesFor(wanted))).body['code'];

  it('that is disabled signs no more', async () => {
    const disabled = await makeCredential(house);
    await house.call('bankid', `/keys/${disabled.credentialId}/disable`, {
      purpose: vault.vaultPurposes.keys,
    });
    expect(await refusedWith(disabled)).toBe('vault.credential-disabled');
  });

  it('whose certificate has ended signs no more', async () => {
    const short = await makeCredential(house, { validDays: 1 });
    house.clock.advance(2 * 86_400);
    expect(await refusedWith(short)).toBe('vault.credential-disabled');
  });

  it('that is not there is told so', async () => {
    const nobody = { ...credential, credentialId: '6f1a1f0e-0000-4000-8000-000000000000' };
    expect(await refusedWith(nobody)).toBe('vault.credential-not-found');
  });
});

describe('signed attributes', () => {
  const faultOf = async (attributes: Uint8Array) => {
    const { status, body } = await sign(house, await house.activate(boundTo(credential)), attributes);
    return { status, code: body['code'], facts: body['facts'] };
  };
  const mismatch = (reason: string) => ({
    status: 422,
    code: 'vault.attributes-mismatch',
    facts: { reason },
  });

  it('must hold the consent that the holder gave', async () => {
    expect(await faultOf(attributesFor(credential, { consent: null }))).toEqual(mismatch('consent'));
    expect(await faultOf(attributesFor(credential, { consent: sha256('something else') }))).toEqual(
      mismatch('consent'),
    );
    expect(await faultOf(attributesFor(credential, { consent: 'abcd' }))).toEqual(mismatch('consent'));
  });

  it('must name the credential’s certificate', async () => {
    const other = await makeCredential(house);
    expect(await faultOf(attributesFor(other))).toEqual(mismatch('signing-certificate'));
  });

  it('must be DER, whole and nothing more', async () => {
    const good = attributesFor(credential);
    expect(await faultOf(good.subarray(0, -1))).toEqual(mismatch('not-der'));
    expect(await faultOf(Buffer.concat([good, Buffer.from([0])]))).toEqual(mismatch('not-der'));
    expect(await faultOf(new Uint8Array([0x31, 0x00]))).toEqual(mismatch('not-der'));
  });

  it('may use the longer digests, and the signature then does too', async () => {
    const attributes = encodeSignedAttributes({
      digestAlgorithm: 'SHA-512',
      messageDigest: createHash('sha512').update('x').digest(),
      signingCertificate: credential.certificate,
      custom: [
        {
          oid: vault.consentAttributeOid,
          valuesDer: [Buffer.concat([Buffer.from([4, 32]), Buffer.from(consentSha256, 'hex')])],
        },
      ],
    });
    const { body } = await sign(house, await house.activate(boundTo(credential)), attributes);
    const answer = vault.signatureAnswer.parse(body);
    expect(answer.digestAlgorithm).toBe('SHA-512');
    const key = createPublicKey(
      new X509Certificate(credential.certificate).publicKey.export({ type: 'spki', format: 'pem' }),
    );
    expect(verify('sha512', attributes, key, Buffer.from(answer.signature, 'base64'))).toBe(true);
  });

  it('changed in any one octet are refused, or still say what they must', () => {
    const good = attributesFor(credential);
    const expected = { certificate: credential.certificate, consentSha256 };
    expect(checkAttributes(good, expected)).toEqual({ digestAlgorithm: 'SHA-256' });
    const consent = Buffer.from(consentSha256, 'hex');
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = good.with(at, (good[at] ?? 0) ^ change);
        let accepted = true;
        try {
          checkAttributes(changed, expected);
        } catch (error) {
          expect(error).toMatchObject({ code: 'vault.attributes-mismatch' });
          accepted = false;
        }
        if (accepted) expect(Buffer.from(changed).includes(consent)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the organisation’s seal', () => {
  const seal = (signedAttributes: Uint8Array, caller: 'signing' | 'bankid' = 'signing') =>
    house.call(caller, '/seals', {
      purpose: vault.vaultPurposes.seals,
      json: { signedAttributes: base64(signedAttributes) },
    });

  it('is refused while there is no key, then made with the newest', async () => {
    const early = await startVault();
    try {
      const refused = await early.call('signing', '/seals', {
        purpose: vault.vaultPurposes.seals,
        json: { signedAttributes: base64(attributesFor(credential)) },
      });
      expect(refused).toMatchObject({ status: 404, body: { code: 'vault.credential-not-found' } });
    } finally {
      await early.close();
    }
    await makeCredential(house, { owner: 'service:signing' });
    house.clock.advance(1);
    const newest = await makeCredential(house, { owner: 'service:signing' });
    const attributes = attributesFor(newest, { consent: null });
    const { body } = await seal(attributes);
    expect(holds(newest, attributes, vault.signatureAnswer.parse(body))).toBe(true);
    const use = await house.context.database.prisma.vaultKeyUse.findFirst({
      where: { credentialId: newest.credentialId },
    });
    expect(use).toMatchObject({ kind: 'seal', attributesSha256: sha256(attributes) });
  });

  it('takes no consent of a person, and comes from signing alone', async () => {
    const key = await makeCredential(house, { owner: 'service:signing' });
    expect(await seal(attributesFor(key))).toMatchObject({
      status: 422,
      body: { code: 'vault.attributes-mismatch' },
    });
    expect(await seal(attributesFor(key, { consent: null }), 'bankid')).toMatchObject({ status: 403 });
  });
});
