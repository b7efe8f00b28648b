import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { PlatformError } from './errors.js';
import type { Logger } from './logging.js';
import { describePortHolder } from './port-holder.js';

/** Options of {@link createHttpServer}. */
export interface HttpServerOptions {
  /** An express app, or any other handler. */
  app: RequestListener;
  logger: Logger;
  /** 0 takes any free port. */
  port: number;
  /** Default: all addresses. */
  host?: string;
  /** Serves https when given. PEM. */
  tls?: { key: string | Buffer; cert: string | Buffer };
}

/** A server on one port. */
export interface HttpServer {
  /** @throws PlatformError `platform.port-taken`, saying by what when that can be known. */
  listen(): Promise<{ port: number }>;
  /**
   * Accepts nothing new and waits for running requests; what still runs after `timeoutSeconds` (default 25) is cut off.
   */
  stop(options?: { timeoutSeconds?: number }): Promise<void>;
}

/** Makes a server that does not listen yet. */
export function createHttpServer({ app, logger, port, host, tls }: HttpServerOptions): HttpServer {
  const server = tls === undefined ? createPlainServer(app) : createTlsServer(tls, app);
  // Slow senders of headers must not hold connections; bodies may take as long as a phone's upload of 35 MB does.
  server.headersTimeout = 20_000;
  server.requestTimeout = 10 * 60_000;
  return {
    async listen() {
      await listening(server, port, host);
      const address = server.address();
      if (address === null || typeof address === 'string') throw new TypeError('not listening on a port');
      return { port: address.port };
    },
    async stop({ timeoutSeconds = 25 } = {}) {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const limit = setTimeout(() => {
        logger.warn('requests still run at stop and are cut off');
        server.closeAllConnections();
      }, timeoutSeconds * 1000);
      // A kept-alive connection becomes idle when its request ends, which close() itself does not wait for.
      const sweep = setInterval(() => server.closeIdleConnections(), 100);
      server.closeIdleConnections();
      await closed;
      clearTimeout(limit);
      clearInterval(sweep);
    },
  };
}

function listening(server: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EADDRINUSE') {
        reject(cause);
        return;
      }
      describePortHolder(port).then((holder) => {
        const by = holder === undefined ? 'another program' : holder;
        reject(new PlatformError('platform.port-taken', `port ${port} is taken by ${by}`, { cause }));
      }, reject);
    };
    server.once('error', onError);
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      server.off('error', onError);
      resolve();
    });
  });
}
