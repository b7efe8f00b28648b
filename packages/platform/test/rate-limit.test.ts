import express from 'express';
import type { DatabaseHandle } from '@segl/database';
import { openTestDatabase } from '@segl/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHttpServer, createLogger, problemHandler, rateLimit, type HttpServer } from '../src/index.js';

const logger = createLogger({ level: 'silent' });
const servers: HttpServer[] = [];
let database: DatabaseHandle;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(async () => {
  for (const server of servers) await server.stop();
  await database.close();
});

async function serve(name: string) {
  const key = (request: express.Request) => request.get('x-holder');
  const app = express();
  app.use(
    rateLimit({ database, name, limit: 2, windowSeconds: 60, ...(name === 'test.holder' ? { key } : {}) }),
  );
  app.use((_request, response) => void response.json({}));
  app.use(problemHandler({ logger }));
  const server = createHttpServer({ app, logger, port: 0, host: '127.0.0.1' });
  servers.push(server);
  return `http://127.0.0.1:${(await server.listen()).port}/`;
}

it('counts over all processes, tells when to come back, and begins anew after the window', async () => {
  const one = await serve('test.address');
  const two = await serve('test.address');
  expect((await fetch(one)).status).toBe(200);
  expect((await fetch(two)).status).toBe(200);
  const refused = await fetch(one);
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ code: 'platform.rate-limited' });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  expect((await fetch(await serve('test.other'))).status).toBe(200);
  await database.executeSql(`UPDATE platform.rate_limit SET resets_at = now() - interval '1 second'`);
  expect((await fetch(two)).status).toBe(200);
});

it('counts by key, not at all without one, and stores no key', async () => {
  const address = await serve('test.holder');
  const ask = async (holder?: string) =>
    (await fetch(address, holder === undefined ? {} : { headers: { 'x-holder': holder } })).status;
  expect([await ask('kari'), await ask('kari'), await ask('kari'), await ask('ola')]).toEqual([
    200, 200, 429, 200,
  ]);
  expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 200]);
  const rows = await database.prisma.rateLimit.findMany();
  expect(rows.length).toBeGreaterThan(0);
  for (const { key } of rows) expect(key).toMatch(/^[0-9a-f]{64}$/);
});

it('loses no count when many come at once', async () => {
  const address = await serve('test.burst');
  const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await fetch(address)).status));
  expect(statuses.filter((status) => status === 200)).toHaveLength(2);
});
