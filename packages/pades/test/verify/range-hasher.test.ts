import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOid } from '../../src/cms/algorithms.js';
import { fromBytes, type ByteSource } from '../../src/pdf/byte-source.js';
import type { SignedRange } from '../../src/verify/byte-range.js';
import { RangeHasher } from '../../src/verify/range-hasher.js';

const algorithms = { 'SHA-256': 'sha256', 'SHA-512': 'sha512' } as const;

const contents = new Uint8Array();

/** Ranges over a file of so many bytes, in any order. */
const rangesIn = (size: number) =>
  fc.array(
    fc
      .tuple(fc.nat(size), fc.nat(size), fc.nat(size))
      .map((cuts) => cuts.sort((a, b) => a - b))
      .map(([gapStart = 0, gapEnd = 0, end = 0]): SignedRange => ({ gapStart, gapEnd, end, contents })),
    { maxLength: 6 },
  );

describe('RangeHasher', () => {
  it('gives the digests of the ranges, in whatever order they come', () => {
    fc.assert(
      fc.property(
        fc
          .uint8Array({ minLength: 1, maxLength: 400 })
          .chain((bytes) => fc.tuple(fc.constant(bytes), rangesIn(bytes.length))),
        fc.constantFrom('SHA-256', 'SHA-512'),
        ([bytes, ranges], algorithm) => {
          const hasher = new RangeHasher(fromBytes(bytes));
          for (const range of ranges) {
            const expected = createHash(algorithms[algorithm])
              .update(bytes.subarray(0, range.gapStart))
              .update(bytes.subarray(range.gapEnd, range.end))
              .digest('hex');
            const digest = hasher.digest(range, digestOid(algorithm));
            expect(Buffer.from(digest).toString('hex')).toBe(expected);
          }
        },
      ),
    );
  });

  it('reads what several signatures cover once, and hands its state on', () => {
    const bytes = Buffer.alloc(10_000, 'file');
    let read = 0;
    const counted: ByteSource = {
      ...fromBytes(bytes),
      readInto(target, offset) {
        read += target.length;
        return fromBytes(bytes).readInto(target, offset);
      },
    };
    const hasher = new RangeHasher(counted);
    for (const gapStart of [5000, 6000, 7000])
      hasher.digest(
        { gapStart, gapEnd: gapStart + 100, end: gapStart + 200, contents },
        digestOid('SHA-256'),
      );
    expect(read).toBe(7000 + 3 * 100);
    const prefix = hasher.prefix('SHA-256');
    expect(prefix?.length).toBe(7000);
    const expected = createHash('sha256').update(bytes.subarray(0, 7000)).digest('hex');
    expect(Buffer.from(prefix?.fork().digest() ?? []).toString('hex')).toBe(expected);
    expect(hasher.prefix('SHA-512')).toBeUndefined();
  });
});
