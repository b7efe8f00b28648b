import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseHandle } from '@segl/database';
import {
  createApp,
  createHttpServer,
  createJobs,
  createLogger,
  createStoringMailer,
  generateServiceKeys,
  openObjectStores,
  serviceNames,
  type Jobs,
  type Logger,
  type MailMessage,
  type Service,
  type ServiceContext,
  type ServiceName,
} from '@segl/platform';
import { createTestClock, type TestClock } from './clock.js';
import { openTestDatabase } from './database.js';

/** Options of {@link createTestContext}. */
export interface TestContextOptions {
  /** The service under test. */
  service: ServiceName;
  env?: Readonly<Record<string, string | undefined>>;
  /** Default: demo is on, as in `npm start`. */
  demo?: { enabled: boolean };
  clock?: TestClock;
  /** Default: a migrated database in memory. Closed by `close()`. */
  database?: DatabaseHandle;
  /** Where others answer, when the test plays them itself: replaces entries of `context.urls`. */
  urls?: Partial<Record<ServiceName, string>>;
  /** Default: silent. Set to a logger of your own to see or check what is logged. */
  logger?: Logger;
}

/** A context with everything that a service needs, real but small, and what a test wants to look at. */
export interface TestContext {
  context: ServiceContext<DatabaseHandle>;
  clock: TestClock;
  /** Messages sent so far, oldest first. */
  mails: MailMessage[];
  /** `http://127.0.0.1:<port>`; listens already. */
  baseUrl: string;
  /** A context of another service in the same house, such as to call the service under test with `createServiceClient`. */
  contextOf(service: ServiceName): ServiceContext<DatabaseHandle>;
  /** Mounts a service at its path. Does not start it. */
  mount(service: Service): void;
  /** Mounts a service, starts it, then its jobs. Jobs must have been defined when the first service is started. */
  start(...services: Service[]): Promise<void>;
  /** Stops services that were started, jobs and server, closes the database, removes the folder. */
  close(): Promise<void>;
}

/** Makes a {@link TestContext}; call its `close()` in `afterEach` or `afterAll`. */
export async function createTestContext(options: TestContextOptions): Promise<TestContext> {
  const { service, env = {}, demo = { enabled: true }, clock = createTestClock(), urls = {} } = options;
  const logger = options.logger ?? createLogger({ level: 'silent' });
  const dataDir = await mkdtemp(path.join(tmpdir(), 'segl-test-data-'));
  const database = options.database ?? (await openTestDatabase());
  const mails: MailMessage[] = [];
  const mounted: Service[] = [];
  const started: Service[] = [];

  let app = createApp({ logger, services: [], security: { baseUrl: 'http://127.0.0.1' } });
  const server = createHttpServer({
    app: (request, response) => void app(request, response),
    logger,
    port: 0,
    host: '127.0.0.1',
  });
  const { port } = await server.listen();
  const baseUrl = `http://127.0.0.1:${port}`;
  const jobs: Jobs = createJobs({ database, clock, logger, pollSeconds: 0.2 });
  let jobsStarted = false;

  const shared = {
    baseUrl,
    urls: { ...roomUrls(baseUrl), ...urls },
    env,
    database,
    objectStore: openObjectStores({ dataDir }),
    jobs,
    mailer: createStoringMailer(async (message) => void mails.push(message)),
    logger,
    clock,
    serviceKeys: await generateServiceKeys(),
    dataDir,
    demo,
    locale: 'nb',
  } as const;

  const mount = (added: Service) => {
    mounted.push(added);
    app = createApp({ logger, services: mounted, security: { baseUrl } });
  };

  return {
    context: { ...shared, service },
    clock,
    mails,
    baseUrl,
    contextOf: (other) => ({ ...shared, service: other }),
    mount,
    async start(...services) {
      for (const added of services) {
        if (!mounted.includes(added)) mount(added);
        started.push(added);
        await added.start();
      }
      if (!jobsStarted) {
        jobsStarted = true;
        await jobs.start();
      }
    },
    async close() {
      await server.stop({ timeoutSeconds: 5 });
      for (const running of started.reverse()) await running.stop();
      await jobs.stop({ timeoutSeconds: 5 });
      await database.close();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function roomUrls(baseUrl: string): Record<ServiceName, string> {
  const urls: Partial<Record<ServiceName, string>> = {};
  for (const name of serviceNames) urls[name] = name === 'web' ? baseUrl : `${baseUrl}/${name}`;
  return urls as Record<ServiceName, string>; // every name was set
}
