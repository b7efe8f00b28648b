import { PadesError } from '../errors.js';
import type { FileReading } from './file-reading.js';
import { indexOf, lastIndexOf, readIndirectObject } from './indirect-object.js';
import { latin1 } from './lexer.js';
import { PdfDict, PdfRef } from './objects.js';
import type { ScannedFile } from './scan.js';
import { rangeLookup } from './xref.js';
import {
  endingAfter,
  findStartXref,
  hasRoot,
  lookupIn,
  readChain,
  type PdfRepair,
  type RevisionSections,
} from './xref-chain.js';

/** Where the header stands, and the version it names. */
export interface FileHeader {
  readonly offset: number;
  readonly version: string;
}

/** Finds the header. Throws `pdf.not-a-pdf`. */
export function findHeader(file: FileReading): FileHeader {
  const { source, mode } = file;
  const offset = indexOf(source, '%PDF-', 0, Math.min(source.size, 1029));
  if (offset === undefined ? !endsAsPdf(file) : mode === 'strict' && offset > 0) throw notPdf();
  if (offset === undefined) {
    file.report({ code: 'header-missing', message: 'The file has no header that names PDF' });
    return { offset: 0, version: '1.0' };
  }
  if (offset > 0) file.report({ code: 'header-not-first', message: `The header stands at ${offset}` });
  const version = /^%PDF-(\d\.\d)/.exec(latin1(source.read(offset, 8)))?.[1];
  return { offset, version: version ?? '1.0' };
}

/** In lenient mode a file needs no header where its end is that of a PDF, as other readers have it. */
function endsAsPdf({ source, mode }: FileReading): boolean {
  if (mode === 'strict') return false;
  return lastIndexOf(source, 'startxref', source.size, Math.max(0, source.size - 2048)) !== undefined;
}

export const notPdf = (): PadesError => new PadesError('pdf.not-a-pdf', 'The file does not begin as a PDF');

/** How a file ends. */
export interface FileEnding {
  /** The last `startxref` and its number; undefined where there is none. */
  readonly start: { readonly position: number; readonly value: number } | undefined;
  /** Whether the end of the file is missing. */
  readonly truncated: boolean;
}

/** Finds the end. Throws `pdf.truncated` in strict mode. */
export function findEnding(file: FileReading): FileEnding {
  const start = findStartXref(file.context(0));
  const ending = start ? endingAfter(file.context(0), start.position) : 'startxref-missing';
  if (ending !== 'sound') reportTruncation(file, ending);
  return { start, truncated: ending !== 'sound' };
}

const truncationMessages = {
  'startxref-missing': 'No startxref',
  'end-marker-missing': 'No end-of-file marker after the last startxref',
  'update-unfinished': 'Objects follow the last end-of-file marker',
} as const satisfies Partial<Record<PdfRepair['code'], string>>;

function reportTruncation(file: FileReading, code: keyof typeof truncationMessages): void {
  const message = truncationMessages[code];
  if (file.mode === 'strict') throw new PadesError('pdf.truncated', message);
  file.report({ code, message });
}

/** The saves of a file, and what its offsets count from. */
export interface FileChain {
  /** Oldest first. */
  readonly revisions: readonly RevisionSections[];
  readonly shift: number;
}

/** The chain of cross-references, or undefined where the file has to be scanned instead (in lenient mode). */
export function findChain(
  file: FileReading,
  start: FileEnding['start'],
  headerOffset: number,
): FileChain | undefined {
  if (start === undefined) return undefined;
  const failures: PadesError[] = [];
  for (const shift of new Set([headerOffset, 0])) {
    const repairs: PdfRepair[] = [];
    try {
      const chain = readChain(file.context(shift), start, (repair) => repairs.push(repair));
      const newest = chain.revisions[0];
      if (!chain.complete || !newest || !leadsToCatalog(file, chain.revisions, shift)) continue;
      repairs.forEach((repair) => file.report(repair));
      return { revisions: [...chain.revisions].reverse(), shift };
    } catch (error) {
      if (!(error instanceof PadesError) || error.code === 'pdf.limit-exceeded') throw error;
      failures.push(error);
    }
  }
  if (file.mode === 'strict') {
    throw failures[0] ?? new PadesError('pdf.malformed', 'The cross-reference leads to no catalog');
  }
  return undefined;
}

/** Whether a chain (newest first) leads to a catalog where it says there is one. */
function leadsToCatalog(
  { source, mode, budget }: FileReading,
  revisions: readonly RevisionSections[],
  shift: number,
): boolean {
  const root = revisions[0]?.trailer.get('Root');
  if (!(root instanceof PdfRef)) return false;
  for (const revision of revisions) {
    const entry = lookupIn(revision, root.num);
    if (!entry) continue;
    if (entry.kind === 'compressed') return true;
    if (entry.kind === 'free') return false;
    const object = readIndirectObject(source, entry.offset, {
      mode,
      budget,
      resolveLength: (value) => value,
    });
    return object?.num === root.num && object.value instanceof PdfDict && shift >= 0;
  }
  return false;
}

/** One revision made of what reading the whole file found, in place of a chain that cannot be used. */
export function rebuildChain(
  file: FileReading,
  scanned: ScannedFile,
  ending: Pick<FileEnding, 'truncated'>,
): RevisionSections[] {
  const { trailer, entries } = scanned;
  if (!trailer || !hasRoot(trailer)) {
    if (file.has('header-missing')) throw notPdf();
    throw ending.truncated
      ? new PadesError('pdf.truncated', 'The file ends before its cross-reference, and has no catalog')
      : new PadesError('pdf.malformed', 'The file has no usable cross-reference and no catalog');
  }
  file.report({
    code: 'xref-rebuilt',
    message: 'The cross-reference was rebuilt by reading the whole file',
  });
  const ranges = [...entries].map(([num, entry]) => ({ first: num, count: 1, entry: () => entry }));
  const kind = scanned.usesObjectStreams ? 'stream' : 'table';
  const section = { kind, offset: 0, end: file.source.size, trailer, ...rangeLookup(ranges) } as const;
  return [{ kind: 'scanned', xrefOffset: 0, sections: [section], trailer }];
}
