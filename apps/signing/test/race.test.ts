import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { signing } from '@segl/contracts';
import type { DatabaseHandle } from '@segl/database';
import { openTestDatabase, openTestPostgres } from '@segl/testkit';
import { cancelOrder } from '../src/orders/cancel-order.js';
import { changeOrder } from '../src/orders/change-order.js';
import { expireOrders } from '../src/orders/expire-orders.js';
import { driveAttempt } from '../src/signing/drive-attempt.js';
import { releaseLease, spendLease, takeLease, tryToTakeLease } from '../src/signing/document-lease.js';
import { codeOf, type Browser } from './support/browser.js';
import { locationOf, openHouse, startAttempt, type House } from './support/house.js';
import { expectOneSignature, logInBoth, readyToSign, type People } from './support/ready.js';

// Whole signings, on whatever machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const postgres = await openTestPostgres();
if ('reason' in postgres) console.warn(`races on PostgreSQL are not tested: ${postgres.reason}`);
afterAll(async () => {
  if ('stop' in postgres) await postgres.stop();
});
const databases: [string, () => Promise<DatabaseHandle>][] = [['PGlite', openTestDatabase]];
if (!('reason' in postgres)) databases.push(['PostgreSQL', () => postgres.openDatabase()]);

describe.each(databases)('on %s', (_name, openDatabase) => {
  let house: House;
  let people: People;
  let browser: Browser;
  let sender: Browser;
  const ready = () => readyToSign(house, people);
  const attemptOf = (id: string) => house.room.prisma.signingAttempt.findUniqueOrThrow({ where: { id } });

  beforeAll(async () => {
    house = await openHouse({ database: await openDatabase() });
    people = await logInBoth(house);
    browser = people.signer;
    sender = people.sender;
  });
  afterEach(() => {
    house.crash.at = undefined;
    house.signer.beforeSigning = () => Promise.resolve();
  });
  afterAll(() => house.close());

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
      await expectOneSignature(house, order.id);
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
      await expectOneSignature(house, order.id);
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
      await expectOneSignature(house, order.id);
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
        const state = (await house.room.prisma.signOrder.findUniqueOrThrow({ where: { id: order.id } }))
          .state;
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
      await expect(house.room.prisma.$transaction((tx) => spendLease(tx, first))).rejects.toThrow(
        'taken over',
      );
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
});
