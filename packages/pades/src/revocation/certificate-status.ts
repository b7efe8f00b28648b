import type { Certificate } from '../x509/certificate.js';

/** Reasons for revocation (RFC 5280 §5.3.1), by number. */
export const REVOCATION_REASONS = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'unused',
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;

/** Why a certificate was revoked, by name. */
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/** What an OCSP answer or a CRL says about one certificate, after its own signature has been verified. */
export interface CertificateStatus {
  readonly source: 'ocsp' | 'crl';
  /** `unknown`: an OCSP responder does not know the certificate. A CRL only knows good and revoked. */
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly revocationTime?: Date;
  readonly reason?: RevocationReason;
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
  /** When the answer was signed; for a CRL its thisUpdate. */
  readonly producedAt: Date;
  /** Who signed the answer. */
  readonly responder: Certificate;
  /** The OCSP response or CRL as received, DER: what goes into a document security store. */
  readonly der: Uint8Array;
}

export const revocationReason = (code: number): RevocationReason => REVOCATION_REASONS[code] ?? 'unspecified';

/** Clocks of authorities may differ from ours by this much. */
export const CLOCK_SKEW_MS = 5 * 60 * 1000;

/** Whether what a status says was known to be so at a moment or later: nothing that came before can be missing in it. */
export const knownSince = ({ thisUpdate }: CertificateStatus, at: Date): boolean =>
  thisUpdate.getTime() + CLOCK_SKEW_MS >= at.getTime();

/**
 * Whether a status speaks about a moment: it was known then or later, or the moment lies within its time of validity.
 * When it was signed does not matter: an answer may repeat what is old.
 */
export function speaksAbout(status: CertificateStatus, at: Date): boolean {
  if (knownSince(status, at)) return true;
  return status.nextUpdate !== undefined && at.getTime() <= status.nextUpdate.getTime() + CLOCK_SKEW_MS;
}
