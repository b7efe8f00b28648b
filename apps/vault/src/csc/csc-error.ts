/** Error codes of the CSC API (v1.0.4.0 §10, v2.0.0.2 §10; RFC 6749 §4.1.2.1, §5.2) that this service tells, with HTTP status. */
export const cscErrorStatus = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  invalid_scope: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  unsupported_response_type: 400,
  access_denied: 403,
  invalid_token: 401,
  invalid_sad: 400,
  token_already_used: 400,
  hash_mismatch: 400,
  document_too_large: 413,
  too_many_requests: 429,
  server_error: 500,
  temporarily_unavailable: 503,
} as const;

/** A code of {@link CscError}. */
export type CscErrorCode = keyof typeof cscErrorStatus;

/** A refusal in the CSC API's own words: `{ error, error_description }`. The description is told, so it names no secret. */
export class CscError extends Error {
  override readonly name = 'CscError';
  readonly status: number;
  constructor(
    readonly code: CscErrorCode,
    readonly description: string,
    options?: ErrorOptions,
  ) {
    super(description, options);
    this.status = cscErrorStatus[code];
  }
}
