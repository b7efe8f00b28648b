import { vault } from '@segl/contracts';
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
import express, { Router, type Request } from 'express';
import { z } from 'zod';
import { createKey } from './keys/create-key.js';
import { destroyKey } from './keys/destroy-key.js';
import { credentialAnswer, disableKey, findKey, putCertificate, serviceOwner } from './keys/credentials.js';
import { seal } from './signatures/seal.js';
import { signAgainstActivation } from './signatures/sign-against-activation.js';
import type { ActivationVerifier } from './signatures/verify-activation.js';
import type { VaultRoom } from './vault-room.js';

const keyParams = z.object({ credentialId: z.uuid() });

/** What other services may ask: keys, signatures against an activation, the organisation's seal. */
export function serviceRoutes({
  context,
  room,
  verifier,
}: {
  context: ServiceContext<DatabaseHandle>;
  room: VaultRoom;
  verifier: ActivationVerifier;
}): Router {
  const router = Router();
  const json = express.json({ limit: '256kb' });
  const admit = (purpose: string, ...callers: ServiceName[]) =>
    requireServiceToken(context, { callers, purpose });
  const forKeys = admit(vault.vaultPurposes.keys, 'bankid', 'signing');

  router.post(
    '/keys',
    forKeys,
    json,
    asyncRoute(async (request, response) => {
      const wanted = parseBody(vault.createKeyRequest, request);
      requireOwnership(request, wanted.owner);
      response.status(201).json(await createKey(room, wanted));
    }),
  );

  // Both callers may read any: signing needs a person's certificate before the person's key is used.
  router.get(
    '/keys/:credentialId',
    forKeys,
    asyncRoute(async (request, response) => {
      const { credentialId } = parseParams(keyParams, request);
      response.json(credentialAnswer(await findKey(room, credentialId)));
    }),
  );

  router.put(
    '/keys/:credentialId/certificate',
    forKeys,
    json,
    asyncRoute(async (request, response) => {
      const { credentialId } = parseParams(keyParams, request);
      const wanted = parseBody(vault.putCertificateRequest, request);
      requireOwnership(request, (await findKey(room, credentialId)).owner);
      response.json(credentialAnswer(await putCertificate(room, credentialId, wanted)));
    }),
  );

  router.post(
    '/keys/:credentialId/disable',
    forKeys,
    asyncRoute(async (request, response) => {
      const { credentialId } = parseParams(keyParams, request);
      requireOwnership(request, (await findKey(room, credentialId)).owner);
      response.json(credentialAnswer(await disableKey(room, credentialId)));
    }),
  );

  router.post(
    '/keys/:credentialId/destroy',
    forKeys,
    asyncRoute(async (request, response) => {
      const { credentialId } = parseParams(keyParams, request);
      requireOwnership(request, (await findKey(room, credentialId)).owner);
      response.json(credentialAnswer(await destroyKey(room, credentialId)));
    }),
  );

  router.post(
    '/signatures',
    admit(vault.vaultPurposes.signatures, 'signing'),
    json,
    asyncRoute(async (request, response) => {
      const wanted = parseBody(vault.signatureRequest, request);
      response.json(await signAgainstActivation(room, verifier, wanted));
    }),
  );

  router.post(
    '/seals',
    admit(vault.vaultPurposes.seals, 'signing'),
    json,
    asyncRoute(async (request, response) => {
      response.json(await seal(room, parseBody(vault.sealRequest, request)));
    }),
  );
  return router;
}

/** signing has the organisation's keys, bankid those of people; neither touches the other's. */
function requireOwnership(request: Request, owner: string): void {
  const { service } = serviceCallerOf(request);
  if (
    (service === 'signing') !== (owner === serviceOwner) ||
    (service === 'bankid' && owner.startsWith('service:'))
  ) {
    throw new ProblemError('platform.caller-not-admitted');
  }
}
