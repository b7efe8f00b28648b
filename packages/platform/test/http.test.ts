import { once } from 'node:events';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { Writable } from 'node:stream';
import express from 'express';
import { z } from 'zod';
import { afterEach, describe, expect, it } from 'vitest';
import {
  asyncRoute,
  createApp,
  createHttpServer,
  createLogger,
  parseBody,
  parseQuery,
  ProblemError,
  requireSameOrigin,
  securityHeaders,
  type HttpServer,
  type ReadyCheck,
} from '../src/index.js';
import { makeCertificate } from './support/certificate.js';

const silent = createLogger({ level: 'silent' });
const open: HttpServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.stop({ timeoutSeconds: 1 });
});

const room = express.Router();
room.use(express.json({ limit: 200 }));
room.get('/invitations/:link', (_request, response) => void response.json({}));
room.get('/gone', () => {
  throw new ProblemError('signing.order-expired', {
    detail: 'The deadline was yesterday.',
    extras: { bankIdCode: '9314', status: 200 },
    headers: { 'Retry-After': '5' },
  });
});
room.get(
  '/secret-failure',
  asyncRoute(async () => {
    throw new Error('duplicate key in table "person", nnin 01010112345');
  }),
);
room.post('/things', (request, response) => {
  response.json(parseBody(z.strictObject({ size: z.number().max(3) }), request));
});
room.get('/search', (request, response) => {
  response.json(parseQuery(z.object({ query: z.string() }), request));
});

async function serve(options: { ready?: ReadyCheck[] | Error; lines?: string[] } = {}) {
  const { ready = [], lines } = options;
  const isReady = () => (ready instanceof Error ? Promise.reject(ready) : Promise.resolve(ready));
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines?.push(String(chunk));
      done();
    },
  });
  const logger = lines === undefined ? silent : createLogger({ destination });
  const app = createApp({
    logger,
    security: { baseUrl: 'http://localhost' },
    services: [{ name: 'signing', path: '/signing', router: room, ready: isReady }],
  });
  const server = createHttpServer({ app, logger, port: 0, host: '127.0.0.1' });
  open.push(server);
  return `http://127.0.0.1:${(await server.listen()).port}`;
}

describe('problem answers (RFC 9457)', () => {
  it('tell code, title, detail, extras and request id; extras never replace a member', async () => {
    const response = await fetch(`${await serve()}/signing/gone`);
    expect(response.status).toBe(410);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toEqual({
      type: '/help/errors#signing.order-expired',
      title: 'The deadline has passed',
      status: 410,
      code: 'signing.order-expired',
      detail: 'The deadline was yesterday.',
      bankIdCode: '9314',
      requestId: response.headers.get('x-request-id'),
    });
  });

  it('say nothing about what was not foreseen, which is in the log under the same id', async () => {
    const lines: string[] = [];
    const response = await fetch(`${await serve({ lines })}/signing/secret-failure`);
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(JSON.parse(text)).toEqual({
      type: '/help/errors#platform.internal',
      title: expect.any(String),
      status: 500,
      code: 'platform.internal',
      requestId: response.headers.get('x-request-id'),
    });
    const logged = lines.find((line) => line.includes('duplicate key'));
    expect(logged).toContain(response.headers.get('x-request-id'));
  });

  it.each([
    ['another shape', '{"size": 4}', 'application/json', 400, 'platform.invalid-request'],
    ['no JSON', '{"size": ', 'application/json', 400, 'platform.invalid-request'],
    ['no body that we read', 'size=1', 'text/plain', 400, 'platform.invalid-request'],
    [
      'too much',
      JSON.stringify({ size: 'x'.repeat(300) }),
      'application/json',
      413,
      'platform.body-too-large',
    ],
  ])('refuse %s', async (_what, body, type, status, code) => {
    const headers = { 'content-type': type };
    const response = await fetch(`${await serve()}/signing/things`, { method: 'POST', body, headers });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  it('name the wrong members without their values', async () => {
    const body = JSON.stringify({ size: 'my secret', more: 'my secret' });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${await serve()}/signing/things`, { method: 'POST', body, headers });
    const text = await response.text();
    expect(text).not.toContain('my secret');
    expect(JSON.parse(text)).toMatchObject({
      issues: [
        { where: 'body', path: 'size' },
        { where: 'body', path: '' },
      ],
    });
  });

  it('answer 404 to what is not there', async () => {
    const response = await fetch(`${await serve()}/signing/nothing`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'platform.not-found' });
  });
});

describe('health and readiness', () => {
  it('call a service not ready that cannot even say, and log why', async () => {
    const lines: string[] = [];
    const ready = await fetch(`${await serve({ ready: new Error('connection refused'), lines })}/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      status: 'not-ready',
      checks: [{ service: 'signing', name: 'signing', ok: false }],
    });
    expect(lines.join()).toContain('connection refused');
  });

  it('tell live from ready', async () => {
    const check = { name: 'keys', ok: false, detail: 'no certificate yet' };
    const address = await serve({ ready: [check] });
    expect(await (await fetch(`${address}/health`)).json()).toEqual({ name: 'segl', status: 'ok' });
    expect((await fetch(`${address}/signing/health`)).status).toBe(200);
    const ready = await fetch(`${address}/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      status: 'not-ready',
      checks: [{ service: 'signing', ...check }],
    });
  });
});

describe('request log', () => {
  it('has path, status and id, and neither query, link token, header nor body', async () => {
    const lines: string[] = [];
    const address = await serve({ lines });
    const link = 'Zm9vYmFyYmF6cXV4cXV1eGNvcmdl';
    await fetch(`${address}/signing/invitations/${link}?code=abc123`, {
      headers: { authorization: 'Bearer header-secret', cookie: 'segl_session=cookie-secret' },
    });
    await fetch(`${address}/signing/things`, {
      method: 'POST',
      body: '{"size": 1}',
      headers: { 'content-type': 'application/json' },
    });
    const log = lines.join('');
    expect(log).toContain('"path":"/signing/invitations/…"');
    expect(log).toContain('"status":200');
    for (const secret of ['abc123', 'header-secret', 'cookie-secret', link, '"size"'])
      expect(log).not.toContain(secret);
  });

  it('removes what should not have been logged', () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = createLogger({ destination });
    logger.info({ password: 'pw-1', order: { email: 'a@b.no', party: { nnin: '01010112345' } } }, 'x');
    expect(lines.join('')).not.toMatch(/pw-1|a@b\.no|01010112345/);
  });

  it('tells of an error its code, message and causes, and not the row that the database refused', () => {
    const lines: string[] = [];
    const logger = createLogger({ destination: { write: (line: string) => void lines.push(line) } });
    const cause = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (nnin)=(01010112345) exists',
    });
    logger.error(
      { err: Object.assign(new Error('no', { cause }), { meta: { target: '01010112345' } }) },
      'failed',
    );
    expect(lines.join('')).not.toContain('01010112345');
    expect(JSON.parse(lines.join(''))).toMatchObject({
      err: { message: 'no', cause: { code: '23505', message: 'duplicate key' } },
    });
  });
});

describe('security headers', () => {
  it('allow no inline script, no framing, and forms to the named origins only', async () => {
    const headers = (await fetch(`${await serve()}/health`)).headers;
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toContain('upgrade-insecure-requests');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('insist on https where the address is https', async () => {
    const app = express();
    app.use(
      securityHeaders({ baseUrl: 'https://segl.example', formActionOrigins: ['https://sign.segl.example'] }),
    );
    app.use((_request, response) => void response.json({}));
    const server = createHttpServer({ app, logger: silent, port: 0, host: '127.0.0.1' });
    open.push(server);
    const { headers } = await fetch(`http://127.0.0.1:${(await server.listen()).port}/`);
    expect(headers.get('content-security-policy')).toContain("form-action 'self' https://sign.segl.example");
    expect(headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
    expect(headers.get('strict-transport-security')).toContain('max-age=31536000');
  });

  it('do not bind this machine to https: a browser would keep that for everything at localhost', async () => {
    const app = express();
    app.use(securityHeaders({ baseUrl: 'https://localhost:3000' }));
    app.use((_request, response) => void response.json({}));
    const server = createHttpServer({ app, logger: silent, port: 0, host: '127.0.0.1' });
    open.push(server);
    const { headers } = await fetch(`http://127.0.0.1:${(await server.listen()).port}/`);
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});

describe('same origin', () => {
  const app = express();
  app.use(requireSameOrigin({ origins: ['http://localhost:3000'] }));
  app.use((_request, response) => void response.json({}));
  app.use(
    (error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
      response.status(error instanceof ProblemError ? error.status : 500).end();
    },
  );
  const send = async (method: string, headers: Record<string, string>, body?: string) => {
    const server = createHttpServer({ app, logger: silent, port: 0, host: '127.0.0.1' });
    open.push(server);
    const address = `http://127.0.0.1:${(await server.listen()).port}/`;
    return (await fetch(address, { method, headers, ...(body === undefined ? {} : { body }) })).status;
  };
  const json = { 'content-type': 'application/json' };

  it.each<[string, number, string, Record<string, string>, string?]>([
    ['reading from anywhere', 200, 'GET', { origin: 'https://evil.example' }],
    ['JSON from our page', 200, 'POST', { origin: 'http://localhost:3000', ...json }, '{}'],
    ['nothing from our page', 200, 'DELETE', { origin: 'http://localhost:3000' }],
    ['JSON from another page', 403, 'POST', { origin: 'https://evil.example', ...json }, '{}'],
    ['another port of the same host', 403, 'POST', { origin: 'http://localhost:3001', ...json }, '{}'],
    ['a page without origin', 403, 'POST', { origin: 'null', ...json }, '{}'],
    ['no origin at all', 403, 'POST', json, '{}'],
    [
      'a form from our page',
      415,
      'POST',
      { origin: 'http://localhost:3000', 'content-type': 'text/plain' },
      '{}',
    ],
  ])('%s: %i', async (_what, status, method, headers, body) => {
    expect(await send(method, headers, body)).toBe(status);
  });
});

describe('http server', () => {
  it('finishes running requests at stop and takes no new ones', async () => {
    let arrived: () => void = () => undefined;
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    let finish: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    const app = express().get('/', async (_request, response) => {
      arrived();
      await gate;
      response.json({ finished: true });
    });
    const server = createHttpServer({ app, logger: silent, port: 0, host: '127.0.0.1' });
    const address = `http://127.0.0.1:${(await server.listen()).port}/`;
    const answer = fetch(address);
    await arrival;
    const stopped = server.stop();
    const refused = await fetch(address, { headers: { 'sec-fetch-site': 'none', accept: 'text/html' } });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    finish();
    expect(await (await answer).json()).toEqual({ finished: true });
    await stopped;
    await expect(fetch(address)).rejects.toThrow();
  });

  it('answers at stop what a running request asks of the same server, as rooms ask each other', async () => {
    let arrived: () => void = () => undefined;
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    let address = '';
    const app = express()
      .get('/signing', async (_request, response) => {
        arrived();
        await gate;
        response.json(await (await fetch(`${address}/vault`)).json());
      })
      .get('/vault', (_request, response) => void response.json({ signature: 'made' }));
    const server = createHttpServer({ app, logger: silent, port: 0, host: '127.0.0.1' });
    address = `http://127.0.0.1:${(await server.listen()).port}`;
    const answer = fetch(`${address}/signing`);
    await arrival;
    const stopped = server.stop();
    goOn();
    const signed = await answer;
    expect(await signed.json()).toEqual({ signature: 'made' });
    await stopped;
  });

  it('cuts off at stop what takes longer than it may', async () => {
    let arrived: () => void = () => undefined;
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    const app = express().get('/', () => arrived());
    const server = createHttpServer({ app, logger: silent, port: 0, host: '127.0.0.1' });
    const answer = fetch(`http://127.0.0.1:${(await server.listen()).port}/`);
    const cutOff = expect(answer).rejects.toThrow();
    await arrival;
    await server.stop({ timeoutSeconds: 0.05 });
    await cutOff;
  });

  it('says by what a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const bound = other.address();
    if (bound === null || typeof bound === 'string') throw new TypeError('no port');
    other.on('connection', (socket) => socket.destroy());
    const server = createHttpServer({ app: express(), logger: silent, port: bound.port, host: '127.0.0.1' });
    await expect(server.listen()).rejects.toMatchObject({
      code: 'platform.port-taken',
      message: expect.stringMatching(
        process.platform === 'linux' ? new RegExp(`taken by process ${process.pid} \\(`) : /taken by/,
      ),
    });
    other.close();

    const segl = Number(new URL(await serve()).port);
    const second = createHttpServer({ app: express(), logger: silent, port: segl, host: '127.0.0.1' });
    await expect(second.listen()).rejects.toThrow(`port ${segl} is taken by another Segl`);
  });

  it('speaks https and, for the paths named, plain http on one port; sends the rest on to https', async () => {
    const { key, cert } = makeCertificate();
    const app = express().get('/{*path}', (request, response) => {
      response.json({ path: request.path, secure: request.secure });
    });
    const tls = { key, cert, plainPaths: ['/trust/'] };
    const server = createHttpServer({ app, logger: silent, port: 0, host: '127.0.0.1', tls });
    open.push(server);
    const { port } = await server.listen();

    const secure = await new Promise<string>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: '/desk', ca: cert, servername: 'localhost' }, (answer) => {
        answer.setEncoding('utf8').once('data', resolve);
      }).once('error', reject);
    });
    expect(JSON.parse(secure)).toEqual({ path: '/desk', secure: true });
    const plain = await fetch(`http://127.0.0.1:${port}/trust/ocsp`);
    expect(await plain.json()).toEqual({ path: '/trust/ocsp', secure: false });
    const moved = await fetch(`http://127.0.0.1:${port}/desk?order=1`, { redirect: 'manual' });
    expect(moved.status).toBe(308);
    expect(moved.headers.get('location')).toBe(`https://127.0.0.1:${port}/desk?order=1`);
  });
});
