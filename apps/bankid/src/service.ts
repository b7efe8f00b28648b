import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import express from 'express';
import type { DatabaseHandle } from '@segl/database';
import { rateLimit, securityHeaders, type Service, type ServiceContext } from '@segl/platform';
import { createAppRoutes } from './app/app-routes.js';
import { readBankidConfig } from './config.js';
import { createDemoRoutes } from './demo/demo-routes.js';
import { areDemoPeopleMade, makeDemoPeople } from './demo/make-demo-people.js';
import { createDeskRoutes } from './desk/desk-routes.js';
import { frameOf } from './dialog/dialog-exchange.js';
import { dialogErrors, formTargets } from './dialog/dialog-guards.js';
import { createDialogRoutes } from './dialog/dialog-routes.js';
import { chooseLanguage } from './dialog/texts/translate.js';
import { renderFarewellPage } from './dialog/views/other-pages.js';
import { defineRetireKeyJob } from './issuing/renew-bankid.js';
import { defineRevocationJob } from './issuing/revoke-bankid.js';
import { createBankRoutes, createHolderRoutes } from './holder/holder-routes.js';
import { createOrderingRoutes } from './ordering/ordering-routes.js';
import { prune } from './prune.js';
import { createPasswords } from './proof/passwords.js';
import { createClientRoutes } from './provider/client-routes.js';
import { createProvider } from './provider/create-provider.js';
import { createEndSessionRoutes, endSessionPath } from './provider/end-session.js';
import { defineIssueJob } from './requests/issue-request.js';
import { defineGuardianMailJob } from './requests/request-mail.js';
import type { BankidRoom } from './room.js';
import { loadProviderKeys } from './secrets/provider-keys.js';
import { loadRoomSecrets } from './secrets/room-secrets.js';

const pruneQueue = 'bankid.prune';
const demoQueue = 'bankid.make-demo-people';

/** The room of the simulated BankID: holders, factors, dialog, OpenID Provider. */
export async function createBankIdService(context: ServiceContext<DatabaseHandle>): Promise<Service> {
  return createServiceOf(await createRoom(context));
}

/** The service over a room that is made already. */
export async function createServiceOf(room: BankidRoom): Promise<Service> {
  const { context, config } = room;
  const { dataDir } = context;
  const keys = await loadProviderKeys({ dataDir, signingJwks: config.secrets.signingJwks });
  const provider = createProvider(room, keys, ({ language }) =>
    renderFarewellPage(frameOf(room, chooseLanguage([language ?? ''], context.locale)), {
      farewell: 'refusedRequest',
      homeUrl: context.urls.web,
    }),
  );
  let demoIsMade = false; // what is made stays
  const isDemoMade = async (): Promise<boolean> => (demoIsMade ||= await areDemoPeopleMade(room));
  return {
    name: 'bankid',
    path: '/bankid',
    router: createRouter(room, provider.callback()),
    async start() {
      context.jobs.define(pruneQueue, { handler: () => prune(room) });
      context.jobs.schedule(pruneQueue, { everySeconds: 15 * 60 });
      defineRevocationJob(room, context.jobs);
      defineRetireKeyJob(room, context.jobs);
      defineGuardianMailJob(room, context.jobs);
      defineIssueJob(room, context.jobs);
      if (!context.demo.enabled) return;
      context.jobs.define(demoQueue, {
        handler: () => makeDemoPeople(room),
        // Vault and trust start beside this room, perhaps in other processes: it is tried until they are up.
        retryLimit: 30,
        retryDelaySeconds: 1,
      });
      if (!(await isDemoMade())) await context.jobs.send(demoQueue, {}, { singletonKey: 'demo' });
    },
    async ready() {
      await context.database.executeSql('SELECT 1');
      const checks = [{ name: 'database', ok: true }];
      return context.demo.enabled ? [...checks, { name: 'demo people', ok: await isDemoMade() }] : checks;
    },
    stop: () => Promise.resolve(),
  };

  function createRouter(of: BankidRoom, oidc: ReturnType<typeof provider.callback>): express.Router {
    const router = express.Router();
    const { protocol, host } = new URL(context.urls.bankid);
    router.use(securityHeaders({ baseUrl: context.urls.bankid, formActionOrigins: formTargets(of) }));
    router.use('/assets', serveAssets());
    router.use('/app', createAppRoutes(of));
    router.use('/dialog', createDialogRoutes(of, provider));
    router.use('/banks', createBankRoutes(of));
    router.use('/holder', createHolderRoutes(of));
    router.use('/desk', createDeskRoutes(of));
    router.use('/clients', createClientRoutes(of));
    router.use('/ordering', createOrderingRoutes(of, provider));
    if (context.demo.enabled) router.use('/demo', createDemoRoutes(of));
    router.use(
      createEndSessionRoutes(of, keys, (request) =>
        renderFarewellPage(frameOf(of, chooseLanguage(request.acceptsLanguages(), context.locale)), {
          farewell: 'loggedOut',
          homeUrl: context.urls.web,
        }),
      ),
    );
    router.use(endSessionPath, dialogErrors(of));
    // Browsers come here; pushed requests and tokens are for callers that have proven who they are.
    router.use(
      '/auth',
      rateLimit({
        database: context.database,
        name: 'bankid.oidc',
        limit: config.limits.requestsPerAddress,
        windowSeconds: 600,
      }),
    );
    router.use((request, response, next) => {
      // The provider makes its own addresses and its cookies' `Secure` from these: neither caller nor proxy has a say.
      request.headers['x-forwarded-proto'] = protocol.replace(':', '');
      request.headers['x-forwarded-host'] = host;
      oidc(request, response).catch(next);
    });
    router.use('/auth', dialogErrors(of));
    return router;
  }
}

/** What the use cases are given: settings, secrets and hashing, read and made once. */
export async function createRoom(context: ServiceContext<DatabaseHandle>): Promise<BankidRoom> {
  const config = readBankidConfig(context.env);
  return {
    context,
    config,
    secrets: await loadRoomSecrets({ dataDir: context.dataDir, masterKey: config.secrets.masterKey }),
    passwords: createPasswords(config.passwords),
  };
}

/** Style sheets: Designsystemet's, and the room's own. */
function serveAssets(): express.Router {
  const router = express.Router();
  const options = { maxAge: '1h', index: false, redirect: false } as const;
  const file = createRequire(import.meta.url).resolve;
  const designsystemet = {
    '/designsystemet.css': file('@digdir/designsystemet-css'),
    '/designsystemet-theme.css': file('@digdir/designsystemet-css/theme.css'),
  };
  for (const [path, source] of Object.entries(designsystemet)) {
    router.get(path, (_request, response) => {
      response.sendFile(source, { maxAge: '1h' });
    });
  }
  router.use(express.static(fileURLToPath(new URL('../assets/', import.meta.url)), options));
  return router;
}
