import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readAlgorithm, verificationScheme, type AlgorithmIdentifier } from '../cms/algorithms.js';
import { contextTag, readAsn1, Tag } from '../cms/asn1-reader.js';
import { OID } from '../cms/oids.js';
import { verifySignature } from '../cms/verify-signature.js';
import { PadesError, unlessRefused } from '../errors.js';
import { extendedKeyUsage } from './extensions.js';
import { readName, type DistinguishedName } from './name.js';

/** One extension as received. */
export interface CertificateExtension {
  readonly oid: string;
  readonly critical: boolean;
  /** DER inside the OCTET STRING. */
  readonly value: Uint8Array;
}

/** An X.509 certificate (RFC 5280 §4.1): its bytes as received, and what they say. */
export interface Certificate {
  readonly der: Uint8Array;
  /** The TBSCertificate as received: what the issuer signed. */
  readonly tbs: Uint8Array;
  readonly version: number;
  readonly serialNumber: bigint;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Uint8Array;
  /** The content of subjectPublicKey alone, as hashed for OCSP and key identifiers. */
  readonly publicKeyBits: Uint8Array;
  readonly extensions: ReadonlyMap<string, CertificateExtension>;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  /** The public key; throws `x509.malformed` when Node cannot use it. */
  publicKey(): KeyObject;
}

const MAX_CERTIFICATE_BYTES = 256 * 1024;

/**
 * Reads a certificate from DER and keeps the bytes. The two places that name the signature algorithm must agree
 * (RFC 5280 §4.1.1.2), and no extension may occur twice (§4.2). No signature is verified.
 *
 * Throws `x509.malformed`.
 */
export function parseCertificate(der: Uint8Array): Certificate {
  try {
    if (der.length > MAX_CERTIFICATE_BYTES) throw new PadesError('x509.malformed', 'Certificate too large');
    return readCertificate(der);
  } catch (cause) {
    if (cause instanceof PadesError && cause.code === 'x509.malformed') throw cause;
    throw new PadesError('x509.malformed', 'The certificate cannot be read', { cause });
  }
}

function readCertificate(der: Uint8Array): Certificate {
  // Older authorities wrote some certificates in BER; their signature covers the bytes as they are, so no harm is done.
  const outer = readAsn1(der, 'ber').fields();
  const tbs = outer.next(Tag.sequence);
  const algorithm = outer.next(Tag.sequence);
  const signature = outer.next(Tag.bitString).bits().bytes;
  outer.end();

  const fields = tbs.fields();
  const version = (fields.optional(contextTag(0))?.explicit().smallInteger() ?? 0) + 1;
  const serialNumber = fields.next(Tag.integer).bigInteger();
  const inner = fields.next(Tag.sequence);
  if (Buffer.compare(inner.bytes, algorithm.bytes) !== 0)
    throw new PadesError('x509.malformed', 'The certificate names two different signature algorithms');
  const issuer = readName(fields.next(Tag.sequence));
  const validity = fields.next(Tag.sequence).fields();
  const notBefore = validity.next().time();
  const notAfter = validity.next().time();
  validity.end();
  const subject = readName(fields.next(Tag.sequence));
  const spki = fields.next(Tag.sequence);
  const spkiFields = spki.fields();
  spkiFields.next(Tag.sequence);
  const publicKeyBits = spkiFields.next(Tag.bitString).bits().bytes;
  fields.optional(contextTag(1)); // issuerUniqueID
  fields.optional(contextTag(2)); // subjectUniqueID
  const extensionList = fields.optional(contextTag(3));
  fields.end();

  const extensions = new Map<string, CertificateExtension>();
  for (const element of extensionList?.explicit().fields().rest() ?? []) {
    const extension = element.fields();
    const oid = extension.next(Tag.oid).oid();
    const critical = extension.optional(Tag.boolean)?.boolean() ?? false;
    const value = extension.next(Tag.octetString).octets();
    extension.end();
    if (extensions.has(oid)) throw new PadesError('x509.malformed', `Extension ${oid} occurs twice`);
    extensions.set(oid, { oid, critical, value });
  }

  let key: KeyObject | undefined;
  return {
    der,
    tbs: tbs.bytes,
    version,
    serialNumber,
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKeyInfo: spki.bytes,
    publicKeyBits,
    extensions,
    signatureAlgorithm: readAlgorithm(algorithm),
    signature,
    publicKey: () => (key ??= loadPublicKey(spki.bytes)),
  };
}

function loadPublicKey(spki: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new PadesError('x509.malformed', 'The public key of the certificate cannot be used', { cause });
  }
}

/**
 * Reads certificates from a file's bytes: one or more PEM blocks, or a single DER certificate.
 * Throws `x509.malformed`, also when there is none.
 */
export function readCertificateFile(bytes: Uint8Array): Uint8Array[] {
  const text = Buffer.from(bytes).toString('latin1');
  const blocks = [...text.matchAll(/-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([\s\S]*?)-----END/g)];
  const certificates =
    blocks.length > 0 ? blocks.map(([, body = '']) => Buffer.from(body, 'base64')) : [Buffer.from(bytes)];
  for (const der of certificates) parseCertificate(der);
  return certificates;
}

/** The certificate as PEM. */
export const toPem = (der: Uint8Array): string => new X509Certificate(Buffer.from(der)).toString();

/** Whether the issuer's key made the signature on the certificate. Unknown algorithms count as "no". */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  return verifyIssued(certificate.signatureAlgorithm, certificate.tbs, certificate.signature, issuer);
}

/** Verifies a signature by a certificate's key over to-be-signed bytes (certificate, CRL, OCSP answer). */
export function verifyIssued(
  algorithm: AlgorithmIdentifier,
  tbs: Uint8Array,
  signature: Uint8Array,
  signer: Certificate,
): boolean {
  const holds = unlessRefused(() =>
    verifySignature(verificationScheme(algorithm), signer.publicKey(), tbs, signature),
  );
  return holds ?? false; // unknown algorithm or unusable key: cannot be vouched for
}

/** The serial number as upper-case hexadecimal, the way certificate viewers print it. */
export function serialNumberHex(serialNumber: bigint): string {
  const hex = (serialNumber < 0n ? -serialNumber : serialNumber).toString(16).toUpperCase();
  return `${serialNumber < 0n ? '-' : ''}${hex.length % 2 === 0 ? hex : `0${hex}`}`;
}

/** Whether a certificate names itself as issuer. */
export const isSelfIssued = (certificate: Certificate): boolean =>
  Buffer.compare(certificate.issuer.der, certificate.subject.der) === 0;

/**
 * Whether nobody is to be asked about the revocation of a certificate: it lives too short for it, by ETSI's validity-assured
 * short-term extension (EN 319 412-1 §5.2.2) or noRevAvail (RFC 9608), or it is that of an OCSP responder for whose whole
 * life the issuer vouches (id-pkix-ocsp-nocheck, RFC 6960 §4.2.2.2.1). In other certificates the last means nothing.
 */
export const needsNoRevocation = (certificate: Certificate): boolean =>
  certificate.extensions.has(OID.validityAssuredShortTerm) ||
  certificate.extensions.has(OID.noRevAvail) ||
  (certificate.extensions.has(OID.ocspNoCheck) && isOcspResponder(certificate));

function isOcspResponder(certificate: Certificate): boolean {
  // Purposes that cannot be read permit nothing.
  const usage = unlessRefused(() => extendedKeyUsage(certificate));
  return usage?.purposes.includes(OID.ekuOcspSigning) === true;
}
