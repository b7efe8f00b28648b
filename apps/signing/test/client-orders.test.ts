import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Router } from 'express';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { signing } from '@segl/contracts';
import { addDays, osloDate } from '@segl/domain';
import { codeOf } from './support/browser.js';
import { kari, ola } from './support/fake-bank.js';
import { openHouse, sign, twoPages, until, type House } from './support/house.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const returnUrl = 'https://nettbank.example/loan/return';
const keys = await generateKeyPair('ES256', { extractable: true });
const others = await generateKeyPair('ES256');

let house: House;
beforeAll(async () => {
  house = await openHouse();
  const router = Router();
  const publicKey = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
  router.get('/jwks', (_request, response) => {
    response.json({ keys: [publicKey] });
  });
  const done = () => Promise.resolve();
  house.mount({
    name: 'bankid',
    path: '/bankid',
    router,
    start: done,
    stop: done,
    ready: () => Promise.resolve([]),
  });
});
afterAll(() => house.close());

/** A token as BankID's token endpoint makes it, or not quite. */
async function token(
  changes: Record<string, unknown> = {},
  { key = keys.privateKey, type = 'at+jwt', ageSeconds = 0 } = {},
): Promise<string> {
  const now = Math.floor(house.clock.now().getTime() / 1000) - ageSeconds;
  return new SignJWT({
    iss: house.context.urls.bankid,
    aud: house.context.urls.signing,
    sub: 'bank-1',
    client_id: 'bank-1',
    client_name: 'Nordlysbanken nettbank',
    return_urls: [returnUrl],
    scope: 'signing:orders',
    jti: crypto.randomUUID(),
    iat: now,
    exp: now + 300,
    ...changes,
  })
    .setProtectedHeader({ alg: 'ES256', typ: type, kid: 'k1' })
    .sign(key);
}

const call = async (path: string, body?: unknown, bearer?: string): Promise<Response> =>
  fetch(`${house.baseUrl}/signing/client${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      connection: 'close',
      authorization: `Bearer ${bearer ?? (await token())}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const loan = async (changes: Record<string, unknown> = {}) => ({
  title: 'Låneavtale',
  documentKind: 'agreement',
  intakeId: house.upload.addIntake('client:bank-1', await twoPages('Loan')),
  party: { name: 'Kari Fjellheim', birthDate: kari.birthDate, email: 'kari@example.test', language: 'nb' },
  deadline: addDays(osloDate(house.clock.now()), 14),
  language: 'nb',
  returnUrl,
  ...changes,
});

async function openLoan(): Promise<{ order: signing.Order; link: string }> {
  const created = await call('/orders', await loan());
  expect(created.status).toBe(201);
  const { id } = signing.order.parse(await created.json());
  const order = await until(
    async () => signing.order.parse(await (await call(`/orders/${id}`)).json()),
    ({ state }) => state !== 'preparing',
  );
  return { order, link: order.parties[0]?.link.split('/').at(-1) ?? '' };
}

describe('a program that sends documents to signing', () => {
  it('sends in its own name, and the signer is shown the way back and comes with the birth date filled in', async () => {
    const { order, link } = await openLoan();
    expect(order).toMatchObject({ state: 'open', organisationName: 'Nordlysbanken nettbank' });

    const stranger = house.browser();
    const landing = await stranger.get(signing.invitation, `/signing/api/invitations/${link}`);
    expect(landing).toMatchObject({ senderName: 'Nordlysbanken nettbank', returnUrl });
    const signer = await house.loggedIn(kari, link);
    expect(house.bank.pushed.at(-1)).toMatchObject({ birthDate: kari.birthDate });

    expect(await codeOf(call(`/orders/${order.id}/signed.pdf`))).toBe('409 signing.copy-not-ready');
    await sign(house, signer, link);
    const receipt = await until(
      () => signer.request(`/signing/api/invitations/${link}/receipt`),
      ({ ok }) => ok,
    );
    expect(signing.receipt.parse(await receipt.json())).toMatchObject({ returnUrl });

    const after = signing.order.parse(await (await call(`/orders/${order.id}`)).json());
    expect(after).toMatchObject({ state: 'completed', parties: [{ state: 'signed' }] });
    const pdf = await call(`/orders/${order.id}/signed.pdf`);
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });

  it('may withdraw what nobody has signed', async () => {
    const { order, link } = await openLoan();
    const withdrawn = signing.order.parse(await (await call(`/orders/${order.id}/cancel`, {})).json());
    expect(withdrawn.state).toBe('cancelled');
    const landing = await house.browser().get(signing.invitation, `/signing/api/invitations/${link}`);
    // Whoever comes too late still finds back.
    expect(landing).toMatchObject({ orderState: 'cancelled', returnUrl });
    expect(await codeOf(call(`/orders/${order.id}/cancel`, {}))).toBe('409 signing.order-not-cancellable');
  });

  it.each([
    ['another address', 'https://evil.example/loan/return'],
    ['more in the path', `${returnUrl}/more`],
    ['more in the query', `${returnUrl}?next=https://evil.example`],
    ['another scheme', 'javascript:alert(1)'],
  ])('sends nobody to %s than those registered', async (_what, wrong) => {
    const refused = await call('/orders', await loan({ returnUrl: wrong }));
    expect(await codeOf(refused)).toBe('422 signing.return-address-unknown');
  });

  it('has no orders and files but its own', async () => {
    const { order } = await openLoan();
    const other = await token({ client_id: 'bank-2', sub: 'bank-2' });
    for (const [path, body] of [
      [`/orders/${order.id}`],
      [`/orders/${order.id}/signed.pdf`],
      [`/orders/${order.id}/cancel`, {}],
    ] as const) {
      expect(await codeOf(call(path, body, other))).toBe('404 signing.order-not-found');
    }
    expect(await codeOf(call('/orders', await loan(), other))).toBe('404 upload.intake-not-found');
    const { order: persons } = await house.openOrder();
    expect(await codeOf(call(`/orders/${persons.id}`))).toBe('404 signing.order-not-found');
    // A person's session sees nothing of a program's orders.
    const person = await house.loggedIn(ola);
    expect(await codeOf(person.request(`/signing/api/orders/${order.id}`))).toBe(
      '404 signing.order-not-found',
    );
    expect((await person.request(`/signing/client/orders/${order.id}`)).status).toBe(401);
  });

  it.each([
    ['an activation for the vault', { aud: 'the-vault' }, {}],
    ['another scope', { scope: 'openid' }, {}],
    ['another issuer', { iss: 'https://evil.example' }, {}],
    ['no scope, as a token of a person', { scope: undefined }, {}],
    ['a key that is not the issuer’s', {}, { key: others.privateKey }],
    ['the type of an id token', {}, { type: 'JWT' }],
    ['an end that has passed', {}, { ageSeconds: 320 }],
    ['a life that is too long', { exp: 9_999_999_999 }, { ageSeconds: 400 }],
  ])('is refused with a token with %s', async (_what, changes, how) => {
    const refused = await call('/upload-tickets', {}, await token(changes, how));
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    expect(await codeOf(refused)).toBe('401 signing.token-invalid');
  });

  it('hands in files by a ticket in its own name', async () => {
    const ticket = signing.uploadTicket.parse(await (await call('/upload-tickets', {})).json());
    expect(JSON.parse(Buffer.from(ticket.ticket.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
      sub: 'client:bank-1',
      aud: 'upload',
    });
  });
});
