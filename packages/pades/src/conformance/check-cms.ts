import { createHash } from 'node:crypto';
import { digestName, hashFor, verificationScheme } from '../cms/algorithms.js';
import type { Asn1Element } from '../cms/asn1-reader.js';
import { findSignerCertificate } from '../cms/find-signer.js';
import { OID } from '../cms/oids.js';
import { parseSignedData, type ParsedSignedData, type ParsedSignerInfo } from '../cms/parse-signed-data.js';
import { verifySignature } from '../cms/verify-signature.js';
import { PadesError, unlessRefused } from '../errors.js';
import { parseCertificate, type Certificate } from '../x509/certificate.js';
import { namedCertificateDigests, readRawSigner, type RawAttribute, type RawSigner } from './raw-signer.js';
import type { ConformanceFindings } from './requirements.js';

/** What could be read of a CMS that was checked. */
export interface ConformingCms {
  readonly signedData: ParsedSignedData;
  readonly signerInfo: ParsedSignerInfo;
  /** The signer's certificate, where the CMS has it. */
  readonly certificate: Certificate | undefined;
}

/** What is known about the document that a CMS signs. */
export interface CmsSubject {
  /** Digest of the bytes that the ByteRange covers, by algorithm; undefined where it is not known. */
  readonly documentDigest: ((digestName: string) => Uint8Array) | undefined;
  /** Keys of the signature dictionary. */
  readonly dictionaryEntries: ReadonlySet<string>;
}

const SIGNER_ATTRIBUTES_V1 = '1.2.840.113549.1.9.16.2.18';

/** Checks what level B-B demands of the CMS (EN 319 142-1 §5.1, §6.3; EN 319 122-1 §5; RFC 5652 §5). */
export function checkCmsRequirements(
  cms: Uint8Array,
  subject: CmsSubject,
  findings: ConformanceFindings,
): ConformingCms | undefined {
  let raw: RawSigner;
  try {
    raw = readRawSigner(cms);
  } catch (error) {
    findings.add('cms-malformed', `The CMS cannot be read: ${messageOf(error)}`);
    return undefined;
  }
  if (raw.signerCount !== 1)
    findings.add('cms-signers-several', `There are ${raw.signerCount} signers instead of one`);
  checkAttributes(raw, subject, findings);
  const parsed = parse(cms, findings);
  if (parsed === undefined) return undefined;
  checkVersions(raw, parsed.signedData, findings);
  checkContent(parsed, subject, findings);
  const certificate = checkCertificates(parsed, findings);
  if (certificate !== undefined) checkNamedCertificate(raw, certificate, findings);
  checkSignature(parsed, certificate, findings);
  return { ...parsed, certificate };
}

function parse(
  cms: Uint8Array,
  findings: ConformanceFindings,
): Pick<ConformingCms, 'signedData' | 'signerInfo'> | undefined {
  try {
    const signedData = parseSignedData(cms, { rules: 'ber' });
    const [signerInfo] = signedData.signerInfos;
    if (signerInfo === undefined) return undefined;
    try {
      parseSignedData(cms);
    } catch (error) {
      findings.add('cms-not-der', `The CMS is not DER: ${messageOf(error)}`);
    }
    return { signedData, signerInfo };
  } catch (error) {
    const message = messageOf(error);
    // Where the fault has its own name already, "malformed" adds nothing.
    const named = (['attribute-repeated', 'content-type-missing', 'message-digest-missing'] as const).some(
      (code) => findings.has(code),
    );
    if (!named) findings.add('cms-malformed', message);
    return undefined;
  }
}

function checkAttributes(raw: RawSigner, subject: CmsSubject, findings: ConformanceFindings): void {
  const { signedAttributes } = raw;
  if (signedAttributes === undefined) {
    findings.add('signed-attributes-missing', 'The signature has no signed attributes');
    return;
  }
  const of = (oid: string): RawAttribute | undefined =>
    signedAttributes.find((attribute) => attribute.oid === oid);
  const seen = new Set<string>();
  for (const { oid, values } of signedAttributes) {
    if (seen.has(oid)) findings.add('attribute-repeated', `Signed attribute ${oid} occurs twice`);
    seen.add(oid);
    if (SINGLE_VALUED.has(oid) && values.length !== 1)
      findings.add(
        'attribute-repeated',
        `Signed attribute ${oid} has ${values.length} values instead of one`,
      );
  }
  if (!isSorted(signedAttributes.map(({ bytes }) => bytes)))
    findings.add('signed-attributes-unsorted', 'The signed attributes are not in the order that DER demands');
  if (of(OID.contentType) === undefined) findings.add('content-type-missing', 'content-type is missing');
  if (of(OID.messageDigest) === undefined)
    findings.add('message-digest-missing', 'message-digest is missing');
  if (of(OID.signingTime) !== undefined)
    findings.add(
      'signing-time-present',
      'The CMS carries a signing-time; the time of a PAdES signature is /M',
    );
  if (of(SIGNER_ATTRIBUTES_V1) !== undefined && of(OID.signerAttributesV2) !== undefined)
    findings.add('signer-attributes-several', 'signer-attributes stands beside signer-attributes-v2');
  checkSigningCertificate(of(OID.signingCertificate), of(OID.signingCertificateV2), findings);
  checkBesideDictionary((oid) => of(oid) !== undefined, subject.dictionaryEntries, findings);
}

const SINGLE_VALUED: ReadonlySet<string> = new Set([
  OID.contentType,
  OID.messageDigest,
  OID.signingCertificate,
  OID.signingCertificateV2,
  OID.signaturePolicyIdentifier,
  OID.signerAttributesV2,
  OID.signerLocation,
  SIGNER_ATTRIBUTES_V1,
]);

function checkSigningCertificate(
  v1: RawAttribute | undefined,
  v2: RawAttribute | undefined,
  findings: ConformanceFindings,
): void {
  if (v1 === undefined && v2 === undefined) {
    findings.add(
      'signing-certificate-missing',
      'Neither signing-certificate-v2 nor signing-certificate is there',
    );
    return;
  }
  if (v1 !== undefined && v2 !== undefined)
    findings.add('signing-certificate-version-wrong', 'Both versions of signing-certificate are there');
  const [named] = digestsOf(v2, 'v2');
  if (named?.digestOid === OID.sha1)
    findings.add('signing-certificate-version-wrong', 'A SHA-1 digest stands in signing-certificate-v2');
  // Version 1 can hold SHA-1 digests only, and those are no longer suitable.
  if (v1 !== undefined && v2 === undefined)
    findings.add('digest-algorithm-weak', 'The certificate is named by its SHA-1 digest');
}

/** Entries of the dictionary and attributes that say the same exclude each other. */
function checkBesideDictionary(
  has: (oid: string) => boolean,
  entries: ReadonlySet<string>,
  findings: ConformanceFindings,
): void {
  if (entries.has('Reason') && has(OID.commitmentTypeIndication))
    findings.add('reason-with-commitment-type', '/Reason stands beside a commitment type');
  if (entries.has('Reason') && has(OID.signaturePolicyIdentifier))
    findings.add('reason-with-signature-policy', '/Reason stands beside a signature policy');
  if (entries.has('Location') && has(OID.signerLocation))
    findings.add('location-with-signer-location', '/Location stands beside a signer-location');
}

function checkVersions(raw: RawSigner, signedData: ParsedSignedData, findings: ConformanceFindings): void {
  const signerVersion = raw.namedBy === 'subjectKeyIdentifier' ? 3 : 1;
  if (raw.signerVersion !== signerVersion)
    findings.add('cms-version-wrong', `SignerInfo has version ${raw.signerVersion}, not ${signerVersion}`);
  const least = signedData.contentType !== OID.data || signerVersion === 3 ? 3 : 1;
  // Attribute certificates and OCSP answers raise it further, to 4 or 5.
  if (raw.version < least || ![1, 3, 4, 5].includes(raw.version))
    findings.add('cms-version-wrong', `SignedData has version ${raw.version}, not ${least}`);
}

function checkContent(
  { signedData, signerInfo }: Pick<ConformingCms, 'signedData' | 'signerInfo'>,
  subject: CmsSubject,
  findings: ConformanceFindings,
): void {
  if (signedData.content !== undefined)
    findings.add('cms-content-encapsulated', 'The CMS carries content of its own');
  const { signedAttributes, digestAlgorithm } = signerInfo;
  if (signedData.contentType !== OID.data || (signedAttributes && signedAttributes.contentType !== OID.data))
    findings.add('content-type-wrong', 'The content type is not id-data');
  if (!signedData.digestAlgorithms.some(({ oid }) => oid === digestAlgorithm.oid))
    findings.add('digest-algorithm-unlisted', 'digestAlgorithms does not name the digest of the signer');
  try {
    const digest = digestName(digestAlgorithm.oid);
    if (digest === 'sha1') findings.add('digest-algorithm-weak', 'The document is digested by SHA-1');
    if (signedAttributes === undefined) return;
    const actual = subject.documentDigest?.(digest);
    const { messageDigest } = signedAttributes;
    if (actual !== undefined && Buffer.compare(actual, messageDigest) !== 0)
      findings.add('message-digest-wrong', 'message-digest is not that of the document');
    if (messageDigest.length !== createHash(digest).digest().length)
      findings.add('message-digest-wrong', 'message-digest has the wrong length');
  } catch (error) {
    findings.add('signature-algorithm-unsuited', messageOf(error));
  }
}

function checkCertificates(
  { signedData, signerInfo }: Pick<ConformingCms, 'signedData' | 'signerInfo'>,
  findings: ConformanceFindings,
): Certificate | undefined {
  if (signedData.certificates.length === 0) {
    findings.add('certificates-missing', 'The CMS carries no certificates');
    return undefined;
  }
  try {
    const certificate = findSignerCertificate(signerInfo.sid, signedData.certificates.map(parseCertificate));
    if (certificate === undefined)
      findings.add(
        'signing-certificate-not-included',
        'The CMS does not carry the certificate of its signer',
      );
    return certificate;
  } catch (error) {
    findings.add('cms-malformed', messageOf(error));
    return undefined;
  }
}

function checkNamedCertificate(
  raw: RawSigner,
  certificate: Certificate,
  findings: ConformanceFindings,
): void {
  const of = (oid: string): RawAttribute | undefined =>
    raw.signedAttributes?.find((attribute) => attribute.oid === oid);
  const named = [
    ...digestsOf(of(OID.signingCertificateV2), 'v2').slice(0, 1),
    ...digestsOf(of(OID.signingCertificate), 'v1').slice(0, 1),
  ];
  for (const { digestOid, hash } of named) {
    try {
      if (Buffer.compare(hashFor(digestOid).update(certificate.der).digest(), hash) === 0) continue;
      findings.add('signing-certificate-mismatch', 'The certificate named first is not that of the signer');
    } catch (error) {
      findings.add('signing-certificate-mismatch', messageOf(error));
    }
  }
}

function digestsOf(
  attribute: RawAttribute | undefined,
  version: 'v1' | 'v2',
): ReturnType<typeof namedCertificateDigests> {
  const value: Asn1Element | undefined = attribute?.values[0];
  if (value === undefined) return [];
  // A value that cannot be read is reported where the CMS is parsed.
  return unlessRefused(() => namedCertificateDigests(value, version)) ?? [];
}

function checkSignature(
  { signerInfo }: Pick<ConformingCms, 'signerInfo'>,
  certificate: Certificate | undefined,
  findings: ConformanceFindings,
): void {
  const { signatureAlgorithm, digestAlgorithm, signedAttributesDer, signature } = signerInfo;
  try {
    const scheme = verificationScheme(signatureAlgorithm, digestAlgorithm.oid);
    // RFC 8419 §3.1: with signed attributes, Ed25519 goes with SHA-512.
    if (scheme.kind === 'ed25519' && digestAlgorithm.oid !== OID.sha512)
      findings.add('signature-algorithm-unsuited', 'Ed25519 demands SHA-512 as the digest');
    if (certificate === undefined || signedAttributesDer === undefined) return;
    if (!verifySignature(scheme, certificate.publicKey(), signedAttributesDer, signature))
      findings.add('signature-invalid', 'The signature does not verify under the key of its certificate');
  } catch (error) {
    findings.add('signature-algorithm-unsuited', messageOf(error));
  }
}

/** DER orders the members of a SET OF by their encodings (X.690 §11.6). */
function isSorted(members: readonly Uint8Array[]): boolean {
  return members.every((member, index) => {
    const before = members[index - 1];
    return before === undefined || Buffer.compare(before, member) <= 0;
  });
}

/** The message of an error about input; any other error is a fault of ours and thrown on. */
export function messageOf(error: unknown): string {
  if (error instanceof PadesError) return error.message;
  throw error;
}
