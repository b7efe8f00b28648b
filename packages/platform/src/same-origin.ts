import type { RequestHandler } from 'express';
import { ProblemError } from './problem.js';

/** Options of {@link requireSameOrigin}. */
export interface SameOriginOptions {
  /** Origins (scheme, host, port) whose pages may send, such as the web's and the service's own. */
  origins: readonly string[];
}

/**
 * Cross-site request forgery check for cookie sessions: a request that changes state must come from a page of ours and be
 * JSON, which no foreign form can send. Reads `Sec-Fetch-Site` and `Origin`; a browser sends at least one of them.
 *
 * @throws ProblemError `platform.cross-origin` (403), `platform.invalid-request` (415)
 */
export function requireSameOrigin({ origins }: SameOriginOptions): RequestHandler {
  const admitted = new Set(origins.map((origin) => new URL(origin).origin));
  return (request, _response, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) {
      next();
      return;
    }
    const origin = request.get('origin');
    const fromOurs =
      origin === undefined ? request.get('sec-fetch-site') === 'same-origin' : admitted.has(origin);
    if (!fromOurs) throw new ProblemError('platform.cross-origin');
    const hasBody =
      request.get('content-length') !== undefined || request.get('transfer-encoding') !== undefined;
    if (hasBody && request.get('content-length') !== '0' && !request.is('application/json')) {
      throw new ProblemError('platform.invalid-request', { status: 415 });
    }
    next();
  };
}
