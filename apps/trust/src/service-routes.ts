import { trust } from '@segl/contracts';
import type { DatabaseHandle } from '@segl/database';
import { asyncRoute, parseBody, parseParams, requireServiceToken, type ServiceContext } from '@segl/platform';
import express, { Router } from 'express';
import { z } from 'zod';
import type { Hierarchy } from './hierarchy.js';
import { issue, revoke } from './issue.js';

const certificateParams = z.object({
  issuer: z.string().regex(/^[a-z-]{1,40}$/),
  serial: z.string().regex(/^[0-9A-Fa-f]{1,40}$/),
});

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
      callers: ['bankid', 'vault', 'signing'],
      purpose: trust.trustPurposes.certificates,
    }),
    json,
    asyncRoute(async (request, response) => {
      const wanted = parseBody(trust.certificateRequest, request);
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
