import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { signing, type ErrorCode } from '@segl/contracts';
import { kari, ola, type ProofTweak } from './support/fake-bank.js';
import type { Browser } from './support/browser.js';
import { confirm, locationOf, openHouse, startAttempt, type House } from './support/house.js';

// Whole signings, on whatever machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let house: House;
let token: string;
let browser: Browser;
let consentId: string;

beforeAll(async () => {
  house = await openHouse();
  token = (await house.openOrder()).token;
  browser = await house.loggedIn(kari, token);
  consentId = (await confirm(browser, token)).id;
});
afterEach(() => {
  house.bank.tweak = {};
  house.bank.refusal = undefined;
  house.bank.person = kari;
});
afterAll(() => house.close());

const seconds = (): number => Math.floor(house.clock.now().getTime() / 1000);

/** Walks one proof that differs from a good one; the code of the failure that the signer is shown. */
async function failureOf(
  tweak: () => ProofTweak,
): Promise<{ code: ErrorCode | undefined; bankIdCode?: string }> {
  const { id, callback } = await startAttempt(browser, token, consentId);
  house.bank.tweak = tweak();
  const location = new URL(locationOf(await browser.request(callback)));
  expect(location.pathname).toBe(`/sign/${token}`);
  expect(location.searchParams.get('attempt')).toBe(id);
  const attempt = await browser.get(
    signing.signingAttempt,
    `/signing/api/invitations/${token}/signing-attempts/${id}`,
  );
  const { failure } = attempt;
  return {
    code: failure?.code as ErrorCode | undefined,
    ...(failure?.bankIdCode === undefined ? {} : { bankIdCode: failure.bankIdCode }),
  };
}

describe('a proof is refused (step 6)', () => {
  const detailOf = () => house.bank.pushed.at(-1)?.detail;

  it.each<[string, () => ProofTweak, ErrorCode]>([
    [
      'without a one-time code',
      () => ({ claims: { amr: ['bid', 'bid-pwd'] } }),
      'signing.proof-insufficient',
    ],
    ['without the password', () => ({ claims: { amr: ['bid', 'bid-otp'] } }), 'signing.proof-insufficient'],
    ['of a lower level', () => ({ claims: { acr: 'urn:bankid:bis' } }), 'signing.proof-insufficient'],
    ['from before the attempt', () => ({ claims: { auth_time: seconds() - 60 } }), 'signing.proof-too-old'],
    ['of another person', () => ({ claims: { sub: ola.sub } }), 'signing.proof-mismatch'],
    [
      'whose activation is another person’s',
      () => ({ activation: { sub: ola.sub } }),
      'signing.proof-failed',
    ],
    [
      'whose activation is for somebody else than the vault',
      () => ({ activation: { aud: 'https://elsewhere.test' } }),
      'signing.proof-failed',
    ],
    [
      'whose activation is for the vault and somebody else',
      () => ({ activation: { aud: [house.context.urls.vault, 'https://elsewhere.test'] } }),
      'signing.proof-failed',
    ],
    [
      'whose activation names another document',
      () => ({
        activation: {
          authorization_details: [{ ...detailOf(), documents: [{ label: 'x', sha256: '0'.repeat(64) }] }],
        },
      }),
      'signing.proof-failed',
    ],
    [
      'whose activation names one document more',
      () => ({
        activation: {
          authorization_details: [
            {
              ...detailOf(),
              documents: [...(detailOf()?.documents ?? []), { label: 'x', sha256: '0'.repeat(64) }],
            },
          ],
        },
      }),
      'signing.proof-failed',
    ],
    [
      'whose activation names another consent',
      () => ({
        activation: { authorization_details: [{ ...detailOf(), consentSha256: '0'.repeat(64) }] },
      }),
      'signing.proof-failed',
    ],
    [
      'whose activation names nothing',
      () => ({ activation: { authorization_details: [] } }),
      'signing.proof-failed',
    ],
  ])('%s', async (_name, tweak, code) => {
    expect((await failureOf(tweak)).code).toBe(code);
    expect(house.signer.calls).toBe(0);
  });

  it('of a person with the same name who is not the one logged in', async () => {
    const { callback } = await startAttempt(browser, token, consentId);
    house.bank.person = { ...kari, sub: '9578-5999-4-7777777' };
    expect(locationOf(await browser.request(callback))).toContain('attempt=');
    expect(house.signer.calls).toBe(0);
  });

  it('when it comes too late after it was made', async () => {
    const { id, callback } = await startAttempt(browser, token, consentId);
    const madeAt = seconds();
    house.clock.advance(121);
    house.bank.tweak = { claims: { auth_time: madeAt } };
    await browser.request(callback);
    const attempt = await house.room.prisma.signingAttempt.findUniqueOrThrow({ where: { id } });
    expect(attempt.failure).toMatchObject({ code: 'signing.proof-too-old' });
  });

  it('in another session, and the attempt stays where it was', async () => {
    const { id, callback } = await startAttempt(browser, token, consentId);
    const thief = await house.loggedIn(kari, token);
    expect(new URL(locationOf(await thief.request(callback))).searchParams.get('error')).toBe(
      'signing.proof-failed',
    );
    const nobody = house.browser();
    expect(locationOf(await nobody.request(callback))).toContain('error=signing.proof-failed');
    const attempt = await house.room.prisma.signingAttempt.findUniqueOrThrow({ where: { id } });
    expect(attempt.state).toBe('authorizing');
  });

  it('with a state that no attempt has', async () => {
    expect(locationOf(await browser.request('/signing/callback/sign?state=guessed&code=x'))).toBe(
      `${house.baseUrl}/?error=signing.proof-failed`,
    );
  });
});

describe('the bank gives no proof', () => {
  it.each([
    ['cancelled', '9001', 'signing.proof-cancelled', 'cancelled'],
    ['refused', '9314', 'bankid.suspended', 'failed'],
    ['refused', '9403', 'bankid.code-suspended', 'failed'],
    ['refused', '9409', 'bankid.timed-out', 'failed'],
    ['invalid', undefined, 'signing.proof-failed', 'failed'],
  ] as const)('%s %s', async (reason, bankIdCode, code, state) => {
    house.bank.refusal = { code: reason, ...(bankIdCode === undefined ? {} : { bankIdCode }) };
    const failure = await failureOf(() => ({}));
    expect(failure).toEqual({ code, ...(bankIdCode === undefined ? {} : { bankIdCode }) });
    const last = await house.room.prisma.signingAttempt.findFirst({ orderBy: { createdAt: 'desc' } });
    expect(last?.state).toBe(state);
    expect(last?.sealed).toHaveLength(0);
  });
});

describe('after all that', () => {
  it('the signer starts again and signs', async () => {
    const { callback } = await startAttempt(browser, token, consentId);
    expect(locationOf(await browser.request(callback))).toBe(`${house.baseUrl}/sign/${token}/receipt`);
    expect(house.signer.keyUses).toBe(1);
  });
});

describe('a party named by national identity number', () => {
  const nationalId = '14838512345';
  it('is only refused by number when the number does not hold', async () => {
    const sender = await house.loggedIn(ola);
    const response = await sender.post('/signing/api/orders', {
      title: 'x',
      intakeId: '00000000-0000-4000-8000-000000000000',
      party: { name: 'Kari Fjellheim', nationalId, email: 'k@example.test', language: 'nb' },
      deadline: '2026-12-24',
      language: 'nb',
    });
    expect(response.status).toBe(422);
    const stored = await house.room.prisma.party.findMany({ where: { email: 'k@example.test' } });
    expect(stored).toEqual([]);
  });
});
