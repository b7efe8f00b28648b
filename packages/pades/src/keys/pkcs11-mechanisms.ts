import { DIGEST_LENGTH, digestOid } from '../cms/algorithms.js';
import { nullValue, octetString, oid, sequence } from '../cms/asn1-writer.js';
import type { DigestAlgorithm, SignatureAlgorithm } from '../cms/types.js';
import { PadesError } from '../errors.js';
import { CK, type Pkcs11Mechanism } from './pkcs11-module.js';

/** What the token is asked to do, and over what. */
interface TokenRequest {
  readonly mechanism: Pkcs11Mechanism;
  readonly data: Uint8Array;
}

/** What is to be signed, and how. */
interface TokenInput {
  /** What the digest is of; undefined where only the digest is known. */
  readonly message: Uint8Array | undefined;
  readonly hash: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly digestAlgorithm: DigestAlgorithm;
  /** Curve of the key, by Node's name; undefined for keys of other kinds. */
  readonly namedCurve: string | undefined;
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
  { message, hash, signatureAlgorithm, digestAlgorithm, namedCurve }: TokenInput,
): TokenRequest {
  const digest = DIGESTS[digestAlgorithm];
  const choose = (byDigest: number, withDigest: number, data: Uint8Array, parameter?: unknown) => {
    const parameters = parameter === undefined ? {} : { parameter };
    if (offered.has(byDigest)) return { mechanism: { mechanism: byDigest, ...parameters }, data };
    if (offered.has(withDigest) && message !== undefined)
      return { mechanism: { mechanism: withDigest, ...parameters }, data: message };
    throw new PadesError('key.unsupported', `The token cannot make ${signatureAlgorithm} signatures`);
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
      return choose(CK.CKM_ECDSA, digest.ecdsa, leftmost(hash, namedCurve));
    case 'Ed25519':
      return choose(CK.CKM_EDDSA, CK.CKM_EDDSA, message ?? hash);
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
function leftmost(hash: Uint8Array, namedCurve = ''): Uint8Array {
  return hash.subarray(0, CURVE_BYTES[namedCurve] ?? hash.length);
}
