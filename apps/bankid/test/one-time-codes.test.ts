import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codeAt,
  codeOfEvent,
  codePeriodSeconds,
  matchCode,
  resynchronise,
  timeStepAt,
} from '../src/proof/one-time-codes.js';

// The secret and the values of RFC 4226, Appendix D.
const secret = Buffer.from('12345678901234567890', 'latin1');
const at = new Date('2026-11-22T12:00:10Z');
const later = (steps: number): Date => new Date(at.getTime() + steps * codePeriodSeconds * 1000);

describe('codes of an event-based unit', () => {
  it('are those of RFC 4226', async () => {
    const codes = await Promise.all([0, 1, 2, 9].map((counter) => codeOfEvent(secret, counter)));
    expect(codes).toEqual(['755224', '287082', '359152', '520489']);
  });

  it('are found a few presses ahead, and never again', async () => {
    const unit = { kind: 'event', secret, last: 4, drift: 0 } as const;
    for (const counter of [5, 9, 15])
      expect(await matchCode(unit, await codeOfEvent(secret, counter), at)).toBe(counter);
    for (const counter of [0, 4, 16])
      expect(await matchCode(unit, await codeOfEvent(secret, counter), at)).toBeUndefined();
  });

  it('are found again by two in a row, wherever within the look-ahead', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 5, max: 400 }), async (counter) => {
        const codes = [await codeOfEvent(secret, counter), await codeOfEvent(secret, counter + 1)] as const;
        const unit = { kind: 'event', secret, last: 4, drift: 0 } as const;
        expect(await resynchronise(unit, codes, at)).toEqual({ last: counter + 1, drift: 0 });
      }),
      { numRuns: 10 },
    );
  });

  it('are not taken by two that are no neighbours, or that were used', async () => {
    const unit = { kind: 'event', secret, last: 50, drift: 0 } as const;
    const code = (counter: number): Promise<string> => codeOfEvent(secret, counter);
    expect(await resynchronise(unit, [await code(60), await code(62)], at)).toBeUndefined();
    expect(await resynchronise(unit, [await code(49), await code(50)], at)).toBeUndefined();
  });
});

describe('codes of a unit whose clock runs wrong', () => {
  const unit = { kind: 'time', secret, last: -1, drift: 0 } as const;

  it('are found once the drift is known', async () => {
    const wrongClock = later(7);
    expect(await matchCode(unit, await codeAt(secret, wrongClock), at)).toBeUndefined();
    const codes = [await codeAt(secret, wrongClock), await codeAt(secret, later(8))] as const;
    const found = await resynchronise(unit, codes, later(1));
    expect(found).toEqual({ last: timeStepAt(later(8)), drift: 7 });
    // A minute on, the unit still runs seven steps ahead.
    const next = { ...unit, ...found };
    expect(await matchCode(next, await codeAt(secret, later(10)), later(3))).toBe(timeStepAt(later(10)));
    expect(await matchCode(next, await codeAt(secret, later(8)), later(1))).toBeUndefined();
  });

  it('are not looked for beyond half an hour', async () => {
    const codes = [await codeAt(secret, later(70)), await codeAt(secret, later(71))] as const;
    expect(await resynchronise(unit, codes, at)).toBeUndefined();
  });
});
