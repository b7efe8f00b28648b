import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integer, sequence } from '../../src/cms/asn1-writer.js';
import { PadesError } from '../../src/errors.js';
import { isSignedBy, parseCertificate, readCertificateFile } from '../../src/x509/certificate.js';
import { findPath, requirePath, type CertificatePurpose, type PathFaultCode } from '../../src/x509/path.js';
import {
  CA_USAGE,
  extension,
  inDays,
  issue,
  KEY_KINDS,
  makePki,
  TIME_STAMPING,
  type Party,
  type Profile,
} from '../support/pki.js';

const pki = makePki();
const ca = [extension.ca(), extension.keyUsage(...CA_USAGE)];

function tryPath(
  leaf: Party,
  options: { root?: Party; between?: Party[]; at?: Date; purpose?: CertificatePurpose } = {},
) {
  return findPath(parseCertificate(leaf.certificate), {
    trustAnchors: [parseCertificate((options.root ?? pki.root).certificate)],
    intermediates: (options.between ?? [pki.authority]).map(({ certificate }) =>
      parseCertificate(certificate),
    ),
    at: options.at ?? new Date(),
    purpose: options.purpose ?? 'document-signing',
  });
}

const faultsOf = (result: ReturnType<typeof findPath>): PathFaultCode[] =>
  result.ok ? [] : result.faults.map(({ code }) => code);

describe.each(KEY_KINDS)('certificates signed by %s', (kind) => {
  it('verify, and OpenSSL reads and verifies them too', () => {
    const issuer = issue({ name: 'Root', kind, extensions: ca });
    const leaf = issue({ name: 'Leaf', kind }, issuer);
    expect(isSignedBy(parseCertificate(leaf.certificate), parseCertificate(issuer.certificate))).toBe(true);
    expect(
      new X509Certificate(leaf.certificate).verify(new X509Certificate(issuer.certificate).publicKey),
    ).toBe(true);
    expect(tryPath(leaf, { root: issuer, between: [] }).ok).toBe(true);
  });
});

describe('RFC 5280 §6 paths', () => {
  it('lead from the certificate over authorities to the anchor', () => {
    const leaf = issue({ name: 'Leaf' }, pki.authority);
    const result = tryPath(leaf);
    expect(result.path.map(({ der }) => der)).toEqual([
      leaf.certificate,
      pki.authority.certificate,
      pki.root.certificate,
    ]);
  });

  it('end at once when the certificate is itself an anchor', () => {
    const leaf = issue({ name: 'Leaf' }, pki.authority);
    expect(tryPath(leaf, { root: leaf }).ok).toBe(true);
    expect(faultsOf(tryPath(leaf, { root: leaf, at: inDays(400) }))).toEqual(['expired']);
  });

  it('are found among authorities of the same name', () => {
    const namesake = issue({ name: 'Authority', extensions: ca }, pki.root);
    const leaf = issue({ name: 'Leaf' }, pki.authority);
    expect(tryPath(leaf, { between: [namesake, pki.authority] }).ok).toBe(true);
  });

  it('do not go round in circles', () => {
    const a = issue({ name: 'A', extensions: ca });
    const b = issue({ name: 'B', extensions: ca }, a);
    const leaf = issue({ name: 'Leaf' }, b);
    expect(faultsOf(tryPath(leaf, { between: [a, b] }))).toEqual(['no-issuer-found']);
  });

  const under = (issuer: Profile, leaf: Profile = { name: 'Leaf' }): [Party, Party] => {
    const authority = issue(issuer, pki.root);
    return [issue(leaf, authority), authority];
  };

  it.each<[string, () => ReturnType<typeof findPath>, PathFaultCode]>([
    ['a stranger', () => tryPath(issue({ name: 'Leaf' }, makePki().authority)), 'no-issuer-found'],
    [
      'a forged issuer name',
      () => tryPath(issue({ name: 'Leaf', issuerName: 'Authority' })),
      'no-issuer-found',
    ],
    [
      'an expired certificate',
      () => tryPath(issue({ name: 'L', notAfter: inDays(-1) }, pki.authority)),
      'expired',
    ],
    [
      'a certificate of the future',
      () => tryPath(issue({ name: 'L', notBefore: inDays(1) }, pki.authority)),
      'not-yet-valid',
    ],
    [
      'an expired authority',
      () => {
        const [leaf, authority] = under({ name: 'CA', extensions: ca, notAfter: inDays(-1) });
        return tryPath(leaf, { between: [authority] });
      },
      'expired',
    ],
    [
      'an issuer that is no authority',
      () => {
        const [leaf, authority] = under({ name: 'CA', extensions: [extension.notCa()] });
        return tryPath(leaf, { between: [authority] });
      },
      'not-a-ca',
    ],
    [
      'an issuer without basicConstraints',
      () => {
        const [leaf, authority] = under({ name: 'CA', extensions: [extension.keyUsage(...CA_USAGE)] });
        return tryPath(leaf, { between: [authority] });
      },
      'not-a-ca',
    ],
    [
      'an issuer whose key may not sign certificates',
      () => {
        const [leaf, authority] = under({ name: 'CA', extensions: [extension.ca(), extension.keyUsage(0)] });
        return tryPath(leaf, { between: [authority] });
      },
      'key-usage',
    ],
    [
      'one authority more than the path length allows',
      () => {
        const below = issue({ name: 'Below', extensions: ca }, pki.authority);
        return tryPath(issue({ name: 'Leaf' }, below), { between: [pki.authority, below] });
      },
      'path-too-long',
    ],
    [
      'a critical extension that is not known',
      () =>
        tryPath(
          issue(
            { name: 'L', extensions: [{ oid: '1.2.3.4', critical: 'critical', value: integer(1) }] },
            pki.authority,
          ),
        ),
      'critical-extension',
    ],
    [
      'a name outside the constraints',
      () => {
        const [leaf, authority] = under(
          { name: 'CA', extensions: [...ca, extension.permittedDns('example.no')] },
          { name: 'Leaf', extensions: [extension.dnsName('www.example.com')] },
        );
        return tryPath(leaf, { between: [authority] });
      },
      'name-constraints',
    ],
    [
      'a key that may not sign',
      () => tryPath(issue({ name: 'L', extensions: [extension.keyUsage(2)] }, pki.authority)),
      'key-usage',
    ],
    [
      'a time-stamping purpose that is not critical',
      () =>
        tryPath(
          issue(
            { name: 'L', extensions: [extension.purposes('not-critical', TIME_STAMPING)] },
            pki.authority,
          ),
          {
            purpose: 'time-stamping',
          },
        ),
      'extended-key-usage',
    ],
    [
      'no OCSP purpose',
      () => tryPath(issue({ name: 'L' }, pki.authority), { purpose: 'ocsp-signing' }),
      'extended-key-usage',
    ],
    [
      'an extension that cannot be read',
      () =>
        tryPath(issue({ name: 'L', extensions: [{ oid: '2.5.29.15', value: sequence() }] }, pki.authority)),
      'malformed',
    ],
  ])('are refused for %s', (_, attempt, code) => {
    expect(faultsOf(attempt())).toContain(code);
  });

  it('allow names inside the constraints, and mind domain boundaries', () => {
    const authority = issue(
      { name: 'CA', extensions: [...ca, extension.permittedDns('example.no')] },
      pki.root,
    );
    const host = (name: string): boolean =>
      tryPath(issue({ name: 'Leaf', extensions: [extension.dnsName(name)] }, authority), {
        between: [authority],
      }).ok;
    expect(host('www.example.no')).toBe(true);
    expect(host('example.no')).toBe(true);
    expect(host('notexample.no')).toBe(false);
  });

  it('throw with a code where a path is required', () => {
    const leaf = parseCertificate(issue({ name: 'Leaf' }).certificate);
    expect(() => requirePath(leaf, { trustAnchors: [], intermediates: [], at: new Date() })).toThrow(
      expect.objectContaining({ code: 'x509.path-invalid' }),
    );
  });

  it('are searched for with bounded work among many certificates of one name', () => {
    const crowd = Array.from({ length: 40 }, () =>
      issue({ name: 'Same', issuerName: 'Same', extensions: ca }),
    );
    const leaf = issue({ name: 'Leaf', issuerName: 'Same' });
    expect(tryPath(leaf, { between: crowd }).ok).toBe(false);
  });
});

describe('certificate files', () => {
  it('may be PEM with several certificates, or DER', () => {
    const pems = [pki.root, pki.authority].map(({ certificate }) =>
      new X509Certificate(certificate).toString(),
    );
    expect(readCertificateFile(Buffer.from(`text\n${pems.join('\n')}`))).toHaveLength(2);
    expect(readCertificateFile(pki.root.certificate)).toEqual([Buffer.from(pki.root.certificate)]);
    expect(() => readCertificateFile(Buffer.from('no certificate'))).toThrow(PadesError);
  });

  it('are read or refused with a code, whatever the bytes', () => {
    const der = issue({ name: 'Leaf', extensions: ca }, pki.root).certificate;
    fc.assert(
      fc.property(fc.nat({ max: der.length - 1 }), fc.nat({ max: 255 }), (at, value) => {
        const mutated = Buffer.from(der);
        mutated[at] = value;
        try {
          const certificate = parseCertificate(mutated);
          findPath(certificate, {
            trustAnchors: [parseCertificate(pki.root.certificate)],
            intermediates: [],
            at: new Date(),
            purpose: 'document-signing',
          });
        } catch (error) {
          expect(error).toMatchObject({ code: 'x509.malformed' });
        }
      }),
      { numRuns: 600 },
    );
  });
});
