import { z } from 'zod';
import { readStored, session, writeStored } from '../lib/storage.js';

const record = z.object({
  manifestSha256: z.string(),
  /** When each page first came into view, by page number. */
  shown: z.record(z.string(), z.string()),
  reachedEnd: z.enum(['no', 'scrolled', 'declared']),
  understood: z.enum(['no', 'yes']),
  /** The consent recorded for this confirmation; gone when the box is unticked. */
  consentId: z.string().nullable(),
});

/** What one reader has seen of one document in this tab. Survives a reload, and the way to BankID and back. */
export type ReadingRecord = z.infer<typeof record>;

export function newRecord(manifestSha256: string): ReadingRecord {
  return { manifestSha256, shown: {}, reachedEnd: 'no', understood: 'no', consentId: null };
}

/** Notes that a page has been shown; the last one means that the end is reached. The first time stands. */
export function notePage(now: ReadingRecord, page: number, pageCount: number, at: string): ReadingRecord {
  if (now.shown[String(page)] !== undefined) return now;
  return {
    ...now,
    shown: { ...now.shown, [String(page)]: at },
    reachedEnd: page === pageCount && now.reachedEnd === 'no' ? 'scrolled' : now.reachedEnd,
  };
}

/** How many pages come after the furthest one shown. */
export function pagesLeft(now: ReadingRecord, pageCount: number): number {
  return pageCount - furthestPage(now);
}

/** The furthest page shown; 0 before any. */
export function furthestPage(now: ReadingRecord): number {
  return Math.max(0, ...Object.keys(now.shown).map(Number));
}

/** Pages shown, as the consent request lists them. */
export function shownPages(now: ReadingRecord): { pageNumber: number; at: string }[] {
  return Object.entries(now.shown)
    .map(([page, at]) => ({ pageNumber: Number(page), at }))
    .sort((a, b) => a.pageNumber - b.pageNumber);
}

const key = (link: string) => `segl_reading_${link}`;

/** The record kept for this link, if it is about the same pages; else a new one. */
export function loadRecord(link: string, manifestSha256: string): ReadingRecord {
  const stored = readStored(session, key(link));
  if (stored === null) return newRecord(manifestSha256);
  try {
    const parsed = record.safeParse(JSON.parse(stored));
    if (parsed.success && parsed.data.manifestSha256 === manifestSha256) return parsed.data;
  } catch {
    // Spoilt by hand: begin anew.
  }
  return newRecord(manifestSha256);
}

export function keepRecord(link: string, now: ReadingRecord): void {
  writeStored(session, key(link), JSON.stringify(now));
}
