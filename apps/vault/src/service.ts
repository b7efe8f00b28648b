import type { DatabaseHandle } from '@segl/database';
import { type Service, type ServiceContext } from '@segl/platform';
import { Router } from 'express';
import { readVaultConfig } from './config.js';
import { createBankLogin } from './csc/bank-login.js';
import { loadCscClients } from './csc/clients.js';
import { deleteOldGrants } from './csc/grants.js';
import { cscRoutes } from './csc/routes.js';
import { masterKeysInFolder, masterKeysOf } from './keys/master-keys.js';
import { rewrapKeys } from './keys/rewrap-keys.js';
import { serviceRoutes } from './service-routes.js';
import { createActivationVerifier } from './signatures/verify-activation.js';
import type { VaultRoom } from './vault-room.js';

const tidyQueue = 'vault.delete-old-grants';
const rewrapQueue = 'vault.rewrap-keys';

/**
 * The vault: holders' keys and the organisation's, signatures against activations, and the CSC API, under `/vault`.
 *
 * @throws PlatformError `platform.invalid-settings`
 */
export async function createVaultService(context: ServiceContext<DatabaseHandle>): Promise<Service> {
  const { database, clock, logger, dataDir, urls, env, jobs } = context;
  const config = readVaultConfig(env);
  const { masterKeys: configured } = config.secrets;
  const masterKeys = configured === undefined ? masterKeysInFolder(dataDir) : await masterKeysOf(configured);
  // Made now when there is none: a folder that cannot be written to is told at the start.
  await masterKeys.newest();
  const { signaturesPerMinute } = config;
  const room: VaultRoom = { database, clock, masterKeys, signaturesPerMinute };
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
      // Keys are made when somebody asks; what there is to do is to tidy up, and to follow a new master key.
      jobs.define(tidyQueue, { handler: () => deleteOldGrants(room) });
      jobs.schedule(tidyQueue, { everySeconds: 24 * 60 * 60 });
      jobs.define(rewrapQueue, {
        async handler() {
          const keys = await rewrapKeys(room);
          if (keys > 0) logger.info({ keys }, 'private keys are wrapped under the newest master key');
        },
        timeoutSeconds: 60 * 60,
      });
      jobs.schedule(rewrapQueue, { everySeconds: 60 });
    },
    async ready() {
      try {
        const { vaultKey } = database.prisma;
        const foreign = await vaultKey.count({ where: { masterKeyId: { notIn: await masterKeys.ids() } } });
        if (foreign > 0) {
          return [
            {
              name: 'vault.keys',
              ok: false,
              detail: 'keys are wrapped under a master key that is not known',
            },
          ];
        }
        const older = await vaultKey.count({
          where: { masterKeyId: { not: (await masterKeys.newest()).id } },
        });
        const detail = `private keys still wrapped under an older master key: ${older}`;
        return [{ name: 'vault.keys', ok: true, ...(older === 0 ? {} : { detail }) }];
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
