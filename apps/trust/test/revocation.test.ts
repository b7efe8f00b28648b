import { createHash } from 'node:crypto';
import { OCSPRequest, TBSRequest, Request as OcspSingleRequest, CertID } from '@peculiar/asn1-ocsp';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, Certificate, Extension } from '@peculiar/asn1-x509';
import { fetchCrl, fetchOcsp, parseCrl, parseOcspResponse } from '@segl/pades';
import type { TestContext } from '@segl/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOcspRequest } from '../src/ocsp-request.js';
import { fromBase64, issueHolder, revokeHolder, startTrust } from './helpers.js';

let house: TestContext;
beforeAll(async () => {
  house = await startTrust();
});
afterAll(() => house.close());

const chainOf = ({ certificates }: { certificates: string[] }) => ({
  certificate: fromBase64(certificates[0]),
  issuer: fromBase64(certificates[1]),
});
const now = () => house.clock.now();

/** A CertID as @peculiar/asn1-ocsp writes it. */
function certId(
  issuer: Uint8Array,
  serialNumber: string,
  digest = 'sha1',
  digestOid = '1.3.14.3.2.26',
): CertID {
  const { tbsCertificate } = AsnConvert.parse(issuer, Certificate);
  const hash = (bytes: ArrayBuffer) =>
    new OctetString(createHash(digest).update(new Uint8Array(bytes)).digest());
  return new CertID({
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: digestOid, parameters: null }),
    issuerNameHash: hash(AsnConvert.serialize(tbsCertificate.subject)),
    issuerKeyHash: hash(tbsCertificate.subjectPublicKeyInfo.subjectPublicKey),
    serialNumber: new Uint8Array(Buffer.from(serialNumber, 'hex')).buffer,
  });
}
const request = (ids: CertID[], requestExtensions?: Extension[]) =>
  new Uint8Array(
    AsnConvert.serialize(
      new OCSPRequest({
        tbsRequest: new TBSRequest({
          requestList: ids.map((reqCert) => new OcspSingleRequest({ reqCert })),
          ...(requestExtensions === undefined ? {} : { requestExtensions }),
        }),
      }),
    ),
  );
async function ask(body: Uint8Array, type = 'application/ocsp-request') {
  const answer = await fetch(`${house.baseUrl}/trust/ocsp`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: Buffer.from(body),
  });
  return { status: answer.status, headers: answer.headers, der: new Uint8Array(await answer.arrayBuffer()) };
}
/** OCSPResponseStatus of a refusal (RFC 6960 §4.2.1). */
const refusal = (status: number) => new Uint8Array([0x30, 0x03, 0x0a, 0x01, status]);

describe('OCSP (RFC 6960)', () => {
  it('says good, then revoked with time and reason', async () => {
    const issued = await issueHolder(house);
    const subject = { ...chainOf(issued), at: now() };
    expect(await fetchOcsp({ ...subject, nonce: 'require' })).toMatchObject({ status: 'good' });
    const before = Math.floor(now().getTime() / 1000) * 1000;
    expect((await revokeHolder(house, issued.serialNumber)).status).toBe(204);
    const status = await fetchOcsp({ ...subject, nonce: 'require' });
    expect(status).toMatchObject({ status: 'revoked', reason: 'keyCompromise' });
    expect(status.revocationTime?.getTime()).toBeGreaterThanOrEqual(before);
    expect(status.revocationTime?.getTime()).toBeLessThanOrEqual(now().getTime());
  });

  it('keeps the first revocation when a second comes', async () => {
    const issued = await issueHolder(house);
    await revokeHolder(house, issued.serialNumber);
    const first = await fetchOcsp({ ...chainOf(issued), at: now() });
    house.clock.advance(120);
    expect((await revokeHolder(house, issued.serialNumber.toLowerCase())).status).toBe(204);
    const second = await fetchOcsp({ ...chainOf(issued), at: now() });
    expect(second.revocationTime).toEqual(first.revocationTime);
  });

  it('answers for the intermediates by the root’s responder', async () => {
    const { certificates } = await issueHolder(house);
    const { anchors } = (await (await fetch(`${house.baseUrl}/trust/anchors`)).json()) as {
      anchors: { certificate: string }[];
    };
    const status = await fetchOcsp({
      certificate: fromBase64(certificates[1]),
      issuer: fromBase64(anchors[0]?.certificate),
      at: now(),
    });
    expect(status).toMatchObject({ status: 'good' });
  });

  it('goes by the context’s clock', async () => {
    const issued = await issueHolder(house);
    house.clock.advance(3600);
    const { thisUpdate, nextUpdate } = await fetchOcsp({ ...chainOf(issued), at: now() });
    expect(Math.abs(thisUpdate.getTime() - now().getTime())).toBeLessThan(5000);
    expect(nextUpdate?.getTime()).toBe(thisUpdate.getTime() + 3600 * 1000);
  });

  it('answers several certificates of one issuer, unknown ones too, in the order asked', async () => {
    const [first, second] = [await issueHolder(house), await issueHolder(house)];
    await revokeHolder(house, second.serialNumber);
    const { issuer } = chainOf(first);
    const { der } = await ask(
      request([
        certId(issuer, first.serialNumber),
        certId(issuer, second.serialNumber),
        certId(issuer, '0123'),
      ]),
    );
    expect(parseOcspResponse(der).responses.map(({ status }) => status)).toEqual([
      'good',
      'revoked',
      'unknown',
    ]);
  });

  it.each([
    ['sha256', '2.16.840.1.101.3.4.2.1'],
    ['sha384', '2.16.840.1.101.3.4.2.2'],
    ['sha512', '2.16.840.1.101.3.4.2.3'],
  ])('takes issuers named by %s', async (digest, oid) => {
    const issued = await issueHolder(house);
    const { der } = await ask(request([certId(chainOf(issued).issuer, issued.serialNumber, digest, oid)]));
    expect(parseOcspResponse(der).responses.map(({ status }) => status)).toEqual(['good']);
  });

  it('refuses certificates of several issuers in one request, and issuers that are not ours', async () => {
    const first = await issueHolder(house);
    const second = await issueHolder(house, { issuer: 'eikebanken' });
    const ours = certId(chainOf(first).issuer, first.serialNumber);
    const mixed = await ask(request([ours, certId(chainOf(second).issuer, second.serialNumber)]));
    expect(mixed.der).toEqual(refusal(1));
    // A holder's certificate is no issuer.
    const foreign = await ask(request([certId(chainOf(first).certificate, first.serialNumber)]));
    expect(foreign.der).toEqual(refusal(6));
    expect(foreign.headers.get('cache-control')).toBe('no-store');
  });

  it('lets answers without a nonce be kept but not used unasked, and those with one not be kept', async () => {
    const issued = await issueHolder(house);
    const id = certId(chainOf(issued).issuer, issued.serialNumber);
    expect((await ask(request([id]))).headers.get('cache-control')).toBe('public, no-transform, no-cache');
    const nonce = new Extension({
      extnID: '1.3.6.1.5.5.7.48.1.2',
      extnValue: new OctetString(new Uint8Array([0x04, 0x02, 0xca, 0xfe])),
    });
    const answer = await ask(request([id], [nonce]));
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(Buffer.from(parseOcspResponse(answer.der).nonce ?? []).toString('hex')).toBe('cafe');
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['rubbish', new Uint8Array([1, 2, 3])],
    ['a request about nothing', new Uint8Array([0x30, 0x04, 0x30, 0x02, 0x30, 0x00])],
  ])('calls %s malformed', async (_what, body) => {
    expect((await ask(body)).der).toEqual(refusal(1));
  });

  it('calls a nonce of forbidden length malformed (RFC 9654 §2.1)', async () => {
    const issued = await issueHolder(house);
    const value = Buffer.concat([Buffer.from([0x04, 0x81, 129]), Buffer.alloc(129)]);
    const nonce = new Extension({ extnID: '1.3.6.1.5.5.7.48.1.2', extnValue: new OctetString(value) });
    const id = certId(chainOf(issued).issuer, issued.serialNumber);
    expect((await ask(request([id], [nonce]))).der).toEqual(refusal(1));
  });

  it('refuses what is too long or of another type', async () => {
    expect((await ask(new Uint8Array(20_000))).status).toBe(413);
    expect((await ask(new Uint8Array([0x30, 0x00]), 'text/plain')).der).toEqual(refusal(1));
  });

  it('never throws on foreign bytes', () => {
    const valid = request([
      new CertID({
        hashAlgorithm: new AlgorithmIdentifier({ algorithm: '1.3.14.3.2.26', parameters: null }),
        issuerNameHash: new OctetString(new Uint8Array(20)),
        issuerKeyHash: new OctetString(new Uint8Array(20)),
        serialNumber: new Uint8Array([5]).buffer,
      }),
    ]);
    expect(readOcspRequest(valid)?.certificates).toHaveLength(1);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          // One octet of a good request changed.
          fc.tuple(fc.nat(valid.length - 1), fc.nat(255)).map(([at, value]) => valid.with(at, value)),
        ),
        (bytes) => {
          const read = readOcspRequest(bytes);
          expect(read === undefined || read.certificates.length > 0).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('CRL (RFC 5280 §5)', () => {
  it('lists what was revoked, at once, under a higher number', async () => {
    const issued = await issueHolder(house);
    const subject = { ...chainOf(issued), at: now() };
    const before = await fetchCrl(subject);
    expect(before.status).toBe('good');
    await revokeHolder(house, issued.serialNumber);
    const after = await fetchCrl(subject);
    expect(after).toMatchObject({ status: 'revoked', reason: 'keyCompromise' });
    expect(crlNumber(after.der)).toBeGreaterThan(crlNumber(before.der));
  });

  it('is not used unasked by a cache that kept it, which is told what has not changed', async () => {
    const issued = await issueHolder(house);
    const load = (etag?: string) =>
      fetch(`${house.baseUrl}/trust/crl/fjordbanken.crl`, {
        // As a cache asks; fetch by itself would ask for a whole answer.
        headers: etag === undefined ? {} : { 'if-none-match': etag, 'cache-control': 'max-age=0' },
      });
    const kept = await load();
    expect(kept.headers.get('cache-control')).toContain('no-cache');
    const etag = kept.headers.get('etag') ?? '';
    expect((await load(etag)).status).toBe(304);
    await revokeHolder(house, issued.serialNumber);
    expect((await load(etag)).status).toBe(200);
  });

  it('stays the same until its end comes near, then has a new number', async () => {
    const load = async () => {
      const answer = await fetch(`${house.baseUrl}/trust/crl/nordlysbanken.crl`);
      return new Uint8Array(await answer.arrayBuffer());
    };
    const first = await load();
    house.clock.advance(3600);
    expect(await load()).toEqual(first);
    house.clock.advance(30 * 3600);
    const second = await load();
    expect(crlNumber(second)).toBe(crlNumber(first) + 1);
    const nextUpdate = parseCrl(second).nextUpdate?.getTime() ?? 0;
    expect(nextUpdate - now().getTime()).toBeGreaterThan(24 * 3600 * 1000);
  });

  it('is made once when many ask at the same moment', async () => {
    house.clock.advance(100 * 3600);
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const answer = await fetch(`${house.baseUrl}/trust/crl/eikebanken.crl`);
        return Buffer.from(await answer.arrayBuffer()).toString('base64');
      }),
    );
    expect(new Set(answers).size).toBe(1);
  });

  it('exists for CAs alone', async () => {
    for (const name of ['tsa.crl', 'root-ocsp.crl', 'root', 'nobody.crl']) {
      const answer = await fetch(`${house.baseUrl}/trust/crl/${name}`);
      expect(answer.status, name).toBe(404);
    }
  });
});

/** Content of the extension 2.5.29.20 as a number. */
function crlNumber(der: Uint8Array): number {
  const hex = Buffer.from(der).toString('hex');
  const match = /0603551d1404..02(..)(.*)$/.exec(hex);
  if (match?.[1] === undefined || match[2] === undefined) throw new Error('no CRL number');
  return Number.parseInt(match[2].slice(0, Number.parseInt(match[1], 16) * 2), 16);
}
