import { asyncRoute } from '@segl/platform';
import type { Request, RequestHandler, Response } from 'express';
import { toHttpError } from '../errors.js';

/** `asyncRoute` for handlers that throw this room's errors. */
export function uploadRoute(
  handler: (request: Request, response: Response) => Promise<void>,
): RequestHandler {
  return asyncRoute(async (request, response) => {
    try {
      await handler(request, response);
    } catch (error) {
      throw toHttpError(error);
    }
  });
}
