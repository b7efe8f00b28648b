import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WorkerPool } from '../../src/workers/worker-pool.js';
import type { NaughtyMethods } from '../support/naughty-worker.js';

vi.setConfig({ testTimeout: 120_000 });

let pool: WorkerPool<NaughtyMethods>;
beforeEach(() => {
  pool = new WorkerPool({ module: './../../test/support/naughty-worker', size: 1, maxHeapMegabytes: 64 });
});
afterEach(async () => pool.close());

const patient = { timeoutSeconds: 60 };

describe('a thread that misbehaves is replaced', () => {
  test.each([
    ['endless work', 'spin', { timeoutSeconds: 0.3 }, 'worker.timed-out'],
    ['memory without end', 'fill', patient, 'worker.crashed'],
    ['a thread that ends itself', 'exit', patient, 'worker.crashed'],
    ['an unforeseen fault', 'fail', patient, 'worker.crashed'],
  ] as const)('%s', async (_what, method, options, code) => {
    await expect(pool.run(method, undefined, options)).rejects.toMatchObject({ name: 'WorkerError', code });
    expect(await pool.run('echo', 'still here', patient)).toBe('still here');
  });

  test('a refusal keeps its code and facts, and the thread', async () => {
    const lease = await pool.lease();
    await expect(lease.call('refuse', undefined, patient)).rejects.toMatchObject({
      name: 'UploadError',
      code: 'upload.malformed',
      facts: { page: 3 },
    });
    expect(await lease.call('echo', 'same thread', patient)).toBe('same thread');
    lease.release();
  });
});

describe('threads are shared', () => {
  test('the urgent come first, others in their order', async () => {
    const first = await pool.lease();
    const order: string[] = [];
    const use = async (name: string, urgent: boolean): Promise<void> => {
      const lease = await pool.lease({ urgent });
      order.push(name);
      lease.release();
    };
    const all = [use('a', false), use('b', false), use('c', true)];
    expect(pool.waiting).toBe(3);
    first.release();
    await Promise.all(all);
    expect(order).toEqual(['c', 'a', 'b']);
  });

  test('closing ends what runs and what waits', async () => {
    const running = pool.run('spin', undefined, patient);
    const waiting = pool.run('echo', 'x', patient);
    const outcomes = Promise.allSettled([running, waiting]);
    await pool.close();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'worker.closed' } });
    }
    await expect(pool.lease()).rejects.toMatchObject({ code: 'worker.closed' });
  });
});

test('a thread sees nothing of the environment, where secrets may be', async () => {
  expect(process.env['PATH']).toBeDefined();
  expect(await pool.run('environment', undefined, patient)).toEqual([]);
});
