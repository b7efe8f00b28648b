import express, { type Router } from 'express';
import { desk } from '@segl/contracts';
import { bankActKinds } from '@segl/domain';
import { asyncRoute, parseBody, parseParams, parseQuery, ProblemError } from '@segl/platform';
import { z } from 'zod';
import type { BankidRoom } from '../../room.js';
import { atWorkIn } from '../at-work.js';
import { waitingActs } from '../describe-acts.js';
import type { OfficerOnDuty } from '../officers.js';
import { endSession } from '../sessions.js';
import { readActLog } from './act-log.js';
import { listCampaigns } from './campaign-acts.js';
import { beginBankAct } from './execute-bank-act.js';
import { listOfficers } from './list-officers.js';
import { beginAsOfficer, giveStartCode } from './start-codes.js';

const idParams = z.object({ id: z.uuid() });
const officerActs = bankActKinds.filter((kind) => kind.endsWith('-officer'));
const campaignActs = bankActKinds.filter((kind) => kind.endsWith('-campaign'));

/** The bank itself: its officers, its campaigns of renewal, and its book of acts. Mounted within the desk's own guards. */
export function createBankRoutes(room: BankidRoom): Router {
  const router = express.Router();
  const atWork = atWorkIn(room);

  router.get(
    '/api/officers',
    atWork(async (officer, { response }) => {
      requireOverview(officer);
      const [officers, waiting] = await Promise.all([
        listOfficers(room, officer),
        waitingActs(room, officer, officerActs),
      ]);
      response.json({ officers, waiting });
    }),
  );
  router.post(
    '/api/officers/:id/start-code',
    atWork(async (officer, { request, response }) => {
      if (!idParams.safeParse(request.params).success) throw new ProblemError('desk.officer-not-found');
      response.status(201).json(await giveStartCode(room, officer, parseParams(idParams, request).id));
    }),
  );
  router.get(
    '/api/campaigns',
    atWork(async (officer, { response }) => {
      const [campaigns, waiting] = await Promise.all([
        listCampaigns(room, officer.bank),
        waitingActs(room, officer, campaignActs),
      ]);
      response.json({ campaigns, waiting });
    }),
  );
  router.post(
    '/api/bank-acts',
    atWork(async (officer, { request, response }) => {
      const state = await beginBankAct(room, officer, parseBody(desk.beginBankAct, request));
      response.status(state === 'done' ? 200 : 202).json({ state });
    }),
  );
  router.get(
    '/api/log',
    atWork(async (officer, { request, response }) => {
      response.json(await readActLog(room, officer, parseQuery(desk.logQuery, request)));
    }),
  );
  router.post(
    '/api/begin',
    asyncRoute(async (request, response) => {
      const begun = await beginAsOfficer(room, parseBody(desk.beginOfficer, request));
      // Whoever sat here before is logged out: the officer goes on by logging in.
      await endSession(room, request, response);
      response.status(201).json(begun);
    }),
  );
  return router;
}

/** Who works at the desk is for those who answer for it; clerks see the names in what was done. */
function requireOverview({ roles }: OfficerOnDuty): void {
  if (!roles.some((role) => role !== 'clerk')) throw new ProblemError('desk.role-missing');
}
