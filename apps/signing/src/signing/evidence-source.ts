import type { TimestampSource } from '@segl/pades';

/** What is collected at the moment of signing, beside the signature itself. */
export interface EvidenceSource {
  /**
   * RFC 3161 token over the digest of a signature value, checked.
   * @throws EvidenceError `unavailable`
   */
  timestamp: TimestampSource;
  /**
   * OCSP answer (DER) that the certificate is good, checked.
   * @throws EvidenceError `unavailable`, `revoked`
   */
  certificateStatus(certificate: Uint8Array, chain: readonly Uint8Array[]): Promise<Uint8Array>;
}

/** Evidence that could not be had. Never replaced by something local: a missing time-stamp is an error. */
export class EvidenceError extends Error {
  override readonly name = 'EvidenceError';
  constructor(
    readonly code: 'unavailable' | 'revoked',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
