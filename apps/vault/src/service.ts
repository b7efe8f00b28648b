import type { DatabaseHandle } from '@segl/database';
import type { Pkcs11Loader } from '@segl/pades';
import { type Service, type ServiceContext } from '@segl/platform';
import { Router } from 'express';
import { readVaultConfig } from './config.js';
import { createBankLogin } from './csc/bank-login.js';
import { loadCscClients } from './csc/clients.js';
import { deleteOldGrants } from './csc/grants.js';
import { cscRoutes } from './csc/routes.js';
import { checkKeys } from './keys/check-keys.js';
import { eraseTokenKeys } from './keys/erase-token-keys.js';
import { masterKeysInFolder, masterKeysOf } from './keys/master-keys.js';
import { rewrapKeys } from './keys/rewrap-keys.js';
import { createTokenKeys } from './keys/token-keys.js';
import { serviceRoutes } from './service-routes.js';
import { createActivationVerifier } from './signatures/verify-activation.js';
import type { VaultRoom } from './vault-room.js';

const tidyQueue = 'vault.delete-old-grants';
const rewrapQueue = 'vault.rewrap-keys';
const eraseQueue = 'vault.erase-token-keys';

/** What the vault may be given instead of its own. */
export interface VaultOptions {
  /** Gives the package `pkcs11js`; by default it is imported by name, when a token is first needed. */
  loadPkcs11?: Pkcs11Loader;
}

/**
 * The vault: holders' keys and the organisation's, signatures against activations, and the CSC API, under `/vault`.
 *
 * @throws PlatformError `platform.invalid-settings`
 */
export async function createVaultService(
  context: ServiceContext<DatabaseHandle>,
  { loadPkcs11 }: VaultOptions = {},
): Promise<Service> {
  const { database, clock, logger, dataDir, urls, env, jobs } = context;
  const config = readVaultConfig(env);
  const { masterKeys: configured } = config.secrets;
  const masterKeys = configured === undefined ? masterKeysInFolder(dataDir) : await masterKeysOf(configured);
  // Made now when there is none: a folder that cannot be written to is told at the start.
  await masterKeys.newest();
  const { signaturesPerMinute, newKeys, token } = config;
  const tokenKeys = token === undefined ? undefined : createTokenKeys(token, { logger, load: loadPkcs11 });
  const room: VaultRoom = { database, clock, logger, masterKeys, tokenKeys, newKeys, signaturesPerMinute };
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
      if (tokenKeys === undefined) return;
      jobs.define(eraseQueue, {
        async handler() {
          const keys = await eraseTokenKeys(room);
          if (keys > 0) logger.info({ keys }, 'destroyed keys are erased in the token');
        },
      });
      jobs.schedule(eraseQueue, { everySeconds: 60 });
    },
    async ready() {
      return checkKeys(room);
    },
    async stop() {
      // Every signature is part of a request, and requests have drained.
      await tokenKeys?.close();
    },
  };
}
