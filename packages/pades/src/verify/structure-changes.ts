import { isArray, PdfDict, type PdfObject } from '../pdf/objects.js';
import { changedKeys, isSubsequence } from './compare-objects.js';
import type { Comparison } from './comparison.js';
import { reachableFrom, refNumber } from './references.js';

/** Keys of the structure tree and its number tree that grow when a field is added to a tagged document. */
const GROWING_KEYS: ReadonlySet<string> = new Set([
  'K',
  'Kids',
  'Nums',
  'ParentTree',
  'ParentTreeNextKey',
  'Limits',
]);

/**
 * Compares the structure tree of a tagged document (ISO 32000-2 §14.7): a new field may be entered into it; nothing that
 * was there may go or change. The tree is read by screen readers, so what it says is part of what was signed.
 */
export function compareStructure(comparison: Comparison): void {
  const { signed, current, changed } = comparison;
  const before = signed.catalog.get('StructTreeRoot');
  const after = current.catalog.get('StructTreeRoot');
  const root = refNumber(before);
  if (before === undefined && after !== undefined) {
    comparison.fault('A structure tree was added');
    return;
  }
  if (root === undefined || changed.size === 0) return;
  if (refNumber(after) !== root) {
    comparison.fault('The structure tree was replaced');
    return;
  }
  for (const num of structureNodes(comparison, before)) {
    const change = changed.get(num);
    if (change === undefined) continue;
    if (grows(change.before, change.after))
      comparison.explain(num, ({ path }) => STRUCTURE_PLACES.has(path.at(-1) ?? ''));
  }
}

const STRUCTURE_PLACES: ReadonlySet<string> = new Set([
  'StructTreeRoot',
  'K',
  'P',
  'Kids',
  'Nums',
  'ParentTree',
  'IDTree',
  'Names',
]);

/** Objects of the tree; pages and annotations it points at are no part of it. */
function structureNodes(comparison: Comparison, root: PdfObject | undefined): Set<number> {
  return reachableFrom(comparison.signed, root, 1_000_000);
}

function grows(before: PdfObject, after: PdfObject): boolean {
  if (isArray(before)) return isSubsequence(before, after);
  if (!(before instanceof PdfDict) || !(after instanceof PdfDict)) return false;
  return changedKeys(before, after).every((key) => {
    if (!GROWING_KEYS.has(key)) return false;
    const old = before.get(key);
    const now = after.get(key);
    if (key === 'ParentTreeNextKey' || key === 'Limits' || old === undefined) return true;
    if (key === 'ParentTree') return false;
    return isSubsequence(isArray(old) ? old : [old], isArray(now) ? now : [now ?? null]);
  });
}
