import type { PdfView } from '../pdf/document.js';
import { PdfDict, PdfRef, PdfStream, type PdfObject } from '../pdf/objects.js';
import { typeOf } from '../pdf/document.js';
import { changedKeys, changedObjects, sameObject, type ChangedObject } from './compare-objects.js';
import type { FindingCode } from './findings.js';
import { compareForms } from './form-changes.js';
import { comparePages } from './page-changes.js';
import { findReferrers, reachableFrom, type Referrer } from './references.js';
import type { Modification } from './report.js';
import { compareStructure } from './structure-changes.js';

/** What the signatures present at the time permit afterwards. */
export interface Permissions {
  /** The strictest certification level in force; undefined where there is none. */
  readonly docMdp: 1 | 2 | 3 | undefined;
  /** Whether a field has been locked. */
  isLocked(fieldName: string): boolean;
}

/** Something that was done, and what it means. */
export interface Change {
  readonly level: Exclude<Modification, 'none' | 'unclear'>;
  /** For a change that is never permitted, or worth telling. */
  readonly finding?: { readonly code: FindingCode; readonly message: string };
}

/** Says whether a place may refer to an object that was changed in the way explained. */
export type ReferrerRule = (referrer: Referrer) => boolean;

/** Shared by the parts of the comparison. */
export class Comparison {
  readonly changes: Change[] = [];
  readonly changed: ReadonlyMap<number, ChangedObject>;
  private readonly rules = new Map<number, ReferrerRule>();

  constructor(
    /** The document as it was signed. */
    readonly signed: PdfView,
    /** The document as it is now. */
    readonly current: PdfView,
    readonly permissions: Permissions,
  ) {
    this.changed = changedObjects(signed, current);
  }

  /** Notes a lawful change. */
  note(level: Change['level'], code?: FindingCode, message?: string): void {
    this.changes.push({
      level,
      ...(code === undefined || message === undefined ? {} : { finding: { code, message } }),
    });
  }

  /** Notes a change that nothing permits. */
  fault(message: string, code: FindingCode = 'modified-after-signing'): void {
    this.changes.push({ level: 'other', finding: { code, message } });
  }

  /** Explains why an object changed; it must not be referred to from anywhere that the rule does not admit. */
  explain(num: number | undefined, rule: ReferrerRule): void {
    if (num === undefined) return;
    const earlier = this.rules.get(num);
    this.rules.set(num, earlier === undefined ? rule : (referrer) => earlier(referrer) || rule(referrer));
  }

  /** Everything that changed and was not explained, or is used elsewhere too, is a fault. */
  settle(): void {
    const targets = new Set(this.changed.keys());
    if (targets.size === 0) return;
    const before = findReferrers(this.signed, targets);
    const after = findReferrers(this.current, targets);
    for (const [num, object] of this.changed) {
      const referrers = [...(before.get(num) ?? []), ...(after.get(num) ?? [])];
      if (referrers.length === 0) continue; // not part of the document, then or now
      const rule = this.rules.get(num);
      if (rule === undefined) this.fault(`Object ${num} (${describe(object.before, referrers)}) was changed`);
      else if (!referrers.every(rule))
        this.fault(`Object ${num} was changed, and is used as ${describe(object.before, referrers)} too`);
    }
  }
}

function describe(object: PdfObject, referrers: readonly Referrer[]): string {
  const dict = object instanceof PdfStream ? object.dict : object;
  const type = dict instanceof PdfDict ? typeOf(dict) : undefined;
  const path = referrers[0]?.path.join('/');
  return [type, path === undefined || path === '' ? undefined : `at ${path}`]
    .filter((part) => part !== undefined)
    .join(' ');
}

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
): readonly Change[] {
  const comparison = new Comparison(signed, current, permissions);
  compareTrailers(comparison);
  if (comparison.changed.size === 0) return comparison.changes; // what was added hangs on nothing that is shown
  compareCatalogs(comparison);
  const form = compareForms(comparison);
  comparePages(comparison, form);
  compareStructure(comparison);
  comparison.settle();
  return comparison.changes;
}

function compareTrailers(comparison: Comparison): void {
  const { signed, current } = comparison;
  if (!sameObject(signed.trailer.get('Root'), current.trailer.get('Root')))
    comparison.fault('The document has another catalog');
  if (!sameObject(signed.trailer.get('Encrypt'), current.trailer.get('Encrypt')))
    comparison.fault('The encryption of the document was changed');
  const info = signed.trailer.get('Info');
  // What the document information says (title, dates, program) is no part of what is shown on the pages.
  const closure = reachableFrom(signed, info, 1000);
  for (const num of closure)
    comparison.explain(num, ({ from, path }) => path[0] === 'Info' || closure.has(from));
}

const CATALOG_HANDLED: ReadonlySet<string> = new Set(['AcroForm', 'StructTreeRoot']);
const CATALOG_FREE: ReadonlySet<string> = new Set(['DSS', 'Extensions', 'Metadata', 'Version']);

function compareCatalogs(comparison: Comparison): void {
  const { signed, current } = comparison;
  const before = signed.catalog;
  const after = current.catalog;
  for (const key of changedKeys(before, after)) {
    if (CATALOG_HANDLED.has(key)) continue;
    if (key === 'DSS') comparison.note('lta-updates');
    else if (key === 'Perms')
      comparison.fault('The document was certified, or its rights changed, after signing');
    else if (!CATALOG_FREE.has(key)) comparison.fault(`The catalog's /${key} was changed`);
  }
  comparison.explain(signed.catalogRef?.num, ({ from, path }) => from === 0 && path[0] === 'Root');
  explainBranch(comparison, 'DSS', 'lta-updates');
  explainBranch(comparison, 'Metadata');
  explainBranch(comparison, 'Extensions');
}

/** Whatever hangs under one key of the catalog, and nowhere else, may change. */
function explainBranch(comparison: Comparison, key: string, level?: Change['level']): void {
  const { signed, current, changed } = comparison;
  const root = signed.catalogRef?.num;
  const closure = reachableFrom(signed, signed.catalog.get(key), 100_000);
  for (const num of reachableFrom(current, current.catalog.get(key), 100_000)) closure.add(num);
  for (const num of closure) {
    if (!changed.has(num)) continue;
    if (level !== undefined) comparison.note(level);
    comparison.explain(num, ({ from, path }) => closure.has(from) || (from === root && path[0] === key));
  }
}

/** The reference of a value, where it is one. */
export const refNumber = (value: PdfObject | undefined): number | undefined =>
  value instanceof PdfRef ? value.num : undefined;
