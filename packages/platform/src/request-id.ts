import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

const requestIds = new WeakMap<IncomingMessage, string>();

/** The id that logs and problem answers share; undefined when {@link assignRequestId} is not mounted. */
export function requestIdOf(request: IncomingMessage): string | undefined {
  return requestIds.get(request);
}

/**
 * Gives each request an id and tells it as `X-Request-Id`. An id from the caller is kept when it looks like one of
 * ours, so that a chain of service calls reads as one in the logs.
 */
export function assignRequestId(): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id');
    const id = given !== undefined && /^[0-9a-f-]{36}$/.test(given) ? given : randomUUID();
    requestIds.set(request, id);
    response.setHeader('X-Request-Id', id);
    next();
  };
}
