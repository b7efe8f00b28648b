import { OCSPRequest } from '@peculiar/asn1-ocsp';
import { AsnConvert } from '@peculiar/asn1-schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enumerated, sequence } from '../../src/cms/asn1-writer.js';
import { PadesError, type PadesErrorCode } from '../../src/errors.js';
import {
  createHttpResolver,
  fetchIssuer,
  fetchOcsp,
  type RevocationResolver,
} from '../../src/revocation/client.js';
import { parseOcspResponse, verifyOcspResponse } from '../../src/revocation/ocsp-response.js';
import { parseCertificate } from '../../src/x509/certificate.js';
import {
  extension,
  inDays,
  issue,
  KEY_KINDS,
  makeOcspResponse,
  makePki,
  OCSP_SIGNING,
  serialOf,
  type OcspAnswer,
  type Party,
} from '../support/pki.js';

const pki = makePki();
const URL_OCSP = 'http://ocsp.test/';
const leaf = issue(
  {
    name: 'Leaf',
    extensions: [extension.accessInfo({ ocsp: URL_OCSP, caIssuers: 'http://ca.test/ca.cer' })],
  },
  pki.authority,
);

/** A resolver that answers OCSP with what it is given, and nothing else. */
const answering = (answer: (request: Uint8Array) => Uint8Array): RevocationResolver => ({
  ocsp: (_url, request) => Promise.resolve(answer(request)),
  crl: () => Promise.reject(new Error('no CRL here')),
  certificate: () => Promise.reject(new Error('no certificate here')),
});

const respond = (answer: OcspAnswer = {}, responder: Party = pki.responder): Uint8Array =>
  makeOcspResponse(leaf.certificate, pki.authority.certificate, responder, answer);

const ask = (
  answer: Uint8Array | ((request: Uint8Array) => Uint8Array),
  nonce: 'omit' | 'require' = 'omit',
) =>
  fetchOcsp({
    certificate: leaf.certificate,
    issuer: pki.authority.certificate,
    resolver: answering(typeof answer === 'function' ? answer : () => answer),
    nonce,
  });

describe('RFC 6960 requests', () => {
  it('name the certificate in a way that another reader understands', async () => {
    let sent: Uint8Array = new Uint8Array();
    await ask((request) => {
      sent = request;
      return respond();
    });
    const [request] = AsnConvert.parse(sent, OCSPRequest).tbsRequest.requestList;
    const serial = Buffer.from(request?.reqCert.serialNumber ?? new ArrayBuffer(0)).toString('hex');
    expect(BigInt(`0x${serial}`)).toBe(serialOf(leaf.certificate));
  });
});

describe('RFC 6960 answers', () => {
  it.each(['good', 'revoked', 'unknown'] as const)('say %s', async (status) => {
    const result = await ask(respond({ status, revocationTime: inDays(-2) }));
    expect(result).toMatchObject({ source: 'ocsp', status });
    if (status === 'revoked')
      expect(result).toMatchObject({ revocationTime: inDays(-2), reason: 'keyCompromise' });
  });

  it.each(KEY_KINDS)('are verified when signed by %s', async (kind) => {
    const own = makePki(kind);
    const certificate = issue({ name: 'Leaf', kind }, own.authority).certificate;
    const der = makeOcspResponse(certificate, own.authority.certificate, own.responder);
    const status = await fetchOcsp({
      certificate,
      issuer: own.authority.certificate,
      urls: [URL_OCSP],
      resolver: answering(() => der),
    });
    expect(status.responder.der).toEqual(own.responder.certificate);
    expect(status.der).toEqual(der);
  });

  it('may be signed by the issuer itself', async () => {
    await expect(ask(respond({}, pki.authority))).resolves.toMatchObject({ status: 'good' });
  });

  it.each<[string, () => Uint8Array, PadesErrorCode]>([
    [
      'about another certificate',
      () => makeOcspResponse(pki.timestamping.certificate, pki.authority.certificate, pki.responder),
      'revocation.mismatch',
    ],
    [
      'about a certificate of the same number by another issuer',
      () => makeOcspResponse(leaf.certificate, pki.root.certificate, pki.responder),
      'revocation.mismatch',
    ],
    ['signed by a stranger', () => respond({}, makePki().responder), 'revocation.unauthorized'],
    [
      'signed by a certificate that is not for OCSP',
      () => respond({}, issue({ name: 'Somebody' }, pki.authority)),
      'revocation.unauthorized',
    ],
    [
      'signed by a responder of the root, not of the issuer',
      () =>
        respond(
          {},
          issue({ name: 'R', extensions: [extension.purposes('not-critical', OCSP_SIGNING)] }, pki.root),
        ),
      'revocation.unauthorized',
    ],
    [
      'signed by a responder whose certificate had expired',
      () =>
        respond(
          {},
          issue(
            {
              name: 'Old',
              notAfter: inDays(-1),
              extensions: [extension.purposes('not-critical', OCSP_SIGNING)],
            },
            pki.authority,
          ),
        ),
      'revocation.unauthorized',
    ],
    ['without the responder’s certificate', () => respond({ certificates: [] }), 'revocation.unauthorized'],
    ['out of date', () => respond({ thisUpdate: inDays(-9), nextUpdate: inDays(-2) }), 'revocation.stale'],
    [
      'old, without nextUpdate',
      () => respond({ thisUpdate: inDays(-3), nextUpdate: 'none' }),
      'revocation.stale',
    ],
    ['from the future', () => respond({ thisUpdate: inDays(1), nextUpdate: inDays(2) }), 'revocation.stale'],
    ['that are an error: tryLater', () => sequence(enumerated(3)), 'revocation.refused'],
    ['that are no OCSP answer', () => Buffer.from('<html>'), 'revocation.malformed'],
  ])('are refused: %s', async (_, make, code) => {
    await expect(ask(make())).rejects.toMatchObject({ code });
  });

  it('must repeat the nonce where one is required', async () => {
    const echo = (request: Uint8Array): Uint8Array => {
      const nonce = AsnConvert.parse(request, OCSPRequest).tbsRequest.requestExtensions?.[0]?.extnValue
        .buffer;
      return respond({ nonce: Buffer.from(nonce ?? new ArrayBuffer(0)).subarray(2) });
    };
    await expect(ask(echo, 'require')).resolves.toMatchObject({ status: 'good' });
    await expect(ask(respond(), 'require')).rejects.toMatchObject({ code: 'revocation.mismatch' });
    await expect(ask(respond({ nonce: Buffer.alloc(16) }), 'require')).rejects.toMatchObject({
      code: 'revocation.mismatch',
    });
  });

  it('are never believed after a change of bytes that says something else', () => {
    const der = respond({ status: 'revoked' });
    const subject = {
      certificate: parseCertificate(leaf.certificate),
      issuer: parseCertificate(pki.authority.certificate),
    };
    fc.assert(
      fc.property(fc.nat({ max: der.length - 1 }), fc.nat({ max: 255 }), (at, value) => {
        fc.pre(der[at] !== value);
        const mutated = Buffer.from(der);
        mutated[at] = value;
        try {
          expect(verifyOcspResponse(parseOcspResponse(mutated), subject).status).toBe('revoked');
        } catch (error) {
          if (!(error instanceof PadesError)) throw error;
        }
      }),
      { numRuns: 800 },
    );
  });
});

describe('where to ask', () => {
  it('is the next address when one fails', async () => {
    const asked: string[] = [];
    const resolver: RevocationResolver = {
      ...answering(() => respond()),
      ocsp: (url) => {
        asked.push(url);
        return url === 'http://a.test/' ? Promise.reject(new Error('down')) : Promise.resolve(respond());
      },
    };
    const urls = ['http://a.test/', 'http://b.test/'];
    await fetchOcsp({ certificate: leaf.certificate, issuer: pki.authority.certificate, resolver, urls });
    expect(asked).toEqual(urls);
  });

  it('is nowhere for a certificate without addresses', async () => {
    const bare = issue({ name: 'Bare' }, pki.authority);
    await expect(
      fetchOcsp({ certificate: bare.certificate, issuer: pki.authority.certificate }),
    ).rejects.toMatchObject({ code: 'revocation.unavailable' });
  });

  it('is never anything but HTTP', async () => {
    const local = issue(
      { name: 'L', extensions: [extension.accessInfo({ ocsp: 'file:///etc/passwd' })] },
      pki.authority,
    );
    await expect(
      fetchOcsp({
        certificate: local.certificate,
        issuer: pki.authority.certificate,
        resolver: createHttpResolver({ fetch: () => Promise.reject(new Error('must not be called')) }),
      }),
    ).rejects.toMatchObject({
      code: 'revocation.unreachable',
      cause: { message: expect.stringContaining('file:') as string },
    });
  });

  it('for issuers is caIssuers, and what comes must have issued the certificate', async () => {
    const giving = (der: Uint8Array): RevocationResolver => ({
      ...answering(() => der),
      certificate: () => Promise.resolve(der),
    });
    await expect(
      fetchIssuer({ certificate: leaf.certificate, resolver: giving(pki.authority.certificate) }),
    ).resolves.toEqual(Buffer.from(pki.authority.certificate));
    await expect(
      fetchIssuer({ certificate: leaf.certificate, resolver: giving(pki.root.certificate) }),
    ).rejects.toMatchObject({ code: 'revocation.mismatch' });
  });
});
