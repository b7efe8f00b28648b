import path from 'node:path';
import type { DatabaseHandle } from '@segl/database';
import { loadMasterKey, type Service, type ServiceContext } from '@segl/platform';
import { Router } from 'express';
import { readVaultConfig } from './config.js';
import { createBankLogin } from './csc/bank-login.js';
import { loadCscClients } from './csc/clients.js';
import { deleteOldGrants } from './csc/grants.js';
import { cscRoutes } from './csc/routes.js';
import { serviceRoutes } from './service-routes.js';
import { createActivationVerifier } from './signatures/verify-activation.js';
import type { VaultRoom } from './vault-room.js';

const tidyQueue = 'vault.delete-old-grants';

/**
 * The vault: holders' keys and the organisation's, signatures against activations, and the CSC API, under `/vault`.
 *
 * @throws PlatformError `platform.invalid-settings`
 */
export async function createVaultService(context: ServiceContext<DatabaseHandle>): Promise<Service> {
  const { database, clock, logger, dataDir, urls, env, jobs } = context;
  const config = readVaultConfig(env);
  const masterKey = await loadMasterKey({
    base64: config.secrets.masterKeyBase64,
    file: path.join(dataDir, 'keys', 'vault-master.key'),
  });
  const room: VaultRoom = { database, clock, masterKey };
  const verifier = createActivationVerifier({ issuer: urls.bankid, audience: urls.vault, clock });

  const clients = await loadCscClients({
    configured: config.secrets.cscClients,
    demo: context.demo,
    dataDir,
  });
  const csc = {
    ...room,
    clients,
    bank: createBankLogin(context),
    verifier,
    logger,
    address: urls.vault,
    logoUrl: `${urls.web}/favicon.svg`,
  };

  const router = Router();
  router.use(cscRoutes(csc, config.cscRequestsPerMinute));
  router.use(serviceRoutes({ context, room, verifier }));
  return {
    name: 'vault',
    path: '/vault',
    router,
    async start() {
      // Keys are made when somebody asks; all there is to do is to tidy up each day.
      jobs.define(tidyQueue, { handler: () => deleteOldGrants(room) });
      jobs.schedule(tidyQueue, { everySeconds: 24 * 60 * 60 });
    },
    async ready() {
      try {
        const foreign = await database.prisma.vaultKey.count({
          where: { NOT: { masterKeyId: masterKey.id } },
        });
        return [
          foreign === 0
            ? { name: 'vault.keys', ok: true }
            : { name: 'vault.keys', ok: false, detail: 'keys are wrapped under another master key' },
        ];
      } catch (error) {
        logger.error({ err: error }, 'vault is not ready');
        return [{ name: 'vault.keys', ok: false, detail: 'the database does not answer' }];
      }
    },
    async stop() {
      // Every signature is part of a request, and requests have drained.
    },
  };
}
