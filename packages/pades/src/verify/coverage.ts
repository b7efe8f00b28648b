import { PadesError } from '../errors.js';
import type { PdfDocument, PdfView } from '../pdf/document.js';
import { readRestrictions, locks, type DocMdpLevel } from '../pdf/permissions.js';
import { listSignatureFields, locateSignature } from '../pdf/signature-fields.js';
import { prefixOf, type SignedRange } from './byte-range.js';
import type { LaterRevisions } from './compare-objects.js';
import type { FoundSignature } from './find-signatures.js';
import type { Findings } from './findings.js';
import type { Change, Permissions } from './comparison.js';
import { compareRevisions } from './modification.js';
import type { Coverage, Modification } from './report.js';

/** What a signature covers, and what came after it. */
export interface CoverageResult {
  readonly coverage: Coverage;
  readonly modification: Modification;
}

/**
 * Finds out whether a signature covers all of the file as it was when it was signed, and what was done to the file since.
 * The signed bytes are opened as a file of their own, so that nothing behind them has a say in what was signed.
 */
export function checkCoverage(
  document: PdfDocument,
  found: FoundSignature,
  range: SignedRange,
  findings: Findings,
): CoverageResult {
  const { source } = document;
  if (range.end === source.size) {
    if (!isTheSignature(document, found, range, findings))
      return { coverage: 'unclear', modification: 'unclear' };
    return { coverage: 'entire-file', modification: 'none' };
  }
  const signed = openSigned(document, range, findings);
  if (signed === undefined || !isTheSignature(signed, found, range, findings))
    return { coverage: 'unclear', modification: 'unclear' };
  const coverage = 'entire-revision';
  if (!followsFrom(document, signed, range, findings)) return { coverage, modification: 'other' };
  const modification = compare(signed.latest, document, range.end, found, findings);
  // Where the newer revisions had to be mended, other programs may see another document.
  if (newRepairs(document, signed).length > 0 && hidesObjects(document, range.end)) {
    findings.add('appended-bytes', 'Objects that no cross-reference leads to follow the signed bytes');
    return { coverage, modification: 'other' };
  }
  return { coverage, modification };
}

/** Opens the signed bytes; they must be a whole PDF with an end of its own. */
function openSigned(document: PdfDocument, range: SignedRange, findings: Findings): PdfDocument | undefined {
  const notCovered = (why: string): undefined => {
    findings.add('revision-not-covered', `The signed bytes are no complete document: ${why}`);
    return undefined;
  };
  try {
    const signed = document.reopen(prefixOf(document.source, range.end));
    const last = signed.revisions.at(-1);
    if (signed.truncated || last === undefined || last.kind === 'scanned')
      return notCovered('their end is missing');
    if (hasInk(signed, last.endOffset, range.end)) return notCovered('something stands behind their end');
    return signed;
  } catch (error) {
    if (!(error instanceof PadesError)) throw error;
    return notCovered(error.message);
  }
}

/** Whether the field, in the signed document, holds this very signature with its `/Contents` in the gap. */
function isTheSignature(
  signed: PdfDocument,
  found: FoundSignature,
  range: SignedRange,
  findings: Findings,
): boolean {
  const view = signed.latest;
  const field = listSignatureFields(view).find(({ name }) => name === found.field.name);
  const location =
    field?.signature === undefined ? undefined : locateSignature(signed, field.signature, view);
  const span = location?.contentsSpan;
  const sameString =
    location?.contents !== undefined && Buffer.compare(location.contents, range.contents) === 0;
  const inGap = span === undefined || (span.start === range.gapStart && span.end === range.gapEnd);
  if (sameString && inGap) return true;
  findings.add('contents-mismatch', 'The gap in the signed bytes is not the /Contents of this signature');
  return false;
}

/** Whether the file goes on from the signed bytes by proper incremental updates. */
function followsFrom(
  document: PdfDocument,
  signed: PdfDocument,
  range: SignedRange,
  findings: Findings,
): boolean {
  const last = signed.revisions.at(-1);
  const index = document.revisions.findIndex(
    (revision) => revision.kind !== 'scanned' && revision.xrefOffset === last?.xrefOffset,
  );
  if (index < 0) {
    findings.add('revision-chain-broken', 'What follows the signed bytes does not build upon them');
    return false;
  }
  const end = document.revisions.at(-1)?.endOffset ?? range.end;
  const appended = (message: string): false => {
    findings.add('appended-bytes', message);
    return false;
  };
  if (hasInk(document, Math.max(end, range.end), document.source.size))
    return appended('Bytes that belong to no revision follow the end of the document');
  const unsafe = newRepairs(document, signed).find(({ code }) => UNSAFE_REPAIRS.has(code));
  return unsafe === undefined || appended(unsafe.message);
}

/** What had to be mended to read the file that was sound when it was signed. */
function newRepairs(document: PdfDocument, signed: PdfDocument): PdfDocument['repairs'] {
  const known = new Set(signed.repairs.map(({ code }) => code));
  return document.repairs.filter(({ code }) => !known.has(code));
}

/**
 * Whether a program that gathers objects by reading the whole file would find others behind an offset than those that the
 * cross-reference leads to. Such programs let the last object of a number count.
 */
function hidesObjects(document: PdfDocument, from: number): boolean {
  const { source } = document;
  if (source.size - from > MAX_SEARCHED_BYTES) return true;
  const bytes = source.read(from, source.size - from);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const last = new Map<number, number>();
  for (const match of text.matchAll(/(?<![0-9])([0-9]{1,7})[ \t\r\n]+[0-9]{1,5}[ \t\r\n]+obj/g))
    last.set(Number(match[1]), from + match.index);
  const sections = new Set(document.revisions.map(({ xrefOffset }) => xrefOffset));
  for (const [num, offset] of last) {
    const place = document.placeOf(num);
    if (!sections.has(offset) && (place?.kind !== 'offset' || place.offset !== offset)) return true;
  }
  return false;
}

const MAX_SEARCHED_BYTES = 64 * 1024 * 1024;

/** Repairs after which other programs may see another document than we do. */
const UNSAFE_REPAIRS: ReadonlySet<string> = new Set([
  'startxref-missing',
  'end-marker-missing',
  'update-unfinished',
  'xref-rebuilt',
]);

/** Whether anything but white space and zeros stands between two offsets. */
function hasInk(document: PdfDocument, from: number, to: number): boolean {
  for (let at = from; at < to; at += 65_536)
    if (document.source.read(at, Math.min(65_536, to - at)).some((octet) => !WHITE.has(octet))) return true;
  return false;
}

const WHITE: ReadonlySet<number> = new Set([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]);

function compare(
  signed: PdfView,
  document: PdfDocument,
  end: number,
  found: FoundSignature,
  findings: Findings,
): Modification {
  try {
    const permissions = readPermissions(signed);
    const changes = compareRevisions(signed, document.latest, permissions, laterRevisions(document, end));
    for (const { finding } of changes) if (finding !== undefined) findings.add(finding.code, finding.message);
    const level = highest(changes);
    if (level !== 'other' && rank(level) > permittedRank(permissions.docMdp))
      findings.add(
        'docmdp-violated',
        `The certification permits level ${permissions.docMdp ?? ''} only, and ${level} was done afterwards`,
      );
    if (found.presence === 'removed')
      findings.add('signature-removed', `The signature in field "${found.field.name}" was removed`);
    return level;
  } catch (error) {
    if (!(error instanceof PadesError)) throw error;
    findings.add('modified-after-signing', `What came after cannot be compared: ${error.message}`);
    return 'other';
  }
}

/** What the revisions behind an offset declare. */
function laterRevisions(document: PdfDocument, end: number): LaterRevisions {
  const declared = new Set<number>();
  for (const revision of document.revisions)
    if (revision.xrefOffset >= end) for (const num of revision.objectNumbers()) declared.add(num);
  return { declared, placeOf: (num) => document.placeOf(num) };
}

const ORDER: readonly Modification[] = ['none', 'lta-updates', 'form-filling', 'annotations', 'other'];

const rank = (level: Modification): number => ORDER.indexOf(level);

const highest = (changes: readonly Change[]): Modification =>
  changes.reduce<Modification>((most, { level }) => (rank(level) > rank(most) ? level : most), 'none');

/** What a certification permits (ISO 32000-2 Table 257); without one, form filling and further signatures. */
function permittedRank(docMdp: DocMdpLevel | undefined): number {
  if (docMdp === 1) return rank('lta-updates');
  return docMdp === 3 ? rank('annotations') : rank('form-filling');
}

/** All restrictions in force once this revision was signed. */
function readPermissions(signed: PdfView): Permissions {
  const restrictions = listSignatureFields(signed)
    .filter(({ signature }) => signature !== undefined)
    .map((field) => readRestrictions(signed, field));
  const levels = restrictions.map(({ docMdp }) => docMdp).filter((level) => level !== undefined);
  const fieldLocks = restrictions.flatMap(({ fieldMdp }) => fieldMdp);
  return {
    docMdp: levels.length === 0 ? undefined : levels.reduce((a, b) => (a < b ? a : b)),
    isLocked: (name) => fieldLocks.some((lock) => locks(lock, name)),
  };
}
