import { createHash } from 'node:crypto';
import { vault } from '@segl/contracts';
import {
  decodeOctetString,
  decodeSignedAttributes,
  PadesError,
  type DecodedSignedAttributes,
} from '@segl/pades';
import { ProblemError } from '@segl/platform';
import type { DigestAlgorithm } from '../keys/digests.js';

const idData = '1.2.840.113549.1.7.1';
const idSigningCertificateV2 = '1.2.840.113549.1.9.16.2.47';
const consentBytes = 32;

/** Digests by the length of the message digest; the signature uses the same (RFC 5754 §3). */
const digestsByLength: Readonly<Record<number, DigestAlgorithm>> = {
  32: 'SHA-256',
  48: 'SHA-384',
  64: 'SHA-512',
};
const digestNamesByOid: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** Why attributes were refused, told as `facts.reason`. */
export type AttributesFault =
  'not-der' | 'content-type' | 'message-digest' | 'signing-certificate' | 'signing-time' | 'consent';

/** Attributes that may be signed. */
export interface CheckedAttributes {
  digestAlgorithm: DigestAlgorithm;
}

/** What the attributes must say. */
export interface ExpectedAttributes {
  /** The signing certificate, DER. */
  certificate: Uint8Array;
  /** Hash of the consent record, lower-case hexadecimal; undefined for the organisation's seal, which nobody consents to. */
  consentSha256: string | undefined;
}

/**
 * Step 7: checks DER signed attributes before a key is used: content type is data, a message digest is there,
 * signing-certificate-v2 names the credential's certificate, the consent attribute holds the activation's consent hash,
 * and there is no signing-time (EN 319 142-1 §6.3). What the message digest is of cannot be seen here.
 *
 * @throws ProblemError `vault.attributes-mismatch` with an {@link AttributesFault} in `facts.reason`
 */
export function checkAttributes(der: Uint8Array, expected: ExpectedAttributes): CheckedAttributes {
  const attributes = decode(der);
  if (attributes.contentType !== idData) throw mismatch('content-type');
  const digestAlgorithm = digestsByLength[attributes.messageDigest.length];
  if (digestAlgorithm === undefined) throw mismatch('message-digest');
  if (attributes.signingTime !== undefined) throw mismatch('signing-time');
  requireCertificate(attributes, expected.certificate);
  requireConsent(attributes, expected.consentSha256);
  return { digestAlgorithm };
}

/** The digest that attributes checked earlier are signed with. */
export function digestAlgorithmOf(der: Uint8Array): DigestAlgorithm {
  const digestAlgorithm = digestsByLength[decode(der).messageDigest.length];
  if (digestAlgorithm === undefined) throw mismatch('message-digest');
  return digestAlgorithm;
}

function decode(der: Uint8Array): DecodedSignedAttributes {
  try {
    return decodeSignedAttributes(der);
  } catch (error) {
    if (error instanceof PadesError) throw mismatch('not-der', error);
    throw error;
  }
}

function requireCertificate(
  { attributes, signingCertificateHash }: DecodedSignedAttributes,
  certificate: Uint8Array,
): void {
  const digest = digestNamesByOid[signingCertificateHash?.digestOid ?? ''];
  // The older signing-certificate (SHA-1) does not count.
  if (
    !attributes.has(idSigningCertificateV2) ||
    signingCertificateHash === undefined ||
    digest === undefined
  ) {
    throw mismatch('signing-certificate');
  }
  const hash = createHash(digest).update(certificate).digest();
  if (!hash.equals(signingCertificateHash.hash)) throw mismatch('signing-certificate');
}

function requireConsent({ attributes }: DecodedSignedAttributes, consentSha256: string | undefined): void {
  const values = attributes.get(vault.consentAttributeOid)?.values;
  if (consentSha256 === undefined) {
    if (values !== undefined) throw mismatch('consent');
    return;
  }
  const [value, another] = values ?? [];
  if (value === undefined || another !== undefined) throw mismatch('consent');
  const octets = readOctets(value);
  if (octets.length !== consentBytes || Buffer.from(octets).toString('hex') !== consentSha256) {
    throw mismatch('consent');
  }
}

function readOctets(value: Uint8Array): Uint8Array {
  try {
    return decodeOctetString(value);
  } catch (error) {
    if (error instanceof PadesError) throw mismatch('consent', error);
    throw error;
  }
}

function mismatch(reason: AttributesFault, cause?: unknown): ProblemError {
  return new ProblemError('vault.attributes-mismatch', { extras: { facts: { reason } }, cause });
}
