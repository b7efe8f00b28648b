import { errorCodes, type ErrorCode } from '@segl/contracts';

/** What a {@link ProblemError} may carry beside its code. */
export interface ProblemOptions extends ErrorOptions {
  /** HTTP status where it differs from the code's own, such as 415 for an invalid request. */
  status?: number;
  /** Words for people about this occurrence; sent to the client, so never SQL, paths or personal data. */
  detail?: string;
  /** Extension members (RFC 9457 §3.2), such as `bankIdCode` or `issues`. */
  extras?: Readonly<Record<string, unknown>>;
  /** Response headers, such as `Retry-After`. */
  headers?: Readonly<Record<string, string>>;
}

/** An error that is an HTTP answer: thrown by routes, turned into problem+json by `problemHandler`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  /** HTTP status, 400 to 599: that of the code in `@segl/contracts` unless told otherwise. */
  readonly status: number;
  /** English title of the code. */
  readonly title: string;
  readonly detail: string | undefined;
  readonly extras: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    readonly code: ErrorCode,
    { status, detail, extras = {}, headers = {}, ...rest }: ProblemOptions = {},
  ) {
    super(detail ?? code, rest);
    this.status = status ?? errorCodes[code].status;
    this.title = errorCodes[code].title;
    this.detail = detail;
    this.extras = extras;
    this.headers = headers;
  }
}
