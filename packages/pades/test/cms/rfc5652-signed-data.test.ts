import { createHash, verify, X509Certificate, constants } from 'node:crypto';
import { ContentInfo, id_signedData, SignedData } from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/cms/algorithms.js';
import { sequence } from '../../src/cms/asn1-writer.js';
import { createCadesSignature } from '../../src/cms/create-signature.js';
import { parseSignedData } from '../../src/cms/parse-signed-data.js';
import { addSignatureTimestamp, assembleSignedData } from '../../src/cms/signed-data.js';
import { encodeSignedAttributes } from '../../src/cms/signed-attributes.js';
import { PadesError } from '../../src/errors.js';
import { issue, KEY_KINDS, makePki, signerOf, type KeyKind } from '../support/pki.js';

const document = Buffer.from('the signed bytes of a document');
const pki = makePki();

const signerFor = (kind: KeyKind) => signerOf(issue({ name: `Signer ${kind}`, kind }, pki.authority));

/** An independent reading of the same bytes. */
function foreign(cms: Uint8Array): SignedData {
  const contentInfo = AsnConvert.parse(cms, ContentInfo);
  expect(contentInfo.contentType).toBe(id_signedData);
  return AsnConvert.parse(contentInfo.content, SignedData);
}

describe.each(KEY_KINDS)('RFC 5652 SignedData by %s', (kind) => {
  const signer = signerFor(kind);

  it('is a detached signature that another reader and OpenSSL’s arithmetic agree with', async () => {
    const cms = await createCadesSignature(signer, digestOf(signer.digestAlgorithm, document));
    const signedData = foreign(cms);
    expect(signedData.version).toBe(1);
    expect(signedData.encapContentInfo.eContent).toBeUndefined();
    const [info] = signedData.signerInfos;
    const attributes = Buffer.from(parseSignedData(cms).signerInfos[0]?.signedAttributesDer ?? []);
    const key = new X509Certificate(signer.certificate).publicKey;
    const algorithm = kind === 'ed25519' ? null : signer.digestAlgorithm.toLowerCase().replace('-', '');
    const input =
      kind === 'rsa-pss' ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : key;
    expect(
      verify(algorithm, attributes, input, Buffer.from(info?.signature.buffer ?? new ArrayBuffer(0))),
    ).toBe(true);
  });

  it('names digest and signature algorithm as RFC 5754, RFC 4055 and RFC 8419 have it', async () => {
    const cms = await createCadesSignature(signer, digestOf(signer.digestAlgorithm, document));
    const [info] = foreign(cms).signerInfos;
    const expected: Record<KeyKind, [string, string]> = {
      rsa: ['2.16.840.1.101.3.4.2.1', '1.2.840.113549.1.1.11'],
      'rsa-pss': ['2.16.840.1.101.3.4.2.1', '1.2.840.113549.1.1.10'],
      p256: ['2.16.840.1.101.3.4.2.1', '1.2.840.10045.4.3.2'],
      p384: ['2.16.840.1.101.3.4.2.2', '1.2.840.10045.4.3.3'],
      p521: ['2.16.840.1.101.3.4.2.3', '1.2.840.10045.4.3.4'],
      ed25519: ['2.16.840.1.101.3.4.2.3', '1.3.101.112'],
    };
    expect([info?.digestAlgorithm.algorithm, info?.signatureAlgorithm.algorithm]).toEqual(expected[kind]);
  });
});

describe('certificates in SignedData', () => {
  it('are embedded byte by byte as they were received, also where their encoding is not DER', () => {
    const party = issue({ name: 'Odd' }, pki.authority);
    // The same certificate with its outermost length written in one octet more than DER allows.
    const padded = Buffer.concat([
      Buffer.from([0x30, 0x83, 0x00]),
      Buffer.from(party.certificate.subarray(2)),
    ]);
    expect(party.certificate[1]).toBe(0x82);
    const signedAttributes = encodeSignedAttributes({
      digestAlgorithm: 'SHA-256',
      messageDigest: digestOf('SHA-256', document),
      signingCertificate: party.certificate,
    });
    const cms = assembleSignedData({
      signedAttributes,
      signature: Buffer.alloc(64, 1),
      certificate: party.certificate,
      chain: [pki.authority.certificate, pki.authority.certificate],
      signatureAlgorithm: 'ECDSA',
      digestAlgorithm: 'SHA-256',
    });
    const received = parseSignedData(cms).certificates.map((der) => Buffer.from(der).toString('hex'));
    expect(received).toHaveLength(2);
    expect(received).toContain(Buffer.from(party.certificate).toString('hex'));
    expect(received).toContain(Buffer.from(pki.authority.certificate).toString('hex'));
    // What is not DER cannot go into a DER structure unseen.
    expect(() =>
      assembleSignedData({
        signedAttributes,
        signature: Buffer.alloc(64, 1),
        certificate: party.certificate,
        chain: [padded],
        signatureAlgorithm: 'ECDSA',
        digestAlgorithm: 'SHA-256',
      }),
    ).toThrow(expect.objectContaining({ code: 'asn1.malformed' }));
  });
});

describe('addSignatureTimestamp', () => {
  const token = sequence(Buffer.from([0x05, 0x00]));

  it('adds the token as the one unsigned attribute and changes nothing else', async () => {
    const signer = signerFor('p256');
    const cms = await createCadesSignature(signer, digestOf('SHA-256', document));
    const stamped = parseSignedData(addSignatureTimestamp(cms, token));
    const before = parseSignedData(cms);
    expect(stamped.signerInfos[0]?.signedAttributesDer).toEqual(before.signerInfos[0]?.signedAttributesDer);
    expect(stamped.signerInfos[0]?.signature).toEqual(before.signerInfos[0]?.signature);
    expect(stamped.certificates).toEqual(before.certificates);
    expect(stamped.signerInfos[0]?.unsignedAttributes.get('1.2.840.113549.1.9.16.2.14')?.values).toEqual([
      token,
    ]);
  });

  it('gives the same bytes as a signature assembled with its time-stamp', async () => {
    const signer = signerFor('ed25519');
    const input = {
      signedAttributes: encodeSignedAttributes({
        digestAlgorithm: 'SHA-512',
        messageDigest: digestOf('SHA-512', document),
        signingCertificate: signer.certificate,
      }),
      signature: Buffer.alloc(64, 2),
      ...signer,
    };
    expect(addSignatureTimestamp(assembleSignedData(input), token)).toEqual(
      assembleSignedData({ ...input, signatureTimestamp: token }),
    );
  });

  it('keeps a token that was there', async () => {
    const cms = await createCadesSignature(signerFor('p256'), digestOf('SHA-256', document));
    const second = sequence(Buffer.from([0x01, 0x01, 0xff]));
    const twice = parseSignedData(addSignatureTimestamp(addSignatureTimestamp(cms, token), second));
    const attributes = twice.signerInfos[0]?.unsignedAttributes;
    expect(attributes?.size).toBe(1);
    expect(attributes?.get('1.2.840.113549.1.9.16.2.14')?.values).toHaveLength(2);
  });
});

describe('parseSignedData', () => {
  it('tells the padding of a slot apart from the signature', async () => {
    const cms = await createCadesSignature(signerFor('p256'), digestOf('SHA-256', document));
    const parsed = parseSignedData(Buffer.concat([cms, Buffer.alloc(100)]));
    expect(parsed.trailing).toHaveLength(100);
  });

  it.each([
    ['another content type', sequence(Buffer.from('06092a864886f70d010701', 'hex'))],
    ['no content', sequence(Buffer.from('06092a864886f70d010702', 'hex'))],
  ])('refuses %s', (_, der) => {
    expect(() => parseSignedData(der)).toThrow(PadesError);
  });

  it('reads or refuses a signature with any bytes changed, never otherwise', async () => {
    const cms = await createCadesSignature(signerFor('p256'), createHash('sha256').update(document).digest());
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: cms.length - 1 }), fc.nat({ max: 255 })), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.constantFrom('der' as const, 'ber' as const),
        (changes, rules) => {
          const mutated = Buffer.from(cms);
          for (const [at, value] of changes) mutated[at] = value;
          try {
            parseSignedData(mutated, { rules });
          } catch (error) {
            expect(error).toBeInstanceOf(PadesError);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });
});
