import express, { Router } from 'express';
import {
  createServiceClient,
  requireSameOrigin,
  type Job,
  type ReadyCheck,
  type Service,
} from '@segl/platform';
import { readSigningConfig } from './config.js';
import { createOpenIdIdentityProvider } from './login/openid-identity-provider.js';
import { sendMailQueue, sendPartyMail } from './mail/mail-jobs.js';
import { awaitRendering } from './orders/await-rendering.js';
import { expireOrders } from './orders/expire-orders.js';
import { awaitRenderingQueue, prepareOrderQueue } from './orders/order-job.js';
import { prepareOrder } from './orders/prepare-order.js';
import { resumePreparations } from './orders/resume-preparations.js';
import { loadRoomSecrets } from './room-secrets.js';
import { accountRoutes } from './routes/account-routes.js';
import { clientRoutes } from './routes/client-routes.js';
import { documentRoutes } from './routes/document-routes.js';
import { invitationRoutes } from './routes/invitation-routes.js';
import { loginRoutes } from './routes/login-routes.js';
import { orderRoutes } from './routes/order-routes.js';
import { proofRoutes } from './routes/proof-routes.js';
import { ensureOrganisationSeal } from './seal/organisation-seal.js';
import { sessionMiddleware } from './sessions/session-middleware.js';
import type { PrismaSessionStore } from './sessions/prisma-session-store.js';
import { createNetworkEvidenceSource } from './signing/network-evidence-source.js';
import { resumeAttempt, resumeAttemptQueue, resumeUnfinished } from './signing/resume-jobs.js';
import { VaultRemoteSigner } from './signing/vault-remote-signer.js';
import type { SigningContext, SigningRoom } from './signing-room.js';

const expireQueue = 'signing.expire-orders';
const sealQueue = 'signing.ensure-seal';

/** Parts of the service that a test may replace; everything else is always real. */
export type SigningParts = Partial<Pick<SigningRoom, 'identity' | 'remoteSigner' | 'evidence' | 'crashAt'>>;

/** Sign orders, consent, the signing itself, archive and download (steps 2 and 4 to 9). */
export async function createSigningService(
  context: SigningContext,
  parts: SigningParts = {},
): Promise<Service> {
  const room = await openRoom(context, parts);
  const session = sessionMiddleware(room);
  defineJobs(room, session.store);

  const router = Router();
  // Programs carry tokens, and no cookies.
  router.use('/client', clientRoutes(room));
  router.use(session.handler);
  router.use(loginRoutes(room));
  router.use(proofRoutes(room));
  const api = Router();
  api.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  api.use(requireSameOrigin({ origins: [context.baseUrl, context.urls.signing] }));
  // A consent lists every page that was shown, at most 2,000.
  api.use(express.json({ limit: '512kb' }));
  api.use(accountRoutes(room));
  api.use('/orders', orderRoutes(room));
  api.use('/invitations', invitationRoutes(room));
  api.use('/documents', documentRoutes(room));
  router.use('/api', api);

  return {
    name: 'signing',
    path: '/signing',
    router,
    async start() {
      await resumePreparations(room);
      await resumeUnfinished(room);
      await context.jobs.send(sealQueue, {}, { singletonKey: 'seal' });
    },
    ready: () => checkReady(room),
    // Jobs and requests are drained by whoever runs the service; nothing else runs here.
    stop: () => Promise.resolve(),
  };
}

/** What the use cases work with. */
export async function openRoom(context: SigningContext, parts: SigningParts = {}): Promise<SigningRoom> {
  const { config, secrets } = readSigningConfig(context.env, { trustUrl: context.urls.trust });
  const vault = createServiceClient(context, 'vault');
  return {
    context,
    config,
    prisma: context.database.prisma,
    secrets: await loadRoomSecrets({ dataDir: context.dataDir, roomSecret: secrets.roomSecret }),
    logger: context.logger,
    objects: context.objectStore('signing'),
    clients: {
      upload: createServiceClient(context, 'upload'),
      vault,
      trust: createServiceClient(context, 'trust'),
    },
    identity: parts.identity ?? createOpenIdIdentityProvider(context),
    remoteSigner: parts.remoteSigner ?? new VaultRemoteSigner(vault, context.clock),
    evidence: parts.evidence ?? createNetworkEvidenceSource({ ...config, clock: context.clock }),
    crashAt: parts.crashAt ?? context.crashAt ?? (() => undefined),
  };
}

function defineJobs(room: SigningRoom, sessions: PrismaSessionStore): void {
  const { jobs } = room.context;
  // Ten doublings are about 17 minutes: long enough for a neighbour that is being restarted.
  const patient = { retryLimit: 10, retryDelaySeconds: 1 };
  jobs.define(prepareOrderQueue, { ...patient, concurrency: 2, handler: (job) => prepareOrder(room, job) });
  jobs.define(awaitRenderingQueue, {
    ...patient,
    concurrency: 4,
    handler: (job) => awaitRendering(room, job),
  });
  jobs.define(sendMailQueue, {
    ...patient,
    concurrency: 2,
    handler: (job: Job<object>) => sendPartyMail(room, job.data),
  });
  jobs.define(resumeAttemptQueue, {
    ...patient,
    concurrency: 2,
    handler: (job: Job<object>) => resumeAttempt(room, job.data),
  });
  jobs.define(sealQueue, { ...patient, handler: () => ensureOrganisationSeal(room) });
  jobs.define(expireQueue, {
    handler: async () => {
      await expireOrders(room);
      await sessions.deleteExpired();
    },
  });
  jobs.schedule(expireQueue, { everySeconds: 60 });
}

async function checkReady(room: SigningRoom): Promise<ReadyCheck[]> {
  try {
    await room.prisma.signOrder.findFirst({ select: { id: true } });
    return [{ name: 'database', ok: true }];
  } catch (error) {
    room.logger.error({ err: error }, 'the database does not answer');
    return [{ name: 'database', ok: false, detail: 'the database does not answer' }];
  }
}
