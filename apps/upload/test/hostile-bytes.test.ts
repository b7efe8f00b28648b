import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RenderMethods } from '../src/rendering/drawn-page.js';
import type { CheckMethods } from '../src/workers/check-methods.js';
import { UploadError } from '../src/errors.js';
import { WorkerPool } from '../src/workers/worker-pool.js';
import { pdfWith } from './support/make-pdf.js';

let checks: WorkerPool<CheckMethods>;
let renderers: WorkerPool<RenderMethods>;
beforeAll(() => {
  checks = new WorkerPool({ module: './check-worker', size: 1, maxHeapMegabytes: 256 });
  renderers = new WorkerPool({ module: './render-worker', size: 1, maxHeapMegabytes: 256 });
});
afterAll(async () => {
  await checks.close();
  await renderers.close();
});

/** Noise after a header, and sound files with a piece of noise in them. */
const hostile = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }).map((noise) => new Uint8Array([...Buffer.from('%PDF-1.7\n'), ...noise])),
  fc.tuple(fc.nat({ max: 600 }), fc.uint8Array({ minLength: 1, maxLength: 40 })).map(([position, noise]) => {
    const damaged = pdfWith('');
    const at = Math.min(position, damaged.length - 1);
    damaged.set(noise.subarray(0, damaged.length - at), at);
    return damaged;
  }),
);
const timeoutSeconds = 60;

describe('bytes that want to do harm', () => {
  test('are inspected to an answer: acceptable, or refused with a code', async () => {
    const limits = { maxPages: 100, maxPagePoints: 14_400 };
    await fc.assert(
      fc.asyncProperty(hostile, async (bytes) => {
        const { refusal, pageCount } = await checks.run(
          'inspectPdf',
          { bytes, limits, password: undefined },
          { timeoutSeconds },
        );
        if (refusal === undefined) expect(pageCount).toBeGreaterThan(0);
        else expect(refusal.code).toMatch(/^upload\./);
      }),
      { numRuns: 150 },
    );
  });

  test('are verified to an answer', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (bytes) => {
        const answer = checks.run(
          'verify',
          { bytes, trustAnchors: [], password: undefined },
          { timeoutSeconds },
        );
        const outcome = await answer.then(
          ({ report }) => report.ok,
          (error: unknown) => error,
        );
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(UploadError);
        else expect(outcome).not.toBe(true); // nothing here is signed
      }),
      { numRuns: 100 },
    );
  });

  test('are drawn, or refused, and the thread lives on', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (bytes) => {
        const lease = await renderers.lease();
        try {
          const opened = await lease.call(
            'open',
            { bytes, passwords: [], maxMemoryMegabytes: 256 },
            { timeoutSeconds },
          );
          if (opened.pageCount > 0) {
            const page = await lease.call('drawPage', { pageIndex: 0, maxPixels: 1e6 }, { timeoutSeconds });
            expect(page.images).toHaveLength(2);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(UploadError);
        } finally {
          lease.release();
        }
      }),
      { numRuns: 60 },
    );
  });
});
