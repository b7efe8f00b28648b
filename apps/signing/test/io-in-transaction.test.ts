import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateServiceKeys, PlatformError, runInTransactionScope } from '@segl/platform';
import { createTestClock } from '@segl/testkit';
import { createOpenIdIdentityProvider } from '../src/login/openid-identity-provider.js';
import { findOrganisationName } from '../src/orders/find-organisation.js';
import { createNetworkEvidenceSource } from '../src/signing/network-evidence-source.js';
import type { SigningRoom } from '../src/signing-room.js';
import { fetchIntake } from '../src/upload-room.js';
import { kari } from './support/fake-bank.js';
import { makePki, type TestPki } from './support/pki.js';

/** Everybody outside, at one address: counts who comes, and has nothing to say. */
let requests = 0;
const outside = createServer((_request, response) => {
  requests += 1;
  response.writeHead(404).end();
});
let url: string;
let pki: TestPki;
let serviceKeys: Awaited<ReturnType<typeof generateServiceKeys>>;
beforeAll(async () => {
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  pki = await makePki(url);
  serviceKeys = await generateServiceKeys();
}, 180_000);
afterAll(() => new Promise((resolve) => outside.close(resolve)));

const pending = { state: 'state', nonce: 'nonce', codeVerifier: 'verifier' };
const query = new URLSearchParams({ code: 'code', state: 'state' });
const bank = () => createOpenIdIdentityProvider({ urls: urls(), serviceKeys });
const evidence = () =>
  createNetworkEvidenceSource({ tsaUrl: `${url}/tsa`, ocspUrl: `${url}/ocsp`, clock: createTestClock() });
const urls = () => {
  const names = ['web', 'upload', 'signing', 'bankid', 'vault', 'trust', 'registry'] as const;
  return Object.fromEntries(names.map((name) => [name, `${url}/${name}`])) as Record<
    (typeof names)[number],
    string
  >;
};
const context = () => ({ urls: urls(), serviceKeys, clock: createTestClock(), service: 'signing' as const });

/** Everything that signing asks others for while a document is signed, by name. */
const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['a log-in pushed to the bank', () => bank().pushLogin({ nationalId: 'not-wanted' })],
  [
    'a signing pushed to the bank',
    () =>
      bank().pushSigning({
        nationalId: 'not-wanted',
        detail: { type: 'segl_signature', documents: [], consentSha256: '', reference: '', caller: '' },
      }),
  ],
  ['the answer of a log-in', () => bank().answerLogin(query, pending)],
  ['the answer of a signing', () => bank().answerSigning(query, pending)],
  [
    'a time-stamp',
    async () => evidence().timestamp({ digest: new Uint8Array(32), digestAlgorithm: 'SHA-256' }),
  ],
  [
    'the status of a certificate',
    async () => {
      const { certificate, chain } = await pki.holder(kari);
      return evidence().certificateStatus(certificate, chain);
    },
  ],
  [
    'a company in the register',
    () => findOrganisationName({ context: context() } as unknown as SigningRoom, '974760673'),
  ],
  [
    'a file at upload',
    () => fetchIntake(context() as unknown as SigningRoom['context'], { owner: 'o', intakeId: 'i' }),
  ],
];

describe('no transaction waits for somebody outside', () => {
  it.each(calls)('%s is refused inside one, before anything is sent', async (_what, call) => {
    const before = requests;
    const refused = runInTransactionScope((enter) => enter(call));
    await expect(refused).rejects.toMatchObject({ code: 'platform.io-in-transaction' });
    expect(requests).toBe(before);
  });

  it.each(calls)('%s is asked for outside', async (_what, call) => {
    const before = requests;
    const failure = await call().then(
      () => undefined,
      (error: unknown) => error,
    );
    // Nobody out there has an answer, but they were asked.
    expect(failure).toBeInstanceOf(Error);
    expect(failure instanceof PlatformError && failure.code === 'platform.io-in-transaction').toBe(false);
    expect(requests).toBeGreaterThan(before);
  });
});
