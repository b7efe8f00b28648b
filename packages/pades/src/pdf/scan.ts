import { PadesError } from '../errors.js';
import type { ByteSource } from './byte-source.js';
import type { ObjectCipher } from './crypt/object-cipher.js';
import { decodeStream } from './filters.js';
import { lastIndexOf, readIndirectObject, withWindow } from './indirect-object.js';
import { isDelimiter, isDigit, isWhite } from './lexer.js';
import { limits, type WorkBudget } from './limits.js';
import { isInteger, nameValue, PdfDict, PdfRef, PdfStream, type PdfObject } from './objects.js';
import { openObjectStream } from './object-stream.js';
import { parseObject } from './parser.js';
import type { XrefEntry } from './xref.js';

/** What reading a whole file from front to back found, for files whose cross-reference cannot be used. */
export interface ScannedFile {
  readonly entries: ReadonlyMap<number, XrefEntry>;
  /** The newest trailer that names a catalog, or one made up around a catalog that was found. */
  readonly trailer: PdfDict | undefined;
  readonly usesObjectStreams: boolean;
  /** Every number that the text of the file refers to, streams left out. */
  readonly references: ReadonlySet<number>;
}

/** The cipher of an encrypted file, by its trailer; undefined where there is none, or it is locked. */
export type OpenCipher = (
  trailer: PdfDict,
  resolve: (value: PdfObject | undefined) => PdfObject | undefined,
) => ObjectCipher | undefined;

const chunkBytes = 1024 * 1024;

/**
 * Finds every `num gen obj` in the file; where a number occurs several times, the last counts. Bodies of streams are
 * passed over, so that what looks like an object inside one is not taken for one.
 */
export function scanFile(source: ByteSource, budget: WorkBudget, openCipher: OpenCipher): ScannedFile {
  budget.spend(source.size);
  const found = findMarks(source);
  const entries = new Map<number, XrefEntry>();
  const attempt = <T>(read: () => T): T | undefined => attemptWithin(budget, read);
  const order: { num: number; gen: number; offset: number }[] = found.objects;
  const candidates: { position: number; keys: PdfDict }[] = [];
  let catalog: PdfRef | undefined;
  const resolve = (value: PdfObject | undefined): PdfObject | undefined => {
    if (!(value instanceof PdfRef)) return value;
    const entry = entries.get(value.num);
    if (entry?.kind !== 'offset') return undefined;
    return attempt(() =>
      readIndirectObject(source, entry.offset, { mode: 'lenient', budget, resolveLength: () => undefined }),
    )?.value;
  };
  const resolveLength = (value: PdfObject | undefined): PdfObject | undefined => {
    const length = resolve(value);
    return isInteger(length) ? length : undefined;
  };
  for (const { num, gen, offset } of order) entries.set(num, { kind: 'offset', offset, gen });
  const objectStreams: { num: number; gen: number; offset: number; value: PdfStream }[] = [];
  for (const { num, gen, offset } of order) {
    const head = latin1(source.read(offset, 400));
    if (!/\/(ObjStm|XRef|Catalog)/.test(head)) continue;
    const object = attempt(() =>
      readIndirectObject(source, offset, { mode: 'lenient', budget, resolveLength }),
    );
    const value = object?.value;
    if (isCatalog(value)) {
      catalog = new PdfRef(num, object?.gen ?? 0);
    }
    if (!(value instanceof PdfStream)) continue;
    const type = nameValue(value.dict.get('Type'));
    if (type === 'XRef' && value.dict.has('Root'))
      candidates.push({ position: offset, keys: trailerKeys(value.dict) });
    if (type === 'ObjStm') objectStreams.push({ num, gen, offset, value });
  }
  for (const position of found.trailers) {
    const value = attempt(() => withWindow(source, position, 'lenient', (lexer) => parseObject(lexer)));
    if (value instanceof PdfDict && value.has('Root'))
      candidates.push({ position, keys: trailerKeys(value) });
  }
  const trailers = candidates.sort((a, b) => a.position - b.position).map(({ keys }) => keys);
  let trailer = trailers.at(-1);
  const cipher = trailer && objectStreams.length > 0 ? openCipher(trailer, resolve) : undefined;
  for (const { num, gen, offset, value } of objectStreams) {
    const stream = cipher ? cipher.decrypt(new PdfRef(num, gen), value) : value;
    if (!(stream instanceof PdfStream)) continue;
    const inside = attempt(() => openObjectStream(stream, decodeStream(stream, resolve), resolve, 'lenient'));
    inside?.numbers.forEach((member, index) => {
      const other = entries.get(member);
      // A plain object that stands later in the file is newer than one in this stream.
      if (other?.kind === 'offset' && other.offset > offset) return;
      entries.set(member, { kind: 'compressed', stream: num, index });
      if (catalog === undefined && isCatalog(attempt(() => inside.object(index)))) {
        catalog = new PdfRef(member, 0);
      }
    });
  }
  const opens = (keys: PdfDict): boolean => {
    const root = keys.get('Root');
    if (!(root instanceof PdfRef)) return false;
    if (entries.get(root.num)?.kind === 'compressed') return true;
    const value = resolve(root);
    return value instanceof PdfDict && (isCatalog(value) || value.has('Pages'));
  };
  // A damaged trailer may still say what else there is to know, but not where the catalog stands.
  trailer =
    trailers.findLast(opens) ?? (catalog && (trailer ?? new PdfDict()).with({ Root: catalog })) ?? trailer;
  return { entries, trailer, usesObjectStreams: objectStreams.length > 0, references: found.references };
}

/** Only what a trailer is for: a cross-reference stream's dictionary has more. */
function trailerKeys(dict: PdfDict): PdfDict {
  const keep = ['Root', 'Info', 'ID', 'Encrypt', 'Size'];
  return new PdfDict(new Map([...dict.entries].filter(([key]) => keep.includes(key))));
}

interface Marks {
  readonly objects: { num: number; gen: number; offset: number }[];
  /** Positions behind the keyword `trailer`. */
  readonly trailers: number[];
  readonly references: Set<number>;
}

function findMarks(source: ByteSource): Marks {
  const marks: Marks = { objects: [], trailers: [], references: new Set() };
  const overlap = 64;
  let inStream = false;
  // Behind the last `endstream` a stream that does not end must not hide what follows it.
  const lastEnd = lastIndexOf(source, 'endstream', source.size) ?? 0;
  for (let base = 0; base < source.size; base += chunkBytes) {
    // Each chunk begins a little early, so that what lies across a border is seen whole.
    const start = Math.max(0, base - overlap);
    const bytes = source.read(start, base + chunkBytes + overlap - start);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = Math.min(bytes.length, base + chunkBytes - start);
    for (let i = base - start; i < end; i++) {
      const byte = bytes[i];
      if (inStream) {
        const close = text.indexOf('endstream', i, 'latin1');
        if (close < 0 || close >= end) break;
        inStream = false;
        i = close + 8;
      } else if (byte === 0x6f && bytes[i + 1] === 0x62 && bytes[i + 2] === 0x6a) {
        const header = headerBefore(bytes, i);
        if (header) marks.objects.push({ ...header, offset: start + header.offset });
        i += 2;
      } else if (byte === 0x52) {
        const reference = headerBefore(bytes, i);
        if (reference) marks.references.add(reference.num);
      } else if (byte === 0x73 && isStreamKeyword(bytes, text, i)) {
        inStream = start + i < lastEnd;
        i += 5;
      } else if (byte === 0x74 && text.toString('latin1', i, i + 7) === 'trailer') {
        marks.trailers.push(start + i + 7);
        i += 6;
      }
    }
    if (marks.objects.length > limits.objectNumber) {
      throw new PadesError('pdf.limit-exceeded', 'Too many objects');
    }
  }
  return marks;
}

function isStreamKeyword(bytes: Uint8Array, text: Buffer, at: number): boolean {
  if (text.toString('latin1', at, at + 6) !== 'stream') return false;
  const next = bytes[at + 6];
  if (next !== 0x0d && next !== 0x0a && next !== 0x20) return false;
  let before = at - 1;
  while (before >= 0 && isWhite(bytes[before])) before--;
  return bytes[before] === 0x3e && bytes[before - 1] === 0x3e;
}

/** Reads `num gen` backwards from the `o` of `obj` or the `R` of a reference. */
function headerBefore(
  bytes: Uint8Array,
  at: number,
): { num: number; gen: number; offset: number } | undefined {
  let i = at - 1;
  const passWhite = (): boolean => {
    const from = i;
    while (i >= 0 && isWhite(bytes[i])) i--;
    return i < from;
  };
  const digits = (): string => {
    const end = i;
    while (i >= 0 && isDigit(bytes[i]) && end - i < 10) i--;
    return latin1(bytes.subarray(i + 1, end + 1));
  };
  passWhite();
  const gen = digits();
  if (gen === '' || !passWhite()) return undefined;
  const num = digits();
  const before = bytes[i];
  const clean = i < 0 || isWhite(before) || isDelimiter(before) || before === 0x6a || before === 0x6d;
  if (num === '' || !clean || Number(num) > limits.objectNumber || Number(gen) > 65535) return undefined;
  return { num: Number(num), gen: Number(gen), offset: i + 1 };
}

/** A damaged object is passed over while scanning; only running out of budget ends the scan. */
function attemptWithin<T>(budget: WorkBudget, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PadesError)) throw error;
    budget.spend(0);
    return undefined;
  }
}

function isCatalog(value: PdfObject | undefined): boolean {
  return value instanceof PdfDict && nameValue(value.get('Type')) === 'Catalog';
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
