import { errorCodes, type ErrorCode, type Problem } from '@segl/contracts';
import { ProblemError } from '@segl/platform';

/**
 * Codes of {@link UploadError}: everything that can be wrong with what somebody sends in; `platform.internal` where work
 * on it was given up for no fault of theirs.
 */
export type UploadErrorCode = Extract<ErrorCode, `upload.${string}`> | 'platform.internal';

/** Facts that the words of a refusal need: limits, names, counts. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** What {@link UploadError} carries; plain data, so that it crosses from worker threads and into the database. */
export interface Fault {
  code: UploadErrorCode;
  /** English words for people: what is wrong and what to do about it. */
  detail: string;
  facts: Facts;
}

/** What a sender is told when work on their file was given up for a fault of ours; operators find the cause in the log. */
export const givenUp: Fault = {
  code: 'platform.internal',
  detail: 'Something went wrong on our side while we worked on the file. Nothing was lost. Upload it again.',
  facts: {},
};

/** The error class of this room: something about the sender's input. */
export class UploadError extends Error {
  override readonly name = 'UploadError';
  readonly facts: Facts;
  constructor(
    readonly code: UploadErrorCode,
    detail: string,
    { facts = {}, ...options }: ErrorOptions & { facts?: Facts } = {},
  ) {
    super(detail, options);
    this.facts = facts;
  }

  /** The error as plain data. */
  toFault(): Fault {
    return { code: this.code, detail: this.message, facts: this.facts };
  }

  /** The error that {@link UploadError.toFault} described. */
  static from({ code, detail, facts }: Fault): UploadError {
    return new UploadError(code, detail, { facts });
  }
}

/** A fault as problem details (RFC 9457), for answers that hold a refusal within them. */
export function toProblem({ code, detail, facts }: Fault): Problem {
  const { status, title } = errorCodes[code];
  return {
    type: `/help/errors#${code}`,
    title,
    status,
    code,
    detail,
    ...(Object.keys(facts).length === 0 ? {} : { facts: { ...facts } }),
  };
}

/** Turns an {@link UploadError} into the HTTP answer that tells it; other errors are handed back as they are. */
export function toHttpError(error: unknown): unknown {
  if (!(error instanceof UploadError)) return error;
  const { code, message, facts } = error;
  return new ProblemError(code, {
    detail: message,
    cause: error,
    ...(Object.keys(facts).length === 0 ? {} : { extras: { facts } }),
  });
}
