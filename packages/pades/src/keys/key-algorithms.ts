import type { KeyObject } from 'node:crypto';
import { DIGEST_LENGTH } from '../cms/algorithms.js';
import type { DigestAlgorithm, SignatureAlgorithm } from '../cms/types.js';
import { PadesError } from '../errors.js';

/** Choices left to whoever signs; each has a default that fits the key. */
export interface SignerOptions {
  /** Default: SHA-256; for P-384 SHA-384; for P-521 and Ed25519 SHA-512. */
  readonly digestAlgorithm?: DigestAlgorithm;
  /** RSA keys may choose RSASSA-PSS; the default is RSASSA-PKCS1-v1_5, which every reader of PDF knows. */
  readonly signatureAlgorithm?: SignatureAlgorithm;
}

/** A scheme and its digest. */
export interface KeyAlgorithms {
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly digestAlgorithm: DigestAlgorithm;
}

/** What a kind of key can do, the first being what it does unless told otherwise. */
interface KeyAbilities {
  readonly signatureAlgorithms: readonly [SignatureAlgorithm, ...SignatureAlgorithm[]];
  readonly digestAlgorithm: DigestAlgorithm;
  /** The key itself allows no other digest. */
  readonly restricted?: 'to-digest';
}

/**
 * What a key, private or public, signs with, unless chosen otherwise.
 *
 * Throws `key.unsupported` where the kind of key or its curve is not supported, or a choice does not fit the key: another
 * scheme, Ed25519 with another digest than SHA-512 (RFC 8419 §3), a digest that the key's own restriction (RFC 4055
 * §1.2) forbids, an RSA key too short for the digest (RFC 8017 §9).
 */
export function chooseAlgorithms(key: KeyObject, options: SignerOptions): KeyAlgorithms {
  const abilities = abilitiesOf(key);
  const signatureAlgorithm = options.signatureAlgorithm ?? abilities.signatureAlgorithms[0];
  if (!abilities.signatureAlgorithms.includes(signatureAlgorithm))
    throw unsupported(`A key of this kind cannot make ${signatureAlgorithm} signatures`);
  const digestAlgorithm = options.digestAlgorithm ?? abilities.digestAlgorithm;
  if (signatureAlgorithm === 'Ed25519' && digestAlgorithm !== 'SHA-512')
    throw unsupported('Ed25519 in CMS needs SHA-512 (RFC 8419 §3)');
  if (abilities.restricted === 'to-digest' && digestAlgorithm !== abilities.digestAlgorithm)
    throw unsupported(`The key is restricted to ${abilities.digestAlgorithm}`);
  requireRoom(key, signatureAlgorithm, digestAlgorithm);
  return { signatureAlgorithm, digestAlgorithm };
}

const unsupported = (why: string): PadesError => new PadesError('key.unsupported', why);

function abilitiesOf(key: KeyObject): KeyAbilities {
  const details = key.asymmetricKeyDetails;
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return { signatureAlgorithms: ['RSASSA-PKCS1-v1_5', 'RSASSA-PSS'], digestAlgorithm: 'SHA-256' };
    case 'rsa-pss':
      return pssAbilities(details);
    case 'ec':
      return { signatureAlgorithms: ['ECDSA'], digestAlgorithm: curveDigest(details?.namedCurve) };
    case 'ed25519':
      return { signatureAlgorithms: ['Ed25519'], digestAlgorithm: 'SHA-512' };
    default:
      throw unsupported(`Keys of type ${key.asymmetricKeyType ?? key.type} cannot sign`);
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
      throw unsupported(`Curve ${curve ?? '(explicit parameters)'} is not supported`);
  }
}

/** A key restricted to RSASSA-PSS may be restricted to one digest and a shortest salt as well (RFC 4055 §1.2, §3.1). */
function pssAbilities(details: KeyObject['asymmetricKeyDetails']): KeyAbilities {
  const signatureAlgorithms = ['RSASSA-PSS'] as const;
  const { hashAlgorithm, mgf1HashAlgorithm, saltLength } = details ?? {};
  if (hashAlgorithm === undefined) return { signatureAlgorithms, digestAlgorithm: 'SHA-256' };
  const known = { sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' } as const;
  const digestAlgorithm = Object.entries(known).find(([name]) => name === hashAlgorithm)?.[1];
  if (digestAlgorithm === undefined) throw unsupported(`The key is restricted to digest ${hashAlgorithm}`);
  if ((mgf1HashAlgorithm ?? hashAlgorithm) !== hashAlgorithm)
    throw unsupported('The key is restricted to a mask of another digest');
  if ((saltLength ?? 0) > DIGEST_LENGTH[digestAlgorithm])
    throw unsupported('The key demands a salt longer than the digest');
  return { signatureAlgorithms, digestAlgorithm, restricted: 'to-digest' };
}

/** An RSA modulus must hold the encoded digest. */
function requireRoom(key: KeyObject, signature: SignatureAlgorithm, digest: DigestAlgorithm): void {
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (bits === undefined) return;
  const needed =
    signature === 'RSASSA-PSS'
      ? 2 * DIGEST_LENGTH[digest] + 2 // EMSA-PSS with a salt as long as the digest
      : DIGEST_LENGTH[digest] + 19 + 11; // EMSA-PKCS1-v1_5: DigestInfo and padding
  if (Math.ceil((bits - 1) / 8) < needed)
    throw unsupported(`An RSA key of ${bits} bits is too short for ${signature} with ${digest}`);
}
