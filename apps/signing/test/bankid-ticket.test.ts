import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { holder, signing } from '@segl/contracts';
import { codeOf } from './support/browser.js';
import { kari } from './support/fake-bank.js';
import { openHouse, type House } from './support/house.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

describe('a ticket for the holder’s own BankID pages', () => {
  it('is given to whoever is logged in, in their name, for five minutes', async () => {
    const browser = await house.loggedIn(kari);
    const answer = await browser.send(holder.holderTicket, '/signing/api/bankid-tickets', {});
    expect(answer.bankidUrl).toBe(house.context.urls.bankid);
    const claims = decodeJwt(answer.ticket);
    expect(claims).toMatchObject({ aud: 'bankid', iss: 'signing', sub: kari.sub, purpose: 'bankid.holder' });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(300);
  });

  it('is not given to strangers', async () => {
    const refused = await house.browser().post('/signing/api/bankid-tickets', {});
    expect(await codeOf(refused)).toBe('401 signing.login-required');
  });

  it('who is logged in is told with when BankID vouched, and how long that BankID is valid', async () => {
    const browser = await house.loggedIn(kari);
    const { person } = await browser.get(signing.me, '/signing/api/me');
    expect(person?.bankIdValidTo).toBe('2028-01-01T00:00:00Z');
    expect(person?.provenAt).toMatch(/^\d{4}-\d{2}-\d{2}T/);
  });
});
