import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { context, contextPrimitive, integer, sequence } from '../../src/cms/asn1-writer.js';
import { PadesError, type PadesErrorCode } from '../../src/errors.js';
import { fetchCrl, type RevocationResolver } from '../../src/revocation/client.js';
import { parseCrl, verifyCrl } from '../../src/revocation/crl.js';
import { parseCertificate } from '../../src/x509/certificate.js';
import {
  extension,
  inDays,
  issue,
  makeCrl,
  makePki,
  serialOf,
  type CrlContent,
  type Extension,
} from '../support/pki.js';

const pki = makePki();
const URL_CRL = 'http://crl.test/ca.crl';
const leaf = issue({ name: 'Leaf', extensions: [extension.crlAt(URL_CRL)] }, pki.authority);

const resolver = (crl: Uint8Array): RevocationResolver => ({
  ocsp: () => Promise.reject(new Error('no OCSP here')),
  crl: (url) => (url === URL_CRL ? Promise.resolve(crl) : Promise.reject(new Error('elsewhere'))),
  certificate: () => Promise.reject(new Error('no certificate here')),
});

const ask = (crl: Uint8Array) =>
  fetchCrl({
    certificate: leaf.certificate,
    issuer: pki.authority.certificate,
    resolver: resolver(crl),
  });

/** issuingDistributionPoint with one of its flags, or an address. */
const scope = (...parts: Uint8Array[]): Extension => ({
  oid: '2.5.29.28',
  critical: 'critical',
  value: sequence(...parts),
});
const flag = (tag: number): Uint8Array => contextPrimitive(tag, Buffer.from([0xff]));
const at = (url: string): Uint8Array => context(0, context(0, contextPrimitive(6, Buffer.from(url))));

describe('RFC 5280 §5 certificate lists', () => {
  it('say nothing against a certificate that they do not name', async () => {
    const others = [
      { serialNumber: 1n, at: inDays(-3) },
      { serialNumber: 2n, at: inDays(-2) },
    ];
    await expect(ask(makeCrl(pki.authority, { revoked: others }))).resolves.toMatchObject({
      source: 'crl',
      status: 'good',
    });
  });

  it('tell when and why a certificate was revoked', async () => {
    const revoked = [{ serialNumber: serialOf(leaf.certificate), at: inDays(-3), reason: 4 }];
    await expect(ask(makeCrl(pki.authority, { revoked }))).resolves.toMatchObject({
      status: 'revoked',
      revocationTime: inDays(-3),
      reason: 'superseded',
    });
  });

  it('may be limited to user certificates, and to their distribution point', async () => {
    const extensions = [scope(at(URL_CRL), flag(1))];
    await expect(ask(makeCrl(pki.authority, { extensions }))).resolves.toMatchObject({ status: 'good' });
  });

  it('are found among twenty thousand entries', () => {
    const revoked = Array.from({ length: 20_000 }, (_, i) => ({
      serialNumber: BigInt(i + 10),
      at: inDays(-3),
    }));
    const list = parseCrl(makeCrl(pki.authority, { revoked }));
    expect(list.find(20_009n)?.revocationTime).toEqual(inDays(-3));
    expect(list.find(5n)).toBeUndefined();
  });

  it.each<[string, () => Uint8Array, PadesErrorCode]>([
    ['of another issuer', () => makeCrl(pki.root), 'revocation.mismatch'],
    [
      'signed by another key under the issuer’s name',
      () => makeCrl(makePki().authority, { issuerName: 'Authority' }),
      'revocation.unauthorized',
    ],
    ['for authorities only', () => scoped(flag(2)), 'revocation.mismatch'],
    ['for attribute certificates only', () => scoped(flag(5)), 'revocation.mismatch'],
    ['that is indirect', () => scoped(flag(4)), 'revocation.mismatch'],
    [
      'for some reasons only',
      () => scoped(contextPrimitive(3, Buffer.from([1, 0x40]))),
      'revocation.mismatch',
    ],
    ['of another distribution point', () => scoped(at('http://crl.test/other.crl')), 'revocation.mismatch'],
    [
      'that only lists changes',
      () => crl({ extensions: [{ oid: '2.5.29.27', critical: 'critical', value: integer(1) }] }),
      'revocation.mismatch',
    ],
    ['out of date', () => crl({ thisUpdate: inDays(-9), nextUpdate: inDays(-1) }), 'revocation.stale'],
    ['from the future', () => crl({ thisUpdate: inDays(1) }), 'revocation.stale'],
    ['that is none', () => Buffer.from('-----BEGIN X509 CRL-----'), 'revocation.malformed'],
  ])('are refused: %s', async (_, make, code) => {
    await expect(ask(make())).rejects.toMatchObject({ code });
  });

  const crl = (content: CrlContent): Uint8Array => makeCrl(pki.authority, content);
  const scoped = (...parts: Uint8Array[]): Uint8Array => crl({ extensions: [scope(...parts)] });

  it('are never believed after a change of bytes that says something else', () => {
    const der = crl({ revoked: [{ serialNumber: serialOf(leaf.certificate), at: inDays(-3) }] });
    const subject = {
      certificate: parseCertificate(leaf.certificate),
      issuer: parseCertificate(pki.authority.certificate),
    };
    fc.assert(
      fc.property(fc.nat({ max: der.length - 1 }), fc.nat({ max: 255 }), (position, value) => {
        fc.pre(der[position] !== value);
        const mutated = Buffer.from(der);
        mutated[position] = value;
        try {
          expect(verifyCrl(parseCrl(mutated), subject).status).toBe('revoked');
        } catch (error) {
          if (!(error instanceof PadesError)) throw error;
        }
      }),
      { numRuns: 600 },
    );
  });
});
