import { constants, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { nodeDigest } from '../cms/algorithms.js';
import type { CmsSigner, DigestAlgorithm, SignatureAlgorithm } from '../cms/types.js';
import { PadesError } from '../errors.js';
import { isSelfIssued, isSignedBy, parseCertificate, type Certificate } from '../x509/certificate.js';
import { sameName } from '../x509/name.js';

/** Choices left to whoever signs; each has a default that fits the key. */
export interface SignerOptions {
  /** Default: SHA-256; for P-384 SHA-384; for P-521 and Ed25519 SHA-512. */
  readonly digestAlgorithm?: DigestAlgorithm;
  /** RSA keys may choose RSASSA-PSS; the default is RSASSA-PKCS1-v1_5, which every reader of PDF knows. */
  readonly signatureAlgorithm?: SignatureAlgorithm;
}

/** A private key in this process, with its certificate and those above it. */
export interface KeySignerInput extends SignerOptions {
  readonly privateKey: KeyObject;
  /** DER of the signing certificate. */
  readonly certificate: Uint8Array;
  /** Other certificates (DER) in any order; those that lead upwards from the signing certificate are kept. */
  readonly chain?: readonly Uint8Array[];
}

/**
 * Makes a signer from a private key held by this process. Key and certificate are checked to belong together.
 *
 * Throws `key.certificate-mismatch`, `key.unsupported` (kind of key, curve, or a choice that does not fit the key) or
 * `x509.malformed`.
 */
export function createKeySigner(input: KeySignerInput): CmsSigner {
  const { privateKey } = input;
  const certificate = parseCertificate(input.certificate);
  if (!createPublicKey(privateKey).equals(certificate.publicKey()))
    throw new PadesError('key.certificate-mismatch', 'The certificate belongs to another key');
  const { signatureAlgorithm, digestAlgorithm } = chooseAlgorithms(privateKey, input);
  return {
    certificate: certificate.der,
    chain: orderChain(certificate, (input.chain ?? []).map(parseCertificate)).map(({ der }) => der),
    signatureAlgorithm,
    digestAlgorithm,
    sign: (signedAttributes) => signWith(privateKey, signatureAlgorithm, digestAlgorithm, signedAttributes),
  };
}

/** What a kind of key signs with, unless chosen otherwise. */
function chooseAlgorithms(
  key: KeyObject,
  options: SignerOptions,
): { signatureAlgorithm: SignatureAlgorithm; digestAlgorithm: DigestAlgorithm } {
  const natural = naturalAlgorithms(key);
  const signatureAlgorithm = options.signatureAlgorithm ?? natural.signatureAlgorithms[0];
  if (!natural.signatureAlgorithms.includes(signatureAlgorithm))
    throw new PadesError(
      'key.unsupported',
      `A key of this kind cannot make ${signatureAlgorithm} signatures`,
    );
  const digestAlgorithm = options.digestAlgorithm ?? natural.digestAlgorithm;
  if (signatureAlgorithm === 'Ed25519' && digestAlgorithm !== 'SHA-512')
    throw new PadesError('key.unsupported', 'Ed25519 in CMS needs SHA-512 (RFC 8419 §3)');
  return { signatureAlgorithm, digestAlgorithm };
}

function naturalAlgorithms(key: KeyObject): {
  signatureAlgorithms: readonly [SignatureAlgorithm, ...SignatureAlgorithm[]];
  digestAlgorithm: DigestAlgorithm;
} {
  const details = key.asymmetricKeyDetails;
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return { signatureAlgorithms: ['RSASSA-PKCS1-v1_5', 'RSASSA-PSS'], digestAlgorithm: 'SHA-256' };
    case 'rsa-pss':
      return { signatureAlgorithms: ['RSASSA-PSS'], digestAlgorithm: pssDigest(details?.hashAlgorithm) };
    case 'ec':
      return { signatureAlgorithms: ['ECDSA'], digestAlgorithm: curveDigest(details?.namedCurve) };
    case 'ed25519':
      return { signatureAlgorithms: ['Ed25519'], digestAlgorithm: 'SHA-512' };
    default:
      throw new PadesError(
        'key.unsupported',
        `Keys of type ${key.asymmetricKeyType ?? key.type} cannot sign`,
      );
  }
}

/** Digest as strong as the curve (ETSI TS 119 312 §7). */
function curveDigest(curve: string | undefined): DigestAlgorithm {
  switch (curve) {
    case 'prime256v1':
    case 'brainpoolP256r1':
      return 'SHA-256';
    case 'secp384r1':
    case 'brainpoolP384r1':
      return 'SHA-384';
    case 'secp521r1':
    case 'brainpoolP512r1':
      return 'SHA-512';
    default:
      throw new PadesError('key.unsupported', `Curve ${curve ?? '(explicit parameters)'} is not supported`);
  }
}

/** A key restricted to RSASSA-PSS may be restricted to one digest as well (RFC 4055 §1.2). */
function pssDigest(hashAlgorithm: string | undefined): DigestAlgorithm {
  const known = { sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' } as const;
  if (hashAlgorithm === undefined) return 'SHA-256';
  const digest = Object.entries(known).find(([name]) => name === hashAlgorithm)?.[1];
  if (digest === undefined)
    throw new PadesError('key.unsupported', `The key is restricted to digest ${hashAlgorithm}`);
  return digest;
}

/** Signs in the thread pool, so that other work of the process goes on. */
function signWith(
  key: KeyObject,
  signatureAlgorithm: SignatureAlgorithm,
  digestAlgorithm: DigestAlgorithm,
  data: Uint8Array,
): Promise<Uint8Array> {
  const digest = signatureAlgorithm === 'Ed25519' ? null : nodeDigest(digestAlgorithm);
  const input =
    signatureAlgorithm === 'RSASSA-PSS'
      ? {
          key,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
        }
      : key;
  return new Promise((resolve, reject) => {
    sign(digest, data, input, (error, signature) => {
      if (error !== null) reject(new PadesError('key.unsupported', 'The key cannot sign', { cause: error }));
      else resolve(signature);
    });
  });
}

/** The certificates that lead upwards from the first one, in that order. */
export function orderChain(certificate: Certificate, others: readonly Certificate[]): Certificate[] {
  const chain: Certificate[] = [];
  let current = certificate;
  while (!isSelfIssued(current)) {
    const child = current;
    const issuer = others.find(
      (candidate) =>
        candidate !== child &&
        !chain.includes(candidate) &&
        sameName(candidate.subject, child.issuer) &&
        isSignedBy(child, candidate),
    );
    if (issuer === undefined) break;
    chain.push(issuer);
    current = issuer;
  }
  return chain;
}

/**
 * Makes a signer of the first key whose certificate is among those given.
 *
 * Throws `key.certificate-mismatch` when no key has its certificate.
 */
export function findPair(
  keys: readonly KeyObject[],
  certificates: readonly Uint8Array[],
  options: SignerOptions,
): CmsSigner {
  if (keys.length === 0)
    throw new PadesError('key.certificate-mismatch', 'There is no private key in the file');
  for (const privateKey of keys) {
    const publicKey = createPublicKey(privateKey);
    const own = certificates.find((der) => publicKey.equals(parseCertificate(der).publicKey()));
    if (own !== undefined)
      return createKeySigner({
        ...options,
        privateKey,
        certificate: own,
        chain: certificates.filter((der) => der !== own),
      });
  }
  throw new PadesError('key.certificate-mismatch', 'No certificate belongs to the private key');
}
