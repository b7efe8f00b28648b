import type { PdfView } from '../pdf/document.js';
import { PdfDict, PdfRef, PdfStream, type PdfObject } from '../pdf/objects.js';
import { typeOf } from '../pdf/document.js';
import {
  changedKeys,
  compareObjects,
  sameObject,
  type ChangedObject,
  type LaterRevisions,
} from './compare-objects.js';
import type { FindingCode } from './findings.js';
import { checkForgottenFields } from './forgotten-fields.js';
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
  /** Numbers of the catalog, as it was and as it is. */
  readonly roots: ReadonlySet<number>;
  private readonly rules = new Map<number, ReferrerRule>();
  private readonly branches: Branch[] = [];

  constructor(
    /** The document as it was signed. */
    readonly signed: PdfView,
    /** The document as it is now. */
    readonly current: PdfView,
    readonly permissions: Permissions,
    readonly later: LaterRevisions,
  ) {
    const { changed, misplaced } = compareObjects(signed, current, (num) => later.placeOf(num));
    this.changed = changed;
    for (const num of misplaced)
      this.fault(`The cross-reference leads to another place than that of object ${num}`);
    this.roots = new Set([signed, current].flatMap(({ catalogRef }) => catalogRef?.num ?? []));
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

  /**
   * Explains changes anywhere in a branch of the document that hangs at certain places and nowhere else. Returns whether
   * there were any.
   */
  explainBranch(members: ReadonlySet<number>, entry: ReferrerRule): boolean {
    const touched = [...members].some((num) => this.changed.has(num));
    if (touched) this.branches.push({ members, entry });
    return touched;
  }

  /** Everything that changed and was not explained, or is used elsewhere too, is a fault. */
  settle(): void {
    const targets = new Set(this.changed.keys());
    for (const { members } of this.branches) for (const num of members) targets.add(num);
    const before = findReferrers(this.signed, targets);
    const after = findReferrers(this.current, targets);
    const referrersOf = (num: number): Referrer[] => [...(before.get(num) ?? []), ...(after.get(num) ?? [])];
    const settled = new Set<number>();

    /** Whether a place may refer to a member of a branch: it is where the branch hangs, or well inside it. */
    const admitted = (num: number, referrer: Referrer): boolean =>
      this.branches.some(
        ({ members, entry }) =>
          members.has(num) && (entry(referrer) || (members.has(referrer.from) && isInside(referrer.from))),
      );
    /** Whether everything that leads to an object lies inside branches; circles within them do no harm. */
    const isInside = (num: number): boolean => {
      if (settled.has(num)) return true;
      const assumed = settled.size;
      settled.add(num);
      const inside = referrersOf(num).every((referrer) => admitted(num, referrer));
      // What was settled on the strength of this one falls with it.
      if (!inside) for (const later of [...settled].slice(assumed)) settled.delete(later);
      return inside;
    };

    for (const [num, object] of this.changed) {
      const referrers = referrersOf(num);
      if (referrers.length === 0) continue; // not part of the document, then or now
      const rule = this.rules.get(num);
      const known = rule !== undefined || this.branches.some(({ members }) => members.has(num));
      const elsewhere = referrers.filter((referrer) => rule?.(referrer) !== true && !admitted(num, referrer));
      if (elsewhere.length === 0) continue;
      this.fault(
        known
          ? `Object ${num} was changed, and is used elsewhere too (${describe(object.before, elsewhere)})`
          : `Object ${num} (${describe(object.before, elsewhere)}) was changed`,
      );
    }
  }
}

/** Objects that hang at certain places. */
interface Branch {
  readonly members: ReadonlySet<number>;
  readonly entry: ReferrerRule;
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
  // Signatures with a transform refer to the catalog as /Data (ISO 32000-2 Table 256).
  for (const root of roots)
    comparison.explain(
      root,
      ({ from, path }) => (from === 0 && path[0] === 'Root') || path.at(-1) === 'Data',
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

/** The reference of a value, where it is one. */
export const refNumber = (value: PdfObject | undefined): number | undefined =>
  value instanceof PdfRef ? value.num : undefined;
