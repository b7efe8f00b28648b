/** `<area>.<kebab-case>`; the closed list with statuses and words is in `@segl/contracts`. */
export type ProblemCode = `${string}.${string}`;

/** What a {@link ProblemError} may carry beside its code. */
export interface ProblemOptions extends ErrorOptions {
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
  readonly detail: string | undefined;
  readonly extras: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    readonly code: ProblemCode,
    /** HTTP status, 400 to 599. */
    readonly status: number,
    { detail, extras = {}, headers = {}, ...rest }: ProblemOptions = {},
  ) {
    super(detail ?? code, rest);
    this.detail = detail;
    this.extras = extras;
    this.headers = headers;
  }
}
