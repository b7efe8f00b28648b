import { PadesError } from '../errors.js';
import { indexOf, lastIndexOf, withWindow } from './indirect-object.js';
import { limits } from './limits.js';
import { isInteger, nameValue, type PdfDict } from './objects.js';
import { readXrefSection, type XrefContext, type XrefEntry, type XrefSection } from './xref.js';

/** What had to be mended to read a file. Codes are stable. */
export interface PdfRepair {
  readonly code:
    | 'header-missing'
    | 'header-not-first'
    | 'startxref-missing'
    | 'startxref-off'
    | 'end-marker-missing'
    | 'update-unfinished'
    | 'previous-section-unreadable'
    | 'xref-rebuilt'
    | 'xref-entries-wrong'
    | 'permissions-doubtful';
  readonly message: string;
}

/** The sections that one save of the file wrote: one, or a table with its stream, or the two of a linearized file. */
export interface RevisionSections {
  readonly kind: 'table' | 'stream' | 'hybrid' | 'scanned';
  /** Where the section that `startxref` names begins. */
  readonly xrefOffset: number;
  /** In the order they are asked. */
  readonly sections: readonly XrefSection[];
  readonly trailer: PdfDict;
}

export interface XrefChain {
  /** Newest first. */
  readonly revisions: readonly RevisionSections[];
  /** Whether the chain came to its natural end. */
  readonly complete: boolean;
}

/** Looks a number up in the sections of one revision. */
export function lookupIn(revision: RevisionSections, num: number): XrefEntry | undefined {
  let free: XrefEntry | undefined;
  for (const section of revision.sections) {
    const entry = section.lookup(num);
    if (entry && entry.kind !== 'free') return entry;
    free ??= entry;
  }
  // In a hybrid file the table calls free what only the stream knows (§7.5.8.4), so the stream has been asked too.
  return free;
}

/**
 * The number after the last `startxref`.
 *
 * @returns undefined where there is none in the part of the file that may hold it.
 */
export function findStartXref(
  context: XrefContext,
  before: number = context.source.size,
): { position: number; value: number } | undefined {
  const { source, mode } = context;
  const notBefore = mode === 'strict' ? Math.max(0, source.size - 1024) : 0;
  const position = lastIndexOf(source, 'startxref', before, notBefore);
  if (position === undefined) return undefined;
  const value = withWindow(source, position + 'startxref'.length, mode, (lexer) => {
    lexer.skipWhite();
    return lexer.unsigned();
  });
  return value === undefined ? undefined : { position, value };
}

/** Follows `/Prev` from the section that `startxref` names to the first. */
export function readChain(
  context: XrefContext,
  start: { readonly position: number; readonly value: number },
  report: (repair: PdfRepair) => void,
): XrefChain {
  const revisions: RevisionSections[] = [];
  const seen = new Set<number>();
  const offset = start.value + context.shift;
  let section = readSectionNear(context, offset, report);
  // Objects between a section that was found by looking around and `startxref` are an update that other readers see.
  const overlooked =
    section !== undefined &&
    section.offset !== offset &&
    indexOf(context.source, ' obj', section.end, start.position) !== undefined;
  if (!section || overlooked) {
    throw new PadesError('pdf.malformed', 'No cross-reference section where startxref points', { offset });
  }
  while (section) {
    seen.add(section.offset);
    if (seen.size > limits.revisions) {
      throw new PadesError('pdf.limit-exceeded', 'Too many cross-reference sections');
    }
    addRevision(context, revisions, section);
    const previous: XrefSection | 'lost' | undefined = previousSection(context, section, seen, report);
    if (previous === 'lost') return { revisions, complete: false };
    section = previous;
  }
  return { revisions, complete: true };
}

/** The section of the save before; `lost` where there should be one and none can be found. */
function previousSection(
  context: XrefContext,
  section: XrefSection,
  seen: ReadonlySet<number>,
  report: (repair: PdfRepair) => void,
): XrefSection | 'lost' | undefined {
  const previous = section.trailer.get('Prev');
  if (previous === undefined) return undefined;
  if (isInteger(previous) && previous > 0) {
    const found = attempt(context, () => readSectionNear(context, previous + context.shift, report));
    if (found && !seen.has(found.offset)) return found;
  }
  if (context.mode === 'strict') {
    throw new PadesError('pdf.malformed', 'A /Prev that leads to no section of its own', {
      offset: section.offset,
    });
  }
  // Programs that lost the place write 0 or nonsense; the save before this one has left a section behind.
  const left = sectionBefore(context, section.offset);
  if (!left) return previous === 0 ? undefined : 'lost';
  report({ code: 'previous-section-unreadable', message: 'A /Prev that points nowhere' });
  return left;
}

/** The last section that stands before an offset, by its own `startxref` or by its keyword. */
function sectionBefore(context: XrefContext, offset: number): XrefSection | undefined {
  const start = findStartXref(context, offset);
  if (!start) return undefined;
  const named = attempt(context, () => readXrefSection(context, start.value + context.shift));
  if (named && named.offset < offset) return named;
  let at = lastIndexOf(context.source, 'xref', start.position);
  for (let tries = 0; at !== undefined && tries < 4; tries++) {
    const candidate = at;
    const found = attempt(context, () => readXrefSection(context, candidate));
    if (found) return found;
    at = lastIndexOf(context.source, 'xref', candidate);
  }
  return undefined;
}

/** In lenient mode a damaged section counts as none; the search goes on elsewhere. */
function attempt<T>(context: XrefContext, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (context.mode === 'strict' || !(error instanceof PadesError)) throw error;
    if (error.code === 'pdf.limit-exceeded') throw error;
    return undefined;
  }
}

function addRevision(context: XrefContext, revisions: RevisionSections[], section: XrefSection): void {
  const newer = revisions[revisions.length - 1];
  const oldest = newer?.sections[newer.sections.length - 1];
  if (newer && oldest && section.offset > oldest.offset && isLinearized(context)) {
    // The first-page section of a linearized file stands before the main one, and both are of one save (Annex F).
    revisions[revisions.length - 1] = { ...newer, sections: [...newer.sections, section] };
    return;
  }
  const streamOffset = section.kind === 'table' ? section.trailer.get('XRefStm') : undefined;
  let sections = [section];
  if (isInteger(streamOffset)) {
    const hidden = readXrefSection(context, streamOffset + context.shift);
    if (hidden) sections = [section, hidden];
    else if (context.mode === 'strict') {
      throw new PadesError('pdf.malformed', 'No stream where /XRefStm points', { offset: streamOffset });
    }
  }
  revisions.push({
    kind: sections.length > 1 ? 'hybrid' : section.kind,
    xrefOffset: section.offset,
    sections,
    trailer: section.trailer,
  });
}

function isLinearized(context: XrefContext): boolean {
  return indexOf(context.source, '/Linearized', 0, Math.min(context.source.size, 2048)) !== undefined;
}

const reach = 1024;

/** The section at an offset or, in lenient mode, the nearest one around it. */
function readSectionNear(
  context: XrefContext,
  offset: number,
  report: (repair: PdfRepair) => void,
): XrefSection | undefined {
  const exact = attempt(context, () => readXrefSection(context, offset));
  if (exact && exact.offset !== offset) report(sectionOff(exact.offset, offset));
  if (exact || context.mode === 'strict') return exact;
  for (const candidate of sectionsAround(context, offset)) {
    const section = attempt(context, () => readXrefSection(context, candidate));
    if (!section) continue;
    report(sectionOff(section.offset, offset));
    return section;
  }
  return undefined;
}

function sectionOff(found: number, named: number): PdfRepair {
  return { code: 'startxref-off', message: `A cross-reference section stands at ${found}, not at ${named}` };
}

function sectionsAround(context: XrefContext, offset: number): number[] {
  const from = Math.max(0, offset - reach);
  const bytes = context.source.read(from, Math.min(context.source.size, offset + reach) - from);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const found: number[] = [];
  for (const match of text.matchAll(/(?<![a-z])xref(?=\s)|(?<!\d)\d{1,10}\s+\d{1,5}\s+obj(?=[^a-z])/g)) {
    found.push(from + match.index);
  }
  return found.sort((a, b) => Math.abs(a - offset) - Math.abs(b - offset)).slice(0, 8);
}

/** How the file ends behind its last `startxref`. */
export function endingAfter(
  context: XrefContext,
  position: number,
): 'sound' | 'end-marker-missing' | 'update-unfinished' {
  const { source } = context;
  const marker = indexOf(source, '%%EOF', position, Math.min(source.size, position + 1024));
  if (marker === undefined) return 'end-marker-missing';
  // What was left behind by an update that never got its cross-reference; other junk there is harmless.
  const object = indexOf(source, ' obj', marker + 5);
  return object === undefined ? 'sound' : 'update-unfinished';
}

/** Whether a dictionary of a trailer can open a document. */
export function hasRoot(trailer: PdfDict): boolean {
  return trailer.has('Root') && nameValue(trailer.get('Type')) !== 'ObjStm';
}
