import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { signing } from '@segl/contracts';
import type { CrashPoint } from '../src/crash-points.js';
import { cancelOrder } from '../src/orders/cancel-order.js';
import { changeOrder } from '../src/orders/change-order.js';
import { expireOrders } from '../src/orders/expire-orders.js';
import { resumePreparations } from '../src/orders/resume-preparations.js';
import { EvidenceError } from '../src/signing/evidence-source.js';
import { driveAttempt } from '../src/signing/drive-attempt.js';
import { releaseLease, spendLease, takeLease, tryToTakeLease } from '../src/signing/document-lease.js';
import { RemoteSignerError } from '../src/signing/remote-signer.js';
import { resumeUnfinished } from '../src/signing/resume-jobs.js';
import { kari, ola } from './support/fake-bank.js';
import { codeOf, type Browser } from './support/browser.js';
import {
  confirm,
  locationOf,
  openHouse,
  startAttempt,
  until,
  type House,
  type OpenOrder,
} from './support/house.js';

// Whole signings, on whatever machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let house: House;
const evidence = () => ({
  timestamp: house.pki.timestamp,
  certificateStatus: () => Promise.resolve(new Uint8Array([0x30, 0x00])),
});

let browser: Browser;
let sender: Browser;

beforeAll(async () => {
  house = await openHouse();
  sender = await house.loggedIn(ola);
  browser = await house.loggedIn(kari);
});
afterEach(() => {
  house.crash.at = undefined;
  house.signer.beforeSigning = () => Promise.resolve();
  Object.assign(house.evidence, evidence());
});
afterAll(() => house.close());

/** An open order whose signer has confirmed and goes to the bank next. */
async function ready(): Promise<OpenOrder & { consentId: string }> {
  const open = await house.openOrder({}, sender);
  house.bank.person = kari;
  return { ...open, consentId: (await confirm(browser, open.token)).id };
}

/** What must be true whatever happened: one signature, or none, and all records agree. */
async function expectOneSignature(orderId: string): Promise<void> {
  const order = await house.room.prisma.signOrder.findUniqueOrThrow({
    where: { id: orderId },
    include: { parties: { include: { attempts: true } }, documents: { include: { revisions: true } } },
  });
  const [party] = order.parties;
  const [document] = order.documents;
  const committed = party?.attempts.filter(({ state }) => state === 'committed') ?? [];
  const signatures = document?.revisions.filter(({ kind }) => kind === 'signature') ?? [];
  expect(order.state).toBe('completed');
  expect(party?.state).toBe('signed');
  expect(committed).toHaveLength(1);
  expect(signatures.map(({ attemptId }) => attemptId)).toEqual([committed[0]?.id]);
  expect(document?.currentRevision).toBe(2);
  const entries = await house.room.prisma.auditEntry.findMany({ where: { orderId, event: 'party-signed' } });
  expect(entries).toHaveLength(1);
}

const attemptOf = (id: string) => house.room.prisma.signingAttempt.findUniqueOrThrow({ where: { id } });

describe('two of the same at once', () => {
  it('two tabs, both proven: one signature, the other learns that it is signed', async () => {
    const { order, token, consentId } = await ready();
    const uses = house.signer.keyUses;
    const first = await startAttempt(browser, token, consentId);
    const second = await startAttempt(browser, token, consentId);
    const answers = await Promise.all([browser.request(first.callback), browser.request(second.callback)]);
    for (const answer of answers) {
      expect(locationOf(answer)).toBe(`${house.baseUrl}/sign/${token}/receipt`);
    }
    await expectOneSignature(order.id);
    expect(house.signer.keyUses).toBe(uses + 1);
    const states = [(await attemptOf(first.id)).state, (await attemptOf(second.id)).state].sort();
    expect(states).toEqual(['committed', 'failed']);
  });

  it('the bank’s answer twice at the same moment: the code is exchanged once, both see the receipt', async () => {
    const { order, token, consentId } = await ready();
    const exchanges = house.bank.exchanges;
    const { callback } = await startAttempt(browser, token, consentId);
    const answers = await Promise.all([1, 2, 3].map(() => browser.request(callback)));
    for (const answer of answers) {
      expect(locationOf(answer)).toBe(`${house.baseUrl}/sign/${token}/receipt`);
    }
    await expectOneSignature(order.id);
    expect(house.bank.exchanges).toBe(exchanges + 1);
    // Back button and reload, later:
    expect(locationOf(await browser.request(callback))).toBe(`${house.baseUrl}/sign/${token}/receipt`);
  });

  it('two runs of one attempt in two processes: one signature', async () => {
    const { order, token, consentId } = await ready();
    house.crash.at = 'after-proof-accepted';
    const { id, callback } = await startAttempt(browser, token, consentId);
    expect((await browser.request(callback)).status).toBe(500);
    const outcomes = await Promise.all([driveAttempt(house.room, id), driveAttempt({ ...house.room }, id)]);
    expect(outcomes.map(({ state }) => state)).toEqual(['committed', 'committed']);
    await expectOneSignature(order.id);
  });
});

describe('the sender cancels while the signer signs', () => {
  it('before the key is used: nothing is signed', async () => {
    const { order, token, consentId } = await ready();
    const uses = house.signer.keyUses;
    const { id, callback } = await startAttempt(browser, token, consentId);
    expect((await sender.post(`/signing/api/orders/${order.id}/cancel`)).status).toBe(200);
    await browser.request(callback);
    expect((await attemptOf(id)).failure).toMatchObject({ code: 'signing.order-cancelled' });
    expect(house.signer.keyUses).toBe(uses);
    expect(await codeOf(browser.request(`/signing/api/invitations/${token}/document`))).toBe(
      '410 signing.order-cancelled',
    );
  });

  it('between key and commit: the cancel was first, the signature is never released', async () => {
    const { order, token, consentId } = await ready();
    house.signer.beforeSigning = () => cancelOrder(house.room, order.id);
    const { id, callback } = await startAttempt(browser, token, consentId);
    await browser.request(callback);
    expect(await attemptOf(id)).toMatchObject({
      state: 'failed',
      failure: { code: 'signing.order-cancelled' },
    });
    const revisions = await house.room.prisma.documentRevision.findMany({
      where: { documentId: order.documents[0]?.id ?? '', kind: 'signature' },
    });
    expect(revisions).toEqual([]);
  });

  it('at the same moment, many times: exactly one of them happens', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { order, token, consentId } = await ready();
      const { id, callback } = await startAttempt(browser, token, consentId);
      const [, cancelled] = await Promise.all([
        browser.request(callback),
        sender.post(`/signing/api/orders/${order.id}/cancel`),
      ]);
      const state = (await house.room.prisma.signOrder.findUniqueOrThrow({ where: { id: order.id } })).state;
      const attempt = await attemptOf(id);
      expect([state, attempt.state, cancelled.status]).toEqual(
        state === 'completed' ? ['completed', 'committed', 409] : ['cancelled', 'failed', 200],
      );
    }
  });

  it('two cancels at once: one is refused', async () => {
    const { order } = await ready();
    const path = `/signing/api/orders/${order.id}/cancel`;
    const answers = await Promise.all([sender.post(path), sender.post(path)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

describe('a deadline that passes', () => {
  it('between intent and commit counts by the time of signing, unless the order has been ended', async () => {
    const { order, token, consentId } = await ready();
    const { id, callback } = await startAttempt(browser, token, consentId);
    await house.room.prisma.signOrder.update({
      where: { id: order.id },
      data: { deadlineAt: new Date(house.clock.now().getTime() + 30_000) },
    });
    house.signer.beforeSigning = () => {
      house.clock.advance(60);
      return expireOrders(house.room);
    };
    await browser.request(callback);
    expect(await attemptOf(id)).toMatchObject({
      state: 'failed',
      failure: { code: 'signing.order-expired' },
    });
  });

  it('before reading is told with its own code, also before the job has run', async () => {
    const { order, token } = await ready();
    await house.room.prisma.signOrder.update({
      where: { id: order.id },
      data: { deadlineAt: new Date(house.clock.now().getTime() - 1000) },
    });
    const list = await sender.get(signing.orderList, '/signing/api/orders');
    expect(list.orders.find(({ id }) => id === order.id)?.state).toBe('expired');
    expect(await codeOf(browser.request(`/signing/api/invitations/${token}/document`))).toBe(
      '410 signing.order-expired',
    );
    const stored = await house.room.prisma.signOrder.findUniqueOrThrow({ where: { id: order.id } });
    expect(stored.state).toBe('expired');
  });

  it('expiring and cancelling at once: one of them, and one audit entry for it', async () => {
    const { order } = await ready();
    await house.room.prisma.signOrder.update({
      where: { id: order.id },
      data: { deadlineAt: new Date(house.clock.now().getTime() - 1000) },
    });
    await Promise.allSettled([
      cancelOrder(house.room, order.id),
      expireOrders(house.room),
      expireOrders(house.room),
    ]);
    const entries = await house.room.prisma.auditEntry.findMany({
      where: { orderId: order.id, event: { in: ['cancel', 'expire'] } },
    });
    expect(entries).toHaveLength(1);
  });
});

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
    await expectOneSignature(order.id);
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
      await expectOneSignature(order.id);
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
    await expectOneSignature(order.id);
  });

  it('for so long that the activation has run out before the key was used: a new proof is asked for', async () => {
    const { order, token, consentId } = await ready();
    const { id, callback } = await startAttempt(browser, token, consentId);
    house.crash.at = 'after-intent-stored';
    await browser.request(callback);
    house.clock.advance(301);
    expect((await driveAttempt(house.room, id)).failure).toMatchObject({ code: 'signing.proof-too-old' });
    await browser.request((await startAttempt(browser, token, consentId)).callback);
    await expectOneSignature(order.id);
  });

  it('for that long after the key was used: the stored signature is used', async () => {
    const { order, token, consentId } = await ready();
    const { id, callback } = await startAttempt(browser, token, consentId);
    house.crash.at = 'after-vault-signed';
    await browser.request(callback);
    house.clock.advance(301);
    expect((await driveAttempt(house.room, id)).state).toBe('committed');
    await expectOneSignature(order.id);
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
    const { order } = await house.openOrder({}, sender);
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
    const { order } = await house.openOrder({}, sender);
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
    ['the vault', () => (house.signer.failNext = new RemoteSignerError('unavailable', 'x'))],
  ])('%s: nothing is lost, and the signer goes on with the same proof', async (_name, takeAway) => {
    const { order, token, consentId } = await ready();
    const uses = house.signer.keyUses;
    const { id, callback } = await startAttempt(browser, token, consentId);
    takeAway();
    expect(locationOf(await browser.request(callback))).toBe(`${house.baseUrl}/sign/${token}?attempt=${id}`);
    const documents = await browser.get(signing.documentList, '/signing/api/documents?query=');
    expect(documents.documents.some(({ orderId }) => orderId === order.id)).toBe(false);
    Object.assign(house.evidence, evidence());
    const attempt = await browser.send(
      signing.signingAttempt,
      `/signing/api/invitations/${token}/signing-attempts/${id}/resume`,
    );
    expect(attempt.state).toBe('committed');
    await expectOneSignature(order.id);
    expect(house.signer.keyUses).toBe(uses + 1);
  });

  it('a revoked certificate ends the attempt', async () => {
    const { token, consentId } = await ready();
    const { id, callback } = await startAttempt(browser, token, consentId);
    house.evidence.certificateStatus = () => Promise.reject(new EvidenceError('revoked', 'x'));
    await browser.request(callback);
    expect((await attemptOf(id)).failure).toMatchObject({ code: 'signing.key-refused' });
  });
});

describe('the lease on a document', () => {
  it('is one attempt’s at a time, and a higher fence shuts an earlier run out', async () => {
    const { order } = await ready();
    const documentId = order.documents[0]?.id ?? '';
    const mine = { documentId, attemptId: '00000000-0000-4000-8000-000000000001' };
    const theirs = { documentId, attemptId: '00000000-0000-4000-8000-000000000002' };
    const first = await takeLease(house.room, mine);
    expect(await tryToTakeLease(house.room, theirs)).toBeUndefined();
    expect(await tryToTakeLease(house.room, mine)).toBeUndefined();
    house.clock.advance(10); // after a crash
    const taken = await takeLease(house.room, mine);
    expect(taken.fence).toBe(first.fence + 1);
    await expect(house.room.prisma.$transaction((tx) => spendLease(tx, first))).rejects.toThrow('taken over');
    await releaseLease(house.room, first); // not its own any more: nothing happens
    expect(await tryToTakeLease(house.room, theirs)).toBeUndefined();
    house.clock.advance(121);
    expect((await tryToTakeLease(house.room, theirs))?.fence).toBe(taken.fence + 1);
  });

  it('is given to one of many who ask at once', async () => {
    const { order } = await ready();
    const documentId = order.documents[0]?.id ?? '';
    const asked = await Promise.all(
      [1, 2, 3, 4, 5].map((n) =>
        tryToTakeLease(house.room, { documentId, attemptId: `00000000-0000-4000-8000-00000000000${n}` }),
      ),
    );
    expect(asked.filter((lease) => lease !== undefined)).toHaveLength(1);
  });
});

describe('an order’s events at once', () => {
  it('opened twice: both are fine, the audit chain has no gap', async () => {
    const { order } = await house.openOrder({}, sender);
    const event = {
      type: 'party-opened',
      partyId: order.parties[0]?.id ?? '',
      at: house.clock.now(),
    } as const;
    await Promise.all([1, 2, 3].map(() => changeOrder(house.room, { orderId: order.id, event })));
    const entries = await house.room.prisma.auditEntry.findMany({
      where: { orderId: order.id },
      orderBy: { sequence: 'asc' },
    });
    expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index));
  });
});
