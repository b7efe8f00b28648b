import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBrowser, textOf } from './support/browser.js';
import { pushRequest } from './support/caller.js';
import { openHouse, type House } from './support/house.js';

let house: House;
beforeAll(async () => {
  house = await openHouse({ env: { BANKID_REQUESTS_PER_ADDRESS: '10' } });
});
afterAll(() => house.close());

it('tells people in words that too many requests came from their address, before the dialog too', async () => {
  const errand = await pushRequest(house, 'segl-web');
  const browser = createBrowser({ stopAt: errand.redirectUri });
  const unknown = `${house.test.context.urls.bankid}/auth?client_id=nobody`;
  for (let asked = 0; asked < 10; asked += 1) expect((await browser.open(unknown)).status).toBe(400);
  const refused = await browser.open(errand.url);
  expect(refused.status).toBe(429);
  expect(refused.headers.get('content-type')).toContain('text/html');
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(textOf(refused)).toContain('For mange forespørsler');
});
