import { describe, expect, it } from 'vitest';
import { formatBytes, formatDate, formatDateTime, formatHash, osloDatePlus } from '../src/lib/format.js';

describe('dates as people read them', () => {
  it('writes an instant by the clock in Oslo, summer and winter', () => {
    expect(formatDateTime('nb', '2026-11-22T13:05:00Z')).toBe('22. november 2026 kl.\u00a014.05');
    expect(formatDateTime('nn', '2026-07-01T22:30:00Z')).toBe('2. juli 2026 kl.\u00a000.30');
    expect(formatDateTime('en', '2026-11-22T13:05:00Z')).toBe('22 November 2026 at\u00a014:05');
  });

  it('writes a calendar date as it stands, whatever the time zone', () => {
    expect(formatDate('nb', '1990-05-17')).toBe('17. mai 1990');
    expect(formatDate('en', '1990-01-01')).toBe('1 January 1990');
  });

  it('counts days from the day it is in Oslo', () => {
    expect(osloDatePlus(new Date('2026-11-22T23:30:00Z'), 1)).toBe('2026-11-24');
    expect(osloDatePlus(new Date('2026-12-31T12:00:00Z'), 1)).toBe('2027-01-01');
  });
});

describe('numbers as people read them', () => {
  it('gives file sizes in a unit that fits', () => {
    expect(formatBytes('nb', 999)).toBe('999\u00a0B');
    expect(formatBytes('nb', 34_400)).toBe('34\u00a0kB');
    expect(formatBytes('nb', 1_234_567)).toBe('1,2\u00a0MB');
    expect(formatBytes('en', 35_000_000)).toBe('35\u00a0MB');
  });

  it('groups a hash for comparing by eye', () => {
    expect(formatHash('0123456789abcdef0123')).toBe('01234567 89abcdef 0123');
  });
});
