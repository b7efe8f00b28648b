import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from './logging.js';
import { PlatformError } from './errors.js';
import { ProblemError } from './problem.js';
import { requestIdOf } from './request-id.js';

/**
 * The one map from errors to HTTP (RFC 9457). A `ProblemError` is told as it is; errors of the HTTP parsers keep their
 * status; everything else is logged and becomes a bare 500 with the request id. Mount last.
 */
export function problemHandler({ logger }: { logger: Logger }): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const requestId = requestIdOf(request);
    if (response.headersSent) {
      logger.error({ err: error, requestId }, 'failed after the answer had begun');
      next(error);
      return;
    }
    const problem = error instanceof ProblemError ? error : fromKnownError(error);
    if (problem === undefined) {
      logger.error({ err: error, requestId }, 'unexpected error');
      sendProblem(response, new ProblemError('platform.internal'), requestId);
      return;
    }
    if (problem.status >= 500) logger.error({ err: problem, requestId }, 'request failed');
    sendProblem(response, problem, requestId);
  };
}

/** Answers 404 as problem+json; mount after all routers. */
export function notFoundHandler(): RequestHandler {
  return () => {
    throw new ProblemError('platform.not-found');
  };
}

function sendProblem(response: Response, problem: ProblemError, requestId: string | undefined): void {
  for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
  response
    .status(problem.status)
    .setHeader('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(
      JSON.stringify({
        ...problem.extras,
        type: `/help/errors#${problem.code}`,
        title: problem.title,
        status: problem.status,
        code: problem.code,
        ...(problem.detail === undefined ? {} : { detail: problem.detail }),
        ...(requestId === undefined ? {} : { requestId }),
      }),
    );
}

/** Errors that express and its body parsers throw carry a status and, for 4xx, words that are safe to tell (`expose`). */
function fromKnownError(error: unknown): ProblemError | undefined {
  if (error instanceof PlatformError && error.code === 'platform.service-unreachable') {
    return new ProblemError('platform.upstream-unavailable', { cause: error });
  }
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  if (error.status === 413) return new ProblemError('platform.body-too-large', { cause: error });
  if (error.status >= 400 && error.status < 500) {
    return new ProblemError('platform.invalid-request', { status: error.status, cause: error });
  }
  return undefined;
}
