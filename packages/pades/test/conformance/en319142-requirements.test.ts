import { beforeAll, describe, expect, it } from 'vitest';
import { sign as signOctets } from 'node:crypto';
import { digestOf } from '../../src/cms/algorithms.js';
import {
  contextPrimitive,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  utf8String,
} from '../../src/cms/asn1-writer.js';
import { OID } from '../../src/cms/oids.js';
import { encodeSigningCertificateV2 } from '../../src/cms/signed-attributes.js';
import { assembleSignedData, encodeSignedData } from '../../src/cms/signed-data.js';
import { checkBaseline, checkCmsBaseline } from '../../src/conformance/check-baseline.js';
import { REQUIREMENTS, type ConformanceCode } from '../../src/conformance/requirements.js';
import { signDocument } from '../../src/sign/sign-document.js';
import { tablePdf } from '../pdf/made-pdfs.js';
import { makeWorld, stampedNow } from '../support/ltv-world.js';
import { inDays, signerOf } from '../support/pki.js';
import { addDocumentTimestamp, addSecurityStore, signNew, stampedBy } from '../support/signed.js';

const { world, root, authority, signer, tsa } = makeWorld();
const digest = digestOf('SHA-256', Buffer.from('a document'));
/** Every code that a test here brought about. */
const seen = new Set<ConformanceCode>();

function codesOf(findings: readonly { readonly code: ConformanceCode }[]): ConformanceCode[] {
  for (const { code } of findings) seen.add(code);
  return findings.map(({ code }) => code);
}

const attribute = (type: string, ...values: readonly Uint8Array[]): Uint8Array =>
  sequence(oid(type), setOf(values));
const contentType = attribute(OID.contentType, oid(OID.data));
const messageDigest = attribute(OID.messageDigest, octetString(digest));
const certificateV2 = attribute(
  OID.signingCertificateV2,
  encodeSigningCertificateV2('SHA-256', signer.certificate),
);
const certificateV1 = attribute(
  OID.signingCertificate,
  sequence(sequence(sequence(octetString(Buffer.alloc(20, 1))))),
);

/** A CMS over attributes as they are given, well signed. */
function cmsWith(
  attributes: readonly Uint8Array[],
  changes: Partial<Parameters<typeof assembleSignedData>[0]> = {},
): Uint8Array {
  const signedAttributes = setOf(attributes);
  return assembleSignedData({
    signedAttributes,
    signature: signOctets('sha256', signedAttributes, signer.key),
    certificate: signer.certificate,
    chain: signer.chain,
    signatureAlgorithm: 'ECDSA',
    digestAlgorithm: 'SHA-256',
    ...changes,
  });
}

const judged = (cms: Uint8Array, dictionaryEntries: readonly string[] = []): ConformanceCode[] =>
  codesOf(checkCmsBaseline(cms, { messageDigest: digest, dictionaryEntries }).findings);

const whole = [contentType, messageDigest, certificateV2];

describe('the CMS (EN 319 142-1 §6.3, EN 319 122-1, RFC 5652)', () => {
  it('is found without fault where it has none', () => {
    expect(judged(cmsWith(whole))).toEqual([]);
  });

  it.each<[string, readonly Uint8Array[], ConformanceCode]>([
    ['no content-type', [messageDigest, certificateV2], 'content-type-missing'],
    ['no message-digest', [contentType, certificateV2], 'message-digest-missing'],
    [
      'another content type',
      [attribute(OID.contentType, oid(OID.tstInfo)), messageDigest, certificateV2],
      'content-type-wrong',
    ],
    [
      'the digest of another document',
      [contentType, attribute(OID.messageDigest, octetString(Buffer.alloc(32))), certificateV2],
      'message-digest-wrong',
    ],
    ['no signing-certificate', [contentType, messageDigest], 'signing-certificate-missing'],
    ['both versions of signing-certificate', [...whole, certificateV1], 'signing-certificate-version-wrong'],
    ['signing-certificate by SHA-1', [contentType, messageDigest, certificateV1], 'digest-algorithm-weak'],
    [
      'the digest of another certificate',
      [
        contentType,
        messageDigest,
        attribute(OID.signingCertificateV2, encodeSigningCertificateV2('SHA-256', root.certificate)),
      ],
      'signing-certificate-mismatch',
    ],
    [
      'a SHA-1 digest in signing-certificate-v2',
      [
        contentType,
        messageDigest,
        attribute(
          OID.signingCertificateV2,
          sequence(sequence(sequence(sequence(oid(OID.sha1)), octetString(Buffer.alloc(20))))),
        ),
      ],
      'signing-certificate-version-wrong',
    ],
    [
      'a signing-time',
      [...whole, attribute(OID.signingTime, utcTime('261122120000Z'))],
      'signing-time-present',
    ],
    ['an attribute twice', [...whole, attribute(OID.contentType, oid(OID.signedData))], 'attribute-repeated'],
    [
      'two values of signing-certificate-v2',
      [
        contentType,
        messageDigest,
        attribute(
          OID.signingCertificateV2,
          encodeSigningCertificateV2('SHA-256', signer.certificate),
          encodeSigningCertificateV2('SHA-512', signer.certificate),
        ),
      ],
      'attribute-repeated',
    ],
    [
      'signer-attributes of both versions',
      [
        ...whole,
        attribute('1.2.840.113549.1.9.16.2.18', sequence()),
        attribute(OID.signerAttributesV2, sequence()),
      ],
      'signer-attributes-several',
    ],
  ])('%s', (_, attributes, code) => {
    expect(judged(cmsWith(attributes))).toContain(code);
  });

  it('beside the dictionary: what is said twice, or excluded', () => {
    const commitment = attribute(OID.commitmentTypeIndication, sequence(oid('1.2.840.113549.1.9.16.6.5')));
    const policy = attribute(OID.signaturePolicyIdentifier, sequence(oid('1.2.3')));
    const location = attribute(OID.signerLocation, sequence());
    expect(judged(cmsWith([...whole, commitment]), ['Reason'])).toEqual(['reason-with-commitment-type']);
    expect(judged(cmsWith([...whole, commitment]), ['Name'])).toEqual([]);
    expect(judged(cmsWith([...whole, policy]), ['Reason'])).toEqual(['reason-with-signature-policy']);
    expect(judged(cmsWith([...whole, location]), ['Location'])).toEqual(['location-with-signer-location']);
  });

  it('attributes out of their order', () => {
    const cms = Buffer.from(cmsWith(whole));
    const start = cms.indexOf(contentType);
    expect(cms.indexOf(certificateV2)).toBeGreaterThan(start);
    const swapped = Buffer.concat([certificateV2, messageDigest, contentType]);
    swapped.copy(cms, start);
    expect(judged(cms)).toEqual(expect.arrayContaining(['signed-attributes-unsorted', 'signature-invalid']));
  });

  it('a signature by another key', () => {
    const signature = signOctets('sha256', setOf(whole), tsa.key);
    expect(judged(cmsWith(whole, { signature }))).toEqual(['signature-invalid']);
  });

  it('no certificates, or not that of the signer', () => {
    const base = {
      contentType: OID.data,
      content: undefined,
      signedAttributes: setOf(whole),
      signature: Buffer.alloc(8),
      chain: [],
    };
    const algorithms = { signatureAlgorithm: 'ECDSA', digestAlgorithm: 'SHA-256' } as const;
    const none = encodeSignedData({
      ...base,
      ...algorithms,
      certificate: signer.certificate,
      embed: 'nothing',
    });
    expect(judged(none)).toContain('certificates-missing');
    const cms = Buffer.from(cmsWith(whole, { chain: [authority.certificate] }));
    // Another serial number in the SignerInfo: the last place where it stands.
    const at = cms.lastIndexOf(serialOfSigner());
    cms[at + serialOfSigner().length - 1] = (cms[at + serialOfSigner().length - 1] ?? 0) ^ 1;
    expect(judged(cms)).toContain('signing-certificate-not-included');
  });

  it('content of its own, no signed attributes, wrong versions, an unnamed or weak digest', () => {
    const content = encodeSignedData({
      contentType: OID.data,
      content: Buffer.from('inside'),
      signedAttributes: setOf(whole),
      signature: signOctets('sha256', setOf(whole), signer.key),
      certificate: signer.certificate,
      chain: [],
      signatureAlgorithm: 'ECDSA',
      digestAlgorithm: 'SHA-256',
      embed: 'certificates',
    });
    expect(judged(content)).toContain('cms-content-encapsulated');

    const cms = Buffer.from(cmsWith(whole));
    const versioned = Buffer.from(cms);
    versioned[versioned.indexOf(integer(1)) + 2] = 2;
    expect(judged(versioned)).toContain('cms-version-wrong');

    const sha256 = sequence(oid(OID.sha256));
    const listed = Buffer.from(cms);
    sequence(oid(OID.sha512)).forEach((octet, index) => (listed[listed.indexOf(sha256) + index] = octet));
    expect(judged(listed)).toContain('digest-algorithm-unlisted');

    const mixed = Buffer.from(cms);
    const beside = mixed.lastIndexOf(sha256);
    sequence(oid(OID.sha384)).forEach((octet, index) => (mixed[beside + index] = octet));
    expect(judged(mixed)).toContain('signature-algorithm-unsuited');

    expect(judged(cmsWithoutAttributes())).toContain('signed-attributes-missing');
  });

  it('bytes that are no CMS, several signers, and BER', () => {
    expect(judged(Buffer.from('300a', 'hex'))).toEqual(['cms-malformed']);
    const good = cmsWith(whole);
    expect(judged(withTwoSigners(good))).toContain('cms-signers-several');
    // An outer length of indefinite form.
    const inner = good.subarray(4);
    expect(judged(Buffer.concat([Buffer.from('3080', 'hex'), inner, Buffer.from('0000', 'hex')]))).toEqual([
      'cms-not-der',
    ]);
  });
});

function utcTime(text: string): Uint8Array {
  const value = Buffer.from(contextPrimitive(0, Buffer.from(text)));
  value[0] = 0x17;
  return value;
}

function serialOfSigner(): Uint8Array {
  const tbs = Buffer.from(signer.certificate);
  // Version [0], then the serial number.
  const at = tbs.indexOf(Buffer.from('a003020102', 'hex')) + 5;
  return tbs.subarray(at, at + 2 + (tbs[at + 1] ?? 0));
}

/** The parts of a CMS of ours: what stands before the SignerInfo, and it. */
function split(cms: Uint8Array): { readonly head: Uint8Array[]; readonly signerInfo: Uint8Array } {
  const contentInfo = children(cms);
  const signedData = children(children(contentInfo[1] ?? cms)[0] ?? cms);
  return { head: signedData.slice(0, -1), signerInfo: children(signedData.at(-1) ?? cms)[0] ?? cms };
}

function children(element: Uint8Array): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (let at = headerOf(element, 0).start; at < element.length;) {
    const { start, length } = headerOf(element, at);
    out.push(element.subarray(at, start + length));
    at = start + length;
  }
  return out;
}

function headerOf(bytes: Uint8Array, at: number): { readonly start: number; readonly length: number } {
  const first = bytes[at + 1] ?? 0;
  if (first < 0x80) return { start: at + 2, length: first };
  const count = first & 0x7f;
  let length = 0;
  for (let index = 0; index < count; index++) length = length * 256 + (bytes[at + 2 + index] ?? 0);
  return { start: at + 2 + count, length };
}

const wrap = (head: readonly Uint8Array[], signers: readonly Uint8Array[]): Uint8Array => {
  const explicit = Buffer.from(sequence(sequence(...head, setOf(signers))));
  explicit[0] = 0xa0;
  return sequence(oid(OID.signedData), explicit);
};

function withTwoSigners(cms: Uint8Array): Uint8Array {
  const { head, signerInfo } = split(cms);
  return wrap(head, [signerInfo, signerInfo]);
}

function cmsWithoutAttributes(): Uint8Array {
  const { head, signerInfo } = split(cmsWith(whole));
  return wrap(head, [sequence(...children(signerInfo).filter((part) => part[0] !== 0xa0))]);
}

describe('the signature dictionary (EN 319 142-1 §6.3 Table 1, ISO 32000-2 §12.8.1)', () => {
  let signed: Buffer;
  beforeAll(async () => {
    signed = await signNew(tablePdf(), signerOf(signer), 'Signature', { location: 'Oslo' });
  });
  const changed = (from: string, to: string): ConformanceCode[] => {
    expect(to).toHaveLength(from.length);
    const at = signed.lastIndexOf(from);
    expect(at).toBeGreaterThan(0);
    const bytes = Buffer.from(signed);
    bytes.write(to, at, 'latin1');
    return codesOf(checkBaseline(bytes, { level: 'B-B' }).signatures.flatMap(({ findings }) => findings));
  };

  it.each<[string, string, string, ConformanceCode]>([
    ['another /Type', '/Type /Sig ', '/Type /Sog ', 'dictionary-type-wrong'],
    ['no /Filter', '/Filter /Adobe', '/Filtex /Adobe', 'dictionary-filter-missing'],
    ['another /SubFilter', '/ETSI.CAdES.detached', '/adbe.pkcs7.detached', 'dictionary-subfilter-wrong'],
    ['no /M', '/M (D:', '/Z (D:', 'dictionary-time-missing'],
    ['an /M that is no date', '/M (D:', '/M (X:', 'dictionary-time-malformed'],
    ['a /Cert', '/Name (', '/Cert (', 'dictionary-cert-present'],
    ['no /ByteRange', '/ByteRange [', '/ByteRangx [', 'dictionary-byterange-missing'],
    ['a /ByteRange from elsewhere', '/ByteRange [0 ', '/ByteRange [1 ', 'dictionary-byterange-wrong'],
    ['no /Contents', '/Contents <', '/Contentx <', 'dictionary-contents-missing'],
  ])('%s', (_, from, to, code) => {
    expect(changed(from, to)).toContain(code);
  });

  it('bytes behind the CMS that are no zeros', () => {
    const text = signed.toString('latin1');
    const end = text.lastIndexOf('00000000>');
    const bytes = Buffer.from(signed);
    bytes.write('00000001>', end, 'latin1');
    const { signatures } = checkBaseline(bytes, { level: 'B-B' });
    expect(codesOf(signatures.flatMap(({ findings }) => findings))).toEqual(['dictionary-contents-padding']);
    // A recommendation, no more.
    expect(signatures[0]?.conforms).toBe(true);
  });
});

describe('time-stamps and validation data (EN 319 142-1 §5.4, §6.3)', () => {
  const trusting = { resolver: world, trustAnchors: [root.certificate] };
  const sign = async (level: 'B-B' | 'B-T' | 'B-LT' | 'B-LTA'): Promise<Buffer> => {
    const signedDocument = await signDocument(tablePdf(), {
      signer: signerOf(signer),
      signerName: 'Kari Nordmann',
      field: { new: { name: 'Signature' } },
      level,
      ...(level === 'B-B' ? {} : { timestamp: stampedNow(tsa) }),
      validation: trusting,
    });
    return Buffer.from(signedDocument.toBytes());
  };
  const missing = (bytes: Uint8Array): ConformanceCode[] =>
    codesOf(checkBaseline(bytes, { level: 'B-LTA' }).signatures.flatMap(({ findings }) => findings));

  it('B-B has no time-stamp, and nothing of the levels above', async () => {
    const bytes = await sign('B-B');
    expect(missing(bytes)).toEqual(
      expect.arrayContaining(['time-stamp-missing', 'security-store-missing', 'archive-time-stamp-missing']),
    );
    expect(checkBaseline(bytes, { level: 'B-T' })).toMatchObject({
      conforms: false,
      signatures: [{ reached: 'B-B', findings: [{ code: 'time-stamp-missing', level: 'B-T' }] }],
    });
  });

  it('B-T has no validation data', async () => {
    const codes = missing(await sign('B-T'));
    expect(codes).toEqual(expect.arrayContaining(['security-store-missing', 'revocation-value-missing']));
    expect(codes).not.toContain('time-stamp-missing');
  });

  it('a time-stamp of something else, or of a time when the certificate had expired', () =>
    Promise.all([
      stampedNow(tsa)({ digest: Buffer.alloc(32), digestAlgorithm: 'SHA-256' }).then((token) => {
        expect(judged(cmsWith(whole, { signatureTimestamp: token }))).toContain('time-stamp-invalid');
      }),
      stampedBy(
        tsa,
        inDays(20_000),
      )({ digest: Buffer.alloc(32), digestAlgorithm: 'SHA-256' }).then((token) => {
        expect(judged(cmsWith(whole, { signatureTimestamp: token }))).toContain('time-stamp-after-expiry');
      }),
    ]));

  it('a store without the answers, without an issuer, or of the wrong form', async () => {
    const stamped = await sign('B-T');
    const half = addSecurityStore(stamped, { certificates: [root.certificate] });
    expect(missing(half)).toContain('revocation-value-missing');
    const lone = await signNew(tablePdf(), { ...signerOf(signer), chain: [] }, 'Signature');
    expect(missing(lone)).toContain('certificate-value-missing');
    const malformed = Buffer.from(
      (await sign('B-LT')).toString('latin1').replace(/\/Certs ?\[/, '/Certs [9 '),
      'latin1',
    );
    expect(missing(malformed)).toContain('security-store-malformed');
  });

  it('/VRI is advised against', async () => {
    const bytes = Buffer.from(await sign('B-LT'));
    const at = bytes.lastIndexOf('/Type /DSS');
    expect(at).toBeGreaterThan(0);
    bytes.write('/VRI   (a)', at, 'latin1');
    const { signatures } = checkBaseline(bytes, { level: 'B-LT' });
    expect(codesOf(signatures.flatMap(({ findings }) => findings))).toContain('vri-present');
    expect(signatures[0]).toMatchObject({ conforms: true, reached: 'B-LT' });
  });

  it('a document time-stamp that covers no validation data is no archive', async () => {
    const stamped = await addDocumentTimestamp(await sign('B-T'), tsa, inDays(0));
    expect(missing(stamped)).toContain('archive-time-stamp-not-covering');
  });

  it('a document time-stamp of another kind, or of another document', async () => {
    const bytes = await sign('B-LTA');
    const retyped = Buffer.from(bytes);
    retyped.write('/DocTimeStomp', retyped.lastIndexOf('/DocTimeStamp'), 'latin1');
    expect(missing(retyped)).toContain('document-time-stamp-type-wrong');
    const altered = Buffer.from(bytes);
    altered.write('Hollo', altered.indexOf('Hello'), 'latin1');
    expect(missing(altered)).toEqual(
      expect.arrayContaining(['document-time-stamp-invalid', 'message-digest-wrong']),
    );
  });

  it('attributes with validation data do not belong into the CMS', async () => {
    const { head, signerInfo } = split(cmsWith(whole));
    const values = Buffer.from(setOf([attribute('1.2.840.113549.1.9.16.2.23', sequence(utf8String('x')))]));
    values[0] = 0xa1;
    const cms = wrap(head, [sequence(...children(signerInfo), values)]);
    const bytes = await signNew(tablePdf(), signerOf(signer), 'Signature');
    // The attributes of the signature differ, but what stands unsigned is looked at all the same.
    const at = bytes.lastIndexOf('/Contents <') + '/Contents <'.length;
    bytes.write(Buffer.from(cms).toString('hex'), at, 'latin1');
    expect(missing(bytes)).toContain('validation-attribute-present');
  });

  it('a document without a signature conforms to nothing', () => {
    expect(checkBaseline(tablePdf(), { level: 'B-B' })).toEqual({
      level: 'B-B',
      conforms: false,
      signatures: [],
    });
  });
});

it('there is a test of every requirement', () => {
  const untested = Object.keys(REQUIREMENTS).filter((code) => !seen.has(code as ConformanceCode));
  expect(untested).toEqual([]);
});
