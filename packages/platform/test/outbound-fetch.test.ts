import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { outboundFetch, runInTransactionScope } from '../src/index.js';

let requests = 0;
const server = createServer((_request, response) => {
  requests += 1;
  response.end('here');
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

it('inside a transaction nothing is sent, and the error names whom it would have gone to', async () => {
  const inside = runInTransactionScope((enter) => enter(() => outboundFetch('the register', url, {})));
  await expect(inside).rejects.toMatchObject({
    code: 'platform.io-in-transaction',
    message: 'a call to the register inside a database transaction',
  });
  expect(requests).toBe(0);
});

it('outside it is sent', async () => {
  expect(await (await outboundFetch('the register', url, {})).text()).toBe('here');
  expect(requests).toBe(1);
});

it('whoever does not answer is named', async () => {
  const refused = outboundFetch('the register', 'http://127.0.0.1:9/', {});
  await expect(refused).rejects.toMatchObject({
    code: 'platform.service-unreachable',
    message: 'the register did not answer',
  });
});
