import { rateLimit, type RateLimitOptions } from '@segl/platform';
import type { RequestHandler } from 'express';
import type { SigningRoom } from '../signing-room.js';

/** Counts by who is logged in; strangers are refused by the route itself. */
export const limitPeople = (
  room: SigningRoom,
  counted: Pick<RateLimitOptions, 'name' | 'limit' | 'windowSeconds'>,
): RequestHandler =>
  rateLimit({
    ...counted,
    database: room.context.database,
    key: (request) => request.session.person?.sub,
  });
