/**
 * Everything the engine refuses, by stable code. Codes are what callers switch on; messages are for people and
 * may change. Options that a programmer got wrong are a `TypeError`; input that is wrong is a `PadesError`.
 */

/** Faults in ASN.1, CMS and certificates. */
export type CmsErrorCode =
  /** Bytes that are no DER (or, where readers must bear it, BER) or exceed a bound. */
  | 'asn1.malformed'
  /** Well-formed ASN.1 that is not the CMS structure it should be. */
  | 'cms.malformed'
  /** An algorithm, or a combination of them, that this engine does not handle. */
  | 'cms.algorithm-unsupported'
  /** A certificate that cannot be read. */
  | 'x509.malformed'
  /** No chain of valid certificates leads to a trust anchor. */
  | 'x509.path-invalid';

/** Faults in keys and key files. */
export type KeyErrorCode =
  /** A key file that cannot be read. */
  | 'key.malformed'
  /** The passphrase does not open the key file. */
  | 'key.passphrase-wrong'
  /** Private key and certificate do not belong together, or the file lacks one of them. */
  | 'key.certificate-mismatch'
  /** A kind of key, or protection of a key file, that this engine does not handle. */
  | 'key.unsupported'
  /** The signature made does not verify under the certificate's key. */
  | 'key.signature-wrong'
  /** No token, key or credential is as asked for. */
  | 'key.not-found'
  /** Several tokens or keys are as asked for; say more of the one that is meant. */
  | 'key.ambiguous'
  /** The PIN (or one-time password) is wrong or missing. */
  | 'key.pin-wrong'
  /** Too many wrong PINs: the token is locked. */
  | 'key.pin-locked'
  /** The optional package for PKCS#11, or the token's own library, is not there or cannot be loaded. */
  | 'key.pkcs11-unavailable'
  /** The token answered with another error; the message has its PKCS#11 name. */
  | 'key.pkcs11-failed'
  /** The remote signing service cannot be reached, took too long, or answered with what is no answer of the CSC API. */
  | 'key.csc-unreachable'
  /** The remote signing service refused; the message has the code it gave. */
  | 'key.csc-refused';

/** Faults in asking for, or reading, a time-stamp (RFC 3161). */
export type TimestampErrorCode =
  /** The server cannot be reached, took too long, or answered with an HTTP error. */
  | 'timestamp.unreachable'
  /** The server refused the request (PKIStatus is not granted). */
  | 'timestamp.refused'
  /** The answer or token is not well-formed. */
  | 'timestamp.malformed'
  /** The token answers another question: nonce, imprint or policy differ. */
  | 'timestamp.mismatch'
  /** The token's signature, signing-certificate attribute or certificate purpose is wrong. */
  | 'timestamp.invalid'
  /** The time-stamping certificate leads to none of the trust anchors. */
  | 'timestamp.untrusted';

/** Faults in asking for, or reading, certificate status (RFC 6960, RFC 5280). */
export type RevocationErrorCode =
  /** The server cannot be reached, took too long, or answered with an HTTP error. */
  | 'revocation.unreachable'
  /** The responder answered with an error status. */
  | 'revocation.refused'
  /** The answer is not well-formed. */
  | 'revocation.malformed'
  /** The answer is signed by somebody who may not answer for this certificate. */
  | 'revocation.unauthorized'
  /** The answer is about something else, or too old, or not yet valid. */
  | 'revocation.mismatch'
  /** The answer is outside its time of validity. */
  | 'revocation.stale'
  /** The certificate names no place to ask, and none was given. */
  | 'revocation.unavailable'
  /** The certificate is revoked. */
  | 'revocation.revoked';

/** Faults of the PDF file itself. */
export type PdfErrorCode =
  /** No `%PDF-` header in the first kilobyte. */
  | 'pdf.not-a-pdf'
  /** The file ends before its structure does: no end-of-file marker, no usable cross-reference. */
  | 'pdf.truncated'
  /** The file is encrypted in a way that is not supported: another security handler, version or crypt filter. */
  | 'pdf.encrypted'
  /** The file is encrypted, and nothing opens it but a password that was not given. */
  | 'pdf.password-required'
  /** The password given is neither the user's nor the owner's. */
  | 'pdf.password-wrong'
  /** The file breaks the syntax of ISO 32000 in a way that cannot be mended. */
  | 'pdf.malformed'
  /** A bound on depth, size or number was reached; the file may be sound, but is not worth the risk. */
  | 'pdf.limit-exceeded'
  /** A stream that must be read uses a filter that is not supported. */
  | 'pdf.unsupported-filter'
  /** The page tree has no usable page, or its pages cannot be reached. */
  | 'pdf.page-tree-invalid';

/** Reasons why a field or a signature cannot be added. */
export type SignErrorCode =
  /** An earlier certification signature forbids the change (ISO 32000-2 §12.8.2.2, DocMDP). */
  | 'sign.docmdp-forbids'
  /** An earlier signature locks the field (ISO 32000-2 §12.8.2.4, FieldMDP). */
  | 'sign.fieldmdp-locked'
  /** The permission bits of the encryption dictionary forbid signing (ISO 32000-2 Table 22). */
  | 'sign.permission-forbids'
  /** No signature field of that name. */
  | 'sign.field-not-found'
  /** The field already carries a signature. */
  | 'sign.field-already-signed'
  /** A field of that name exists already. */
  | 'sign.field-name-taken'
  /** The page asked for does not exist. */
  | 'sign.page-not-found'
  /** The CMS does not fit into the space reserved for it; prepare again with more `contentsBytes`. */
  | 'sign.contents-too-small'
  /** A certification must be the first signature of a document. */
  | 'sign.certification-not-first'
  /** The field's seed value dictionary demands what this signature does not do (ISO 32000-2 Table 237). */
  | 'sign.seed-value-unmet'
  /** Adding would damage a signature: the cross-reference needs rebuilding, or the signature claims bytes behind the end of the file. */
  | 'sign.repair-breaks-signatures'
  /** The fonts given lack glyphs that the text needs; the message names the characters. */
  | 'sign.font-lacks-glyphs'
  /** A font that cannot be read, or that its maker forbids to embed. */
  | 'sign.font-unusable'
  /** A picture that is no PNG or JPEG, or whose colours the document cannot bear. */
  | 'sign.image-unusable'
  /** A visible field was asked for where the page shows nothing. */
  | 'sign.field-outside-page'
  /** The form is an XFA form, whose content a signature of the PDF does not fix. */
  | 'sign.xfa-form'
  /** The saved state of a signature does not belong to the file given, or was changed. */
  | 'sign.state-mismatch'
  /** The CMS given does not sign what was prepared. */
  | 'sign.cms-mismatch';

/** Faults in raising a signature to a level for long-term validation, or in renewing it (EN 319 142-1 §5.4, §6.3). */
export type LtvErrorCode =
  /** The document carries nothing of the kind that was to be raised or renewed. */
  | 'ltv.nothing-to-extend'
  /** A signature or time-stamp that was to be raised does not hold: it cannot be read, or does not verify. */
  | 'ltv.signature-invalid'
  /** The certificate of an issuer is missing: not given, not in the document, and not to be fetched. */
  | 'ltv.chain-incomplete'
  /** The chain leads to no trust anchor, or is not valid at the moment that matters. */
  | 'ltv.chain-invalid'
  /** No usable OCSP answer and no usable CRL about a certificate; `cause` tells what each source said. */
  | 'ltv.revocation-missing'
  /** A certificate was revoked at the moment that matters. */
  | 'ltv.revoked'
  /** More certificates or answers than are worth following. */
  | 'ltv.limit-exceeded';

/** Every code a {@link PadesError} may carry. */
export type PadesErrorCode =
  | CmsErrorCode
  | KeyErrorCode
  | TimestampErrorCode
  | RevocationErrorCode
  | PdfErrorCode
  | SignErrorCode
  | LtvErrorCode;

/** What an error carries beside its code and message. */
export interface PadesErrorOptions {
  readonly cause?: unknown;
  /** Byte offset in the file where the fault was seen. */
  readonly offset?: number;
}

/** The one error the engine throws for input it refuses. `cause` keeps what led to it. */
export class PadesError extends Error {
  override readonly name = 'PadesError';
  /** Byte offset in the file where the fault was seen, where it is known. */
  readonly offset: number | undefined;

  constructor(
    readonly code: PadesErrorCode,
    message: string,
    options: PadesErrorOptions = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.offset = options.offset;
  }
}

/** What `read` gives, or undefined where it refuses its input: for what may be left out when it cannot be read. */
export function unlessRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PadesError) return undefined;
    throw error;
  }
}
