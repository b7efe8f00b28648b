/** Codes of {@link PlatformError}: faults of the program or its surroundings, never of a request. */
export type PlatformErrorCode =
  | 'platform.io-in-transaction'
  | 'platform.invalid-settings'
  | 'platform.port-taken'
  | 'platform.data-locked'
  | 'platform.object-exists'
  | 'platform.object-not-found'
  | 'platform.invalid-object-key'
  | 'platform.key-missing'
  | 'platform.unwrap-failed'
  | 'platform.service-unreachable'
  | 'platform.unexpected-answer';

/** The error class of this package. A route that lets one escape answers a bare 500 (see {@link problemHandler}). */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  constructor(
    readonly code: PlatformErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
