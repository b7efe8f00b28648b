import { constants, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { nodeDigest } from '../cms/algorithms.js';
import type { CmsSigner, DigestAlgorithm, SignatureAlgorithm } from '../cms/types.js';
import { PadesError } from '../errors.js';
import { isSelfIssued, isSignedBy, parseCertificate, type Certificate } from '../x509/certificate.js';
import { sameName } from '../x509/name.js';
import { chooseAlgorithms, type SignerOptions } from './key-algorithms.js';

/** Choices for keys that this process holds. */
export interface LocalKeyOptions extends SignerOptions {
  /**
   * Where signatures are made: in the thread pool, so that other work of the process goes on (default), or in the calling
   * thread, which costs less and suits threads that do nothing else.
   */
  readonly thread?: 'pool' | 'caller';
}

/** A private key in this process, with its certificate and those above it. */
export interface KeySignerInput extends LocalKeyOptions {
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
  const { privateKey, thread = 'pool' } = input;
  const certificate = parseCertificate(input.certificate);
  if (!createPublicKey(privateKey).equals(certificate.publicKey()))
    throw new PadesError('key.certificate-mismatch', 'The certificate belongs to another key');
  const { signatureAlgorithm, digestAlgorithm } = chooseAlgorithms(privateKey, input);
  return {
    certificate: certificate.der,
    chain: orderChain(certificate, (input.chain ?? []).map(parseCertificate)).map(({ der }) => der),
    signatureAlgorithm,
    digestAlgorithm,
    sign: (signedAttributes) =>
      signWith({ key: privateKey, signatureAlgorithm, digestAlgorithm, thread }, signedAttributes),
  };
}

interface KeyUse {
  readonly key: KeyObject;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly digestAlgorithm: DigestAlgorithm;
  readonly thread: 'pool' | 'caller';
}

async function signWith(use: KeyUse, data: Uint8Array): Promise<Uint8Array> {
  const { key, signatureAlgorithm, digestAlgorithm, thread } = use;
  const digest = signatureAlgorithm === 'Ed25519' ? null : nodeDigest(digestAlgorithm);
  const input =
    signatureAlgorithm === 'RSASSA-PSS'
      ? {
          key,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
        }
      : key;
  try {
    return thread === 'caller' ? sign(digest, data, input) : await signInPool(digest, data, input);
  } catch (cause) {
    throw new PadesError('key.unsupported', 'The key cannot sign', { cause });
  }
}

const signInPool = promisify(
  (
    digest: Parameters<typeof sign>[0],
    data: Uint8Array,
    key: Parameters<typeof sign>[2],
    done: (error: Error | null, signature: Buffer) => void,
  ) => {
    sign(digest, data, key, done);
  },
);

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
  options: LocalKeyOptions,
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
