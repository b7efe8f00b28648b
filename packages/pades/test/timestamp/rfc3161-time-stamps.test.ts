import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { ContentInfo, SignedData } from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { TimeStampReq, TimeStampResp, TSTInfo } from '@peculiar/asn1-tsp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/cms/algorithms.js';
import { OID } from '../../src/cms/oids.js';
import type { PadesErrorCode } from '../../src/errors.js';
import { PadesError } from '../../src/errors.js';
import { createTimestampClient, requestTimestamp } from '../../src/timestamp/client.js';
import { createTimestampToken } from '../../src/timestamp/create-token.js';
import {
  encodeTimestampRequest,
  encodeTimestampResponse,
  FAILURE_BITS,
  parseTimestampRequest,
  parseTimestampResponse,
  type TimestampFailure,
  type TimestampRequest,
} from '../../src/timestamp/messages.js';
import { parseTimestampToken, verifyTimestampToken } from '../../src/timestamp/token.js';
import type { TstInfo } from '../../src/timestamp/tst-info.js';
import {
  extension,
  issue,
  KEY_KINDS,
  makePki,
  OCSP_SIGNING,
  signerOf,
  TIME_STAMPING,
  type Party,
} from '../support/pki.js';

const pki = makePki();
const POLICY = '1.3.6.1.4.1.99999.1';
const digest = digestOf('SHA-256', Buffer.from('signature value'));
const at = new Date('2026-11-22T12:00:00.250Z');

interface Behaviour {
  readonly tsa?: Party;
  readonly change?: (info: TstInfo) => TstInfo;
  readonly certificates?: 'wanted' | 'unwanted';
  readonly mangle?: (token: Uint8Array) => Uint8Array;
}

/** A time-stamp authority behind `fetch`. */
function authority(behaviour: Behaviour = {}): typeof fetch {
  return async (_url, init) => {
    const body = init?.body;
    if (!(body instanceof Uint8Array)) throw new Error('no body');
    const request = parseTimestampRequest(body);
    const info = infoFor(request);
    const token = await createTimestampToken(
      behaviour.change?.(info) ?? info,
      signerOf(behaviour.tsa ?? pki.timestamping),
      behaviour.certificates ?? request.certificates,
    );
    return new Response(
      Buffer.from(encodeTimestampResponse({ status: 'granted', token: behaviour.mangle?.(token) ?? token })),
    );
  };
}

const infoFor = (request: TimestampRequest): TstInfo => ({
  policy: request.policy ?? POLICY,
  messageImprint: request.messageImprint,
  serialNumber: 4711n,
  genTime: at,
  accuracy: { seconds: 1, millis: 500 },
  ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
});

const ask = (fetch: typeof globalThis.fetch, policy?: string) =>
  requestTimestamp({
    servers: [{ url: 'http://tsa.test/tsa', ...(policy === undefined ? {} : { policy }) }],
    digest,
    digestAlgorithm: 'SHA-256',
    trustAnchors: [pki.root.certificate],
    fetch,
  });

describe('RFC 3161 §2.4.1 requests', () => {
  it('are what another reader understands', () => {
    const request = AsnConvert.parse(
      encodeTimestampRequest({
        messageImprint: { digestOid: OID.sha256, hash: digest },
        policy: POLICY,
        nonce: 0xffffffffffffffffn,
        certificates: 'wanted',
      }),
      TimeStampReq,
    );
    expect(request.certReq).toBe(true);
    expect(request.reqPolicy).toBe(POLICY);
    expect(Buffer.from(request.messageImprint.hashedMessage.buffer)).toEqual(digest);
  });

  it('are read back as they were written', () => {
    const request: TimestampRequest = {
      messageImprint: { digestOid: OID.sha512, hash: Buffer.alloc(64, 3) },
      nonce: 5n,
      certificates: 'unwanted',
    };
    expect(parseTimestampRequest(encodeTimestampRequest(request))).toEqual(request);
  });

  it('are read or refused with a code, whatever the bytes', () => {
    const der = encodeTimestampRequest({
      messageImprint: { digestOid: OID.sha256, hash: digest },
      nonce: 5n,
      certificates: 'wanted',
    });
    fc.assert(
      fc.property(fc.nat({ max: der.length - 1 }), fc.nat({ max: 255 }), (position, value) => {
        const mutated = Buffer.from(der);
        mutated[position] = value;
        try {
          parseTimestampRequest(mutated);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^timestamp\./) as string });
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('RFC 3161 §2.4.2 answers', () => {
  it.each(Object.keys(FAILURE_BITS) as TimestampFailure[])('say why they refuse: %s', (failure) => {
    const der = encodeTimestampResponse({ status: 'rejected', failure, text: 'nei' });
    expect(parseTimestampResponse(der)).toEqual({ status: 'rejected', failure, text: 'nei' });
    expect(AsnConvert.parse(der, TimeStampResp).status.status).toBe(2);
  });

  it.each(KEY_KINDS)('hold a token that another reader understands, signed by %s', async (kind) => {
    const tsa = makePki(kind).timestamping;
    const token = await createTimestampToken(
      {
        policy: POLICY,
        messageImprint: { digestOid: OID.sha256, hash: digest },
        serialNumber: 1n,
        genTime: at,
      },
      signerOf(tsa),
    );
    const signedData = AsnConvert.parse(AsnConvert.parse(token, ContentInfo).content, SignedData);
    expect(signedData.version).toBe(3);
    const content = signedData.encapContentInfo.eContent?.single;
    const info = AsnConvert.parse(content?.buffer ?? new ArrayBuffer(0), TSTInfo);
    expect(info.genTime).toEqual(at);
    expect(info.policy).toBe(POLICY);
    expect(verifyTimestampToken(parseTimestampToken(token)).der).toEqual(tsa.certificate);
  });
});

describe('requestTimestamp', () => {
  it('returns a token that has been checked', async () => {
    const stamp = await ask(authority(), POLICY);
    expect(stamp).toMatchObject({
      genTime: at,
      serialNumber: 4711n,
      policy: POLICY,
      server: 'http://tsa.test/tsa',
    });
    expect(stamp.path.map(({ der }) => der)).toEqual([
      pki.timestamping.certificate,
      pki.authority.certificate,
      pki.root.certificate,
    ]);
  });

  const otherPurpose = (...purposes: string[]): Party =>
    issue({ name: 'TSA', extensions: [extension.purposes('critical', ...purposes)] }, pki.authority);

  it.each<[string, Behaviour, PadesErrorCode]>([
    ['another nonce', { change: (info) => ({ ...info, nonce: 1n }) }, 'timestamp.mismatch'],
    ['no nonce', { change: ({ nonce: _, ...info }) => info }, 'timestamp.mismatch'],
    [
      'another imprint',
      { change: (info) => ({ ...info, messageImprint: { digestOid: OID.sha256, hash: Buffer.alloc(32) } }) },
      'timestamp.mismatch',
    ],
    [
      'the imprint under another digest algorithm',
      {
        change: (info) => ({ ...info, messageImprint: { ...info.messageImprint, digestOid: OID.sha3_256 } }),
      },
      'timestamp.mismatch',
    ],
    ['another policy', { change: (info) => ({ ...info, policy: '1.2.3' }) }, 'timestamp.mismatch'],
    ['no certificate', { certificates: 'unwanted' }, 'timestamp.invalid'],
    [
      'a certificate for other things as well',
      { tsa: otherPurpose(TIME_STAMPING, OCSP_SIGNING) },
      'timestamp.invalid',
    ],
    ['a certificate for other things', { tsa: otherPurpose(OCSP_SIGNING) }, 'timestamp.invalid'],
    [
      'a certificate whose purpose is not critical',
      {
        tsa: issue(
          { name: 'TSA', extensions: [extension.purposes('not-critical', TIME_STAMPING)] },
          pki.authority,
        ),
      },
      'timestamp.invalid',
    ],
    ['a certificate of a stranger', { tsa: makePki().timestamping }, 'timestamp.untrusted'],
    ['a signature that is wrong', { mangle: flipLast }, 'timestamp.invalid'],
    ['half a token', { mangle: (token) => token.subarray(0, token.length / 2) }, 'timestamp.malformed'],
  ])('refuses an answer with %s', async (_, behaviour, code) => {
    await expect(ask(authority(behaviour), POLICY)).rejects.toMatchObject({ code });
  });

  it.each<[string, typeof fetch, PadesErrorCode]>([
    [
      'refuses',
      () => Promise.resolve(new Response(Buffer.from(encodeTimestampResponse({ status: 'rejected' })))),
      'timestamp.refused',
    ],
    [
      'answers with an error',
      () => Promise.resolve(new Response('x', { status: 503 })),
      'timestamp.unreachable',
    ],
    ['cannot be reached', () => Promise.reject(new TypeError('fetch failed')), 'timestamp.unreachable'],
    ['sends a web page', () => Promise.resolve(new Response('<html>')), 'timestamp.malformed'],
    [
      'sends without end',
      () => Promise.resolve(new Response(Buffer.alloc(300_000))),
      'timestamp.unreachable',
    ],
  ])('fails when the server %s', async (_, fetch, code) => {
    await expect(ask(fetch)).rejects.toMatchObject({ code });
  });

  it('gives up after its time', async () => {
    const never: typeof fetch = (_url, init) =>
      new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
    await expect(
      requestTimestamp({
        servers: [{ url: 'http://tsa.test/' }],
        digest,
        digestAlgorithm: 'SHA-256',
        fetch: never,
        timeoutMs: 20,
      }),
    ).rejects.toMatchObject({ code: 'timestamp.unreachable' });
  });

  it.each([
    { url: 'no address' },
    { url: 'http://%E0%A4%A@first.test/' },
    { url: 'http://first.test/', headers: { authorization: 'Bearer hunter2\nx' } },
  ])('asks the next server when one cannot be asked at all (%j)', async (first) => {
    const second = { url: 'http://second.test/' };
    const options = { digest, digestAlgorithm: 'SHA-256' as const, fetch: authority() };
    await expect(requestTimestamp({ ...options, servers: [first, second] })).resolves.toMatchObject({
      server: second.url,
    });
    const error: unknown = await requestTimestamp({ ...options, servers: [first] }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'timestamp.unreachable' });
    expect(inspect(error, { depth: 10 })).not.toContain('hunter2');
  });

  it('sends a password in the address as a header, and shows it nowhere', async () => {
    const sent: [string, string | null][] = [];
    const good = authority();
    const fetch: typeof globalThis.fetch = (url, init) => {
      sent.push([String(url), new Headers(init?.headers).get('authorization')]);
      return good(url, init);
    };
    const servers = [{ url: 'http://kari:hunter%32@tsa.test/x' }];
    const options = { servers, digest, digestAlgorithm: 'SHA-256' as const };
    await expect(requestTimestamp({ ...options, fetch })).resolves.toMatchObject({
      server: 'http://tsa.test/x',
    });
    expect(sent).toEqual([['http://tsa.test/x', `Basic ${Buffer.from('kari:hunter2').toString('base64')}`]]);
    const down = () => Promise.reject(new Error('down'));
    const error: unknown = await requestTimestamp({ ...options, fetch: down }).catch((e: unknown) => e);
    expect(inspect(error, { depth: 10 })).not.toMatch(/hunter/);
  });

  it('gives headers to no other origin', async () => {
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = (url) => {
      asked.push(String(url));
      return Promise.resolve(new Response('', { status: 307, headers: { location: 'http://other.test/' } }));
    };
    const servers = [{ url: 'http://tsa.test/', headers: { 'x-api-key': 'hunter2' } }];
    await expect(
      requestTimestamp({ servers, digest, digestAlgorithm: 'SHA-256', fetch }),
    ).rejects.toMatchObject({ code: 'timestamp.unreachable' });
    expect(asked).toEqual(['http://tsa.test/']);
  });

  it('asks the next server when one fails, and never answers by itself', async () => {
    const good = authority();
    const fetch: typeof globalThis.fetch = (url, init) =>
      String(url).includes('first') ? Promise.resolve(new Response('', { status: 500 })) : good(url, init);
    const options = { digest, digestAlgorithm: 'SHA-256' as const, fetch };
    const [first, second] = [{ url: 'http://first.test/' }, { url: 'http://second.test/' }];
    await expect(requestTimestamp({ ...options, servers: [first, second] })).resolves.toMatchObject({
      server: second.url,
    });
    await expect(requestTimestamp({ ...options, servers: [first, first] })).rejects.toMatchObject({
      code: 'timestamp.unreachable',
      cause: { errors: [expect.any(PadesError), expect.any(PadesError)] as unknown[] },
    });
  });

  it('sends a fresh nonce of 64 random bits each time', async () => {
    const nonces = new Set<bigint | undefined>();
    const fetch: typeof globalThis.fetch = (url, init) => {
      if (init?.body instanceof Uint8Array) nonces.add(parseTimestampRequest(init.body).nonce);
      return authority()(url, init);
    };
    for (let i = 0; i < 8; i++) await ask(fetch);
    expect(nonces.size).toBe(8);
    expect([...nonces].some((nonce) => (nonce ?? 0n) > 1n << 56n)).toBe(true);
  });

  it('serves as the source of a signature’s time-stamp', async () => {
    const source = createTimestampClient({ servers: [{ url: 'http://tsa.test/' }], fetch: authority() });
    const token = parseTimestampToken(await source({ digest, digestAlgorithm: 'SHA-256' }));
    expect(token.tstInfo.messageImprint.hash).toEqual(digest);
  });
});

describe('parseTimestampToken', () => {
  it('reads or refuses any change of bytes, never otherwise, and none verifies', async () => {
    const token = await createTimestampToken(
      {
        policy: POLICY,
        messageImprint: { digestOid: OID.sha256, hash: createHash('sha256').update('x').digest() },
        serialNumber: 1n,
        genTime: at,
      },
      signerOf(pki.timestamping),
    );
    const original = Buffer.from(parseTimestampToken(token).signedData.content ?? []);
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), fc.nat({ max: 255 }), (position, value) => {
        fc.pre(token[position] !== value);
        const mutated = Buffer.from(token);
        mutated[position] = value;
        try {
          const parsed = parseTimestampToken(mutated);
          verifyTimestampToken(parsed);
          // What still verifies must say what was signed.
          expect(Buffer.from(parsed.signedData.content ?? [])).toEqual(original);
        } catch (error) {
          expect(error).toBeInstanceOf(PadesError);
        }
      }),
      { numRuns: 800 },
    );
  });
});

/** Changes the last byte, which belongs to the signature value. */
function flipLast(token: Uint8Array): Uint8Array {
  const out = Buffer.from(token);
  const last = out.length - 1;
  out[last] = (out[last] ?? 0) ^ 0xff;
  return out;
}
