import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysAhead, endOfDayInOslo, isDeadlineAllowed, osloDate } from '../src/deadline.js';

describe('a deadline', () => {
  it.each([
    ['2026-11-22', '2026-11-22T22:59:59.999Z'], // winter time
    ['2026-07-01', '2026-07-01T21:59:59.999Z'], // summer time
    ['2026-03-29', '2026-03-29T21:59:59.999Z'], // the day clocks go forward
    ['2026-10-25', '2026-10-25T22:59:59.999Z'], // the day clocks go back
    ['2026-12-31', '2026-12-31T22:59:59.999Z'],
  ])('on %s ends at %s', (date, end) => {
    expect(endOfDayInOslo(date).toISOString()).toBe(end);
  });

  it('ends in the last millisecond that still bears its date in Oslo', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (days) => {
        const date = addDays('2000-01-01', days);
        const end = endOfDayInOslo(date);
        expect(osloDate(end)).toBe(date);
        expect(osloDate(new Date(end.getTime() + 1))).toBe(addDays(date, 1));
      }),
    );
  });

  it('lies 1 to 90 days ahead, counted in Oslo', () => {
    const justAfterMidnightInOslo = new Date('2026-11-21T23:30:00Z'); // 22 November, 00.30 in Oslo
    expect(daysAhead('2026-11-22', justAfterMidnightInOslo)).toBe(0);
    expect(isDeadlineAllowed('2026-11-22', justAfterMidnightInOslo)).toBe(false);
    expect(isDeadlineAllowed('2026-11-23', justAfterMidnightInOslo)).toBe(true);
    expect(isDeadlineAllowed(addDays('2026-11-22', 90), justAfterMidnightInOslo)).toBe(true);
    expect(isDeadlineAllowed(addDays('2026-11-22', 91), justAfterMidnightInOslo)).toBe(false);
    expect(isDeadlineAllowed('2026-11-01', justAfterMidnightInOslo)).toBe(false);
  });

  it.each(['2026-02-30', '2026-13-01', 'tomorrow', '2026-1-1'])('%s is no date', (date) => {
    expect(() => endOfDayInOslo(date)).toThrow(RangeError);
  });
});
