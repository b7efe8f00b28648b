import { hashFor, verificationScheme } from '../cms/algorithms.js';
import { findSignerCertificate } from '../cms/find-signer.js';
import { OID } from '../cms/oids.js';
import { parseSignedData, type ParsedSignedData, type ParsedSignerInfo } from '../cms/parse-signed-data.js';
import { verifySignature } from '../cms/verify-signature.js';
import { PadesError } from '../errors.js';
import { parseCertificate, type Certificate } from '../x509/certificate.js';
import { extendedKeyUsage } from '../x509/extensions.js';
import { isTimestampPurpose } from '../x509/path.js';
import { parseTstInfo, type TstInfo } from './tst-info.js';

/** A time-stamp token (RFC 3161 §2.4.2) as received. Nothing is verified yet. */
export interface TimestampToken {
  readonly der: Uint8Array;
  readonly tstInfo: TstInfo;
  readonly signedData: ParsedSignedData;
  readonly signerInfo: ParsedSignerInfo;
  /** Readable certificates of the token. */
  readonly certificates: readonly Certificate[];
}

/**
 * Reads a time-stamp token: SignedData over TSTInfo with exactly one signer and signed attributes.
 *
 * Throws `timestamp.malformed`.
 */
export function parseTimestampToken(der: Uint8Array): TimestampToken {
  const malformed = (message: string, cause?: unknown): PadesError =>
    new PadesError('timestamp.malformed', message, cause === undefined ? undefined : { cause });
  try {
    const signedData = parseSignedData(der, { rules: 'ber' });
    const [signerInfo, another] = signedData.signerInfos;
    if (signerInfo === undefined || another !== undefined)
      throw malformed('A time-stamp token has exactly one signer');
    if (signedData.contentType !== OID.tstInfo || signedData.content === undefined)
      throw malformed('The token holds no TSTInfo');
    return {
      der,
      tstInfo: parseTstInfo(signedData.content),
      signedData,
      signerInfo,
      certificates: signedData.certificates.map(parseCertificate),
    };
  } catch (cause) {
    if (cause instanceof PadesError && cause.code === 'timestamp.malformed') throw cause;
    if (cause instanceof PadesError) throw malformed('The time-stamp token cannot be read', cause);
    throw cause;
  }
}

/**
 * Verifies that the token is what its authority signed: message digest, signature, the signing-certificate attribute
 * (RFC 5816, RFC 2634), and that the certificate is one for time-stamping (RFC 3161 §2.3). Returns the certificate.
 *
 * Not verified here: what the imprint is of, the nonce, and whether the certificate leads to a trust anchor.
 *
 * Throws `timestamp.invalid`.
 */
export function verifyTimestampToken(
  token: TimestampToken,
  options: { readonly certificates?: readonly Certificate[] } = {},
): Certificate {
  const invalid = (message: string, cause?: unknown): PadesError =>
    new PadesError('timestamp.invalid', message, cause === undefined ? undefined : { cause });
  try {
    const { signerInfo, signedData } = token;
    const { signedAttributes, signedAttributesDer } = signerInfo;
    if (
      signedAttributes === undefined ||
      signedAttributesDer === undefined ||
      signedData.content === undefined
    )
      throw invalid('The token has no signed attributes');
    if (signedAttributes.contentType !== OID.tstInfo) throw invalid('The signed content type is not TSTInfo');
    const digest = hashFor(signerInfo.digestAlgorithm.oid).update(signedData.content).digest();
    if (Buffer.compare(digest, signedAttributes.messageDigest) !== 0)
      throw invalid('The message digest does not fit the token');

    const certificate = findSignerCertificate(signerInfo.sid, [
      ...token.certificates,
      ...(options.certificates ?? []),
    ]);
    if (certificate === undefined) throw invalid('The certificate of the time-stamp authority is missing');
    const named = signedAttributes.signingCertificateHash;
    if (named === undefined) throw invalid('The token does not name its signing certificate');
    if (Buffer.compare(hashFor(named.digestOid).update(certificate.der).digest(), named.hash) !== 0)
      throw invalid('The token names another signing certificate');
    const scheme = verificationScheme(signerInfo.signatureAlgorithm, signerInfo.digestAlgorithm.oid);
    if (!verifySignature(scheme, certificate.publicKey(), signedAttributesDer, signerInfo.signature))
      throw invalid('The signature of the token does not verify');
    if (!isTimestampPurpose(extendedKeyUsage(certificate)))
      throw invalid('The certificate is not one for time-stamping alone');
    return certificate;
  } catch (cause) {
    if (cause instanceof PadesError && cause.code === 'timestamp.invalid') throw cause;
    if (cause instanceof PadesError) throw invalid('The time-stamp token cannot be verified', cause);
    throw cause;
  }
}

/** Whether the token's imprint is of these bytes. Throws `cms.algorithm-unsupported` for an unknown digest. */
export function imprintIsOf(token: TimestampToken, bytes: Uint8Array): boolean {
  const { digestOid, hash } = token.tstInfo.messageImprint;
  return Buffer.compare(hashFor(digestOid).update(bytes).digest(), hash) === 0;
}
