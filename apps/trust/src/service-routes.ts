import { trust } from '@segl/contracts';
import type { DatabaseHandle } from '@segl/database';
import {
  asyncRoute,
  parseBody,
  parseParams,
  ProblemError,
  requireServiceToken,
  serviceCallerOf,
  type ServiceContext,
  type ServiceName,
} from '@segl/platform';
import express, { Router } from 'express';
import { z } from 'zod';
import type { Hierarchy } from './hierarchy.js';
import { issue, revoke } from './issue.js';

const certificateParams = z.object({
  issuer: z.string().regex(/^[a-z-]{1,40}$/),
  serial: z.string().regex(/^[0-9A-Fa-f]{1,40}$/),
});

/** Who may ask for which profile: a service that is taken over cannot make people, nor bankid the organisation's seal. */
const callerOfProfile = {
  holder: 'bankid',
  'organisation-seal': 'signing',
} as const satisfies Record<z.output<typeof trust.certificateRequest>['profile'], ServiceName>;

/** What other services may ask: certificates and revocations. */
export function serviceRoutes({
  context,
  hierarchy,
}: {
  context: ServiceContext<DatabaseHandle>;
  hierarchy(): Promise<Hierarchy>;
}): Router {
  const { database, clock } = context;
  const router = Router();
  const json = express.json({ limit: '64kb' });

  router.post(
    '/certificates',
    requireServiceToken(context, {
      callers: Object.values(callerOfProfile),
      purpose: trust.trustPurposes.certificates,
    }),
    json,
    asyncRoute(async (request, response) => {
      const wanted = parseBody(trust.certificateRequest, request);
      if (serviceCallerOf(request).service !== callerOfProfile[wanted.profile]) {
        throw new ProblemError('platform.caller-not-admitted');
      }
      response.status(201).json(await issue({ database, clock, hierarchy: await hierarchy() }, wanted));
    }),
  );

  router.post(
    '/certificates/:issuer/:serial/revocation',
    requireServiceToken(context, { callers: ['bankid'], purpose: trust.trustPurposes.revocation }),
    json,
    asyncRoute(async (request, response) => {
      const { issuer, serial } = parseParams(certificateParams, request);
      const { reason } = parseBody(trust.revocationRequest, request);
      await revoke({ database, clock }, { issuerId: issuer, serialNumber: serial }, reason);
      response.status(204).end();
    }),
  );
  return router;
}
