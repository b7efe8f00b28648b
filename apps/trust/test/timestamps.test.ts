import { createHash } from 'node:crypto';
import {
  encodeTimestampRequest,
  parseTimestampResponse,
  requestTimestamp,
  type TimestampRequest,
} from '@segl/pades';
import type { TestContext } from '@segl/testkit';
import { timestampPolicyOid } from '@segl/certs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTrust } from './helpers.js';

let house: TestContext;
beforeAll(async () => {
  house = await startTrust();
});
afterAll(() => house.close());

const sha256Oid = '2.16.840.1.101.3.4.2.1';
const imprint = { digestOid: sha256Oid, hash: createHash('sha256').update('stamped').digest() };

async function ask(body: Uint8Array, type = 'application/timestamp-query') {
  const answer = await fetch(`${house.baseUrl}/trust/tsa`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: Buffer.from(body),
  });
  return new Uint8Array(await answer.arrayBuffer());
}
const askFor = async (changes: Partial<TimestampRequest>) =>
  parseTimestampResponse(
    await ask(encodeTimestampRequest({ messageImprint: imprint, certificates: 'wanted', ...changes })),
  );

describe('time-stamps (RFC 3161)', () => {
  it.each([
    ['SHA-256', 'sha256'],
    ['SHA-384', 'sha384'],
    ['SHA-512', 'sha512'],
  ] as const)('are given for %s imprints, with chain, by the clock', async (digestAlgorithm, name) => {
    const stamp = await requestTimestamp({
      servers: [{ url: `${house.baseUrl}/trust/tsa`, policy: timestampPolicyOid }],
      digest: createHash(name).update('stamped').digest(),
      digestAlgorithm,
    });
    expect(Math.abs(stamp.genTime.getTime() - house.clock.now().getTime())).toBeLessThan(2000);
    expect(stamp.policy).toBe(timestampPolicyOid);
    house.clock.advance(3600);
  });

  it('never repeat a serial number, and record each', async () => {
    const stamps = await Promise.all(
      Array.from({ length: 20 }, () =>
        requestTimestamp({
          servers: [{ url: `${house.baseUrl}/trust/tsa` }],
          digest: imprint.hash,
          digestAlgorithm: 'SHA-256',
        }),
      ),
    );
    const serials = stamps.map(({ serialNumber }) => serialNumber.toString(16).toUpperCase());
    expect(new Set(serials).size).toBe(20);
    const recorded = await house.context.database.prisma.timestampSerial.count({
      where: { serialNumber: { in: serials } },
    });
    expect(recorded).toBe(20);
  });

  it('leave the certificate out unless it is wanted', async () => {
    const [with_, without] = [await askFor({}), await askFor({ certificates: 'unwanted' })];
    if (with_.status !== 'granted' || without.status !== 'granted') throw new Error('refused');
    expect(without.token.length).toBeLessThan(with_.token.length - 500);
  });

  it.each([
    [
      'an imprint of SHA-1',
      { messageImprint: { digestOid: '1.3.14.3.2.26', hash: new Uint8Array(20) } },
      'badAlg',
    ],
    [
      'an imprint of the wrong length',
      { messageImprint: { digestOid: sha256Oid, hash: new Uint8Array(20) } },
      'badDataFormat',
    ],
    ['another policy', { policy: '1.2.3.4' }, 'unacceptedPolicy'],
  ] as const)('refuse %s', async (_what, changes, failure) => {
    expect(await askFor(changes)).toMatchObject({ status: 'rejected', failure });
  });

  it('refuse what is no request, in the protocol’s own words', async () => {
    for (const body of [new Uint8Array(), new Uint8Array([1, 2]), new Uint8Array([0x30, 0x00])]) {
      expect(parseTimestampResponse(await ask(body))).toMatchObject({
        status: 'rejected',
        failure: 'badDataFormat',
      });
    }
    // Version 2 does not exist.
    const request = encodeTimestampRequest({ messageImprint: imprint, certificates: 'wanted' });
    expect(parseTimestampResponse(await ask(request.with(4, 2)))).toMatchObject({ failure: 'badRequest' });
  });

  it('are limited in number from one address', async () => {
    const strict = await startTrust({ env: { TRUST_REQUESTS_PER_MINUTE: '2' } });
    try {
      const statuses: number[] = [];
      for (let i = 0; i < 3; i += 1) {
        const answer = await fetch(`${strict.baseUrl}/trust/tsa`, { method: 'POST' });
        statuses.push(answer.status);
      }
      expect(statuses).toEqual([200, 200, 429]);
    } finally {
      await strict.close();
    }
  });
});
