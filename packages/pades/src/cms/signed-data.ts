import { PadesError } from '../errors.js';
import { encodeDigestAlgorithm, encodeSignatureAlgorithm } from './algorithms.js';
import { contextTag, readAsn1, Tag, type Asn1Element } from './asn1-reader.js';
import { onceForCertificate } from './certificate-memo.js';
import { context, contextSetOf, integer, octetString, oid, retag, sequence, setOf } from './asn1-writer.js';
import { OID } from './oids.js';
import type { SignedDataInput } from './types.js';

/** A context tag `[0]`, constructed, as an identifier octet. */
const CONTEXT_0 = 0xa0;

/**
 * Assembles the CMS SignedData (RFC 5652 §5) of a detached signature with one signer. Certificates go in exactly as
 * given, without duplicates, in DER order; signed attributes exactly as signed.
 *
 * Throws `x509.malformed` when the signing certificate cannot be read, `asn1.malformed` when another part is
 * not one DER element. The signature itself is not verified.
 */
export function assembleSignedData(input: SignedDataInput): Uint8Array {
  return encodeSignedData({ ...input, contentType: OID.data, content: undefined });
}

/** What SignedData with content (a time-stamp token) needs beyond a detached signature. */
export interface EncapsulatedDataInput extends SignedDataInput {
  readonly contentType: string;
  /** The content to encapsulate; undefined for a detached signature. */
  readonly content: Uint8Array | undefined;
  /** Whether the signing certificate is embedded; a time-stamp requester may ask not to (RFC 3161 §2.4.1). */
  readonly embed?: 'certificates' | 'nothing';
}

/** The general form of {@link assembleSignedData}, for content of any type. */
export function encodeSignedData(input: EncapsulatedDataInput): Uint8Array {
  const digestAlgorithm = encodeDigestAlgorithm(input.digestAlgorithm);
  const signerInfo = sequence(
    integer(1), // version: sid is issuerAndSerialNumber
    issuerAndSerialNumber(input.certificate), // sid
    digestAlgorithm,
    retag(readAsn1(input.signedAttributes).expect(Tag.set).bytes, CONTEXT_0), // signedAttrs [0] IMPLICIT
    encodeSignatureAlgorithm(input.signatureAlgorithm, input.digestAlgorithm),
    octetString(input.signature),
    ...(input.signatureTimestamp === undefined ? [] : [unsignedTimestamp(input.signatureTimestamp)]),
  );
  const isData = input.contentType === OID.data;
  const encapsulated =
    input.content === undefined
      ? sequence(oid(input.contentType))
      : sequence(oid(input.contentType), context(0, octetString(input.content)));
  const certificates = distinct([input.certificate, ...input.chain]);
  certificates.forEach(requireSequence);
  return sequence(
    oid(OID.signedData),
    context(
      0,
      sequence(
        integer(isData ? 1 : 3), // version (RFC 5652 §5.1)
        setOf([digestAlgorithm]), // digestAlgorithms
        encapsulated, // encapContentInfo
        ...(input.embed === 'nothing' ? [] : [contextSetOf(0, certificates)]),
        setOf([signerInfo]), // signerInfos
      ),
    ),
  );
}

/**
 * Adds an RFC 3161 token over the signature value as the unsigned attribute signature-time-stamp
 * (EN 319 122-1 §5.3), which makes B-B into B-T. Everything that was there is copied byte by byte; a token already
 * present is kept beside the new one.
 *
 * Throws `asn1.malformed` or `cms.malformed`; whether the token fits the signature is not checked here.
 */
export function addSignatureTimestamp(cms: Uint8Array, token: Uint8Array): Uint8Array {
  readAsn1(token).expect(Tag.sequence);
  const contentInfo = readAsn1(cms).fields();
  const type = contentInfo.next(Tag.oid);
  if (type.oid() !== OID.signedData) throw new PadesError('cms.malformed', 'Not SignedData');
  const members = contentInfo.next(contextTag(0)).explicit().fields().rest();
  const signerInfos = members.at(-1)?.expect(Tag.set);
  const [signerInfo, another] = signerInfos?.children() ?? [];
  if (signerInfo === undefined || another !== undefined)
    throw new PadesError('cms.malformed', 'There must be exactly one SignerInfo');
  const parts = signerInfo.expect(Tag.sequence).children();
  const unsigned = parts.at(-1)?.tag === contextTag(1) ? parts.at(-1) : undefined;
  const kept = unsigned === undefined ? parts : parts.slice(0, -1);
  return sequence(
    type.bytes,
    context(
      0,
      sequence(
        ...members.slice(0, -1).map((member) => member.bytes),
        setOf([sequence(...kept.map((part) => part.bytes), mergeTimestamp(unsigned, token))]),
      ),
    ),
  );
}

function mergeTimestamp(unsigned: Asn1Element | undefined, token: Uint8Array): Uint8Array {
  const others: Uint8Array[] = [];
  const tokens: Uint8Array[] = [token];
  for (const attribute of unsigned?.children() ?? []) {
    const fields = attribute.fields();
    if (fields.next(Tag.oid).oid() === OID.signatureTimeStamp)
      tokens.push(
        ...fields
          .next(Tag.set)
          .children()
          .map((value) => value.bytes),
      );
    else others.push(attribute.bytes);
  }
  return contextSetOf(1, [...others, sequence(oid(OID.signatureTimeStamp), setOf(tokens))]);
}

const unsignedTimestamp = (token: Uint8Array): Uint8Array => mergeTimestamp(undefined, token);

/** IssuerAndSerialNumber (RFC 5652 §10.2.4), both members copied from the certificate as they are. */
export const issuerAndSerialNumber = onceForCertificate((certificate) => {
  try {
    const tbs = readAsn1(certificate).fields().next(Tag.sequence).fields();
    tbs.optional(contextTag(0)); // version
    const serialNumber = tbs.next(Tag.integer);
    tbs.next(Tag.sequence); // signature
    return sequence(tbs.next(Tag.sequence).bytes, serialNumber.bytes);
  } catch (cause) {
    throw new PadesError('x509.malformed', 'The signing certificate cannot be read', { cause });
  }
});

const requireSequence = onceForCertificate((certificate) => {
  readAsn1(certificate).expect(Tag.sequence);
});

function distinct(certificates: readonly Uint8Array[]): Uint8Array[] {
  if (certificates.length < 2) return [...certificates];
  const seen = new Map<string, Uint8Array>();
  for (const certificate of certificates) seen.set(Buffer.from(certificate).toString('base64'), certificate);
  return [...seen.values()];
}
