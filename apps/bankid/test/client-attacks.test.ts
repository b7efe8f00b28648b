import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrowser } from './support/browser.js';
import { openHouse, type House } from './support/house.js';
import { begin, newBrowser, prove, redeem, redirectUri, register, type Registered } from './support/shop.js';
import { answerAll } from './support/walk.js';

let house: House;
let shop: Registered;
beforeAll(async () => {
  house = await openHouse();
  shop = await register(house);
});
afterAll(() => house.close());

describe('an attack on callers of BankID', () => {
  it.each([
    ['another path', `${redirectUri}/more`],
    ['another host', 'https://evil.example/callback'],
    ['more in the query', `${redirectUri}?x=1`],
    ['a host that begins alike', 'https://kaffe.example.evil.example/callback'],
  ])('a redirect to %s is not followed: nobody but the browser is told', async (_what, wrong) => {
    const page = await createBrowser({ stopAt: wrong }).open(
      (await begin(house, shop, { redirect_uri: wrong })).url,
    );
    expect(page.status).toBe(400);
    await expect(begin(house, shop, { redirect_uri: wrong }, 'pushed')).rejects.toThrow();
  });

  it('PKCE cannot be left out, nor weakened to plain', async () => {
    const { url } = await begin(house, shop);
    for (const change of [
      (address: URL) => {
        address.searchParams.delete('code_challenge');
        address.searchParams.delete('code_challenge_method');
      },
      (address: URL) => address.searchParams.set('code_challenge_method', 'plain'),
      // Without a method, plain is meant (RFC 7636 §4.3).
      (address: URL) => address.searchParams.delete('code_challenge_method'),
    ]) {
      const address = new URL(url);
      change(address);
      const answer = await newBrowser().open(address.href);
      expect(answer.url.searchParams.get('error')).toBe('invalid_request');
      expect(answer.url.searchParams.has('code')).toBe(false);
    }
  });

  it('a code injected into another errand, or redeemed by another caller, gives nothing and dies', async () => {
    const [victim, attacker] = [await begin(house, shop), await begin(house, shop)];
    const stolen = (await prove(house, victim)).searchParams.get('code') ?? '';
    const injected = new URL(redirectUri);
    injected.searchParams.set('code', stolen);
    injected.searchParams.set('state', attacker.checks.expectedState);
    injected.searchParams.set('iss', house.test.context.urls.bankid);
    // Its own state, but the code was made for another verifier.
    await expect(redeem(attacker, injected)).rejects.toMatchObject({ error: 'invalid_grant' });
    const other = await begin(house, await register(house));
    injected.searchParams.set('state', other.checks.expectedState);
    await expect(redeem(other, injected)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('a code works once, and a second use ends what the first gave', async () => {
    const errand = await begin(house, shop);
    const answer = await prove(house, errand);
    const { access_token: token } = await redeem(errand, answer);
    await expect(redeem(errand, answer)).rejects.toMatchObject({ error: 'invalid_grant' });
    const told = await fetch(`${house.test.context.urls.bankid}/userinfo`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(told.status).toBe(401);
  });

  it('an answer mixed up with another provider’s is seen by its iss (RFC 9207)', async () => {
    const errand = await begin(house, shop);
    const answer = await prove(house, errand);
    expect(answer.searchParams.get('iss')).toBe(house.test.context.urls.bankid);
    const mixed = new URL(answer);
    mixed.searchParams.set('iss', 'https://evil.example');
    await expect(redeem(errand, mixed)).rejects.toMatchObject({ code: 'OAUTH_INVALID_RESPONSE' });
    mixed.searchParams.delete('iss');
    await expect(redeem(errand, mixed)).rejects.toMatchObject({ code: 'OAUTH_INVALID_RESPONSE' });
    await expect(redeem(errand, answer)).resolves.toBeDefined();
  });

  it('a dialog begun in one browser cannot be fixed upon another', async () => {
    const { url } = await begin(house, shop);
    const attacker = newBrowser();
    const dialog = await attacker.open(url);
    const victim = newBrowser();
    const opened = await victim.open(dialog.url.href);
    expect(opened.status).toBe(410);
    // Nor can a victim who has a dialog of their own be led into the attacker's.
    await victim.open((await begin(house, shop)).url);
    expect((await victim.open(dialog.url.href)).status).toBe(410);
  });

  it('a pushed request belongs to who pushed it, and is used once', async () => {
    const { url } = await begin(house, shop, {}, 'pushed');
    house.advance(31);
    const other = await register(house);
    const stolen = new URL(url);
    stolen.searchParams.set('client_id', other.id);
    const answer = await newBrowser().open(stolen.href);
    expect(answer.url.searchParams.get('error')).toMatch(/^invalid_request/);
    expect(answer.url.searchParams.has('code')).toBe(false);
    const browser = newBrowser();
    await answerAll(browser, await browser.open(url), await house.person('Kari'));
    const again = await newBrowser().open(url);
    expect(again.url.searchParams.get('error')).toMatch(/^invalid_request/);
    expect(again.url.searchParams.has('code')).toBe(false);
  });
});
