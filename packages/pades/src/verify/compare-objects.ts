import type { PdfView } from '../pdf/document.js';
import type { XrefEntry } from '../pdf/xref.js';
import { isArray, PdfDict, PdfName, PdfRef, PdfStream, PdfString, type PdfObject } from '../pdf/objects.js';

/**
 * Whether two values are the same as written: references by number, not by what they lead to; streams by their
 * dictionaries (but for `/Length`) and raw bytes.
 */
export function sameObject(a: PdfObject | undefined, b: PdfObject | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a === null || b === null) return (a ?? null) === (b ?? null);
  if (a instanceof PdfName) return b instanceof PdfName && a.value === b.value;
  if (a instanceof PdfString) return b instanceof PdfString && Buffer.compare(a.bytes, b.bytes) === 0;
  if (a instanceof PdfRef) return b instanceof PdfRef && a.num === b.num && a.gen === b.gen;
  if (a instanceof PdfDict) return b instanceof PdfDict && changedKeys(a, b).length === 0;
  if (a instanceof PdfStream)
    return (
      b instanceof PdfStream &&
      changedKeys(a.dict, b.dict).every((key) => key === 'Length') &&
      a.length === b.length &&
      Buffer.compare(a.raw(), b.raw()) === 0
    );
  if (isArray(a)) return isArray(b) && a.length === b.length && a.every((item, i) => sameObject(item, b[i]));
  return false;
}

/** Keys whose values differ as written. */
export function changedKeys(a: PdfDict, b: PdfDict): string[] {
  const keys = new Set([...a.entries.keys(), ...b.entries.keys()]);
  return [...keys].filter((key) => !sameObject(a.get(key), b.get(key)));
}

/** Whether an array holds all that another held, in the same order. */
export function isSubsequence(before: PdfObject | undefined, after: PdfObject | undefined): boolean {
  const old = isArray(before) ? before : [];
  const now = isArray(after) ? after : [];
  let at = 0;
  for (const item of old) {
    while (at < now.length && !sameObject(item, now[at])) at++;
    if (at++ >= now.length) return false;
  }
  return true;
}

/** An object that is not what it was when the document was signed. */
export interface ChangedObject {
  readonly before: PdfObject;
  /** Null where the object is gone. */
  readonly after: PdfObject;
}

/** What is known of the revisions behind the signed one. */
export interface LaterRevisions {
  /** Numbers that their cross-references speak of, whether or not anything changed. */
  readonly declared: ReadonlySet<number>;
  /** Where an object of the current document really stands. */
  placeOf(num: number): XrefEntry | undefined;
}

/** What became of the objects that existed when the document was signed. */
export interface ObjectChanges {
  /** Objects that differ. */
  readonly changed: ReadonlyMap<number, ChangedObject>;
  /** Objects that the cross-reference now seeks where they are not: programs that do not search see something else. */
  readonly misplaced: ReadonlySet<number>;
}

/**
 * Compares the objects that existed in the signed view with the current one. Objects whose cross-reference entry is the
 * same are the same bytes, and are not read.
 */
export function compareObjects(
  signed: PdfView,
  current: PdfView,
  placeOf: LaterRevisions['placeOf'],
): ObjectChanges {
  const changed = new Map<number, ChangedObject>();
  const misplaced = new Set<number>();
  for (const num of signed.objectNumbers()) {
    if (sameEntry(signed, current, num)) continue;
    const before = signed.object(num);
    const after = current.object(num);
    if (!sameObject(before, after)) changed.set(num, { before, after });
    const entry = current.entry(num);
    const place = placeOf(num);
    if (entry?.kind !== 'offset' || before === null) continue;
    if (place?.kind !== 'offset' || Math.abs(place.offset - entry.offset) > NEAR_BYTES) misplaced.add(num);
  }
  return { changed, misplaced };
}

/** White space before an object, and offsets that are a little off, are borne by every reader. */
const NEAR_BYTES = 16;

function sameEntry(signed: PdfView, current: PdfView, num: number): boolean {
  const a = signed.entry(num);
  const b = current.entry(num);
  if (a?.kind === 'offset') return b?.kind === 'offset' && a.offset === b.offset;
  if (a?.kind !== 'compressed' || b?.kind !== 'compressed')
    return a?.kind === b?.kind && a?.kind !== 'compressed';
  return a.stream === b.stream && a.index === b.index && sameEntry(signed, current, a.stream);
}
