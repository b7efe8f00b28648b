import type { ErrorRequestHandler, Request, Response } from 'express';
import { errors } from 'oidc-provider';
import { z } from 'zod';
import { ProblemError } from '@segl/platform';
import { clientOrigins } from '../provider/clients.js';
import type { BankidRoom } from '../room.js';
import { frameOf } from './dialog-exchange.js';
import { chooseLanguage } from './texts/translate.js';
import { renderFarewellPage, type Farewell } from './views/other-pages.js';

/** Forms of other sites are refused, beside the cookies being `SameSite=Lax`. */
export function requireOwnForm(origins: readonly string[]) {
  return (request: Request, _response: Response, next: () => void): void => {
    const origin = request.get('origin');
    const isOwn =
      origin === undefined ? request.get('sec-fetch-site') === 'same-origin' : origins.includes(origin);
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isOwn) {
      throw new ProblemError('platform.cross-origin');
    }
    next();
  };
}

/** Pages for what goes wrong: people are in a browser here, and get words. */
export function dialogErrors(room: BankidRoom): ErrorRequestHandler {
  const respond = (request: Request, response: Response, status: number, farewell: Farewell): void => {
    const language = chooseLanguage(request.acceptsLanguages(), room.context.locale);
    const page = renderFarewellPage(frameOf(room, language), { farewell, homeUrl: room.context.urls.web });
    response.status(status).type('html').send(page);
  };
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof errors.SessionNotFound) return respond(request, response, 410, 'ended');
    if (error instanceof ProblemError) {
      if (error.code === 'platform.rate-limited') return respond(request, response, 429, 'tooMany');
      if (error.status < 500) return respond(request, response, error.status, 'refusedRequest');
    }
    if (error instanceof z.ZodError) return respond(request, response, 400, 'refusedRequest');
    room.context.logger.error({ err: error }, 'the dialog failed');
    respond(request, response, 500, 'failure');
  };
}

/** Origins that forms of the dialog lead to, for its content security policy. */
export function formTargets({ context }: Pick<BankidRoom, 'context'>): string[] {
  return clientOrigins(context.urls);
}
