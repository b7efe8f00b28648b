import { PadesError } from '../errors.js';
import { DIGEST_LENGTH, digestOf, encodeDigestAlgorithm } from './algorithms.js';
import { contextTag, readAsn1, Tag, type Asn1Element, type EncodingRules } from './asn1-reader.js';
import { onceForCertificate } from './certificate-memo.js';
import { context, octetString, oid, sequence, setOf, utf8String } from './asn1-writer.js';
import { OID } from './oids.js';
import { encodeSignaturePolicy } from './signature-policy.js';
import type { CommitmentType, DigestAlgorithm, SignedAttributesInput, SignerLocation } from './types.js';

/** Last arc under id-cti (RFC 5126 §5.11.1). */
const COMMITMENT_ARC: Readonly<Record<CommitmentType, number>> = {
  proofOfOrigin: 1,
  proofOfReceipt: 2,
  proofOfDelivery: 3,
  proofOfSender: 4,
  proofOfApproval: 5,
  proofOfCreation: 6,
};

const COMMITMENT_BASE = '1.2.840.113549.1.9.16.6';

const attribute = (type: string, ...values: readonly Uint8Array[]): Uint8Array =>
  sequence(oid(type), setOf(values)); // attrType, attrValues

/**
 * Encodes the signed attributes of a PAdES baseline signature as the DER SET OF that is hashed and signed
 * (RFC 5652 §5.4): content-type, message-digest, signing-certificate-v2, and those asked for. There is never a
 * signing-time: in PAdES the claimed time is the dictionary's `/M` (ETSI EN 319 142-1 §6.3).
 *
 * A commitment type or a signature policy excludes `/Reason` from the signature dictionary, a signer location `/Location`
 * (EN 319 142-1 Table 1): `signDocument` sees to that, and callers of this function must.
 *
 * Throws `TypeError` for a digest of the wrong length, a bad OID, or an attribute named twice, and `asn1.malformed`
 * for a value of an own attribute that is not one DER element.
 */
export function encodeSignedAttributes(input: SignedAttributesInput): Uint8Array {
  if (input.messageDigest.length !== DIGEST_LENGTH[input.digestAlgorithm])
    throw new TypeError(`messageDigest must have ${DIGEST_LENGTH[input.digestAlgorithm]} bytes`);
  const attributes = new Map<string, Uint8Array>();
  const add = (type: string, ...values: readonly Uint8Array[]): void => {
    if (attributes.has(type)) throw new TypeError(`Signed attribute ${type} given twice`);
    if (values.length === 0) throw new TypeError(`Signed attribute ${type} has no value`);
    attributes.set(type, attribute(type, ...values));
  };

  add(OID.contentType, oid(OID.data));
  add(OID.messageDigest, octetString(input.messageDigest));
  add(OID.signingCertificateV2, encodeSigningCertificateV2(input.digestAlgorithm, input.signingCertificate));
  if (input.commitmentType !== undefined)
    add(
      OID.commitmentTypeIndication,
      sequence(oid(`${COMMITMENT_BASE}.${COMMITMENT_ARC[input.commitmentType]}`)),
    );
  if (input.claimedRoles !== undefined && input.claimedRoles.length > 0)
    add(OID.signerAttributesV2, encodeClaimedRoles(input.claimedRoles));
  if (input.signerLocation !== undefined) add(OID.signerLocation, encodeSignerLocation(input.signerLocation));
  if (input.signaturePolicy !== undefined)
    add(OID.signaturePolicyIdentifier, encodeSignaturePolicy(input.signaturePolicy));
  if (input.contentTimestamp !== undefined)
    add(OID.contentTimeStamp, readAsn1(input.contentTimestamp).expect(Tag.sequence).bytes);
  for (const { oid: type, valuesDer } of input.custom ?? []) {
    if (type === OID.signingTime)
      throw new TypeError('signing-time is forbidden in PAdES baseline signatures');
    for (const value of valuesDer) readAsn1(value);
    add(type, ...valuesDer);
  }
  return setOf([...attributes.values()]);
}

const hashBy = (digestAlgorithm: DigestAlgorithm): ((certificate: Uint8Array) => Uint8Array) =>
  onceForCertificate((certificate) => octetString(digestOf(digestAlgorithm, certificate)));

const certificateHashes = {
  'SHA-256': hashBy('SHA-256'),
  'SHA-384': hashBy('SHA-384'),
  'SHA-512': hashBy('SHA-512'),
} satisfies Readonly<Record<DigestAlgorithm, unknown>>;

/** SigningCertificateV2 (RFC 5035 §3) with the one certificate that signs; SHA-256 is the default and left out. */
export function encodeSigningCertificateV2(
  digestAlgorithm: DigestAlgorithm,
  certificate: Uint8Array,
): Uint8Array {
  const hash = certificateHashes[digestAlgorithm](certificate);
  const essCertIdV2 =
    digestAlgorithm === 'SHA-256' ? sequence(hash) : sequence(encodeDigestAlgorithm(digestAlgorithm), hash);
  return sequence(sequence(essCertIdV2)); // certs
}

/**
 * signer-attributes-v2 (EN 319 122-1 §5.2.6.1) with claimed attributes only. Each role is a UTF8String under id-at-name,
 * which is where EU DSS writes and looks for claimed roles.
 */
function encodeClaimedRoles(roles: readonly string[]): Uint8Array {
  return sequence(context(0, sequence(...roles.map((role) => attribute(OID.name, utf8String(role))))));
}

/** SignerLocation (RFC 5126 §5.11.2); DirectoryString being a CHOICE, its tags are explicit. */
function encodeSignerLocation(location: SignerLocation): Uint8Array {
  const parts: Uint8Array[] = [];
  if (location.countryName !== undefined) parts.push(context(0, utf8String(location.countryName)));
  if (location.localityName !== undefined) parts.push(context(1, utf8String(location.localityName)));
  if (location.postalAddress !== undefined) {
    if (location.postalAddress.length < 1 || location.postalAddress.length > 6)
      throw new TypeError('postalAddress has one to six lines');
    parts.push(context(2, sequence(...location.postalAddress.map((line) => utf8String(line)))));
  }
  if (parts.length === 0) throw new TypeError('signerLocation must say something');
  return sequence(...parts);
}

/** A value for {@link SignedAttributesInput.custom}: these octets as a DER OCTET STRING. */
export const encodeOctetString = (octets: Uint8Array): Uint8Array => octetString(octets);

/** The octets of a DER OCTET STRING. Throws `asn1.malformed`. */
export const decodeOctetString = (der: Uint8Array): Uint8Array => readAsn1(der).octets();

/** One attribute as received. */
export interface DecodedAttribute {
  readonly oid: string;
  /** Each value as complete DER, a view into the input. */
  readonly values: readonly Uint8Array[];
}

/** Signed attributes as {@link decodeSignedAttributes} finds them. */
export interface DecodedSignedAttributes {
  readonly contentType: string;
  readonly messageDigest: Uint8Array;
  /** Hash by which signing-certificate-v2 names the signing certificate, where present. */
  readonly signingCertificateHash?: { readonly digestOid: string; readonly hash: Uint8Array };
  /** OID of the commitment type, where present. */
  readonly commitmentTypeOid?: string;
  /** Claimed roles, where present. */
  readonly claimedRoles: readonly string[];
  /** Claimed time of the CMS attribute signing-time; forbidden in PAdES baseline, kept to be reported. */
  readonly signingTime?: Date;
  /** All attributes by OID, values as received. */
  readonly attributes: ReadonlyMap<string, DecodedAttribute>;
}

/**
 * Reads signed attributes from the DER SET OF that a signer is asked to sign, or that a signature carried. Refuses
 * duplicates of an attribute, and content-type or message-digest missing or with other than one value
 * (RFC 5652 §11.1, §11.2). Nothing is verified about what they say.
 *
 * Throws `asn1.malformed` or `cms.malformed`.
 */
export function decodeSignedAttributes(der: Uint8Array): DecodedSignedAttributes {
  return readSignedAttributes(readAsn1(der), 'der');
}

/** As {@link decodeSignedAttributes}, on an element already read. */
export function readSignedAttributes(set: Asn1Element, rules: EncodingRules): DecodedSignedAttributes {
  const attributes = readAttributes(set.expect(Tag.set));
  const single = (type: string, what: string): Asn1Element => {
    const values = attributes.get(type)?.values;
    const [only, more] = values ?? [];
    if (only === undefined || more !== undefined)
      throw new PadesError('cms.malformed', `Signed attribute ${what} must have exactly one value`);
    return readAsn1(only, rules);
  };
  const optional = (type: string, what: string): Asn1Element | undefined =>
    attributes.has(type) ? single(type, what) : undefined;

  const contentType = single(OID.contentType, 'content-type').oid();
  const messageDigest = single(OID.messageDigest, 'message-digest').octets();
  const signingCertificateHash = readSigningCertificate(
    optional(OID.signingCertificateV2, 'signing-certificate-v2'),
    optional(OID.signingCertificate, 'signing-certificate'),
  );
  // Old signatures hold several commitments in one attribute; the first is told.
  const [commitmentDer] = attributes.get(OID.commitmentTypeIndication)?.values ?? [];
  const commitment = commitmentDer === undefined ? undefined : readAsn1(commitmentDer, rules);
  const roles = optional(OID.signerAttributesV2, 'signer-attributes-v2');
  const signingTime = optional(OID.signingTime, 'signing-time')?.time();
  return {
    contentType,
    messageDigest,
    ...(signingCertificateHash === undefined ? {} : { signingCertificateHash }),
    ...(commitment === undefined ? {} : { commitmentTypeOid: commitment.fields().next(Tag.oid).oid() }),
    claimedRoles: roles === undefined ? [] : readClaimedRoles(roles),
    ...(signingTime === undefined ? {} : { signingTime }),
    attributes,
  };
}

/**
 * Reads a SET OF Attribute under whatever tag it has. A signed attribute given twice is refused (RFC 5652 §5.3); the values
 * of an unsigned one are taken together.
 */
export function readAttributes(
  set: Asn1Element,
  kind: 'signed' | 'unsigned' = 'signed',
): ReadonlyMap<string, DecodedAttribute> {
  const attributes = new Map<string, DecodedAttribute>();
  for (const element of set.children()) {
    const fields = element.fields();
    const type = fields.next(Tag.oid).oid();
    const values = fields
      .next(Tag.set)
      .children()
      .map((value) => value.bytes);
    fields.end();
    const earlier = attributes.get(type);
    if (earlier !== undefined && kind === 'signed')
      throw new PadesError('cms.malformed', `Attribute ${type} occurs twice`);
    attributes.set(type, { oid: type, values: [...(earlier?.values ?? []), ...values] });
  }
  return attributes;
}

function readSigningCertificate(
  v2: Asn1Element | undefined,
  v1: Asn1Element | undefined,
): DecodedSignedAttributes['signingCertificateHash'] {
  const signingCertificate = v2 ?? v1;
  if (signingCertificate === undefined) return undefined;
  const [first] = signingCertificate.fields().next(Tag.sequence).children();
  if (first === undefined) throw new PadesError('cms.malformed', 'signing-certificate names no certificate');
  const certId = first.fields();
  const algorithm = v2 === undefined ? undefined : certId.optional(Tag.sequence);
  const digestOid = v2 === undefined ? OID.sha1 : (algorithm?.fields().next(Tag.oid).oid() ?? OID.sha256);
  return { digestOid, hash: certId.next(Tag.octetString).octets() };
}

function readClaimedRoles(element: Asn1Element): string[] {
  const roles: string[] = [];
  for (const part of element.fields().rest()) {
    if (part.tag !== CLAIMED_ATTRIBUTES) continue; // certified attributes and assertions are not words
    for (const claimed of part.explicit().children()) {
      const fields = claimed.fields();
      fields.next(Tag.oid);
      for (const value of fields.next(Tag.set).children()) if (!value.constructed) roles.push(value.text());
    }
  }
  return roles;
}

const CLAIMED_ATTRIBUTES = contextTag(0);
