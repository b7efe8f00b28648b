import type { Express } from 'express';
import type { Logger } from './logging.js';

/** Options of {@link createHttpServer}. */
export interface HttpServerOptions {
  app: Express;
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
