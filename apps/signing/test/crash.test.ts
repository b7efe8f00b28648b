import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { signing } from '@segl/contracts';
import type { CrashPoint } from '../src/crash-points.js';
import { resumePreparations } from '../src/orders/resume-preparations.js';
import { EvidenceError } from '../src/signing/evidence-source.js';
import { driveAttempt } from '../src/signing/drive-attempt.js';
import { RemoteSignerError } from '../src/signing/remote-signer.js';
import { resumeUnfinished } from '../src/signing/resume-jobs.js';
import type { Browser } from './support/browser.js';
import { locationOf, openHouse, startAttempt, until, type House } from './support/house.js';
import { expectOneSignature, logInBoth, readyToSign, type People } from './support/ready.js';

// Whole signings, on whatever machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let house: House;
let people: People;
let browser: Browser;
const ready = () => readyToSign(house, people);
const attemptOf = (id: string) => house.room.prisma.signingAttempt.findUniqueOrThrow({ where: { id } });
const evidence = () => ({
  timestamp: house.pki.timestamp,
  certificateStatus: () => Promise.resolve(new Uint8Array([0x30, 0x00])),
});

beforeAll(async () => {
  house = await openHouse();
  people = await logInBoth(house);
  browser = people.signer;
});
afterEach(() => {
  house.crash.at = undefined;
  house.signer.away = false;
  Object.assign(house.evidence, evidence());
});
afterAll(() => house.close());

describe('a run that breaks off', () => {
  const points: readonly CrashPoint[] = [
    'after-proof-accepted',
    'after-lease-taken',
    'before-intent-stored',
    'after-intent-stored',
    'after-vault-signed',
    'after-signature-stored',
    'after-timestamp-stored',
    'after-revocation-stored',
    'after-revision-stored',
    'before-commit',
    'after-commit',
  ];
  it.each(points)('%s: goes on at the next start, with one use of the key', async (point) => {
    const { order, token, consentId } = await ready();
    const uses = house.signer.keyUses;
    const { id, callback } = await startAttempt(browser, token, consentId);
    house.crash.at = point;
    expect((await browser.request(callback)).status).toBe(500);
    await resumeUnfinished(house.room);
    await until(
      () => attemptOf(id),
      ({ state }) => state === 'committed',
    );
    await expectOneSignature(house, order.id);
    expect(house.signer.keyUses).toBe(uses + 1);
    expect(locationOf(await browser.request(callback))).toBe(`${house.baseUrl}/sign/${token}/receipt`);
  });

  it('after-attempt-created or -pushed: the signer starts again', async () => {
    for (const point of ['after-attempt-created', 'after-attempt-pushed'] as const) {
      const { order, token, consentId } = await ready();
      house.crash.at = point;
      const broken = await browser.post(`/signing/api/invitations/${token}/signing-attempts`, { consentId });
      expect(broken.status).toBe(500);
      const { callback } = await startAttempt(browser, token, consentId);
      await browser.request(callback);
      await expectOneSignature(house, order.id);
    }
  });

  it('before-proof-accepted: the answer is lost, the attempt ends, the signer starts again', async () => {
    const { order, token, consentId } = await ready();
    const { id, callback } = await startAttempt(browser, token, consentId);
    house.crash.at = 'before-proof-accepted';
    expect((await browser.request(callback)).status).toBe(500);
    house.clock.advance(31);
    await browser.request(callback);
    expect((await attemptOf(id)).state).toBe('failed');
    await browser.request((await startAttempt(browser, token, consentId)).callback);
    await expectOneSignature(house, order.id);
  });

  it('for so long that the activation has run out before the key was used: a new proof is asked for', async () => {
    const { order, token, consentId } = await ready();
    const { id, callback } = await startAttempt(browser, token, consentId);
    house.crash.at = 'after-intent-stored';
    await browser.request(callback);
    house.clock.advance(301);
    expect((await driveAttempt(house.room, id)).failure).toMatchObject({ code: 'signing.proof-too-old' });
    await browser.request((await startAttempt(browser, token, consentId)).callback);
    await expectOneSignature(house, order.id);
  });

  it('for that long after the key was used: the stored signature is used', async () => {
    const { order, token, consentId } = await ready();
    const { id, callback } = await startAttempt(browser, token, consentId);
    house.crash.at = 'after-vault-signed';
    await browser.request(callback);
    house.clock.advance(301);
    expect((await driveAttempt(house.room, id)).state).toBe('committed');
    await expectOneSignature(house, order.id);
  });

  const preparing: readonly CrashPoint[] = [
    'after-original-stored',
    'after-prepared-stored',
    'after-prepared-revision',
    'after-rendering-requested',
    'before-order-opened',
    'after-order-opened',
  ];
  it.each(preparing)('%s: the preparation goes on and is done once', async (point) => {
    house.crash.at = point;
    const { order } = await house.openOrder({}, people.sender);
    expect(house.crash.at).toBeUndefined();
    expect(order.state).toBe('open');
    const [document] = await house.room.prisma.orderDocument.findMany({
      where: { orderId: order.id },
      include: { revisions: { orderBy: { number: 'asc' } } },
    });
    expect(document?.revisions.map(({ kind }) => kind)).toEqual(['original', 'prepared']);
    const rendering = house.upload.renderings.get(document?.renderingId ?? '');
    expect(rendering?.pdfSha256).toBe(document?.preparedSha256);
    const mails = await house.room.prisma.auditEntry.count({
      where: { orderId: order.id, event: 'prepared' },
    });
    expect(mails).toBe(1);
  });

  it('with an order that no job is left for: the next start takes it up', async () => {
    const { order } = await house.openOrder({}, people.sender);
    await house.room.prisma.signOrder.update({
      where: { id: order.id },
      data: { state: 'preparing', parties: { updateMany: { where: {}, data: { state: 'waiting' } } } },
    });
    await resumePreparations(house.room);
    await until(
      () => house.room.prisma.signOrder.findUniqueOrThrow({ where: { id: order.id } }),
      ({ state }) => state === 'open',
    );
  });
});

describe('something is away at the moment of signing', () => {
  it.each([
    [
      'time-stamps',
      () => (house.evidence.timestamp = () => Promise.reject(new EvidenceError('unavailable', 'x'))),
    ],
    [
      'certificate status',
      () => (house.evidence.certificateStatus = () => Promise.reject(new EvidenceError('unavailable', 'x'))),
    ],
    ['the vault', () => (house.signer.away = true)],
  ])('%s: nothing is lost, and the signer goes on with the same proof', async (_name, takeAway) => {
    const { order, token, consentId } = await ready();
    const uses = house.signer.keyUses;
    const { id, callback } = await startAttempt(browser, token, consentId);
    takeAway();
    expect(locationOf(await browser.request(callback))).toBe(`${house.baseUrl}/sign/${token}?attempt=${id}`);
    const documents = await browser.get(signing.documentList, '/signing/api/documents?query=');
    expect(documents.documents.some(({ orderId }) => orderId === order.id)).toBe(false);
    Object.assign(house.evidence, evidence());
    house.signer.away = false;
    const attempt = await browser.send(
      signing.signingAttempt,
      `/signing/api/invitations/${token}/signing-attempts/${id}/resume`,
    );
    expect(attempt.state).toBe('committed');
    await expectOneSignature(house, order.id);
    expect(house.signer.keyUses).toBe(uses + 1);
  });

  it('for a moment only: the signer does not notice', async () => {
    const { order, token, consentId } = await ready();
    const { callback } = await startAttempt(browser, token, consentId);
    house.signer.failNext = new RemoteSignerError('unavailable', 'x');
    expect(locationOf(await browser.request(callback))).toBe(`${house.baseUrl}/sign/${token}/receipt`);
    await expectOneSignature(house, order.id);
  });

  it('a revoked certificate ends the attempt', async () => {
    const { token, consentId } = await ready();
    const { id, callback } = await startAttempt(browser, token, consentId);
    house.evidence.certificateStatus = () => Promise.reject(new EvidenceError('revoked', 'x'));
    await browser.request(callback);
    expect((await attemptOf(id)).failure).toMatchObject({ code: 'signing.bankid-revoked' });
  });

  it('a BankID blocked while it signs ends the attempt with its code, and the order waits for another BankID', async () => {
    const { order, token, consentId } = await ready();
    const first = await startAttempt(browser, token, consentId);
    house.signer.failNext = new RemoteSignerError('revoked', 'the key has been destroyed');
    await browser.request(first.callback);
    const attempt = await attemptOf(first.id);
    expect(attempt.failure).toMatchObject({ code: 'signing.bankid-revoked' });
    const party = await house.room.prisma.party.findFirstOrThrow({
      where: { attempts: { some: { id: first.id } } },
      include: { order: true },
    });
    expect([party.state, party.order.state]).toEqual(['opened', 'open']);
    const second = await startAttempt(browser, token, consentId);
    expect(locationOf(await browser.request(second.callback))).toBe(`${house.baseUrl}/sign/${token}/receipt`);
    await expectOneSignature(house, order.id);
  });
});
