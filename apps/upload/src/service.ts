import type { DatabaseHandle } from '@segl/database';
import type { Service, ServiceContext } from '@segl/platform';
import { Router } from 'express';
import { readUploadConfig, readUploadSecrets } from './config.js';
import { loadDocumentPasswords } from './document-passwords.js';
import { allowWebOrigin } from './http/cross-origin.js';
import { intakeRoutes } from './http/intake-routes.js';
import { renderingRoutes } from './http/rendering-routes.js';
import { verificationRoutes } from './http/verification-routes.js';
import { checkIntakeJob, type CheckIntakeJob } from './intake/check-job.js';
import { createFileReceiver } from './intake/receive-file.js';
import { renderJob, type RenderJob } from './rendering/render-job.js';
import { queues, type UploadRoom } from './room.js';
import { createTemporaryFolder } from './temporary-folder.js';
import { createTrustAnchorSource } from './verification/trust-anchors.js';
import { WorkerError, WorkerPool } from './workers/worker-pool.js';

/** Documents whose pages are drawn at once; they take turns on the threads, so that short ones need not wait. */
const documentsAtOnce = 8;
const checksAtOnce = 4;

/**
 * The upload service, under `/upload`: intake of files and texts, pages of documents as images and text, verification.
 * It holds no keys but one that wraps passwords of encrypted PDFs, and foreign bytes are read in worker threads only.
 *
 * @throws PlatformError `platform.invalid-settings`
 */
export async function createUploadService(context: ServiceContext<DatabaseHandle>): Promise<Service> {
  const config = readUploadConfig(context.env);
  const maxHeapMegabytes = config.workerMemoryMegabytes;
  const room: UploadRoom = {
    context,
    config,
    store: context.objectStore('upload'),
    passwords: await loadDocumentPasswords({
      dataDir: context.dataDir,
      ...readUploadSecrets(context.env),
    }),
    checks: new WorkerPool({ module: './check-worker', size: config.checks.threads, maxHeapMegabytes }),
    renderers: new WorkerPool({
      module: './render-worker',
      size: config.rendering.threads,
      maxHeapMegabytes,
    }),
    crashAt: context.crashAt ?? (() => undefined),
  };
  const temporary = await createTemporaryFolder(context.dataDir);
  const receive = createFileReceiver({ temporaryFolder: temporary.path, maxBytes: config.maxBytes });

  context.jobs.define<CheckIntakeJob>(queues.checkIntake, {
    handler: (job) => checkIntakeJob(room, job),
    retryLimit: 10, // every crash of the process counts
    timeoutSeconds: 4 * config.checks.timeoutSeconds,
    concurrency: checksAtOnce,
  });
  context.jobs.define<RenderJob>(queues.render, {
    handler: (job) => renderJob(room, job),
    retryLimit: 20, // every crash of the process counts, and long documents see several
    // Drawing minds its own time; this is for what it does not foresee.
    timeoutSeconds: config.rendering.documentTimeoutSeconds + 60,
    concurrency: documentsAtOnce,
  });

  const router = Router();
  router.use(allowWebOrigin(context.baseUrl));
  router.use(intakeRoutes(room, receive));
  router.use(renderingRoutes(room));
  router.use(verificationRoutes(room, receive, createTrustAnchorSource(context)));

  return {
    name: 'upload',
    path: '/upload',
    router,
    start: () => temporary.removeAbandoned({ aloneHere: context.database.kind === 'pglite' }),
    warmUp() {
      // The first file of the day should not wait for threads to load.
      for (const pool of [room.checks, room.renderers]) {
        pool.warmUp().catch((error: unknown) => {
          if (error instanceof WorkerError && error.code === 'worker.closed') return; // stopped at once
          context.logger.error({ err: error }, 'a worker thread could not be loaded');
        });
      }
    },
    async ready() {
      try {
        await context.database.executeSql('SELECT 1 FROM upload."Rendering" LIMIT 1');
        return [{ name: 'upload.database', ok: true }];
      } catch (error) {
        context.logger.error({ err: error }, 'upload is not ready');
        return [{ name: 'upload.database', ok: false, detail: 'the tables of upload cannot be read' }];
      }
    },
    async stop() {
      await Promise.all([room.checks.close(), room.renderers.close()]);
      await temporary.remove();
    },
  };
}
