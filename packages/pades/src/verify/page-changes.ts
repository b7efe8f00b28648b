import { isArray, nameValue, PdfDict, type PdfObject } from '../pdf/objects.js';
import { walkPages, type Box, type PdfPage } from '../pdf/pages.js';
import { changedKeys, isSubsequence, sameObject } from './compare-objects.js';
import type { Comparison } from './comparison.js';
import { readDrawing } from './drawing.js';
import type { FormChanges } from './form-additions.js';
import { refersTo, refNumber } from './references.js';

/** Comments that mark text; harmless as long as their appearance only tints. */
const MARKUP_ANNOTATIONS: ReadonlySet<string | undefined> = new Set([
  'Highlight',
  'Underline',
  'Squiggly',
  'StrikeOut',
]);

/**
 * Compares the pages. Nothing of a page may change but its annotations, and those only by what is added: widgets of new
 * signature fields; comments where a certification permits them.
 */
export function comparePages(comparison: Comparison, form: FormChanges): void {
  const { signed, current } = comparison;
  const before = [...walkPages(signed)];
  const after = [...walkPages(current)];
  if (before.length !== after.length)
    comparison.fault(`The document had ${before.length} pages, now ${after.length}`);
  explainProducerMarks(comparison);
  before.forEach((page, index) => {
    const now = after[index];
    if (now === undefined) return;
    if (page.ref?.num !== now.ref?.num) comparison.fault(`Page ${index + 1} is another one`);
    else comparePage(comparison, form, page, now);
  });
}

/** A program's mark in the root of the page tree says nothing about the pages. */
function explainProducerMarks(comparison: Comparison): void {
  const { signed, current, changed } = comparison;
  const num = refNumber(signed.catalog.get('Pages'));
  const change = num === undefined ? undefined : changed.get(num);
  if (!(change?.before instanceof PdfDict) || !(change.after instanceof PdfDict)) return;
  const harmless = changedKeys(change.before, change.after).every((key) => key === 'ITXT');
  if (harmless && refNumber(current.catalog.get('Pages')) === num)
    comparison.explain(num, ({ path }) => path.at(-1) === 'Pages' || path.at(-1) === 'Parent');
}

function comparePage(comparison: Comparison, form: FormChanges, before: PdfPage, after: PdfPage): void {
  const { signed, current, changed } = comparison;
  const list = refNumber(before.dict.get('Annots'));
  const keys = changedKeys(before.dict, after.dict);
  if (keys.length === 0 && (list === undefined || !changed.has(list))) return;

  const unlawful = keys.filter((key) => key !== 'Annots' && !isTabOrder(key, before, after));
  if (unlawful.length > 0) {
    comparison.fault(`Page ${before.index + 1} was changed (${unlawful.join(', ')})`);
    return;
  }
  const old = signed.resolve(before.dict.get('Annots'));
  const now = current.resolve(after.dict.get('Annots'));
  if (!isSubsequence(old, now)) {
    comparison.fault(`Annotations of page ${before.index + 1} were removed or moved`);
    return;
  }
  const known = isArray(old) ? old : [];
  const knownNumbers = new Set(known.map(refNumber));
  let covered = 0;
  for (const item of isArray(now) ? now : []) {
    const num = refNumber(item);
    if (num === undefined ? known.some((one) => sameObject(one, item)) : knownNumbers.has(num)) continue;
    if (refersTo(item, form.newWidgets)) covered += coverOf(comparison, form, item, after);
    else compareAddedAnnotation(comparison, item, before.index + 1);
  }
  if (covered * 2 > area(after.cropBox))
    comparison.fault(`Signatures that were added cover most of page ${before.index + 1}`, 'sneaky-signature');
  const num = before.ref?.num;
  comparison.explain(num, ({ path }) => PAGE_PLACES.has(path.at(-1) ?? ''));
  comparison.explain(list, ({ from, path }) => from === num && path.at(-1) === 'Annots');
}

/** Where pages are lawfully referred to from: the tree, annotations, destinations, structure. */
const PAGE_PLACES: ReadonlySet<string> = new Set([
  'Kids',
  'P',
  'Pg',
  'D',
  'Dest',
  'OpenAction',
  'Names',
  'O',
  'First',
  'Parent',
]);

/** Tab order by structure, which tools set when they add a field to a tagged page. */
const isTabOrder = (key: string, before: PdfPage, after: PdfPage): boolean =>
  key === 'Tabs' && !before.dict.has('Tabs') && after.dict.has('Tabs');

/** A new seal may stand beside what was signed; those that together cover half the page hide it. */
function coverOf(comparison: Comparison, form: FormChanges, item: PdfObject, page: PdfPage): number {
  const num = refNumber(item);
  const field = num === undefined ? undefined : form.visibleNewFields.get(num);
  if (field === undefined) return 0;
  const seal = boxOf(comparison.current, field.dict);
  return seal === undefined ? 0 : overlap(seal, page.cropBox);
}

/** The rectangle of an annotation, its corners in order. */
function boxOf(view: Comparison['current'], annotation: PdfDict): Box | undefined {
  const rect = view.resolve(annotation.get('Rect'));
  const numbers = (isArray(rect) ? rect : []).map((value) => view.resolve(value));
  const [a, b, c, d] = numbers.map((value) => (typeof value === 'number' ? value : 0));
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
}

const area = ([left, bottom, right, top]: Box): number =>
  Math.max(0, right - left) * Math.max(0, top - bottom);

const overlap = (a: Box, b: Box): number =>
  area([Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]);

function compareAddedAnnotation(comparison: Comparison, item: PdfObject, page: number): void {
  const { current, permissions } = comparison;
  const dict = current.dict(item);
  const subtype = nameValue(current.resolve(dict?.get('Subtype')));
  if (dict === undefined) return; // a reference to nothing shows nothing
  if (permissions.docMdp !== 3) {
    comparison.fault(`An annotation (${subtype ?? 'of no kind'}) was added to page ${page}`);
    return;
  }
  if (dict.has('A') || dict.has('AA'))
    comparison.fault(`An annotation with an action was added to page ${page}`);
  if (isHarmless(comparison, dict, subtype))
    comparison.note(
      'annotations',
      'annotated-after-signing',
      `A comment was added to page ${page} after signing`,
    );
  else
    comparison.fault(
      `An annotation (${subtype ?? 'of no kind'}) that can cover or imitate content was added to page ${page}`,
      'evil-annotation',
    );
}

/** Side of the largest icon that a note may bring along, in points. */
const MAX_ICON = 40;

/** Whether a comment shows nothing that could pass for content, or hide it. */
function isHarmless({ current }: Comparison, annotation: PdfDict, subtype: string | undefined): boolean {
  const { paints, writes, covers } = readDrawing(current, annotation);
  if (subtype === 'Popup') return !paints;
  if (MARKUP_ANNOTATIONS.has(subtype)) return !writes && !covers;
  if (subtype !== 'Text') return false;
  if (!paints) return true;
  const box = boxOf(current, annotation);
  return !writes && box !== undefined && box[2] - box[0] <= MAX_ICON && box[3] - box[1] <= MAX_ICON;
}
