import type { Problem } from '@segl/contracts';

/** What may go wrong before a service has answered at all. */
export type ClientErrorCode = 'web.offline' | 'web.unexpected-answer' | 'web.aborted';

/** A request that did not succeed: the service's problem details, or one of the web's own codes. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly problem: Problem | null;

  constructor(code: string, options: { status?: number; problem?: Problem; cause?: unknown } = {}) {
    super(options.problem?.title ?? code, { cause: options.cause });
    this.code = code;
    this.status = options.status ?? 0;
    this.problem = options.problem ?? null;
  }
}

/** Any thrown value as an {@link ApiError}, for showing. */
export function asApiError(thrown: unknown): ApiError {
  return thrown instanceof ApiError ? thrown : new ApiError('web.unexpected-answer', { cause: thrown });
}

/** Problem details that came inside an answer (a refusal, a failed attempt), as an error to show. */
export function problemAsError(problem: Problem): ApiError {
  return new ApiError(problem.code, { status: problem.status, problem });
}
