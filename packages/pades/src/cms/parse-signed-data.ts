import { PadesError } from '../errors.js';
import { readAlgorithm, type AlgorithmIdentifier } from './algorithms.js';
import { contextTag, readFirst, Tag, type Asn1Element, type EncodingRules } from './asn1-reader.js';
import { retag, setOf } from './asn1-writer.js';
import { OID } from './oids.js';
import {
  readAttributes,
  readSignedAttributes,
  type DecodedAttribute,
  type DecodedSignedAttributes,
} from './signed-attributes.js';

/** By what a SignerInfo names its certificate. */
export type SignerIdentifier =
  | { readonly kind: 'issuerAndSerialNumber'; readonly issuer: Uint8Array; readonly serialNumber: bigint }
  | { readonly kind: 'subjectKeyIdentifier'; readonly keyIdentifier: Uint8Array };

/** One signer of a SignedData, as received. */
export interface ParsedSignerInfo {
  readonly version: number;
  readonly sid: SignerIdentifier;
  readonly digestAlgorithm: AlgorithmIdentifier;
  /** The signed attributes as the SET OF that was signed, where there are any. */
  readonly signedAttributesDer?: Uint8Array;
  readonly signedAttributes?: DecodedSignedAttributes;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly unsignedAttributes: ReadonlyMap<string, DecodedAttribute>;
}

/** A CMS SignedData as received: all byte arrays are views into the input. */
export interface ParsedSignedData {
  readonly version: number;
  readonly digestAlgorithms: readonly AlgorithmIdentifier[];
  /** Type of the encapsulated content. */
  readonly contentType: string;
  /** The encapsulated content; undefined for a detached signature. */
  readonly content?: Uint8Array;
  /** X.509 certificates, DER as received. */
  readonly certificates: readonly Uint8Array[];
  /** X.509 CRLs, DER as received. */
  readonly crls: readonly Uint8Array[];
  /** OCSP responses (RFC 5940), DER as received. */
  readonly ocspResponses: readonly Uint8Array[];
  readonly signerInfos: readonly ParsedSignerInfo[];
  /** What follows the ContentInfo: for a PDF's `/Contents`, the zeros that fill the slot. */
  readonly trailing: Uint8Array;
  readonly rules: EncodingRules;
}

/**
 * Reads a CMS SignedData without re-encoding any of it. `der` (the default) accepts DER only, as PAdES demands
 * (EN 319 142-1 §5.3); `ber` also bears what older programs wrote. Bounded in depth and number of elements. Nothing is
 * verified.
 *
 * Throws `asn1.malformed`, `cms.malformed` or `cms.algorithm-unsupported`.
 */
export function parseSignedData(
  bytes: Uint8Array,
  options: { readonly rules?: EncodingRules } = {},
): ParsedSignedData {
  const rules = options.rules ?? 'der';
  const root = readFirst(bytes, rules);
  const contentInfo = root.fields();
  if (contentInfo.next(Tag.oid).oid() !== OID.signedData)
    throw new PadesError('cms.malformed', 'The content is no SignedData');
  const signedData = contentInfo.next(contextTag(0)).explicit().fields();
  contentInfo.end();

  const version = signedData.next(Tag.integer).smallInteger();
  const digestAlgorithms = signedData.next(Tag.set).children().map(readAlgorithm);
  const encapsulated = signedData.next(Tag.sequence).fields();
  const contentType = encapsulated.next(Tag.oid).oid();
  const content = encapsulated.optional(contextTag(0))?.explicit();
  encapsulated.end();
  const certificates = signedData.optional(contextTag(0))?.children() ?? [];
  const revocation = readRevocationInfo(signedData.optional(contextTag(1)));
  const signerInfos = signedData
    .next(Tag.set)
    .children()
    .map((element) => readSignerInfo(element, rules));
  signedData.end();
  return {
    version,
    digestAlgorithms,
    contentType,
    ...(content === undefined
      ? {}
      : { content: content.tag === Tag.octetString ? content.octets() : content.content }),
    // Other kinds of certificates (attribute certificates, "other") carry context tags and are left aside.
    certificates: certificates.filter(({ tag }) => tag === Tag.sequence).map((element) => element.bytes),
    ...revocation,
    signerInfos,
    trailing: bytes.subarray(root.bytes.length),
    rules,
  };
}

function readRevocationInfo(
  element: Asn1Element | undefined,
): Pick<ParsedSignedData, 'crls' | 'ocspResponses'> {
  const crls: Uint8Array[] = [];
  const ocspResponses: Uint8Array[] = [];
  for (const choice of element?.children() ?? []) {
    if (choice.tag === Tag.sequence) crls.push(choice.bytes);
    if (choice.tag !== contextTag(1)) continue;
    const [format, info] = choice.children(); // OtherRevocationInfoFormat, IMPLICIT
    if (format?.oid() === OID.ocspRevocationInfo && info !== undefined) ocspResponses.push(info.bytes);
  }
  return { crls, ocspResponses };
}

function readSignerInfo(element: Asn1Element, rules: EncodingRules): ParsedSignerInfo {
  const fields = element.fields();
  const version = fields.next(Tag.integer).smallInteger();
  const sid = readSignerIdentifier(fields.next());
  const digestAlgorithm = readAlgorithm(fields.next(Tag.sequence));
  const signed = fields.optional(contextTag(0));
  const signatureAlgorithm = readAlgorithm(fields.next(Tag.sequence));
  const signature = fields.next(Tag.octetString).octets();
  const unsigned = fields.optional(contextTag(1));
  fields.end();
  const signedAttributesDer = signed === undefined ? undefined : asSignedSet(signed);
  return {
    version,
    sid,
    digestAlgorithm,
    ...(signedAttributesDer === undefined
      ? {}
      : {
          signedAttributesDer,
          signedAttributes: readSignedAttributes(readFirst(signedAttributesDer, rules), rules),
        }),
    signatureAlgorithm,
    signature,
    unsignedAttributes: unsigned === undefined ? new Map() : readAttributes(unsigned, 'unsigned'),
  };
}

/**
 * The SET OF whose DER is signed (RFC 5652 §5.4): the received bytes under the tag of a SET. Only where the outer length
 * was indefinite, which DER does not know, are the members put into a new frame.
 */
function asSignedSet(signed: Asn1Element): Uint8Array {
  return signed.indefinite ? setOf(signed.children().map(({ bytes }) => bytes)) : retag(signed.bytes, 0x31);
}

function readSignerIdentifier(element: Asn1Element): SignerIdentifier {
  if (element.tag === contextTag(0))
    return { kind: 'subjectKeyIdentifier', keyIdentifier: element.octets(contextTag(0)) };
  const fields = element.fields();
  const issuer = fields.next(Tag.sequence).bytes;
  const serialNumber = fields.next(Tag.integer).bigInteger();
  fields.end();
  return { kind: 'issuerAndSerialNumber', issuer, serialNumber };
}
