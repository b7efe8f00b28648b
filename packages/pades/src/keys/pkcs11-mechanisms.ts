import { DIGEST_LENGTH, digestOid } from '../cms/algorithms.js';
import { nullValue, octetString, oid, sequence } from '../cms/asn1-writer.js';
import type { DigestAlgorithm } from '../cms/types.js';
import { PadesError } from '../errors.js';
import { parseCertificate } from '../x509/certificate.js';
import type { SigningRequest } from './external-signer.js';
import { CK, type Pkcs11Mechanism } from './pkcs11-module.js';

/** What the token is asked to do, and over what. */
interface TokenRequest {
  readonly mechanism: Pkcs11Mechanism;
  readonly data: Uint8Array;
}

/** Numbers that go with a digest. */
interface DigestMechanisms {
  readonly hash: number;
  readonly mgf: number;
  /** Mechanisms that hash in the token. */
  readonly rsa: number;
  readonly pss: number;
  readonly ecdsa: number;
}

const DIGESTS: Readonly<Record<DigestAlgorithm, DigestMechanisms>> = {
  'SHA-256': {
    hash: CK.CKM_SHA256,
    mgf: CK.CKG_MGF1_SHA256,
    rsa: CK.CKM_SHA256_RSA_PKCS,
    pss: CK.CKM_SHA256_RSA_PKCS_PSS,
    ecdsa: CK.CKM_ECDSA_SHA256,
  },
  'SHA-384': {
    hash: CK.CKM_SHA384,
    mgf: CK.CKG_MGF1_SHA384,
    rsa: CK.CKM_SHA384_RSA_PKCS,
    pss: CK.CKM_SHA384_RSA_PKCS_PSS,
    ecdsa: CK.CKM_ECDSA_SHA384,
  },
  'SHA-512': {
    hash: CK.CKM_SHA512,
    mgf: CK.CKG_MGF1_SHA512,
    rsa: CK.CKM_SHA512_RSA_PKCS,
    pss: CK.CKM_SHA512_RSA_PKCS_PSS,
    ecdsa: CK.CKM_ECDSA_SHA512,
  },
};

/**
 * Chooses the mechanism: over a digest made here where the token offers that, else one that hashes in the token.
 *
 * @throws PadesError `key.unsupported` where the token has neither.
 */
export function tokenRequest(
  offered: ReadonlySet<number>,
  certificate: Uint8Array,
  { signedAttributes, hash, signatureAlgorithm, digestAlgorithm }: SigningRequest,
): TokenRequest {
  const digest = DIGESTS[digestAlgorithm];
  const choose = (byDigest: number, withDigest: number, data: Uint8Array, parameter?: unknown) => {
    const mechanism = [byDigest, withDigest].find((candidate) => offered.has(candidate));
    if (mechanism === undefined)
      throw new PadesError('key.unsupported', `The token cannot make ${signatureAlgorithm} signatures`);
    return {
      mechanism: { mechanism, ...(parameter === undefined ? {} : { parameter }) },
      data: mechanism === byDigest ? data : signedAttributes,
    };
  };
  switch (signatureAlgorithm) {
    case 'RSASSA-PKCS1-v1_5':
      return choose(CK.CKM_RSA_PKCS, digest.rsa, digestInfo(digestAlgorithm, hash));
    case 'RSASSA-PSS':
      return choose(CK.CKM_RSA_PKCS_PSS, digest.pss, hash, {
        type: CK.PARAMS_RSA_PSS,
        hashAlg: digest.hash,
        mgf: digest.mgf,
        saltLen: DIGEST_LENGTH[digestAlgorithm],
      });
    case 'ECDSA':
      return choose(CK.CKM_ECDSA, digest.ecdsa, leftmost(hash, certificate));
    case 'Ed25519':
      return choose(CK.CKM_EDDSA, CK.CKM_EDDSA, signedAttributes);
  }
}

/** DigestInfo (RFC 8017 §9.2). */
const digestInfo = (algorithm: DigestAlgorithm, hash: Uint8Array): Uint8Array =>
  sequence(sequence(oid(digestOid(algorithm)), nullValue()), octetString(hash));

const CURVE_BYTES: Readonly<Record<string, number>> = {
  prime256v1: 32,
  brainpoolP256r1: 32,
  secp384r1: 48,
  brainpoolP384r1: 48,
};

/** The leftmost bits of a digest that is longer than the curve's order (FIPS 186-5 §6.4.1); not every token cuts it itself. */
function leftmost(hash: Uint8Array, certificate: Uint8Array): Uint8Array {
  const curve = parseCertificate(certificate).publicKey().asymmetricKeyDetails?.namedCurve ?? '';
  return hash.subarray(0, CURVE_BYTES[curve] ?? hash.length);
}
