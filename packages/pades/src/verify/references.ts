import { PadesError } from '../errors.js';
import type { PdfView } from '../pdf/document.js';
import { limits } from '../pdf/limits.js';
import { isArray, PdfDict, PdfRef, PdfStream, type PdfObject } from '../pdf/objects.js';

/** A place that refers to an object. */
export interface Referrer {
  /** Number of the object that holds the reference; 0 for the trailer. */
  readonly from: number;
  /** Dictionary keys from there to the reference; array positions are left out. */
  readonly path: readonly string[];
}

/**
 * Every place reachable from the trailer that refers to one of these objects. Arrays that
 * are objects of their own are looked through, so that an entry of an indirect `/Annots` counts as one of the page.
 */
export function findReferrers(view: PdfView, targets: ReadonlySet<number>): Map<number, Referrer[]> {
  const found = new Map<number, Referrer[]>();
  const seen = new Set<number>();
  const waiting: number[] = [];
  let visited = 0;

  const visit = (from: number, value: PdfObject, path: readonly string[], throughArrays: number): void => {
    if (++visited > limits.visitedObjects * 10)
      throw new PadesError('pdf.limit-exceeded', 'Too many objects to compare');
    if (value instanceof PdfRef) {
      if (targets.has(value.num)) {
        const list = found.get(value.num) ?? [];
        if (list.length < 1000) list.push({ from, path });
        found.set(value.num, list);
      }
      const target = view.object(value.num);
      if (isArray(target) && throughArrays < 4) {
        for (const item of target) visit(from, item, path, throughArrays + 1);
        seen.add(value.num);
      } else if (!seen.has(value.num)) {
        seen.add(value.num);
        waiting.push(value.num);
      }
    } else if (isArray(value)) for (const item of value) visit(from, item, path, throughArrays);
    else if (value instanceof PdfDict) visitDict(from, value, path);
    else if (value instanceof PdfStream) visitDict(from, value.dict, path);
  };
  const visitDict = (from: number, dict: PdfDict, path: readonly string[]): void => {
    for (const [key, value] of dict.entries) visit(from, value, [...path, key], 0);
  };

  visitDict(0, view.trailer, []);
  for (let num = waiting.pop(); num !== undefined; num = waiting.pop()) visit(num, view.object(num), [], 0);
  return found;
}

/** Keys that lead upwards, or across to pages and their annotations. */
const NOT_FOLLOWED: ReadonlySet<string> = new Set(['Parent', 'P', 'Pg', 'Obj']);

/** Numbers of the objects reachable downwards from a value. */
export function reachableFrom(view: PdfView, value: PdfObject | undefined, maxObjects: number): Set<number> {
  const seen = new Set<number>();
  const stack: PdfObject[] = value === undefined ? [] : [value];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next instanceof PdfRef) {
      if (seen.has(next.num)) continue;
      if (seen.size >= maxObjects) throw new PadesError('pdf.limit-exceeded', 'Too many objects to compare');
      seen.add(next.num);
      stack.push(view.object(next.num));
    } else if (isArray(next)) stack.push(...next);
    else {
      const dict = next instanceof PdfStream ? next.dict : next;
      if (!(dict instanceof PdfDict)) continue;
      for (const [key, item] of dict.entries) if (!NOT_FOLLOWED.has(key)) stack.push(item);
    }
  }
  return seen;
}

/** The number that a reference holds; undefined for other values. */
export const refNumber = (value: PdfObject | undefined): number | undefined =>
  value instanceof PdfRef ? value.num : undefined;

/** Whether a value is a reference to one of these objects. */
export const refersTo = (value: PdfObject, numbers: ReadonlySet<number>): boolean =>
  value instanceof PdfRef && numbers.has(value.num);
