import type { PdfView } from '../pdf/document.js';
import { PdfDict, PdfStream, typeOf, type PdfObject } from '../pdf/objects.js';
import { compareObjects, type ChangedObject, type LaterRevisions } from './compare-objects.js';
import type { FindingCode } from './findings.js';
import { findReferrers, type Referrer } from './references.js';
import type { Modification } from './report.js';

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
