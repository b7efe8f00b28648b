import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codeAt,
  codeOfEvent,
  codePeriodSeconds,
  findNearBy,
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
    const codes = [0, 1, 2, 9].map((counter) => codeOfEvent(secret, counter));
    expect(codes).toEqual(['755224', '287082', '359152', '520489']);
  });

  it('are found a few presses ahead, and never again', async () => {
    const unit = { kind: 'event', secret, last: 4, drift: 0 } as const;
    for (const counter of [5, 9, 15]) expect(matchCode(unit, codeOfEvent(secret, counter), at)).toBe(counter);
    for (const counter of [0, 4, 16])
      expect(matchCode(unit, codeOfEvent(secret, counter), at)).toBeUndefined();
  });

  it('are found again by two in a row, wherever within the look-ahead', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 5, max: 400 }), async (counter) => {
        const codes = [codeOfEvent(secret, counter), codeOfEvent(secret, counter + 1)] as const;
        const unit = { kind: 'event', secret, last: 4, drift: 0 } as const;
        expect(resynchronise(unit, codes, at)).toEqual({ last: counter + 1, drift: 0 });
      }),
      { numRuns: 10 },
    );
  });

  it('are not taken by two that are no neighbours, or that were used', async () => {
    const unit = { kind: 'event', secret, last: 50, drift: 0 } as const;
    const code = (counter: number): string => codeOfEvent(secret, counter);
    expect(resynchronise(unit, [code(60), code(62)], at)).toBeUndefined();
    expect(resynchronise(unit, [code(49), code(50)], at)).toBeUndefined();
  });
});

describe('codes of a unit whose clock runs wrong', () => {
  const unit = { kind: 'time', secret, last: -1, drift: 0 } as const;

  it('are found once the drift is known', async () => {
    const wrongClock = later(7);
    expect(matchCode(unit, codeAt(secret, wrongClock), at)).toBeUndefined();
    const codes = [codeAt(secret, wrongClock), codeAt(secret, later(8))] as const;
    const found = resynchronise(unit, codes, later(1));
    expect(found).toEqual({ last: timeStepAt(later(8)), drift: 7 });
    // A minute on, the unit still runs seven steps ahead.
    const next = { ...unit, ...found };
    expect(matchCode(next, codeAt(secret, later(10)), later(3))).toBe(timeStepAt(later(10)));
    expect(matchCode(next, codeAt(secret, later(8)), later(1))).toBeUndefined();
  });

  it('are not looked for beyond half an hour', async () => {
    const codes = [codeAt(secret, later(70)), codeAt(secret, later(71))] as const;
    expect(resynchronise(unit, codes, at)).toBeUndefined();
  });
});

describe('units that have run away a little', () => {
  const event = { kind: 'event', secret, last: 4, drift: 0 } as const;
  const time = { kind: 'time', secret, last: -1, drift: 0 } as const;
  const typed = (code: string, steps = 0) => ({ code, at: later(steps) });

  it('are found by two presses in a row, a hundred ahead at most', () => {
    const pair = (counter: number) =>
      [typed(codeOfEvent(secret, counter)), typed(codeOfEvent(secret, counter + 1))] as const;
    for (const counter of [5, 16, 104])
      expect(findNearBy(event, ...pair(counter))).toEqual({ last: counter + 1, drift: 0 });
    for (const counter of [4, 105, 200]) expect(findNearBy(event, ...pair(counter))).toBeUndefined();
    const [first, second] = pair(40);
    expect(findNearBy(event, second, first)).toBeUndefined();
    expect(findNearBy(event, first, typed(codeOfEvent(secret, 42)))).toBeUndefined();
  });

  it.each([-20, -7, 2, 20])('are found by two codes that are off by %i steps, ten minutes at most', (off) => {
    const shownAt = (steps: number) => typed(codeAt(secret, later(steps + off)), steps);
    const now = timeStepAt(later(2));
    expect(findNearBy(time, shownAt(0), shownAt(2))).toEqual({ last: now + off, drift: off });
    // The clock turned between what was read and what was typed.
    expect(findNearBy(time, shownAt(0), { ...shownAt(3), at: later(2) })).toEqual({
      last: now + off + 1,
      drift: off + 1,
    });
  });

  it('are not found by codes beyond, of different times, used up, or the same one twice', () => {
    const shownAt = (steps: number, off: number) => typed(codeAt(secret, later(steps + off)), steps);
    expect(findNearBy(time, shownAt(0, 21), shownAt(1, 21))).toBeUndefined();
    expect(findNearBy(time, shownAt(0, 7), shownAt(1, 11))).toBeUndefined();
    const used = { ...time, last: timeStepAt(later(7)) };
    expect(findNearBy(used, shownAt(0, 7), shownAt(1, 7))).toBeUndefined();
    const code = codeAt(secret, later(7));
    expect(findNearBy(time, typed(code, 0), typed(code, 0))).toBeUndefined();
  });
});
