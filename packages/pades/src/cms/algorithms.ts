import { createHash, type Hash } from 'node:crypto';
import { PadesError } from '../errors.js';
import type { Asn1Element } from './asn1-reader.js';
import { contextTag, Tag } from './asn1-reader.js';
import { context, integer, nullValue, oid, sequence } from './asn1-writer.js';
import { OID } from './oids.js';
import type { DigestAlgorithm, SignatureAlgorithm } from './types.js';

/** AlgorithmIdentifier as read: the OID, and the parameters as received. */
export interface AlgorithmIdentifier {
  readonly oid: string;
  readonly parameters: Asn1Element | undefined;
}

/** A digest as Node names it. */
export type DigestName =
  'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512' | 'sha3-256' | 'sha3-384' | 'sha3-512';

const DIGEST_NAMES: ReadonlyMap<string, DigestName> = new Map([
  [OID.sha1, 'sha1'],
  [OID.sha224, 'sha224'],
  [OID.sha256, 'sha256'],
  [OID.sha384, 'sha384'],
  [OID.sha512, 'sha512'],
  [OID.sha3_256, 'sha3-256'],
  [OID.sha3_384, 'sha3-384'],
  [OID.sha3_512, 'sha3-512'],
]);

const DIGEST_OIDS: Readonly<Record<DigestAlgorithm, string>> = {
  'SHA-256': OID.sha256,
  'SHA-384': OID.sha384,
  'SHA-512': OID.sha512,
};

const RSA_WITH_DIGEST: Readonly<Record<DigestAlgorithm, string>> = {
  'SHA-256': OID.sha256WithRsa,
  'SHA-384': OID.sha384WithRsa,
  'SHA-512': OID.sha512WithRsa,
};

const ECDSA_WITH_DIGEST: Readonly<Record<DigestAlgorithm, string>> = {
  'SHA-256': OID.ecdsaWithSha256,
  'SHA-384': OID.ecdsaWithSha384,
  'SHA-512': OID.ecdsaWithSha512,
};

/** Octets in a digest. */
export const DIGEST_LENGTH: Readonly<Record<DigestAlgorithm, number>> = {
  'SHA-256': 32,
  'SHA-384': 48,
  'SHA-512': 64,
};

/** Node's name of a digest we make. */
export function nodeDigest(algorithm: DigestAlgorithm): 'sha256' | 'sha384' | 'sha512' {
  switch (algorithm) {
    case 'SHA-256':
      return 'sha256';
    case 'SHA-384':
      return 'sha384';
    case 'SHA-512':
      return 'sha512';
  }
}

/** The digest of bytes, by one of the algorithms we make signatures with. */
export const digestOf = (algorithm: DigestAlgorithm, bytes: Uint8Array): Uint8Array =>
  createHash(nodeDigest(algorithm)).update(bytes).digest();

/** Node's name for a digest OID. Throws `cms.algorithm-unsupported`. */
export function digestName(oidText: string): DigestName {
  const name = DIGEST_NAMES.get(oidText);
  if (name === undefined)
    throw new PadesError('cms.algorithm-unsupported', `Digest ${oidText} is not supported`);
  return name;
}

/** A hash by digest OID. Throws `cms.algorithm-unsupported`. */
export const hashFor = (oidText: string): Hash => createHash(digestName(oidText));

/** The OID of a digest we make. */
export const digestOid = (algorithm: DigestAlgorithm): string => DIGEST_OIDS[algorithm];

/** Our name for a digest OID, where it is one that we make. */
export function digestAlgorithmFromOid(oidText: string): DigestAlgorithm | undefined {
  for (const name of ['SHA-256', 'SHA-384', 'SHA-512'] as const)
    if (DIGEST_OIDS[name] === oidText) return name;
  return undefined;
}

/** AlgorithmIdentifier of a digest, parameters absent (RFC 5754 §2). */
export const encodeDigestAlgorithm = (algorithm: DigestAlgorithm): Uint8Array =>
  sequence(oid(DIGEST_OIDS[algorithm]));

/**
 * AlgorithmIdentifier of a signature: RFC 5754 §3 (RSA, ECDSA), RFC 4055 §3.1 (PSS; the salt as long as the digest),
 * RFC 8419 §2.1 (Ed25519).
 */
export function encodeSignatureAlgorithm(signature: SignatureAlgorithm, digest: DigestAlgorithm): Uint8Array {
  switch (signature) {
    case 'RSASSA-PKCS1-v1_5':
      return sequence(oid(RSA_WITH_DIGEST[digest]), nullValue());
    case 'ECDSA':
      return sequence(oid(ECDSA_WITH_DIGEST[digest]));
    case 'Ed25519':
      return sequence(oid(OID.ed25519));
    case 'RSASSA-PSS': {
      // Here, unlike elsewhere in CMS, the digest has NULL parameters (RFC 4055 §2.1, RFC 8017 A.2.1).
      const hash = sequence(oid(DIGEST_OIDS[digest]), nullValue());
      return sequence(
        oid(OID.rsassaPss),
        sequence(
          context(0, hash), // hashAlgorithm
          context(1, sequence(oid(OID.mgf1), hash)), // maskGenAlgorithm
          context(2, integer(DIGEST_LENGTH[digest])), // saltLength
        ),
      );
    }
  }
}

/** Reads an AlgorithmIdentifier. */
export function readAlgorithm(element: Asn1Element): AlgorithmIdentifier {
  const fields = element.fields();
  const oidText = fields.next(Tag.oid).oid();
  const parameters = fields.peek();
  if (parameters !== undefined) fields.next();
  fields.end();
  return { oid: oidText, parameters };
}

/** How Node verifies a signature. */
export interface VerificationScheme {
  readonly kind: 'rsa-pkcs1' | 'rsa-pss' | 'ecdsa' | 'ed25519';
  /** Digest that the scheme applies; for Ed25519 the digest of attributes is part of the scheme. */
  readonly digest: DigestName;
  /** Octets of salt, for RSASSA-PSS. */
  readonly saltLength?: number;
  /** ECDSA values as bare numbers instead of DER. */
  readonly encoding?: 'plain';
}

const COMBINED: ReadonlyMap<string, VerificationScheme> = new Map<string, VerificationScheme>([
  [OID.sha1WithRsa, { kind: 'rsa-pkcs1', digest: 'sha1' }],
  [OID.sha224WithRsa, { kind: 'rsa-pkcs1', digest: 'sha224' }],
  [OID.sha256WithRsa, { kind: 'rsa-pkcs1', digest: 'sha256' }],
  [OID.sha384WithRsa, { kind: 'rsa-pkcs1', digest: 'sha384' }],
  [OID.sha512WithRsa, { kind: 'rsa-pkcs1', digest: 'sha512' }],
  [OID.ecdsaWithSha1, { kind: 'ecdsa', digest: 'sha1' }],
  [OID.ecdsaWithSha224, { kind: 'ecdsa', digest: 'sha224' }],
  [OID.ecdsaWithSha256, { kind: 'ecdsa', digest: 'sha256' }],
  [OID.ecdsaWithSha384, { kind: 'ecdsa', digest: 'sha384' }],
  [OID.ecdsaWithSha512, { kind: 'ecdsa', digest: 'sha512' }],
  [OID.ed25519, { kind: 'ed25519', digest: 'sha512' }],
  // NIST: sigAlgs 10 to 12 and 14 to 16, ECDSA and RSA with SHA-3
  ['2.16.840.1.101.3.4.3.10', { kind: 'ecdsa', digest: 'sha3-256' }],
  ['2.16.840.1.101.3.4.3.11', { kind: 'ecdsa', digest: 'sha3-384' }],
  ['2.16.840.1.101.3.4.3.12', { kind: 'ecdsa', digest: 'sha3-512' }],
  ['2.16.840.1.101.3.4.3.14', { kind: 'rsa-pkcs1', digest: 'sha3-256' }],
  ['2.16.840.1.101.3.4.3.15', { kind: 'rsa-pkcs1', digest: 'sha3-384' }],
  ['2.16.840.1.101.3.4.3.16', { kind: 'rsa-pkcs1', digest: 'sha3-512' }],
  // BSI TR-03111 §5.2.1: ECDSA with r and s one after the other
  ['0.4.0.127.0.7.1.1.4.1.3', { kind: 'ecdsa', digest: 'sha256', encoding: 'plain' }],
  ['0.4.0.127.0.7.1.1.4.1.4', { kind: 'ecdsa', digest: 'sha384', encoding: 'plain' }],
  ['0.4.0.127.0.7.1.1.4.1.5', { kind: 'ecdsa', digest: 'sha512', encoding: 'plain' }],
]);

/**
 * Turns a signature algorithm, and in CMS the digest algorithm beside it, into what has to be computed. In CMS the
 * digest named inside the signature algorithm must be that of the SignerInfo (RFC 5754 §3.2), else an attacker could
 * choose. Throws `cms.algorithm-unsupported`.
 */
export function verificationScheme(
  algorithm: AlgorithmIdentifier,
  digestOidText?: string,
): VerificationScheme {
  const unsupported = (why: string): PadesError => new PadesError('cms.algorithm-unsupported', why);
  const beside = digestOidText === undefined ? undefined : digestName(digestOidText);
  if (algorithm.oid === OID.rsaEncryption || algorithm.oid === OID.ecPublicKey) {
    if (beside === undefined) throw unsupported('A key algorithm stands where a signature algorithm belongs');
    return { kind: algorithm.oid === OID.rsaEncryption ? 'rsa-pkcs1' : 'ecdsa', digest: beside };
  }
  const scheme =
    algorithm.oid === OID.rsassaPss ? readPssParameters(algorithm.parameters) : COMBINED.get(algorithm.oid);
  if (scheme === undefined) throw unsupported(`Signature algorithm ${algorithm.oid} is not supported`);
  if (beside !== undefined && scheme.digest !== beside && scheme.kind !== 'ed25519')
    throw unsupported('Digest and signature algorithm name different digests');
  return scheme;
}

/** RSASSA-PSS-params (RFC 4055 §3.1), defaults SHA-1 and 20. */
function readPssParameters(parameters: Asn1Element | undefined): VerificationScheme {
  if (parameters === undefined)
    throw new PadesError('cms.algorithm-unsupported', 'RSASSA-PSS without parameters');
  const fields = parameters.fields();
  const hash = fields.optional(contextTag(0));
  const mask = fields.optional(contextTag(1));
  const salt = fields.optional(contextTag(2));
  const trailer = fields.optional(contextTag(3));
  fields.end();
  const digest = hash === undefined ? 'sha1' : digestName(readAlgorithm(hash.explicit()).oid);
  const maskAlgorithm = mask === undefined ? undefined : readAlgorithm(mask.explicit());
  const maskDigest =
    maskAlgorithm === undefined
      ? 'sha1'
      : maskAlgorithm.oid === OID.mgf1 && maskAlgorithm.parameters !== undefined
        ? digestName(readAlgorithm(maskAlgorithm.parameters).oid)
        : undefined;
  if (maskDigest !== digest || (trailer !== undefined && trailer.explicit().smallInteger() !== 1))
    throw new PadesError(
      'cms.algorithm-unsupported',
      'RSASSA-PSS with a mask or trailer that is not supported',
    );
  const saltLength = salt === undefined ? 20 : salt.explicit().smallInteger();
  if (saltLength < 0 || saltLength > 512)
    throw new PadesError('cms.algorithm-unsupported', 'RSASSA-PSS salt length');
  return { kind: 'rsa-pss', digest, saltLength };
}
