import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadServiceKeys, systemClock, verifyServiceToken } from '@segl/platform';
import type { Request } from 'express';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { seglHere } from './support.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'segl-clients-'));
const secret = 'told-once-0123456789';
const id = '6f1a1f0e-0000-4000-8000-000000000001';
/** What BankID was asked, by callers that proved to hold its own key. */
const asked: { method: string; url: string; body: unknown }[] = [];
let server: Server;

beforeAll(async () => {
  const serviceKeys = await loadServiceKeys({ dataDir: folder });
  server = createServer((request, response) => {
    void (async () => {
      let text = '';
      for await (const chunk of request) text += String(chunk);
      const withHeaders = { get: (name: string) => request.headers[name] } as unknown as Request;
      await verifyServiceToken({ service: 'bankid', serviceKeys, clock: systemClock }, withHeaders, {
        callers: ['bankid'],
        purpose: 'bankid.clients',
      });
      asked.push({
        method: request.method ?? '',
        url: request.url ?? '',
        body: text === '' ? undefined : JSON.parse(text),
      });
      const client = {
        id,
        name: 'Kaffebaren AS',
        redirectUris: ['https://kaffe.example/callback'],
        postLogoutRedirectUris: [],
        scopes: ['openid', 'profile'],
        authentication: 'client_secret_basic',
        requests: 'any',
        createdAt: '2026-11-23T00:00:00.000Z',
      };
      const isRemoval = request.url?.endsWith('/removal') === true;
      response.statusCode = isRemoval ? (request.url?.includes(id) === true ? 204 : 404) : 200;
      response.setHeader('content-type', 'application/json');
      response.end(
        isRemoval
          ? ''
          : JSON.stringify(request.method === 'POST' ? { client, secret } : { clients: [client] }),
      );
    })().catch(() => {
      response.statusCode = 401;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('DATA_DIR', folder);
  vi.stubEnv('BASE_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const add = (...more: string[]) =>
  seglHere(
    'clients',
    'add',
    '--name',
    'Kaffebaren AS',
    '--redirect',
    'https://kaffe.example/callback',
    ...more,
  );

describe('segl clients', () => {
  it('registers a caller, and shows its secret', async () => {
    const { status, stdout } = await add('--national-id', '--par', '--logout', 'https://kaffe.example/bye');
    expect(status).toBe(0);
    expect(stdout).toContain(`Client id: ${id}`);
    expect(stdout).toContain(`Secret:    ${secret}`);
    expect(asked.at(-1)).toEqual({
      method: 'POST',
      url: '/bankid/clients',
      body: {
        name: 'Kaffebaren AS',
        redirectUris: ['https://kaffe.example/callback'],
        postLogoutRedirectUris: ['https://kaffe.example/bye'],
        scopes: ['openid', 'profile', 'nnin_altsub'],
        authentication: 'client_secret_basic',
        requests: 'pushed',
      },
    });
  });

  it('lists callers, without secrets', async () => {
    const { stdout } = await seglHere('clients', 'list');
    expect(stdout).toContain(`${id}  Kaffebaren AS  [openid profile]  https://kaffe.example/callback`);
    expect(stdout).not.toContain(secret);
  });

  it('removes one, and says when there is none', async () => {
    expect((await seglHere('clients', 'remove', id)).stdout).toContain(`Removed ${id}`);
    const unknown = await seglHere('clients', 'remove', 'nobody');
    expect([unknown.status, unknown.stderr]).toEqual([1, expect.stringContaining('There is no such client')]);
  });

  it('calls it a wrong call when an address will not do', async () => {
    const before = asked.length;
    const { status, stderr } = await seglHere(
      'clients',
      'add',
      '--name',
      'X',
      '--redirect',
      'http://x.example/',
    );
    expect([status, stderr]).toEqual([64, expect.stringContaining('https')]);
    expect((await add('--jwks', path.join(folder, 'none.json'))).status).toBe(64);
    expect(asked).toHaveLength(before);
  });

  it('says what to do when Segl does not run', async () => {
    const base = process.env['BASE_URL'];
    vi.stubEnv('BASE_URL', 'http://127.0.0.1:9');
    const { status, stderr } = await seglHere('clients', 'list');
    vi.stubEnv('BASE_URL', base);
    expect([status, stderr]).toEqual([1, expect.stringContaining('start it')]);
  });
});
