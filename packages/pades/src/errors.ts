/**
 * Everything the engine refuses, by stable code. Codes are what callers switch on; messages are for people and
 * may change. Options that a programmer got wrong are a `TypeError`; input that is wrong is a `PadesError`.
 */

/** Faults in ASN.1, CMS and certificates. */
export type CmsErrorCode =
  /** Bytes that are no DER (or, where readers must bear it, BER) or exceed a bound. */
  | 'asn1-malformed'
  /** Well-formed ASN.1 that is not the CMS structure it should be. */
  | 'cms-malformed'
  /** An algorithm, or a combination of them, that this engine does not handle. */
  | 'algorithm-unsupported'
  /** A certificate that cannot be read. */
  | 'certificate-malformed'
  /** No chain of valid certificates leads to a trust anchor. */
  | 'certificate-path-invalid';

/** Faults in keys and key files. */
export type KeyErrorCode =
  /** A key file that cannot be read. */
  | 'key-malformed'
  /** The passphrase does not open the key file. */
  | 'key-passphrase-wrong'
  /** Private key and certificate do not belong together, or the file lacks one of them. */
  | 'key-certificate-mismatch'
  /** A kind of key, or protection of a key file, that this engine does not handle. */
  | 'key-unsupported'
  /** The signature made does not verify under the certificate's key. */
  | 'signature-wrong';

/** Faults in asking for, or reading, a time-stamp (RFC 3161). */
export type TimestampErrorCode =
  /** The server cannot be reached, took too long, or answered with an HTTP error. */
  | 'timestamp-unreachable'
  /** The server refused the request (PKIStatus is not granted). */
  | 'timestamp-refused'
  /** The answer or token is not well-formed. */
  | 'timestamp-malformed'
  /** The token answers another question: nonce, imprint or policy differ. */
  | 'timestamp-mismatch'
  /** The token's signature, signing-certificate attribute or certificate purpose is wrong. */
  | 'timestamp-invalid'
  /** The time-stamping certificate leads to none of the trust anchors. */
  | 'timestamp-untrusted';

/** Faults in asking for, or reading, certificate status (RFC 6960, RFC 5280). */
export type RevocationErrorCode =
  /** The server cannot be reached, took too long, or answered with an HTTP error. */
  | 'revocation-unreachable'
  /** The responder answered with an error status. */
  | 'revocation-refused'
  /** The answer is not well-formed. */
  | 'revocation-malformed'
  /** The answer is signed by somebody who may not answer for this certificate. */
  | 'revocation-unauthorized'
  /** The answer is about something else, or too old, or not yet valid. */
  | 'revocation-mismatch'
  /** The answer is outside its time of validity. */
  | 'revocation-stale'
  /** The certificate names no place to ask, and none was given. */
  | 'revocation-unavailable'
  /** The certificate is revoked. */
  | 'certificate-revoked';

/** Every code a {@link PadesError} may carry. */
export type PadesErrorCode = CmsErrorCode | KeyErrorCode | TimestampErrorCode | RevocationErrorCode;

/** The one error the engine throws for input it refuses. `cause` keeps what led to it. */
export class PadesError extends Error {
  override readonly name = 'PadesError';

  constructor(
    readonly code: PadesErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}
