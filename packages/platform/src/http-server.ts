import {
  createServer as createPlainServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import { createServer as createNetServer, type Server as NetServer, type Socket } from 'node:net';
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
  /** Serves https when given. */
  tls?: TlsOptions;
}

/** Key and certificate of an https server. */
export interface TlsOptions {
  /** PEM. */
  key: string | Buffer;
  /** PEM, with intermediates. */
  cert: string | Buffer;
  /**
   * Path prefixes that are answered over plain http as well, on the same port: certificate status and time-stamps are
   * fetched that way (RFC 5280 §8), also from addresses frozen before https was switched on. Any other plain request is
   * sent on to https.
   */
  plainPaths?: readonly string[];
}

/** A server on one port. */
export interface HttpServer {
  /** @throws PlatformError `platform.port-taken`, saying by what when that can be known. */
  listen(): Promise<{ port: number }>;
  /**
   * Waits for running requests; what still runs after `timeoutSeconds` (default 25) is cut off. Until they have ended,
   * programs are still answered, as a running request may need another room behind this very port (a signature needs vault
   * and trust), and browsers are told to come back (503). Then nothing new is accepted. Connections on which nothing was asked, as browsers open ahead of need, are closed at once.
   */
  stop(options?: { timeoutSeconds?: number }): Promise<void>;
}

/** Makes a server that does not listen yet. */
export function createHttpServer({ app, logger, port, host, tls }: HttpServerOptions): HttpServer {
  const requests = trackRequests(app);
  const { front, servers } =
    tls === undefined ? plainServer(requests.handle) : tlsServer(requests.handle, tls);
  for (const server of servers) {
    // Slow senders of headers must not hold connections; bodies may take as long as a phone's upload of 35 MB does.
    server.headersTimeout = longestHeadersMilliseconds;
    server.requestTimeout = 10 * 60_000;
    server.keepAliveTimeout = keptAliveMilliseconds;
  }
  const sockets = trackSockets(front, servers);
  const closeIdle = () => {
    for (const server of servers) server.closeIdleConnections();
    sockets.closeUnasked();
  };
  return {
    async listen() {
      await listening(front, port, host);
      const address = front.address();
      if (address === null || typeof address === 'string') throw new TypeError('not listening on a port');
      return { port: address.port };
    },
    async stop({ timeoutSeconds = 25 } = {}) {
      if (!front.listening) return;
      const deadline = performance.now() + timeoutSeconds * 1000;
      await requests.drain(timeoutSeconds);
      const closed = new Promise<void>((resolve) => front.close(() => resolve()));
      const limit = setTimeout(
        () => {
          logger.warn('requests still run at stop and are cut off');
          sockets.closeAll();
        },
        Math.max(0, deadline - performance.now()),
      );
      // A kept-alive connection becomes idle when its request ends, which close() itself does not wait for.
      const sweep = setInterval(closeIdle, 100);
      closeIdle();
      await closed;
      clearTimeout(limit);
      clearInterval(sweep);
    },
  };
}

/** Knows the running requests. Once draining, browsers are sent away; programs are not. */
function trackRequests(app: RequestListener) {
  const running = new Set<ServerResponse>();
  let state: 'open' | 'draining' = 'open';
  const handle: RequestListener = (request, response) => {
    if (state === 'draining' && isBrowser(request)) {
      response
        .writeHead(503, {
          'Content-Type': 'text/plain; charset=utf-8',
          'Retry-After': '10',
          Connection: 'close',
        })
        .end(
          'Segl stopper nå. Ingenting er gått tapt: prøv igjen om litt.\nSegl is stopping. Nothing was lost: try again soon.\n',
        );
      return;
    }
    running.add(response);
    response.once('close', () => running.delete(response));
    app(request, response);
  };
  return {
    handle,
    /** Resolves when the requests that run now have ended, or the time is up. */
    async drain(timeoutSeconds: number): Promise<void> {
      state = 'draining';
      // Streams of events have no end of their own: their hearers come back.
      for (const response of running) if (isEventStream(response)) response.end();
      const ended = [...running].map(
        (response) => new Promise<void>((resolve) => response.once('close', () => resolve())),
      );
      let limit: NodeJS.Timeout | undefined;
      const timeUp = new Promise<void>((resolve) => {
        limit = setTimeout(resolve, timeoutSeconds * 1000);
      });
      await Promise.race([Promise.all(ended), timeUp]);
      clearTimeout(limit);
    },
  };
}

function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader('content-type')).startsWith('text/event-stream');
}

/** Programs that call services send neither. */
function isBrowser({ headers }: IncomingMessage): boolean {
  return headers['sec-fetch-site'] !== undefined || headers.cookie !== undefined;
}

/** How long a caller may take to say what it wants. */
const longestHeadersMilliseconds = 20_000;

/**
 * Longer than proxies keep a connection (60 s), and told to callers: at Node's own five seconds, callers on a busy machine sent
 * their next request into a connection that was just being closed (ECONNRESET).
 */
const keptAliveMilliseconds = 65_000;

/**
 * Knows the open connections. Node's own list of idle ones leaves out those that have not asked anything yet, and does not
 * know of those that are still in their TLS handshake.
 */
function trackSockets(front: NetServer, servers: readonly Server[]) {
  const all = new Set<Socket>();
  const unasked = new Set<Socket>();
  const keep = (set: Set<Socket>) => (socket: Socket) => {
    set.add(socket);
    socket.once('close', () => set.delete(socket));
  };
  front.on('connection', keep(all));
  for (const server of servers) {
    server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', keep(unasked));
    server.on('request', ({ socket }) => unasked.delete(socket));
  }
  return {
    closeUnasked() {
      for (const socket of unasked) socket.destroy();
      for (const socket of all) if (socket.bytesRead === 0) socket.destroy();
    },
    closeAll() {
      for (const socket of all) socket.destroy();
    },
  };
}

/** What listens, and the servers behind it that speak HTTP. */
interface Servers {
  front: NetServer;
  servers: readonly Server[];
}

function plainServer(app: RequestListener): Servers {
  const server = createPlainServer(app);
  return { front: server, servers: [server] };
}

/** The first byte of a TLS connection: a handshake record (RFC 8446 §5.1). No HTTP method begins with it. */
const tlsHandshake = 0x16;

function tlsServer(app: RequestListener, { key, cert, plainPaths = [] }: TlsOptions): Servers {
  const secure = createTlsServer({ key, cert }, app);
  const plain = createPlainServer((request, response) => {
    const { url = '/', headers } = request;
    if (plainPaths.some((prefix) => url.startsWith(prefix))) {
      app(request, response);
      return;
    }
    response.writeHead(308, { Location: `https://${headers.host ?? 'localhost'}${url}` }).end();
  });
  const front = createNetServer((socket) => {
    // A caller that goes away before it has said anything.
    socket.once('error', () => socket.destroy());
    socket.setTimeout(longestHeadersMilliseconds, () => socket.destroy());
    socket.once('data', (first) => {
      socket.setTimeout(0).removeAllListeners('timeout');
      socket.pause();
      socket.unshift(first);
      (first[0] === tlsHandshake ? secure : plain).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  return { front, servers: [secure, plain] };
}

function listening(server: NetServer, port: number, host: string | undefined): Promise<void> {
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
