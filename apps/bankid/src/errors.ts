/** Codes of {@link BankidError}: faults of use cases, never of a guess (those are verdicts). */
export type BankidErrorCode =
  | 'bankid.national-identity-number-invalid'
  | 'bankid.password-too-weak'
  | 'bankid.bank-unknown'
  | 'bankid.person-mismatch';

/** The error class of this room. */
export class BankidError extends Error {
  override readonly name = 'BankidError';
  constructor(
    readonly code: BankidErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
