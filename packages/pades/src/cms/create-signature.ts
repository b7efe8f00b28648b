import { getToken } from '../timestamp/get-token.js';
import { digestOf } from './algorithms.js';
import { encodeSignedAttributes } from './signed-attributes.js';
import { assembleSignedData } from './signed-data.js';
import type { CmsSigner, DigestAlgorithm, SignedAttributesInput } from './types.js';

/** Gets an RFC 3161 token (DER) over a digest; see `createTimestampClient`. */
export type TimestampSource = (imprint: {
  readonly digest: Uint8Array;
  readonly digestAlgorithm: DigestAlgorithm;
}) => Promise<Uint8Array>;

/** What goes into a signature besides who signs. */
export interface CadesSignatureOptions extends Pick<
  SignedAttributesInput,
  'commitmentType' | 'claimedRoles' | 'signerLocation' | 'signaturePolicy' | 'custom'
> {
  /**
   * Gets a time-stamp over the document before it is signed (content-time-stamp, EN 319 122-1 §5.2.8); its imprint is
   * over the bytes that the ByteRange covers.
   */
  readonly contentTimestamp?: TimestampSource;
  /** Left out: a B-B signature. Given: B-T, and when it fails, so does the signature. */
  readonly timestamp?: TimestampSource;
}

/**
 * Makes the CAdES signature that goes into a PDF's `/Contents` (EN 319 142-1 §6.3, levels B-B and B-T) over a digest of
 * the bytes that the ByteRange covers. The digest must be by the signer's digest algorithm.
 *
 * Throws `TypeError` for attributes that cannot be encoded, `timestamp.malformed`, `timestamp.invalid` or
 * `timestamp.mismatch` for a time-stamp that is not one of this; errors of the signer and of the source pass through.
 */
export async function createCadesSignature(
  signer: CmsSigner,
  messageDigest: Uint8Array,
  options: CadesSignatureOptions = {},
): Promise<Uint8Array> {
  const { digestAlgorithm, signatureAlgorithm, certificate, chain } = signer;
  const { timestamp } = options;
  const signedAttributes = await makeSignedAttributes(signer, messageDigest, options);
  const signature = await signer.sign(signedAttributes);
  const stamped =
    timestamp && (await getToken(timestamp, digestOf(digestAlgorithm, signature), digestAlgorithm));
  return assembleSignedData({
    signedAttributes,
    signature,
    certificate,
    chain,
    signatureAlgorithm,
    digestAlgorithm,
    ...(stamped ? { signatureTimestamp: stamped.token } : {}),
  });
}

/** The signed attributes that a signer has to sign; the content is time-stamped here where that is asked for. */
export async function makeSignedAttributes(
  { digestAlgorithm, certificate }: Pick<CmsSigner, 'digestAlgorithm' | 'certificate'>,
  messageDigest: Uint8Array,
  options: Omit<CadesSignatureOptions, 'timestamp'>,
): Promise<Uint8Array> {
  const { commitmentType, claimedRoles, signerLocation, signaturePolicy, custom } = options;
  const stamped =
    options.contentTimestamp && (await getToken(options.contentTimestamp, messageDigest, digestAlgorithm));
  return encodeSignedAttributes({
    digestAlgorithm,
    messageDigest,
    signingCertificate: certificate,
    ...(commitmentType === undefined ? {} : { commitmentType }),
    ...(claimedRoles === undefined ? {} : { claimedRoles }),
    ...(signerLocation === undefined ? {} : { signerLocation }),
    ...(signaturePolicy === undefined ? {} : { signaturePolicy }),
    ...(stamped ? { contentTimestamp: stamped.token } : {}),
    ...(custom === undefined ? {} : { custom }),
  });
}
