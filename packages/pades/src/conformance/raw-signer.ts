import { contextTag, readAsn1, readFirst, Tag, type Asn1Element } from '../cms/asn1-reader.js';
import { PadesError } from '../errors.js';

/** One attribute as it stands, repeated ones apart. */
export interface RawAttribute {
  readonly oid: string;
  readonly values: readonly Asn1Element[];
  readonly bytes: Uint8Array;
}

/** What is read of a CMS before anything is demanded of it. */
export interface RawSigner {
  readonly version: number;
  readonly signerCount: number;
  readonly signerVersion: number | undefined;
  readonly namedBy: 'issuerAndSerialNumber' | 'subjectKeyIdentifier' | undefined;
  /** In the order in which they stand; undefined where there is no such set. */
  readonly signedAttributes: readonly RawAttribute[] | undefined;
  readonly unsignedAttributes: readonly RawAttribute[];
}

/**
 * Reads a CMS as far as it can be read without demanding what a baseline signature must have, so that each fault can be
 * named. Throws `asn1.malformed` or `cms.malformed` where the structure itself is broken.
 */
export function readRawSigner(cms: Uint8Array): RawSigner {
  const contentInfo = readFirst(cms, 'ber').fields();
  contentInfo.next(Tag.oid);
  const signedData = contentInfo.next(contextTag(0)).explicit().fields();
  const version = signedData.next(Tag.integer).smallInteger();
  signedData.next(Tag.set); // digestAlgorithms
  signedData.next(Tag.sequence); // encapContentInfo
  signedData.optional(contextTag(0)); // certificates
  signedData.optional(contextTag(1)); // crls
  const signers = signedData.next(Tag.set).children();
  const [signer] = signers;
  if (signer === undefined) throw new PadesError('cms.malformed', 'There is no SignerInfo');
  const fields = signer.fields();
  const signerVersion = fields.next(Tag.integer).smallInteger();
  const sid = fields.next();
  fields.next(Tag.sequence); // digestAlgorithm
  const signed = fields.optional(contextTag(0));
  fields.next(Tag.sequence); // signatureAlgorithm
  fields.next(Tag.octetString); // signature
  const unsigned = fields.optional(contextTag(1));
  return {
    version,
    signerCount: signers.length,
    signerVersion,
    namedBy: sid.tag === contextTag(0) ? 'subjectKeyIdentifier' : 'issuerAndSerialNumber',
    signedAttributes: signed === undefined ? undefined : signed.children().map(readAttribute),
    unsignedAttributes: unsigned === undefined ? [] : unsigned.children().map(readAttribute),
  };
}

function readAttribute(element: Asn1Element): RawAttribute {
  const fields = element.fields();
  const oid = fields.next(Tag.oid).oid();
  return { oid, values: fields.next(Tag.set).children(), bytes: element.bytes };
}

/** The digests of certificates that a signing-certificate attribute names, in order (RFC 2634 §5.4, RFC 5035 §3). */
export function namedCertificateDigests(
  value: Asn1Element,
  version: 'v1' | 'v2',
): readonly { readonly digestOid: string; readonly hash: Uint8Array }[] {
  const certificates = readAsn1(value.bytes, 'ber').fields().next(Tag.sequence).children();
  return certificates.map((certificate) => {
    const fields = certificate.fields();
    const algorithm = version === 'v2' ? fields.optional(Tag.sequence) : undefined;
    const byDefault = version === 'v1' ? SHA1 : SHA256;
    return {
      digestOid: algorithm?.fields().next(Tag.oid).oid() ?? byDefault,
      hash: fields.next(Tag.octetString).octets(),
    };
  });
}

const SHA1 = '1.3.14.3.2.26';
const SHA256 = '2.16.840.1.101.3.4.2.1';
