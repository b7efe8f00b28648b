import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { createHttpServer, createLogger, type TlsOptions } from '../src/index.js';
import { makeCertificate } from './support/certificate.js';

// Browsers open connections ahead of need and say nothing on them: no such connection may hold up the end.
describe('connections on which nothing was asked', () => {
  const app = express().get('/', (_request, response) => void response.json({}));
  const silent = createLogger({ level: 'silent' });
  const tls = makeCertificate();

  it.each<[string, TlsOptions | undefined, (port: number) => Promise<Socket>]>([
    ['over http', undefined, (port) => connected(connect(port, '127.0.0.1'), 'connect')],
    ['over https, before the handshake', tls, (port) => connected(connect(port, '127.0.0.1'), 'connect')],
    [
      'over https, after the handshake',
      tls,
      (port) =>
        connected(
          connectTls({ port, host: '127.0.0.1', ca: tls.cert, servername: 'localhost' }),
          'secureConnect',
        ),
    ],
  ])('are closed at stop: %s', async (_what, withTls, open) => {
    const server = createHttpServer({
      app,
      logger: silent,
      port: 0,
      host: '127.0.0.1',
      ...(withTls === undefined ? {} : { tls: withTls }),
    });
    const socket = await open((await server.listen()).port);
    const closed = closeOf(socket);
    const startedAt = performance.now();
    await server.stop({ timeoutSeconds: 60 });
    await closed;
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('do not outlive the time limit, in the midst of a handshake either', async () => {
    const server = createHttpServer({ app, logger: silent, port: 0, host: '127.0.0.1', tls });
    const socket = await connected(connect((await server.listen()).port, '127.0.0.1'), 'connect');
    const closed = closeOf(socket);
    // The first bytes of a handshake record that never goes on.
    await new Promise<void>((resolve) => socket.write(Buffer.from([0x16, 0x03, 0x01]), () => resolve()));
    await server.stop({ timeoutSeconds: 0.2 });
    await closed;
  });
});

describe('a stream of events', () => {
  it('is ended at stop, and not waited for', async () => {
    const app = express().get('/', (_request, response) => {
      response.set('Content-Type', 'text/event-stream').write('event: first\ndata: {}\n\n');
    });
    const server = createHttpServer({
      app,
      logger: createLogger({ level: 'silent' }),
      port: 0,
      host: '127.0.0.1',
    });
    const { port } = await server.listen();
    const response = await fetch(`http://127.0.0.1:${port}/`);
    const text = response.text();
    const startedAt = performance.now();
    await server.stop({ timeoutSeconds: 60 });
    expect(await text).toContain('event: first');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});

async function connected(socket: Socket, event: 'connect' | 'secureConnect'): Promise<Socket> {
  // A server that ends may reset the connection: that it ends is what is looked at.
  socket.on('error', () => undefined).resume();
  await once(socket, event);
  return socket;
}

/** Not by `once`, which would refuse a connection that is reset. */
function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
