import express from 'express';
import {
  createApp,
  createHttpServer,
  createJobs,
  createSmtpMailer,
  createStoringMailer,
  loadServiceKeys,
  openObjectStores,
  serviceNames,
  systemClock,
  type Logger,
  type Mailer,
  type Service,
  type ServiceContext,
  type ServiceName,
} from '@segl/platform';
import type { DatabaseHandle } from '@segl/database';
import type { StartConfig } from './config.js';
import type { Databases } from './databases.js';
import { rooms } from './rooms.js';
import { installTestClock } from './test-clock.js';
import { installTestCrash } from './test-crash.js';
import { serveWeb } from './web.js';

/** Rooms that run in this process. */
export interface RunningProcess {
  port: number;
  /** Takes no new requests, lets what runs finish, closes the database. */
  stop(): Promise<void>;
}

/**
 * Runs the rooms asked for, all of them by default, on one port. Closes the databases when it stops.
 *
 * @throws PlatformError `platform.port-taken` when somebody took it after `refuseTakenPort` had looked
 */
export async function runProcess(
  config: StartConfig,
  { only, logger, databases }: { only?: readonly ServiceName[]; logger: Logger; databases: Databases },
): Promise<RunningProcess> {
  const tls = config.tls === 'none' ? undefined : await (await import('./tls.js')).loadTls(config);
  const tests =
    config.testClock === undefined
      ? undefined
      : { clock: installTestClock(config.testClock), crash: installTestCrash() };
  await databases.shared.migrate();

  const jobs = createJobs({ database: databases.shared, clock: systemClock, logger });
  const shared = {
    baseUrl: config.baseUrl,
    urls: config.urls,
    env: process.env,
    objectStore: openObjectStores({ url: config.objectStoreUrl, dataDir: config.dataDir }),
    jobs,
    mailer: createMailer(config, databases.of('signing')),
    clock: systemClock,
    serviceKeys: await loadServiceKeys({ dataDir: config.dataDir, env: process.env }),
    dataDir: config.dataDir,
    demo: { enabled: config.demo },
    ...(tests === undefined ? {} : { crashAt: tests.crash.crashAt }),
    locale: config.locale,
  };
  const contextOf = (service: ServiceName): ServiceContext<DatabaseHandle> => ({
    ...shared,
    service,
    database: databases.of(service),
    logger: logger.child({ service }),
  });

  const wanted = only ?? serviceNames;
  const services = await Promise.all(
    wanted.filter((name) => name !== 'web').map((name) => rooms[name](contextOf(name))),
  );

  const origins = otherOrigins(config);
  const app = createApp({
    logger,
    services,
    trustedProxies: config.trustedProxies,
    security: { baseUrl: config.baseUrl, formActionOrigins: origins, connectOrigins: origins },
    ...(tests === undefined ? {} : { before: express.Router().use(tests.clock, tests.crash.router) }),
    ...(wanted.includes('web') ? { after: serveWeb() } : {}),
  });
  const server = createHttpServer({
    logger,
    port: config.port,
    ...(config.host === undefined ? {} : { host: config.host }),
    app,
    ...(tls === undefined
      ? {}
      : { tls: { ...tls, plainPaths: ['/trust/ocsp', '/trust/crl/', '/trust/ca/', '/trust/tsa'] } }),
  });
  const bound = await server.listen();
  // Together: a room's first run may need another room.
  await Promise.all(services.map((service) => service.start()));
  await jobs.start();
  await untilReady(services);
  for (const service of services) service.warmUp?.();

  return {
    port: bound.port,
    async stop() {
      // Jobs first: what runs may still need the other rooms, at this very server.
      await jobs.stop();
      await server.stop();
      await Promise.all(services.map((service) => service.stop()));
      await databases.close();
    },
  };
}

/** A first start makes keys and demo people after the port is open, since rooms ask each other. */
async function untilReady(services: readonly Service[]): Promise<void> {
  const told = new Set<string>();
  for (;;) {
    const checks = (await Promise.all(services.map((service) => service.ready()))).flat();
    const missing = checks.filter(({ ok }) => !ok).map(({ name }) => name);
    if (missing.length === 0) return;
    for (const name of missing) {
      if (!told.has(name)) console.log(`Waiting for ${name} …`);
      told.add(name);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function createMailer(config: StartConfig, database: DatabaseHandle): Mailer {
  if (config.smtpUrl !== undefined) return createSmtpMailer({ url: config.smtpUrl, from: config.mailFrom });
  return createStoringMailer(async ({ to, subject, text, headers }) => {
    await database.prisma.mailMessage.create({
      data: {
        recipient: to,
        subject,
        text,
        orderId: headers?.['X-Segl-Order'] ?? null,
        sentAt: systemClock.now(),
      },
    });
  });
}

function otherOrigins({ baseUrl, urls }: StartConfig): string[] {
  const own = new URL(baseUrl).origin;
  const origins = Object.values(urls).map((url) => new URL(url).origin);
  return [...new Set(origins)]
    .filter((origin) => origin !== own)
    .concat(origins.every((origin) => origin === own) ? [] : [own]);
}
