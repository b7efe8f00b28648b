import type { Request, RequestHandler, Response } from 'express';
import { asyncRoute } from '@segl/platform';
import type { BankidRoom } from '../room.js';
import type { OfficerOnDuty } from './officers.js';
import { requireOfficer } from './sessions.js';

/** What a route of the desk does for the officer who is logged in. */
export type DeskHandle = (
  officer: OfficerOnDuty,
  exchange: { request: Request; response: Response },
) => Promise<void>;

/** A route for officers on duty; anybody else is asked to log in. */
export const atWorkIn =
  (room: Pick<BankidRoom, 'context'>) =>
  (handle: DeskHandle): RequestHandler =>
    asyncRoute(async (request, response) =>
      handle(await requireOfficer(room, request), { request, response }),
    );
