import { SignedData, ContentInfo } from '@peculiar/asn1-cms';
import { AsnConvert, AsnProp, AsnPropTypes, AsnType, AsnTypeTypes, OctetString } from '@peculiar/asn1-schema';
import { TSTInfo } from '@peculiar/asn1-tsp';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { describe, expect, it } from 'vitest';
import { createCadesSignature, type CadesSignatureOptions } from '../../src/cms/create-signature.js';
import { encodeSignedAttributes } from '../../src/cms/signed-attributes.js';
import { digestOf } from '../../src/cms/algorithms.js';
import type { SignaturePolicy, SignedAttributesInput } from '../../src/cms/types.js';
import { signDocument } from '../../src/sign/sign-document.js';
import { tablePdf } from '../pdf/made-pdfs.js';
import { issue, makePki, signerOf } from '../support/pki.js';
import { stampedBy } from '../support/signed.js';

// Read by @peculiar/asn1, with the ASN.1 of EN 319 122-1 written down here once more.

const pki = makePki();
const signer = signerOf(issue({ name: 'Kari Nordmann' }, pki.authority));
const messageDigest = digestOf('SHA-256', Buffer.from('the bytes that the ByteRange covers'));

/** A class that @peculiar/asn1-schema fills, without decorators. */
function schema<Shape extends object>(
  type: AsnTypeTypes,
  members: Readonly<Record<string, object>>,
): new () => Shape {
  class Target {}
  for (const [name, options] of Object.entries(members))
    AsnProp(options as Parameters<typeof AsnProp>[0])(Target.prototype, name);
  AsnType({ type })(Target);
  return Target as new () => Shape;
}

const OtherHashAlgAndValue = schema<{ hashAlgorithm: AlgorithmIdentifier; hashValue: OctetString }>(
  AsnTypeTypes.Sequence,
  { hashAlgorithm: { type: AlgorithmIdentifier }, hashValue: { type: OctetString } },
);
const NoticeReference = schema<{ organization: string; noticeNumbers: number[] }>(AsnTypeTypes.Sequence, {
  organization: { type: AsnPropTypes.Utf8String },
  noticeNumbers: { type: AsnPropTypes.Integer, repeated: 'sequence' },
});
const SPUserNotice = schema<{
  noticeRef?: { organization: string; noticeNumbers: number[] };
  explicitText?: string;
}>(AsnTypeTypes.Sequence, {
  noticeRef: { type: NoticeReference, optional: true },
  explicitText: { type: AsnPropTypes.Utf8String, optional: true },
});
const SigPolicyQualifierInfo = schema<{ id: string; qualifier: ArrayBuffer }>(AsnTypeTypes.Sequence, {
  id: { type: AsnPropTypes.ObjectIdentifier },
  qualifier: { type: AsnPropTypes.Any },
});
const SignaturePolicyId = schema<{
  sigPolicyId: string;
  sigPolicyHash: { hashAlgorithm: AlgorithmIdentifier; hashValue: OctetString };
  sigPolicyQualifiers?: { id: string; qualifier: ArrayBuffer }[];
}>(AsnTypeTypes.Sequence, {
  sigPolicyId: { type: AsnPropTypes.ObjectIdentifier },
  sigPolicyHash: { type: OtherHashAlgAndValue },
  sigPolicyQualifiers: { type: SigPolicyQualifierInfo, repeated: 'sequence', optional: true },
});
const SignerLocation = schema<{ countryName?: string; localityName?: string; postalAddress?: string[] }>(
  AsnTypeTypes.Sequence,
  {
    countryName: { type: AsnPropTypes.Utf8String, context: 0, optional: true },
    localityName: { type: AsnPropTypes.Utf8String, context: 1, optional: true },
    postalAddress: { type: AsnPropTypes.Utf8String, context: 2, repeated: 'sequence', optional: true },
  },
);
const CommitmentTypeIndication = schema<{ commitmentTypeId: string }>(AsnTypeTypes.Sequence, {
  commitmentTypeId: { type: AsnPropTypes.ObjectIdentifier },
});

/** The one value of a signed attribute, as another reader finds it in the CMS. */
async function valueOf(oid: string, options: CadesSignatureOptions): Promise<ArrayBuffer> {
  const cms = await createCadesSignature(signer, messageDigest, options);
  const { content } = AsnConvert.parse(cms, ContentInfo);
  const [signerInfo] = AsnConvert.parse(content, SignedData).signerInfos;
  const found = (signerInfo?.signedAttrs ?? []).filter(({ attrType }) => attrType === oid);
  expect(found).toHaveLength(1);
  const [value, another] = found[0]?.attrValues ?? [];
  if (value === undefined || another !== undefined) throw new Error('one value was expected');
  return value;
}

const bytes = (value: ArrayBuffer | OctetString | undefined): Buffer =>
  Buffer.from(value instanceof OctetString ? value.buffer : (value ?? new ArrayBuffer(0)));

describe('signature-policy-identifier (EN 319 122-1 §5.2.9)', () => {
  const OID = '1.2.840.113549.1.9.16.2.15';
  const policy: SignaturePolicy = {
    oid: '1.3.6.1.4.1.99999.2.1',
    digestAlgorithm: 'SHA-256',
    digest: digestOf('SHA-256', Buffer.from('the policy')),
  };

  it('names policy and hash, the digest without parameters (RFC 5754 §2)', async () => {
    const read = AsnConvert.parse(await valueOf(OID, { signaturePolicy: policy }), SignaturePolicyId);
    expect(read.sigPolicyId).toBe(policy.oid);
    expect(read.sigPolicyHash.hashAlgorithm.algorithm).toBe('2.16.840.1.101.3.4.2.1');
    expect(read.sigPolicyHash.hashAlgorithm.parameters).toBeUndefined();
    expect(bytes(read.sigPolicyHash.hashValue)).toEqual(Buffer.from(policy.digest));
    expect(read.sigPolicyQualifiers).toBeUndefined();
  });

  it('carries address and notice as qualifiers', async () => {
    const userNotice = {
      reference: { organization: 'Eksempel AS', noticeNumbers: [1, 300] },
      explicitText: 'Bindende også på nett',
    };
    const value = await valueOf(OID, {
      signaturePolicy: { ...policy, uri: 'https://policy.example/p.pdf', userNotice },
    });
    const [uri, notice] = AsnConvert.parse(value, SignaturePolicyId).sigPolicyQualifiers ?? [];
    expect(uri?.id).toBe('1.2.840.113549.1.9.16.5.1');
    expect(bytes(uri?.qualifier)).toEqual(
      Buffer.concat([Buffer.from([0x16, 28]), Buffer.from('https://policy.example/p.pdf')]),
    );
    expect(notice?.id).toBe('1.2.840.113549.1.9.16.5.2');
    const read = AsnConvert.parse(notice?.qualifier ?? new ArrayBuffer(0), SPUserNotice);
    expect(read.explicitText).toBe('Bindende også på nett');
    expect(read.noticeRef).toMatchObject({ organization: 'Eksempel AS', noticeNumbers: [1, 300] });
  });

  it.each<[string, Partial<SignaturePolicy>]>([
    ['a digest of another length', { digest: Buffer.alloc(20) }],
    ['something that is no OID', { oid: 'policy' }],
    ['an address beyond ASCII', { uri: 'https://policy.example/blåbær' }],
    ['an empty notice', { userNotice: {} }],
    ['a notice that is too long', { userNotice: { explicitText: 'x'.repeat(201) } }],
  ])('is refused with %s', (_, change) => {
    const input: SignedAttributesInput = {
      digestAlgorithm: 'SHA-256',
      messageDigest,
      signingCertificate: signer.certificate,
      signaturePolicy: { ...policy, ...change },
    };
    expect(() => encodeSignedAttributes(input)).toThrow(TypeError);
  });
});

describe('content-time-stamp (EN 319 122-1 §5.2.8)', () => {
  const OID = '1.2.840.113549.1.9.16.2.20';

  it('stamps the bytes that the ByteRange covers', async () => {
    const asked: Uint8Array[] = [];
    const value = await valueOf(OID, {
      contentTimestamp: (imprint) => {
        asked.push(imprint.digest);
        return stampedBy(pki.timestamping)(imprint);
      },
    });
    expect(asked).toEqual([messageDigest]);
    const token = AsnConvert.parse(AsnConvert.parse(value, ContentInfo).content, SignedData);
    const info = AsnConvert.parse(token.encapContentInfo.eContent?.single ?? new OctetString(), TSTInfo);
    expect(bytes(info.messageImprint.hashedMessage)).toEqual(Buffer.from(messageDigest));
  });

  it('when it fails, so does the signature', async () => {
    const failing = { contentTimestamp: () => Promise.reject(new Error('no time today')) };
    await expect(createCadesSignature(signer, messageDigest, failing)).rejects.toThrow('no time today');
  });
});

it('signer-location is read member by member (EN 319 122-1 §5.2.5)', async () => {
  const signerLocation = {
    countryName: 'NO',
    localityName: 'Tromsø',
    postalAddress: ['Storgata 1', '9008 Tromsø'],
  };
  const value = await valueOf('1.2.840.113549.1.9.16.2.17', { signerLocation });
  expect({ ...AsnConvert.parse(value, SignerLocation) }).toEqual(signerLocation);
});

it.each([
  ['proofOfOrigin', 1],
  ['proofOfReceipt', 2],
  ['proofOfDelivery', 3],
  ['proofOfSender', 4],
  ['proofOfApproval', 5],
  ['proofOfCreation', 6],
] as const)('commitment-type-indication %s has arc %i (EN 319 122-1 §5.2.3)', async (commitmentType, arc) => {
  const value = await valueOf('1.2.840.113549.1.9.16.2.16', { commitmentType });
  expect(AsnConvert.parse(value, CommitmentTypeIndication).commitmentTypeId).toBe(
    `1.2.840.113549.1.9.16.6.${arc}`,
  );
});

it('own attributes stand as given', async () => {
  const value = Buffer.from('06032a0304', 'hex'); // OBJECT IDENTIFIER 1.2.3.4
  const custom = [{ oid: '1.3.6.1.4.1.99999.3', valuesDer: [value] }];
  expect(bytes(await valueOf('1.3.6.1.4.1.99999.3', { custom }))).toEqual(value);
});

describe('signDocument keeps what excludes each other apart (EN 319 142-1 Table 1)', () => {
  const basics = { signer, signerName: 'Kari', field: { new: { name: 'Signature' } } };
  const signaturePolicy = { oid: '1.2.3.4', digestAlgorithm: 'SHA-256', digest: Buffer.alloc(32) } as const;

  it.each([
    ['reason and commitment type', { reason: 'I agree', commitmentType: 'proofOfApproval' as const }],
    ['reason and signature policy', { reason: 'I agree', signaturePolicy }],
    ['location and signer-location', { location: 'Oslo', signerLocation: { localityName: 'Oslo' } }],
  ])('%s', async (_, options) => {
    await expect(signDocument(tablePdf(), { ...basics, ...options })).rejects.toThrow(TypeError);
  });

  it('and writes each alone', async () => {
    const text = async (options: object): Promise<string> =>
      Buffer.from((await signDocument(tablePdf(), { ...basics, ...options })).increment).toString('latin1');
    expect(await text({ reason: 'I agree' })).toContain('/Reason');
    expect(await text({ commitmentType: 'proofOfApproval', signaturePolicy })).not.toContain('/Reason');
    expect(await text({ signerLocation: { localityName: 'Oslo' } })).not.toContain('/Location');
  });
});
