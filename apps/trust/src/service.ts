import path from 'node:path';
import type { DatabaseHandle } from '@segl/database';
import { loadMasterKey, type Service, type ServiceContext } from '@segl/platform';
import { Router } from 'express';
import { readTrustConfig } from './config.js';
import { openHierarchy, type Hierarchy } from './hierarchy.js';
import { publicRoutes } from './public-routes.js';
import { serviceRoutes } from './service-routes.js';
import { writeAnchors } from './write-anchors.js';

/**
 * The trust service: certificates, OCSP, CRL, CA certificates, trust anchors and time-stamps, under `/trust`.
 * The first request or `start()`, whichever comes first, holds the key ceremony if none was held.
 *
 * @throws PlatformError `platform.invalid-settings`
 */
export async function createTrustService(context: ServiceContext<DatabaseHandle>): Promise<Service> {
  const { database, clock, logger, dataDir, urls } = context;
  const config = readTrustConfig(context.env);
  const masterKey = await loadMasterKey({
    base64: config.secrets.masterKeyBase64,
    file: path.join(dataDir, 'keys', 'trust-master.key'),
  });

  let opened: Promise<Hierarchy> | undefined;
  const hierarchy = (): Promise<Hierarchy> => {
    opened ??= openHierarchy({ database, clock, logger, masterKey, address: urls.trust }).catch(
      (error: unknown) => {
        opened = undefined; // the next request tries again
        throw error;
      },
    );
    return opened;
  };

  const router = Router();
  router.use(publicRoutes({ context, hierarchy, requestsPerMinute: config.requestsPerMinute }));
  router.use(serviceRoutes({ context, hierarchy }));
  return {
    name: 'trust',
    path: '/trust',
    router,
    async start() {
      const { all } = await hierarchy();
      await writeAnchors(
        dataDir,
        all.filter(({ kind }) => kind === 'root'),
      );
    },
    async ready() {
      try {
        // Proves that the master key still opens what the ceremony wrapped.
        await (await hierarchy()).authority('tsa').keys();
        return [{ name: 'trust.keys', ok: true }];
      } catch (error) {
        logger.error({ err: error }, 'trust is not ready');
        return [{ name: 'trust.keys', ok: false, detail: 'the keys of the hierarchy cannot be opened' }];
      }
    },
    async stop() {
      // Nothing runs by itself: every answer is part of a request, and requests have drained.
    },
  };
}
