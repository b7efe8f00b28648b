import { PadesError } from '../errors.js';
import type { ByteSource } from './byte-source.js';
import { decodeStream } from './filters.js';
import { readIndirectObject, withWindow } from './indirect-object.js';
import { isDigit, isWhite, type Lexer, type ParseMode } from './lexer.js';
import { limits, type WorkBudget } from './limits.js';
import { isArray, isInteger, nameValue, PdfDict, PdfStream } from './objects.js';
import { parseObject } from './parser.js';

/** What a cross-reference says of an object number (ISO 32000-2 §7.5.4, §7.5.8). */
export type XrefEntry =
  | { readonly kind: 'free'; readonly gen: number }
  | { readonly kind: 'offset'; readonly offset: number; readonly gen: number }
  | { readonly kind: 'compressed'; readonly stream: number; readonly index: number };

/**
 * One cross-reference section. Entries are looked up where they stand, by arithmetic, so that opening a file does
 * not cost time or memory for each of its objects.
 */
export interface XrefSection {
  readonly kind: 'table' | 'stream';
  /** Where the section begins in the file. */
  readonly offset: number;
  /** Where its trailer dictionary, or its stream, ends. */
  readonly end: number;
  readonly trailer: PdfDict;
  /** Highest object number it speaks of, or -1. */
  readonly highest: number;
  /** Object number of the cross-reference stream itself. */
  readonly streamNumber?: number;
  lookup(num: number): XrefEntry | undefined;
  /** Every object number it speaks of, free ones included. */
  numbers(): Iterable<number>;
}

/** A run of object numbers and a way to read the entry of each. */
export interface XrefRange {
  readonly first: number;
  readonly count: number;
  entry(index: number): XrefEntry | undefined;
}

export interface XrefContext {
  readonly source: ByteSource;
  readonly mode: ParseMode;
  readonly budget: WorkBudget;
  /** Added to every offset of the file: bytes of junk before the header, where the file counts from there. */
  readonly shift: number;
}

/** Looks numbers up in ranges; where ranges overlap, the later one counts. */
export function rangeLookup(
  ranges: readonly XrefRange[],
): Pick<XrefSection, 'highest' | 'lookup' | 'numbers'> {
  const sorted = [...ranges].sort((a, b) => a.first - b.first);
  return {
    highest: sorted.reduce((max, range) => Math.max(max, range.first + range.count - 1), -1),
    lookup(num) {
      let low = 0;
      let high = sorted.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((sorted[middle]?.first ?? Infinity) <= num) low = middle;
        else high = middle - 1;
      }
      for (let i = low; i >= 0 && i > low - 4; i--) {
        const range = sorted[i];
        if (range && num >= range.first && num < range.first + range.count)
          return range.entry(num - range.first);
      }
      return undefined;
    },
    *numbers() {
      for (const range of sorted) {
        for (let index = 0; index < range.count; index++) yield range.first + index;
      }
    },
  };
}

/**
 * Reads the section at an offset, whichever kind it is.
 *
 * @returns undefined where neither `xref` nor a cross-reference stream begins there.
 * @throws PadesError `pdf.malformed` where one begins but cannot be read.
 */
export function readXrefSection(context: XrefContext, offset: number): XrefSection | undefined {
  if (offset < 0 || offset >= context.source.size) return undefined;
  const table = withWindow(context.source, offset, context.mode, (lexer) => {
    if (context.mode === 'lenient') while (isWhite(lexer.peek())) lexer.position++;
    const start = lexer.offset;
    return lexer.keyword('xref') ? start : undefined;
  });
  return table === undefined ? readStreamSection(context, offset) : readTable(context, table);
}

function readTable(context: XrefContext, offset: number): XrefSection {
  const { source, mode } = context;
  const ranges: XrefRange[] = [];
  let position = offset + 'xref'.length;
  for (;;) {
    const header = withWindow(source, position, mode, readRangeHeader);
    if (!header) break;
    const range = readRange(context, header.entries, header.first, header.count);
    if (range.range.count > 0) ranges.push(range.range);
    position = range.end;
    if (ranges.length > limits.objectNumber) throw new PadesError('pdf.limit-exceeded', 'Too many ranges');
  }
  const { trailer, end } = withWindow(source, position, mode, (lexer) => {
    lexer.skipWhite();
    if (!lexer.keyword('trailer') && !(mode === 'lenient' && passLooseTrailer(lexer))) {
      throw lexer.malformed('A cross-reference table without a trailer');
    }
    const value = parseObject(lexer);
    if (!(value instanceof PdfDict)) throw lexer.malformed('A trailer that is not a dictionary');
    return { trailer: value, end: lexer.offset };
  });
  context.budget.spend(end - position);
  return { kind: 'table', offset, end, trailer, ...rangeLookup(ranges) };
}

/** `trailer` may be followed directly by its dictionary. */
function passLooseTrailer(lexer: Lexer): boolean {
  const word = 'trailer';
  const matches = [...word].every((c, i) => lexer.bytes[lexer.position + i] === c.charCodeAt(0));
  if (matches) lexer.position += word.length;
  return matches;
}

function readRangeHeader(lexer: Lexer): { first: number; count: number; entries: number } | undefined {
  lexer.skipWhite();
  if (!isDigit(lexer.peek())) return undefined;
  const first = lexer.unsigned();
  lexer.skipWhite();
  const count = lexer.unsigned();
  if (first === undefined || count === undefined) throw lexer.malformed('A damaged cross-reference table');
  lexer.skipWhite();
  return { first, count, entries: lexer.offset };
}

const entryBytes = 20;

function readRange(
  context: XrefContext,
  start: number,
  first: number,
  count: number,
): { range: XrefRange; end: number } {
  const { source, mode } = context;
  if (first + count > limits.objectNumber + 1) {
    throw new PadesError('pdf.malformed', 'A cross-reference table with impossible numbers', {
      offset: start,
    });
  }
  // Word processors write the first free entry under number 1; the numbers are then one too high.
  const opening = source.read(start, entryBytes);
  const misnumbered = mode === 'lenient' && first === 1 && text(opening).startsWith('0000000000 65535 f');
  const number = misnumbered ? 0 : first;
  if (isRegularRange(source, start, count)) {
    const entry = (index: number): XrefEntry | undefined =>
      parseEntry(source.read(start + index * entryBytes, entryBytes), context.shift);
    return { range: { first: number, count, entry }, end: start + count * entryBytes };
  }
  if (mode === 'strict') {
    throw new PadesError('pdf.malformed', 'Cross-reference entries that are not 20 bytes long', {
      offset: start,
    });
  }
  return readIrregularRange(context, start, number, count);
}

/** Whether entries of 20 bytes lead from `start` to something that may follow a range. */
function isRegularRange(source: ByteSource, start: number, count: number): boolean {
  const end = start + count * entryBytes;
  if (end > source.size) return false;
  for (const index of count === 0 ? [] : new Set([0, count >> 1, count - 1])) {
    if (!/^\d{10} \d{5} [nf][ \r\n]{2}$/.test(text(source.read(start + index * entryBytes, entryBytes))))
      return false;
  }
  return /^[\s\0]*(\d|trailer)/.test(text(source.read(end, 64)));
}

/** Entries of other lengths: read one by one, as words. */
function readIrregularRange(
  context: XrefContext,
  start: number,
  first: number,
  count: number,
): { range: XrefRange; end: number } {
  const { source, mode, shift, budget } = context;
  return withWindow(source, start, mode, (lexer) => {
    const entries: XrefEntry[] = [];
    let end = lexer.position;
    while (entries.length < count) {
      lexer.skipWhite();
      const offset = lexer.unsigned();
      if (offset === undefined) break;
      lexer.skipWhite();
      const gen = lexer.unsigned();
      lexer.skipWhite();
      const kind = lexer.word();
      if (gen === undefined || !/^[nf]/.test(kind)) break;
      entries.push(makeEntry(kind.startsWith('n'), offset, gen, shift));
      end = lexer.position;
    }
    budget.spend(lexer.position);
    lexer.position = end;
    return {
      range: { first, count: entries.length, entry: (index: number) => entries[index] },
      end: lexer.offset,
    };
  });
}

/** `nnnnnnnnnn ggggg n`, read byte by byte: a file may have millions of them. */
function parseEntry(line: Uint8Array, shift: number): XrefEntry | undefined {
  const offset = digits(line, 0, 10);
  const gen = digits(line, 11, 16);
  const kind = line[17];
  if (offset === undefined || gen === undefined || line[10] !== space || line[16] !== space) return undefined;
  return kind === inUse || kind === free ? makeEntry(kind === inUse, offset, gen, shift) : undefined;
}

const [space, inUse, free] = [0x20, 0x6e, 0x66];

function digits(bytes: Uint8Array, start: number, end: number): number | undefined {
  let value = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === undefined || !isDigit(byte)) return undefined;
    value = value * 10 + byte - 0x30;
  }
  return value;
}

function makeEntry(used: boolean, offset: number, gen: number, shift: number): XrefEntry {
  // An entry in use at offset 0 is a free entry written by a program that did not know the word.
  if (!used || offset === 0) return { kind: 'free', gen };
  return { kind: 'offset', offset: offset + shift, gen };
}

function readStreamSection(context: XrefContext, offset: number): XrefSection | undefined {
  const found = readIndirectObject(context.source, offset, {
    mode: context.mode,
    budget: context.budget,
    resolveLength: (value) => value,
  });
  if (!found || !(found.value instanceof PdfStream)) return undefined;
  if (context.mode === 'strict' && found.start !== offset) return undefined;
  const { dict } = found.value;
  if (nameValue(dict.get('Type')) !== 'XRef') return undefined;
  const widths = dict.get('W');
  const size = dict.get('Size');
  if (!isArray(widths) || widths.length < 3 || !widths.every(isWidth) || !isInteger(size)) {
    throw new PadesError('pdf.malformed', 'A cross-reference stream without /W or /Size', { offset });
  }
  const [w0 = 0, w1 = 0, w2 = 0] = widths.map(Number);
  // Never unpacked further than what may be spent: a few bytes unpack to thousands.
  const most = Math.min(limits.decodedStreamBytes, context.budget.left);
  const data = decodeStream(found.value, (value) => value, most);
  context.budget.spend(data.length);
  return {
    kind: 'stream',
    offset: found.start,
    end: found.end,
    trailer: dict,
    streamNumber: found.num,
    ...rangeLookup(streamRanges(dict, data, [w0, w1, w2], context)),
  };
}

function isWidth(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 8;
}

function streamRanges(
  dict: PdfDict,
  data: Uint8Array,
  widths: readonly [number, number, number],
  context: XrefContext,
): XrefRange[] {
  const [w0, w1, w2] = widths;
  const width = w0 + w1 + w2;
  if (width === 0) throw new PadesError('pdf.malformed', 'A cross-reference stream with empty entries');
  const field = (at: number, bytes: number): number => {
    let value = 0;
    for (let i = 0; i < bytes; i++) value = value * 256 + (data[at + i] ?? 0);
    return value;
  };
  const index = dict.get('Index');
  const pairs = isArray(index) ? index.map(Number) : [0, Number(dict.get('Size'))];
  const ranges: XrefRange[] = [];
  let start = 0;
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const first = pairs[i] ?? 0;
    const wanted = pairs[i + 1] ?? 0;
    if (!Number.isInteger(first) || !Number.isInteger(wanted) || first < 0 || wanted < 0) {
      throw new PadesError('pdf.malformed', 'A cross-reference stream with an impossible /Index');
    }
    const count = Math.min(wanted, Math.floor(Math.max(0, data.length - start) / width));
    if (first + count > limits.objectNumber + 1) {
      throw new PadesError('pdf.malformed', 'A cross-reference stream with impossible numbers');
    }
    const base = start;
    const entry = (at: number): XrefEntry | undefined => {
      const position = base + at * width;
      const type = w0 === 0 ? 1 : field(position, w0);
      const second = field(position + w0, w1);
      const third = field(position + w0 + w1, w2);
      if (type === 0) return { kind: 'free', gen: third };
      if (type === 1) return { kind: 'offset', offset: second + context.shift, gen: third };
      if (type === 2) return { kind: 'compressed', stream: second, index: third };
      return undefined;
    };
    if (count > 0) ranges.push({ first, count, entry });
    start += count * width;
  }
  return ranges;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
