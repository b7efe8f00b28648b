import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import { bankidApp } from '@segl/contracts';
import { asyncRoute, parseParams, ProblemError, rateLimit, requireSameOrigin } from '@segl/platform';
import { knowDevice, originOf } from '../dialog/device.js';
import type { BankidRoom } from '../room.js';
import { activateApp } from './activate-app.js';
import { approveQuestion, refuseQuestion } from './answer-question.js';
import { viewApp, viewDevice } from './device-view.js';
import { endAppByHolder } from './end-app.js';
import { streamEvents } from './event-stream.js';
import { setUpAuthenticator } from './platform-authenticator.js';
import { bodyTextOf, requireNewDevice, signingDevice, type HeldDevice } from './signed-request.js';

const questionId = z.object({ id: z.uuid() });

/** What the BankID app asks of the room: every request but the time is signed by the device's key. */
export function createAppRoutes(room: BankidRoom): Router {
  const { context } = room;
  const router = express.Router();
  const cookie = {
    secrets: room.secrets,
    path: new URL(context.urls.bankid).pathname.replace(/\/$/, ''),
    isSecure: context.urls.bankid.startsWith('https:'),
  };
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.use(requireSameOrigin({ origins: [context.urls.web, context.urls.bankid] }));
  router.use(
    rateLimit({
      database: context.database,
      name: 'bankid.app',
      limit: room.config.limits.requestsPerAddress,
      windowSeconds: 600,
    }),
    express.text({ type: 'application/json', limit: '8kb' }),
  );

  router.get('/clock', (request, response) => {
    // Guesses are counted on the device, so it is known before its first.
    knowDevice({ request, response }, cookie);
    response.json({ now: context.clock.now().toISOString() } satisfies z.infer<typeof bankidApp.appClock>);
  });
  router.post(
    '/activations',
    asyncRoute(async (request, response) => {
      const activation = readBody(bankidApp.activationRequest, request);
      requireNewDevice(room, request, activation.signingKey);
      const origin = originOf(request, room.secrets);
      const { device, agreementKey } = await activateApp(room, { request: activation, origin });
      response.status(201).json({
        device: viewDevice(device, context.clock.now()),
        agreementKey,
      } satisfies z.infer<typeof bankidApp.activationAnswer>);
    }),
  );
  router.get(
    '/device',
    asyncRoute(async (request, response) => {
      response.json(await viewApp(room, await signingDevice(room, request)));
    }),
  );
  router.get(
    '/events',
    asyncRoute((request, response) => streamEvents(room, request, response)),
  );
  router.post(
    '/questions/:id/approve',
    change(async (device, request) => {
      const { id } = parseParams(questionId, request);
      await approveQuestion(room, device, { id, request: readBody(bankidApp.approveRequest, request) });
    }),
  );
  router.post(
    '/questions/:id/refuse',
    change((device, request) => refuseQuestion(room, device, parseParams(questionId, request).id)),
  );
  router.post(
    '/authenticator',
    change((device, request) =>
      setUpAuthenticator(room, device, readBody(bankidApp.authenticatorRequest, request)),
    ),
  );
  router.post(
    '/end',
    change((device) => endAppByHolder(room, device)),
  );
  return router;

  /** A change by the device's holder, while the device is active. */
  function change(work: (device: HeldDevice, request: Request) => Promise<void>) {
    return asyncRoute(async (request, response) => {
      const device = await signingDevice(room, request);
      if (device.state !== 'active') throw new ProblemError('bankid.app-ended');
      await work(device, request);
      response.status(204).end();
    });
  }
}

/** The signed body, parsed. @throws ProblemError `platform.invalid-request` */
function readBody<Schema extends z.ZodType>(schema: Schema, request: Request): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(bodyTextOf(request));
  } catch (cause) {
    throw new ProblemError('platform.invalid-request', { cause });
  }
  const result = schema.safeParse(value);
  // Without what was typed: it holds a password.
  if (!result.success) throw new ProblemError('platform.invalid-request');
  return result.data;
}
