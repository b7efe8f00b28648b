import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import express from 'express';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { z } from 'zod';
import { createTestClock } from '@segl/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createLogger,
  createServiceClient,
  generateServiceKeys,
  issueServiceToken,
  issueTicket,
  problemHandler,
  requireServiceToken,
  requireTicket,
  serviceCallerOf,
  serviceNames,
  ticketOf,
  type ServiceKeys,
  type ServiceName,
} from '../src/index.js';

let keys: ServiceKeys;
let server: Server;
let address: string;
let clock = createTestClock();
const contextOf = (service: ServiceName) => ({ service, serviceKeys: keys, clock });

beforeAll(async () => {
  keys = await generateServiceKeys();
  const vault = { service: 'vault', serviceKeys: keys, clock: { now: () => clock.now() } } as const;
  const app = express();
  app.get(
    '/keys',
    requireServiceToken(vault, { callers: ['bankid', 'signing'], purpose: 'vault.keys' }),
    (request, response) => {
      response.json(serviceCallerOf(request));
    },
  );
  app.get(
    '/desk',
    requireTicket(vault, { callers: ['signing'], purpose: 'vault.desk' }),
    (request, response) => {
      response.json(ticketOf(request));
    },
  );
  app.use(problemHandler({ logger: createLogger({ level: 'silent' }) }));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new TypeError('no port');
  address = `http://127.0.0.1:${bound.port}`;
});
beforeEach(() => {
  clock = createTestClock();
});
afterAll(() => server.close());

const ask = async (path: string, token?: string) => {
  const response = await fetch(
    `${address}${path}`,
    token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
  );
  const body = z.looseObject({ code: z.string().optional() }).parse(await response.json());
  return { status: response.status, body, challenge: response.headers.get('www-authenticate') };
};

describe('service token', () => {
  const request = { audience: 'vault', purpose: 'vault.keys' } as const;

  it('names caller, audience and purpose, lives a minute, and carries nothing else', async () => {
    const token = await issueServiceToken(contextOf('signing'), request);
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({ iss: 'signing', aud: 'vault', purpose: 'vault.keys' });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(60);
    expect(Object.keys(claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'purpose']);
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'segl-service+jwt' });
  });

  it('admits the callers that are listed', async () => {
    const { status, body } = await ask('/keys', await issueServiceToken(contextOf('bankid'), request));
    expect(status).toBe(200);
    expect(body).toMatchObject({ service: 'bankid', purpose: 'vault.keys' });
  });

  it('is asked for', async () => {
    expect(await ask('/keys')).toMatchObject({
      status: 401,
      body: { code: 'platform.service-token-missing' },
      challenge: 'Bearer',
    });
  });

  it.each<[string, () => Promise<string>, number, string]>([
    [
      'a caller not listed',
      () => issueServiceToken(contextOf('upload'), request),
      403,
      'platform.caller-not-admitted',
    ],
    [
      'another purpose',
      () => issueServiceToken(contextOf('signing'), { ...request, purpose: 'vault.sign' }),
      403,
      'platform.caller-not-admitted',
    ],
    [
      'another audience',
      () => issueServiceToken(contextOf('signing'), { ...request, audience: 'trust' }),
      401,
      'platform.service-token-invalid',
    ],
    [
      'keys of another house',
      async () =>
        issueServiceToken({ ...contextOf('signing'), serviceKeys: await generateServiceKeys() }, request),
      401,
      'platform.service-token-invalid',
    ],
    [
      'an issuer whose key it is not',
      async () => {
        const { kid, key } = await keys.signingKey('upload');
        const now = Math.floor(Date.now() / 1000);
        return new SignJWT({
          purpose: 'vault.keys',
          jti: 'x',
          iss: 'signing',
          aud: 'vault',
          iat: now,
          exp: now + 60,
        })
          .setProtectedHeader({ alg: 'ES256', typ: 'segl-service+jwt', kid })
          .sign(key);
      },
      401,
      'platform.service-token-invalid',
    ],
    [
      'a ticket in its place',
      () => issueTicket(contextOf('signing'), { ...request, subject: 'x' }),
      401,
      'platform.service-token-invalid',
    ],
    [
      'no signature',
      async () => {
        const [, payload = ''] = (await issueServiceToken(contextOf('signing'), request)).split('.');
        return `${Buffer.from('{"alg":"none","typ":"segl-service+jwt"}').toString('base64url')}.${payload}.`;
      },
      401,
      'platform.service-token-invalid',
    ],
  ])('refuses %s', async (_what, token, status, code) => {
    expect(await ask('/keys', await token())).toMatchObject({ status, body: { code } });
  });

  it('ends after a minute, give or take five seconds', async () => {
    const token = await issueServiceToken(contextOf('signing'), request);
    clock.advance(63);
    expect((await ask('/keys', token)).status).toBe(200);
    clock.advance(3);
    expect((await ask('/keys', token)).body.code).toBe('platform.service-token-invalid');
  });
});

describe('ticket', () => {
  const request = {
    audience: 'vault',
    purpose: 'vault.desk',
    subject: 'sub-1',
    claims: { intakeId: 'i-1' },
  } as const;

  it('acts in the name of its subject until it ends', async () => {
    const token = await issueTicket(contextOf('signing'), { ...request, lifetimeSeconds: 600 });
    const { status, body } = await ask('/desk', token);
    expect(status).toBe(200);
    expect(body).toMatchObject({ issuer: 'signing', subject: 'sub-1', claims: { intakeId: 'i-1' } });
    clock.advance(606);
    expect(await ask('/desk', token)).toMatchObject({
      status: 401,
      body: { code: 'platform.ticket-invalid' },
    });
  });

  it('is no service token, and a service token is no ticket', async () => {
    const serviceToken = await issueServiceToken(contextOf('signing'), {
      audience: 'vault',
      purpose: 'vault.desk',
    });
    expect((await ask('/desk', serviceToken)).body.code).toBe('platform.ticket-invalid');
    expect((await ask('/desk')).body.code).toBe('platform.ticket-invalid');
  });
});

describe('service client', () => {
  const clientOf = (service: ServiceName, vault = address) => {
    const urls: Record<string, string> = {};
    for (const name of serviceNames) urls[name] = 'http://127.0.0.1:1';
    return createServiceClient(
      { ...contextOf(service), urls: { ...urls, vault } as Record<ServiceName, string> },
      'vault',
    );
  };
  const schema = z.object({ service: z.string() });

  it('calls with a token and reads the answer by its schema', async () => {
    expect(await clientOf('signing').json('/keys', { purpose: 'vault.keys', schema })).toEqual({
      service: 'signing',
    });
  });

  it('tells a refusal by service, status and code', async () => {
    await expect(clientOf('upload').json('/keys', { purpose: 'vault.keys', schema })).rejects.toMatchObject({
      name: 'ServiceAnswerError',
      service: 'vault',
      status: 403,
      code: 'platform.caller-not-admitted',
    });
  });

  it('tells another shape and silence apart', async () => {
    const other = z.object({ nothing: z.string() });
    await expect(
      clientOf('signing').json('/keys', { purpose: 'vault.keys', schema: other }),
    ).rejects.toMatchObject({
      code: 'platform.unexpected-answer',
    });
    const nobody = clientOf('signing', 'http://127.0.0.1:1');
    await expect(nobody.fetch('/keys', { purpose: 'vault.keys' })).rejects.toMatchObject({
      code: 'platform.service-unreachable',
    });
  });
});
