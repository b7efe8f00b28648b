import { describe, expect, it } from 'vitest';
import { furthestPage, newRecord, notePage, pagesLeft, shownPages } from '../src/viewer/reading-record.js';
import { nextZoom, zoomSteps } from '../src/viewer/zoom.js';

const manifest = 'a'.repeat(64);

describe('what has been read', () => {
  it('counts the pages left from the furthest one shown', () => {
    let record = newRecord(manifest);
    expect(pagesLeft(record, 5)).toBe(5);
    record = notePage(record, 1, 5, '2026-11-22T12:00:00Z');
    record = notePage(record, 3, 5, '2026-11-22T12:01:00Z');
    record = notePage(record, 2, 5, '2026-11-22T12:02:00Z');
    expect(furthestPage(record)).toBe(3);
    expect(pagesLeft(record, 5)).toBe(2);
    expect(record.reachedEnd).toBe('no');
  });

  it('reaches the end with the last page, and not before', () => {
    const record = notePage(newRecord(manifest), 1, 1, '2026-11-22T12:00:00Z');
    expect(record.reachedEnd).toBe('scrolled');
  });

  it('keeps the first time a page was shown', () => {
    let record = notePage(newRecord(manifest), 2, 3, '2026-11-22T12:00:00Z');
    record = notePage(record, 2, 3, '2026-11-22T13:00:00Z');
    expect(shownPages(record)).toEqual([{ pageNumber: 2, at: '2026-11-22T12:00:00Z' }]);
  });

  it('stays declared when the reader scrolls on after all', () => {
    const declared = { ...newRecord(manifest), reachedEnd: 'declared' as const };
    expect(notePage(declared, 3, 3, '2026-11-22T12:00:00Z').reachedEnd).toBe('declared');
  });

  it('lists pages in their order, ten after nine', () => {
    let record = newRecord(manifest);
    for (const page of [10, 9, 1]) record = notePage(record, page, 12, '2026-11-22T12:00:00Z');
    expect(shownPages(record).map(({ pageNumber }) => pageNumber)).toEqual([1, 9, 10]);
  });
});

describe('zoom', () => {
  it('goes to 400 percent and no further', () => {
    let percent = 100;
    for (let click = 0; click < 20; click += 1) percent = nextZoom(percent, 'in');
    expect(percent).toBe(400);
  });

  it('comes back the way it went', () => {
    for (const step of zoomSteps.slice(0, -1)) expect(nextZoom(nextZoom(step, 'in'), 'out')).toBe(step);
  });
});
