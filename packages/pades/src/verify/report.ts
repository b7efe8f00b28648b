import type { FindingCode } from './findings.js';

/** One thing that was found about a signature or a file. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'info' | 'warning' | 'error';
  /** For people; may change. */
  readonly message: string;
  /** Where it is written that this matters. */
  readonly clause: string;
}

/** How much of the file a signature covers. */
export type Coverage =
  /** From the first byte to the last, but for its own `/Contents`. */
  | 'entire-file'
  /** All of the file as it was when it was signed; later revisions follow. */
  | 'entire-revision'
  /** Something else: not what a signature must cover. */
  | 'unclear';

/** The most that was done to the document after a signature. */
export type Modification =
  | 'none'
  /** Validation data and document time-stamps. */
  | 'lta-updates'
  /** Form fields filled, further signatures. */
  | 'form-filling'
  /** Comments. */
  | 'annotations'
  /** Anything else, and whatever could not be explained. */
  | 'other'
  /** Not looked at, since the signature does not cover what it must. */
  | 'unclear';

/** PAdES baseline level (EN 319 142-1 §6). */
export type BaselineLevel = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA';

/** Who signed, from the certificate; all null where no certificate was found. */
export interface SignerReport {
  /** Common name, or the whole subject where there is none. */
  readonly name: string | null;
  readonly organisation: string | null;
  /** Common name of the issuer, or its whole name. */
  readonly issuer: string | null;
  /** The subject's serialNumber attribute: what identifies a person with their issuer. */
  readonly serialNumber: string | null;
  /** Serial number of the certificate, hexadecimal. */
  readonly certificateSerialNumber: string | null;
  /** Hexadecimal SHA-256 of the certificate. */
  readonly certificateSha256: string | null;
  /** Roles the signer claims to have signed in. */
  readonly claimedRoles: readonly string[];
}

/** What is known about one signature or document time-stamp. */
export interface SignatureReport {
  /** Fully qualified field name. */
  readonly field: string;
  readonly type: 'signature' | 'timestamp';
  /** Baseline level reached; null for document time-stamps and for signatures that are not PAdES baseline. */
  readonly level: BaselineLevel | null;
  readonly subFilter: string | null;
  readonly signer: SignerReport;
  /** ISO 8601; by the signer's own clock. */
  readonly claimedTime: string | null;
  /** ISO 8601; the earliest moment that a trusted time-stamp proves. */
  readonly bestTime: string | null;
  readonly intact: boolean;
  readonly trusted: boolean;
  readonly coverage: Coverage;
  readonly modification: Modification;
  /** What a certification permits afterwards (1 nothing, 2 forms and signatures, 3 also comments); null for none. */
  readonly docmdp: 1 | 2 | 3 | null;
  readonly findings: readonly Finding[];
}

/** What is known about all signatures of a file. Plain JSON. */
export interface VerificationReport {
  /** Both intact and trusted; null where there is no signature. */
  readonly ok: boolean | null;
  /**
   * Every signature holds cryptographically, covers what it must, and nothing forbidden or unexplained came after it;
   * null where there is no signature.
   */
  readonly intact: boolean | null;
  /** Every signature leads to a trust anchor at its best proven time; null where there is no signature. */
  readonly trusted: boolean | null;
  /** In the order in which they were made. */
  readonly signatures: readonly SignatureReport[];
  /** Signature fields that are empty. */
  readonly emptyFields: readonly string[];
  /** About the file as a whole. */
  readonly findings: readonly Finding[];
}
