import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { runInTransactionScope, type ServiceContext } from '@segl/platform';
import { createTestClock } from '@segl/testkit';
import { createTrustAnchorSource } from '../src/verification/trust-anchors.js';

it('trust is not asked for its anchors inside a database transaction', async () => {
  let requests = 0;
  const trust = createServer((_request, response) => {
    requests += 1;
    response.setHeader('content-type', 'application/json').end('{"anchors":[]}');
  });
  await new Promise<void>((resolve) => trust.listen(0, '127.0.0.1', resolve));
  try {
    const urls = { trust: `http://127.0.0.1:${(trust.address() as AddressInfo).port}` };
    const anchors = createTrustAnchorSource({
      urls: urls as ServiceContext['urls'],
      clock: createTestClock(),
    });
    const inside = runInTransactionScope((enter) => enter(() => anchors()));
    await expect(inside).rejects.toMatchObject({ code: 'platform.io-in-transaction' });
    expect(requests).toBe(0);
    expect(await anchors()).toEqual([]);
    expect(requests).toBe(1);
  } finally {
    await new Promise((resolve) => trust.close(resolve));
  }
});
