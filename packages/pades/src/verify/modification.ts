import type { PdfView } from '../pdf/document.js';
import { PdfDict, typeOf, type PdfObject } from '../pdf/objects.js';
import { changedKeys, sameObject, type LaterRevisions } from './compare-objects.js';
import { Comparison, type Change, type Permissions } from './comparison.js';
import { checkForgottenFields } from './forgotten-fields.js';
import { compareForms } from './form-changes.js';
import { comparePages } from './page-changes.js';
import { reachableFrom, type Referrer } from './references.js';
import { compareStructure } from './structure-changes.js';

/**
 * Compares a document as it was signed with the document as it is now. Only what is known to be harmless is let through,
 * each with the level of permission it needs: validation data and document time-stamps; further signatures and form
 * filling; comments where a certification permits them. Everything else is a fault.
 *
 * Throws `pdf.malformed` or `pdf.limit-exceeded` where the current document cannot be read.
 */
export function compareRevisions(
  signed: PdfView,
  current: PdfView,
  permissions: Permissions,
  later: LaterRevisions,
): readonly Change[] {
  const comparison = new Comparison(signed, current, permissions, later);
  checkForgottenFields(comparison);
  compareTrailers(comparison);
  const sameRoot = sameObject(signed.trailer.get('Root'), current.trailer.get('Root'));
  // Where no object changed, what was added hangs on nothing that is shown.
  if (sameRoot && comparison.changed.size === 0) return comparison.changes;
  compareCatalogs(comparison);
  const form = compareForms(comparison);
  comparePages(comparison, form);
  compareStructure(comparison);
  comparison.settle();
  return comparison.changes;
}

const isAnnotation = (object: PdfObject): boolean =>
  object instanceof PdfDict && ['Annot', undefined].includes(typeOf(object)) && object.has('Rect');

function compareTrailers(comparison: Comparison): void {
  const { signed, current } = comparison;
  if (!sameObject(signed.trailer.get('Encrypt'), current.trailer.get('Encrypt')))
    comparison.fault('The encryption of the document was changed');
  // What the document information says (title, dates, program) is no part of what is shown on the pages.
  comparison.explainBranch(
    reachableFrom(signed, signed.trailer.get('Info'), 1000),
    ({ from, path }) => from === 0 && path[0] === 'Info',
  );
}

const CATALOG_HANDLED: ReadonlySet<string> = new Set(['AcroForm', 'StructTreeRoot']);
/** Validation data, metadata and declarations: nothing of it is shown. */
const CATALOG_FREE: ReadonlySet<string> = new Set(['DSS', 'Extensions', 'Metadata', 'Version']);

function compareCatalogs(comparison: Comparison): void {
  const { signed, current, roots } = comparison;
  for (const key of changedKeys(signed.catalog, current.catalog)) {
    if (CATALOG_HANDLED.has(key)) continue;
    if (key === 'DSS') comparison.note('lta-updates');
    else if (key === 'Perms')
      comparison.fault('The document was certified, or its rights changed, after signing');
    else if (!CATALOG_FREE.has(key)) comparison.fault(`The catalog's /${key} was changed`);
  }
  // Signatures with a transform refer to the catalog as /Data (ISO 32000-2 Table 256). An annotation names its page as /P
  // (Table 166); nothing is drawn by way of it, so one that names the catalog instead shows no more and no less.
  const namesPage = ({ from, path }: Referrer): boolean =>
    path.join() === 'P' &&
    [signed, current]
      .map((view) => view.object(from))
      .every((object) => object === null || isAnnotation(object));
  for (const root of roots)
    comparison.explain(
      root,
      (referrer) =>
        (referrer.from === 0 && referrer.path[0] === 'Root') ||
        referrer.path.at(-1) === 'Data' ||
        namesPage(referrer),
    );
  for (const key of ['DSS', 'Metadata', 'Extensions']) {
    const members = reachableFrom(signed, signed.catalog.get(key), 100_000);
    for (const num of reachableFrom(current, current.catalog.get(key), 100_000)) members.add(num);
    const touched = comparison.explainBranch(
      members,
      ({ from, path }) => roots.has(from) && path.length === 1 && path[0] === key,
    );
    if (touched && key === 'DSS') comparison.note('lta-updates');
  }
}
