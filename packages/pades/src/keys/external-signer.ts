import { digestOf, encodeSignatureAlgorithm, readAlgorithm, verificationScheme } from '../cms/algorithms.js';
import { readAsn1 } from '../cms/asn1-reader.js';
import { ecdsaValueOf } from '../cms/ecdsa-value.js';
import type { CmsSigner, DigestAlgorithm, SignatureAlgorithm } from '../cms/types.js';
import { verifySignature } from '../cms/verify-signature.js';
import { PadesError } from '../errors.js';
import { parseCertificate } from '../x509/certificate.js';
import { chooseAlgorithms, type SignerOptions } from './key-algorithms.js';
import { orderChain } from './key-signer.js';

/** The public half of a signer whose key is elsewhere. */
export interface SignerIdentity {
  /** The signing certificate, DER. */
  readonly certificate: Uint8Array;
  /** Certificates from the issuer upwards, DER. */
  readonly chain: readonly Uint8Array[];
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly digestAlgorithm: DigestAlgorithm;
}

/** A certificate, and how its key is to sign. */
export interface SignerIdentityInput extends SignerOptions {
  /** The signing certificate, DER. */
  readonly certificate: Uint8Array;
  /** Other certificates (DER) in any order; those that lead upwards from the signing certificate are kept. */
  readonly chain?: readonly Uint8Array[];
}

/** What is handed to an outside signer. */
export interface SigningRequest {
  /** DER of the signed attributes: what the signature is over (RFC 5652 §5.4). */
  readonly signedAttributes: Uint8Array;
  /** Their digest, for signers that sign a hash. Ed25519 cannot: it signs `signedAttributes` themselves. */
  readonly hash: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly digestAlgorithm: DigestAlgorithm;
}

/** A key that is reached by a function: in a token, a service, another program. */
export interface ExternalSignerInput extends SignerIdentityInput {
  /** Returns the signature value; ECDSA as DER or as r and s one after the other. */
  readonly sign: (request: SigningRequest) => Promise<Uint8Array>;
}

/**
 * The algorithms that a certificate's key signs with, and its chain in order.
 *
 * Throws `key.unsupported` or `x509.malformed`.
 */
export function signerIdentity(input: SignerIdentityInput): SignerIdentity {
  const certificate = parseCertificate(input.certificate);
  return {
    certificate: certificate.der,
    chain: orderChain(certificate, (input.chain ?? []).map(parseCertificate)).map(({ der }) => der),
    ...chooseAlgorithms(certificate.publicKey(), input),
  };
}

/**
 * Makes a signer from a certificate and a function that signs. What the function returns is verified under the
 * certificate before it is used.
 *
 * Throws `key.unsupported` or `x509.malformed`; when signing, `key.signature-wrong`, and what the function throws.
 */
export function createExternalSigner(input: ExternalSignerInput): CmsSigner {
  const identity = signerIdentity(input);
  const { signatureAlgorithm, digestAlgorithm } = identity;
  return {
    ...identity,
    async sign(signedAttributes) {
      const hash = digestOf(digestAlgorithm, signedAttributes);
      const value = await input.sign({ signedAttributes, hash, signatureAlgorithm, digestAlgorithm });
      return acceptSignature(identity, signedAttributes, value);
    },
  };
}

/**
 * The signature value in the form that CMS wants, once it is seen to verify under the certificate.
 *
 * Throws `key.signature-wrong`.
 */
export function acceptSignature(
  { signatureAlgorithm, digestAlgorithm, certificate }: SignerIdentity,
  signedAttributes: Uint8Array,
  value: Uint8Array,
): Uint8Array {
  const signature = signatureAlgorithm === 'ECDSA' ? ecdsaValueOf(value) : value;
  const algorithm = readAlgorithm(readAsn1(encodeSignatureAlgorithm(signatureAlgorithm, digestAlgorithm)));
  const publicKey = parseCertificate(certificate).publicKey();
  if (!verifySignature(verificationScheme(algorithm), publicKey, signedAttributes, signature))
    throw new PadesError('key.signature-wrong', 'The signature does not verify under the certificate');
  return signature;
}
