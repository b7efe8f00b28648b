import { constants, sign } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/cms/algorithms.js';
import { PadesError } from '../../src/errors.js';
import { signerFromCsc, type CscSignerOptions } from '../../src/keys/csc.js';
import type { CscApiVersion } from '../../src/keys/csc-client.js';
import { signDocument } from '../../src/sign/sign-document.js';
import { verifyDocument } from '../../src/verify/verify-document.js';
import { tablePdf } from '../pdf/made-pdfs.js';
import { issue, makePki, type KeyKind, type Party } from '../support/pki.js';
import { codeOfRejection } from '../support.js';

const pki = makePki();
const TOKEN = 'service-token-4711';
const PIN = '730451';

interface Call {
  readonly url: string;
  readonly authorization: string | null;
  readonly body: Record<string, unknown>;
}

type Answer = { readonly status?: number; readonly json?: unknown; readonly text?: string };

/** What a service is like, as far as it differs from a usual one. */
interface Traits {
  readonly version: CscApiVersion;
  readonly kind?: KeyKind;
  readonly algorithms?: readonly string[];
  readonly info?: Record<string, unknown>;
  readonly answers?: Readonly<Record<string, (body: Record<string, unknown>) => Answer>>;
  readonly ecdsa?: 'der' | 'ieee-p1363';
}

const ALGORITHMS: Readonly<Record<KeyKind, readonly string[]>> = {
  rsa: ['1.2.840.113549.1.1.11'],
  'rsa-pss': ['1.2.840.113549.1.1.10'],
  p256: ['1.2.840.10045.4.3.2'],
  p384: ['1.2.840.10045.4.3.3'],
  p521: ['1.2.840.10045.4.3.4'],
  ed25519: ['1.3.101.112'],
};

/** A service as the text of the CSC API has it (v1.0.4.0 §11, v2.0.0.2 §11), with one credential. */
function makeService(traits: Traits) {
  const { version, kind = 'p256' } = traits;
  const party = issue({ name: 'Kari Nordmann', kind }, pki.authority);
  const calls: Call[] = [];
  const v2 = version === '2';
  const usual: Record<string, (body: Record<string, unknown>) => Answer> = {
    'credentials/info': () => ({
      json: {
        key: { status: 'enabled', algo: traits.algorithms ?? ALGORITHMS[kind], len: 2048 },
        cert: {
          status: 'valid',
          certificates: [party.certificate, ...party.chain].map((der) => Buffer.from(der).toString('base64')),
        },
        SCAL: '2',
        multisign: 1,
        ...(v2
          ? { auth: { mode: 'explicit', expression: 'PIN', objects: [{ type: 'Password', id: 'thePIN' }] } }
          : { authMode: 'explicit', PIN: { presence: 'true' }, OTP: { presence: 'false' } }),
        ...traits.info,
      },
    }),
    'credentials/authorize': () => ({ json: { SAD: 'sad-1', expiresIn: 300 } }),
    'signatures/signHash': (body) => ({
      json: {
        signatures: (body[v2 ? 'hashes' : 'hash'] as string[]).map((hash) =>
          signHash(party, Buffer.from(hash, 'base64'), traits).toString('base64'),
        ),
      },
    }),
  };
  const answer = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const url = input instanceof Request ? input.url : input.toString();
    const body = JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as Record<string, unknown>;
    calls.push({ url, authorization: new Headers(init?.headers).get('authorization'), body });
    const method = url.replace('https://qtsp.example/csc/', '');
    const given = (traits.answers?.[method] ?? usual[method])?.(body) ?? {
      status: 404,
      text: 'no such method',
    };
    return Promise.resolve(
      new Response(given.text ?? JSON.stringify(given.json), { status: given.status ?? 200 }),
    );
  };
  const options: CscSignerOptions = {
    url: 'https://qtsp.example/csc/',
    apiVersion: version,
    credentialId: 'credential-1',
    accessToken: () => TOKEN,
    pin: () => PIN,
    fetch: answer,
  };
  return { party, calls, options };
}

/** Signs a digest as a remote device does: without the bytes it is of. */
function signHash({ key, kind }: Party, hash: Buffer, { ecdsa = 'der' }: Traits): Buffer {
  // Node signs no bare digest; the bytes it is of are known to the test.
  const digest = { 32: 'sha256', 48: 'sha384', 64: 'sha512' }[hash.length] ?? '';
  const bytes = signedBytes.get(hash.toString('hex')) ?? Buffer.alloc(0);
  return kind === 'rsa-pss'
    ? sign(digest, bytes, {
        key,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      })
    : sign(digest, bytes, { key, dsaEncoding: ecdsa });
}

/** Bytes by their digest, so that the service can sign what it knows the digest of. */
const signedBytes = new Map<string, Buffer>();
const remember = (bytes: Uint8Array): Buffer => {
  for (const digest of ['SHA-256', 'SHA-384', 'SHA-512'] as const)
    signedBytes.set(Buffer.from(digestOf(digest, bytes)).toString('hex'), Buffer.from(bytes));
  return Buffer.from(bytes);
};

describe.each(['2', '1.0.4'] as const)('CSC API %s', (version) => {
  const names = version === '2' ? ['hashes', 'hashAlgorithmOID'] : ['hash', 'hashAlgo'];

  it.each(['rsa', 'rsa-pss', 'p256', 'p384', 'p521'] as const)('signs with %s', async (kind) => {
    const service = makeService({ version, kind });
    const signer = await signerFromCsc({
      ...service.options,
      ...(kind === 'rsa-pss' ? { signatureAlgorithm: 'RSASSA-PSS' as const } : {}),
    });
    const signed = await signDocument(tablePdf(), {
      signer: { ...signer, sign: async (bytes) => signer.sign(remember(bytes)) },
      signerName: 'Kari Nordmann',
      field: { new: { name: 'Signature' } },
    });
    const report = await verifyDocument(signed.toBytes(), { trustAnchors: [pki.root.certificate] });
    expect(report).toMatchObject({ ok: true, signatures: [{ signer: { name: 'Kari Nordmann' } }] });
  });

  it('sends what the text has it send, with PIN and hash for the authorization', async () => {
    const service = makeService({ version });
    const signer = await signerFromCsc(service.options);
    const bytes = remember(Buffer.from('attributes'));
    await signer.sign(bytes);
    const hash = Buffer.from(digestOf('SHA-256', bytes)).toString('base64');
    expect(service.calls.map(({ url }) => url.replace('https://qtsp.example/csc/', ''))).toEqual([
      'credentials/info',
      'credentials/authorize',
      'signatures/signHash',
    ]);
    expect(service.calls.every(({ authorization }) => authorization === `Bearer ${TOKEN}`)).toBe(true);
    const [info, authorize, signHashCall] = service.calls.map(({ body }) => body);
    expect(info).toMatchObject({ credentialID: 'credential-1', certificates: 'chain', authInfo: true });
    expect(authorize).toEqual({
      credentialID: 'credential-1',
      numSignatures: 1,
      [names[0] ?? '']: [hash],
      ...(version === '2'
        ? { hashAlgorithmOID: '2.16.840.1.101.3.4.2.1', authData: [{ id: 'thePIN', value: PIN }] }
        : { PIN }),
    });
    expect(signHashCall).toEqual({
      credentialID: 'credential-1',
      SAD: 'sad-1',
      [names[0] ?? '']: [hash],
      [names[1] ?? '']: '2.16.840.1.101.3.4.2.1',
      signAlgo: '1.2.840.10045.4.3.2',
      ...(version === '2' ? { operationMode: 'S' } : {}),
    });
  });

  it('lets the holder authorize the hash, and does not call credentials/authorize then', async () => {
    const service = makeService({
      version,
      info: version === '2' ? { auth: { mode: 'oauth2code' } } : { authMode: 'oauth2code' },
    });
    const asked: unknown[] = [];
    const signer = await signerFromCsc({
      ...service.options,
      authorize: async ({ hashes, credentialId, numSignatures, credential }) => {
        asked.push({ credentialId, numSignatures, scal: credential.scal, hashes });
        return Promise.resolve('sad-of-the-holder');
      },
    });
    const bytes = remember(Buffer.from('attributes'));
    await signer.sign(bytes);
    expect(asked).toEqual([
      { credentialId: 'credential-1', numSignatures: 1, scal: '2', hashes: [digestOf('SHA-256', bytes)] },
    ]);
    expect(service.calls.map(({ body }) => body['SAD'])).toEqual([undefined, 'sad-of-the-holder']);
  });

  it('takes ECDSA as r and s, a generic RSA algorithm, and the digest that the key offers', async () => {
    const plain = await signerFromCsc(makeService({ version, ecdsa: 'ieee-p1363' }).options);
    expect((await plain.sign(remember(Buffer.from('x'))))[0]).toBe(0x30);
    const generic = makeService({ version, kind: 'rsa', algorithms: ['1.2.840.113549.1.1.1'] });
    const signer = await signerFromCsc({ ...generic.options, digestAlgorithm: 'SHA-384' });
    await signer.sign(remember(Buffer.from('y')));
    expect(generic.calls.at(-1)?.body).toMatchObject({
      signAlgo: '1.2.840.113549.1.1.1',
      [names[1] ?? '']: '2.16.840.1.101.3.4.2.2',
    });
    const only512 = makeService({ version, kind: 'rsa', algorithms: ['1.2.840.113549.1.1.13'] });
    expect((await signerFromCsc(only512.options)).digestAlgorithm).toBe('SHA-512');
  });

  it('names the host that does not answer, and no more of its address', async () => {
    const { options } = makeService({ version });
    const silent = {
      url: 'https://signing.example:8443/csc/v2?key=secret',
      fetch: () => Promise.reject(new Error('no')),
    };
    await expect(signerFromCsc({ ...options, ...silent })).rejects.toThrow(
      'The signing service at signing.example:8443 did not answer credentials/info',
    );
  });

  it.each<[string, Partial<Traits>, Partial<CscSignerOptions>, string]>([
    ['a disabled key', { info: { key: { status: 'disabled', algo: [] } } }, {}, 'key.csc-refused'],
    ['a revoked certificate', { info: { cert: { status: 'revoked' } } }, {}, 'key.csc-refused'],
    ['an algorithm that is not offered', { algorithms: ['1.2.3'] }, {}, 'key.unsupported'],
    ['a digest that is not offered', {}, { digestAlgorithm: 'SHA-512' }, 'key.unsupported'],
    ['Ed25519', { kind: 'ed25519' }, {}, 'key.unsupported'],
    ['an answer without a chain', { info: { cert: {} } }, {}, 'key.csc-unreachable'],
    [
      'an answer that is no JSON',
      { answers: { 'credentials/info': () => ({ text: '<html>' }) } },
      {},
      'key.csc-unreachable',
    ],
    [
      'an answer without end',
      { answers: { 'credentials/info': () => ({ text: `"${'x'.repeat(2_000_000)}"` }) } },
      {},
      'key.csc-unreachable',
    ],
    [
      'no service at all',
      {},
      { fetch: () => Promise.reject(new Error('ECONNREFUSED')) },
      'key.csc-unreachable',
    ],
    [
      'a token that does not hold',
      { answers: { 'credentials/info': () => ({ status: 401, json: { error: 'invalid_token' } }) } },
      {},
      'key.csc-refused',
    ],
  ])('refuses %s', async (_, traits, change, code) => {
    const { options } = makeService({ version, ...traits });
    expect(await codeOfRejection(signerFromCsc({ ...options, ...change }))).toBe(code);
  });

  it.each<[string, string, Answer, string]>([
    [
      'a wrong PIN',
      'credentials/authorize',
      { status: 400, json: { error: 'invalid_pin' } },
      'key.pin-wrong',
    ],
    [
      'a locked PIN',
      'credentials/authorize',
      { status: 400, json: { error: 'pin_locked' } },
      'key.pin-locked',
    ],
    ['no SAD', 'credentials/authorize', { json: {} }, 'key.csc-unreachable'],
    [
      'an expired SAD',
      'signatures/signHash',
      { status: 400, json: { error: 'sad_expired' } },
      'key.csc-refused',
    ],
    ['no signature', 'signatures/signHash', { json: { signatures: [] } }, 'key.csc-unreachable'],
    ['a wrong signature', 'signatures/signHash', { json: { signatures: ['AAAA'] } }, 'key.signature-wrong'],
  ])('lets %s be an error with its code', async (_, method, given, code) => {
    const { options } = makeService({ version, answers: { [method]: () => given } });
    const signer = await signerFromCsc(options);
    expect(await codeOfRejection(signer.sign(remember(Buffer.from('x'))))).toBe(code);
  });

  it('shows no token, PIN or SAD in an error, even where the service repeats them', async () => {
    const { options } = makeService({
      version,
      answers: {
        'credentials/authorize': ({ PIN: one }) => ({
          status: 400,
          json: { error: 'access_denied', error_description: `not ${String(one ?? PIN)} with ${TOKEN}` },
        }),
      },
    });
    const signer = await signerFromCsc(options);
    const error: unknown = await signer.sign(Buffer.from('x')).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(PadesError);
    expect(String(error)).toContain('access_denied');
    expect(String(error)).not.toMatch(new RegExp(`${PIN}|${TOKEN}`));
  });
});

describe('secrets of a CSC client', () => {
  const failure = (change: Partial<CscSignerOptions>): Promise<unknown> =>
    signerFromCsc({ ...makeService({ version: '2' }).options, ...change }).catch((error: unknown) => error);
  const withCause = (error: unknown): string => inspect(error, { depth: 10 });

  it('a token that fits no header is not sent, and not shown', async () => {
    const error = await failure({ accessToken: 'top\nsecret-token', fetch: globalThis.fetch });
    expect(error).toMatchObject({ code: 'key.csc-unreachable' });
    expect(withCause(error)).not.toContain('secret-token');
  });

  it('a token from a file may end with its line', async () => {
    const service = makeService({ version: '2' });
    await signerFromCsc({ ...service.options, accessToken: `${TOKEN}\n` });
    expect(service.calls[0]?.authorization).toBe(`Bearer ${TOKEN}`);
  });

  it('are gone before a long message is cut', async () => {
    const told = `${'A'.repeat(296)}${TOKEN}`;
    const fetch = () =>
      Promise.resolve(new Response(JSON.stringify({ error: 'x', error_description: told }), { status: 400 }));
    const error = await failure({ fetch });
    expect(error).toMatchObject({ code: 'key.csc-refused' });
    expect((error as PadesError).message).toMatch(/A{296}\*{3}$/);
  });

  it.each([
    'http://qtsp.example/csc/',
    'http://127.0.0.1.example/',
    'https://user:hunter2@qtsp.example/',
    'csc',
  ])('are not sent to %s', async (url) => {
    let asked = 0;
    const error = await failure({ url, fetch: () => (asked++, Promise.reject(new Error('down'))) });
    expect(error).toMatchObject({ code: 'key.csc-unreachable' });
    expect(withCause(error)).not.toContain('hunter2');
    expect(asked).toBe(0);
  });

  it.each(['http://localhost:9/', 'http://127.0.0.1:9/', 'http://[::1]:9/'])('may go to %s', async (url) => {
    let asked = 0;
    await failure({ url, fetch: () => (asked++, Promise.reject(new Error('down'))) });
    expect(asked).toBe(1);
  });
});
