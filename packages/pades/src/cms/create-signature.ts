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
  'commitmentType' | 'claimedRoles' | 'signerLocation' | 'custom'
> {
  /** Left out: a B-B signature. Given: B-T, and when it fails, so does the signature. */
  readonly timestamp?: TimestampSource;
}

/**
 * Makes the CAdES signature that goes into a PDF's `/Contents` (EN 319 142-1 §6.3, levels B-B and B-T) over a digest of
 * the bytes that the ByteRange covers. The digest must be by the signer's digest algorithm.
 *
 * Throws `TypeError` for attributes that cannot be encoded; errors of the signer and of the time-stamp pass through.
 */
export async function createCadesSignature(
  signer: CmsSigner,
  messageDigest: Uint8Array,
  options: CadesSignatureOptions = {},
): Promise<Uint8Array> {
  const { digestAlgorithm, signatureAlgorithm, certificate, chain } = signer;
  const { timestamp, ...attributes } = options;
  const signedAttributes = encodeSignedAttributes({
    ...attributes,
    digestAlgorithm,
    messageDigest,
    signingCertificate: certificate,
  });
  const signature = await signer.sign(signedAttributes);
  const signatureTimestamp = await timestamp?.({
    digest: digestOf(digestAlgorithm, signature),
    digestAlgorithm,
  });
  return assembleSignedData({
    signedAttributes,
    signature,
    certificate,
    chain,
    signatureAlgorithm,
    digestAlgorithm,
    ...(signatureTimestamp === undefined ? {} : { signatureTimestamp }),
  });
}
