/** Codes of {@link CertsError}. */
export type CertsErrorCode =
  | 'certs.profile-invalid'
  | 'certs.subject-refused'
  | 'certs.validity-refused'
  | 'certs.key-refused'
  | 'certs.request-malformed'
  | 'certs.possession-not-proven';

/** The error class of this package: a profile, or a request under it, that does not hold. Messages name no values. */
export class CertsError extends Error {
  override readonly name = 'CertsError';
  constructor(
    readonly code: CertsErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
