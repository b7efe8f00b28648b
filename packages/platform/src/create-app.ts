import type { IncomingMessage } from 'node:http';
import express, { type Express, type Router } from 'express';
import { pinoHttp } from 'pino-http';
import type { Logger } from './logging.js';
import { notFoundHandler, problemHandler } from './problem-handler.js';
import { assignRequestId, requestIdOf } from './request-id.js';
import { securityHeaders, type SecurityHeadersOptions } from './security-headers.js';
import type { Service } from './service.js';

/** Options of {@link createApp}. */
export interface AppOptions {
  logger: Logger;
  services: readonly Pick<Service, 'name' | 'path' | 'router' | 'ready'>[];
  security: SecurityHeadersOptions;
  /**
   * How many proxies stand in front, whose `X-Forwarded-For` is believed; default 0. Rate limits count by the address
   * that this gives.
   */
  trustedProxies?: number;
  /** Mounted before the services, such as the test clock. */
  before?: Router;
  /** Mounted after the services: the web's files, which answer every path that is left. */
  after?: Router;
}

/** One express app with request ids, logs, headers, `/health`, `/ready`, the services, and the one error map. */
export function createApp(options: AppOptions): Express {
  const { logger, services, security, trustedProxies = 0, before, after } = options;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', trustedProxies);
  app.set('query parser', 'simple');
  app.use(assignRequestId());
  app.use(logRequests(logger));
  app.use(securityHeaders(security));

  // Live: the process answers. Ready: what the services need is there.
  app.get('/health', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ name: 'segl', status: 'ok' });
  });
  app.get('/ready', async (_request, response) => {
    const checks = (
      await Promise.all(
        services.map(async (service) => {
          const { name } = service;
          const found = await service.ready().catch((error: unknown) => {
            logger.error({ err: error, service: name }, 'could not tell whether the service is ready');
            return [{ name, ok: false }];
          });
          return found.map((check) => ({ service: name, ...check }));
        }),
      )
    ).flat();
    const isReady = checks.every(({ ok }) => ok);
    response
      .status(isReady ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ name: 'segl', status: isReady ? 'ok' : 'not-ready', checks });
  });

  if (before !== undefined) app.use(before);
  for (const service of services) {
    app.get(`${service.path}/health`, (_request, response) => {
      response.set('Cache-Control', 'no-store').json({ name: 'segl', service: service.name, status: 'ok' });
    });
    app.use(service.path, service.router);
  }
  if (after !== undefined) app.use(after);
  app.use(notFoundHandler());
  app.use(problemHandler({ logger }));
  return app;
}

/** One line a request: method, path without query (which may carry codes and states), status, time, request id. */
function logRequests(logger: Logger) {
  return pinoHttp({
    logger,
    genReqId: (request) => requestIdOf(request) ?? '',
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId', responseTime: 'milliseconds' },
    customLogLevel: (_request, response, error) => {
      if (error !== undefined || response.statusCode >= 500) return 'error';
      return response.statusCode >= 400 ? 'warn' : 'info';
    },
    // Paths of invitations hold link tokens; these grant nothing by themselves, and still are nobody's business.
    serializers: {
      req: (request: IncomingMessage & { raw?: IncomingMessage }) => ({
        method: request.method,
        path: withoutTokens(request.raw),
      }),
      res: (response: { statusCode?: number }) => ({ status: response.statusCode }),
    },
    autoLogging: { ignore: (request) => request.url === '/health' || request.url === '/ready' },
  });
}

function withoutTokens(request: (IncomingMessage & { originalUrl?: string }) | undefined): string {
  const url = request?.originalUrl ?? request?.url ?? '';
  const path = url.split('?')[0] ?? '';
  return path.replaceAll(/\/[A-Za-z0-9_-]{20,}(?=\/|$)/g, (segment) =>
    /^\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(segment) ? segment : '/…',
  );
}
