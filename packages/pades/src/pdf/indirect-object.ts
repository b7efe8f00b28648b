import { PadesError } from '../errors.js';
import type { ByteSource } from './byte-source.js';
import { EndOfWindow, isWhite, Lexer, type ParseMode } from './lexer.js';
import { limits, type WorkBudget } from './limits.js';
import { isInteger, PdfDict, PdfStream, type PdfObject } from './objects.js';
import { parseObject, type Spans } from './parser.js';

export interface IndirectObject {
  readonly num: number;
  readonly gen: number;
  readonly value: PdfObject;
  /** Where the object begins (its number) and where its value ends, before `endobj`. */
  readonly start: number;
  readonly end: number;
}

export interface ReadObjectOptions {
  readonly mode: ParseMode;
  /** Finds the value of an indirect `/Length`. */
  readonly resolveLength: (value: PdfObject | undefined) => PdfObject | undefined;
  readonly budget: WorkBudget;
  readonly spans?: Spans;
}

/**
 * Calls `read` with a lexer on a window that begins at `offset`, widening it until what is read fits. Sources in
 * memory need one try; files are read no further than needed.
 */
export function withWindow<T>(
  source: ByteSource,
  offset: number,
  mode: ParseMode,
  read: (lexer: Lexer) => T,
): T {
  let length = source.inMemory ? source.size - offset : 8 * 1024;
  for (;;) {
    const bytes = source.read(offset, length);
    const final = offset + bytes.length >= source.size;
    try {
      return read(new Lexer(bytes, offset, mode, 0, final));
    } catch (error) {
      if (!(error instanceof EndOfWindow) || final) throw error;
      length *= 4;
      if (length > limits.objectBytes * 4) {
        throw new PadesError('pdf.limit-exceeded', 'An object is too large', { offset });
      }
    }
  }
}

/** Reads `num gen obj … endobj` at an offset; undefined where there is no such header. */
export function readIndirectObject(
  source: ByteSource,
  offset: number,
  options: ReadObjectOptions,
): IndirectObject | undefined {
  if (offset < 0 || offset >= source.size) return undefined;
  const parsed = withWindow(source, offset, options.mode, (lexer) => {
    const header = readObjectHeader(lexer);
    if (!header) return undefined;
    options.spans?.clear();
    try {
      const value = parseObject(lexer, 0, options.spans);
      const end = lexer.offset;
      return { ...header, value, end, data: value instanceof PdfDict ? dataStart(lexer) : undefined };
    } finally {
      options.budget.spend(lexer.position);
    }
  });
  if (!parsed) return undefined;
  const start = parsed.data;
  if (start === undefined || !(parsed.value instanceof PdfDict)) return parsed;
  const length = streamLength(source, parsed.value, start, options);
  const stream = new PdfStream(parsed.value, () => source.read(start, length), length);
  return { ...parsed, value: stream, end: start + length };
}

/** Passes `num gen obj`; undefined where it does not stand there. */
export function readObjectHeader(lexer: Lexer): { num: number; gen: number; start: number } | undefined {
  lexer.skipWhite();
  const start = lexer.offset;
  const num = lexer.unsigned();
  if (num === undefined || !isWhite(lexer.peek())) return undefined;
  lexer.skipWhite();
  const gen = lexer.unsigned();
  if (gen === undefined) return undefined;
  lexer.skipWhite();
  if (!lexer.keyword('obj')) {
    // `obj` may be followed at once by a number or word in files that other readers take.
    if (lexer.mode === 'strict' || !startsWith(lexer, 'obj')) return undefined;
    lexer.position += 3;
  }
  return { num, gen, start };
}

/** The number of the object whose header stands exactly at an offset. */
export function objectNumberAt(source: ByteSource, offset: number): number | undefined {
  if (offset >= source.size) return undefined;
  return withWindow(source, offset, 'lenient', (lexer) => {
    const header = readObjectHeader(lexer);
    return header?.start === offset ? header.num : undefined;
  });
}

function startsWith(lexer: Lexer, word: string): boolean {
  return [...word].every((c, i) => lexer.bytes[lexer.position + i] === c.charCodeAt(0));
}

/** Where the data of a stream begins, if the keyword `stream` follows. */
function dataStart(lexer: Lexer): number | undefined {
  lexer.skipWhite();
  return lexer.peek() === 0x73 && lexer.keyword('stream') ? passEndOfLine(lexer) : undefined;
}

/** Passes the end of line behind `stream` (§7.3.8.1) and returns where the data begins. */
function passEndOfLine(lexer: Lexer): number {
  if (lexer.mode === 'lenient') {
    while (lexer.peek() === 0x20 || lexer.peek() === 0x09) lexer.position++;
  }
  if (lexer.peek() === 0x0d) {
    lexer.position++;
    if (lexer.peek() === 0x0a) lexer.position++;
    else if (lexer.mode === 'strict') throw lexer.malformed('stream followed by a lone carriage return');
  } else if (lexer.peek() === 0x0a) lexer.position++;
  else if (lexer.mode === 'strict') throw lexer.malformed('stream not followed by an end of line');
  return lexer.offset;
}

function streamLength(source: ByteSource, dict: PdfDict, data: number, options: ReadObjectOptions): number {
  const length = options.resolveLength(dict.get('Length'));
  if (isInteger(length) && length >= 0 && data + length <= source.size) {
    if (endsStream(source, data + length)) return length;
  }
  if (options.mode === 'strict') {
    throw new PadesError('pdf.malformed', 'A stream whose /Length is wrong', { offset: data });
  }
  const end = indexOf(source, 'endstream', data) ?? indexOf(source, 'endobj', data);
  options.budget.spend((end ?? 2 * source.size) - data);
  if (end === undefined) {
    throw new PadesError('pdf.truncated', 'A stream that does not end', { offset: data });
  }
  const before = source.read(Math.max(data, end - 2), Math.min(2, end - data));
  const last = before[before.length - 1];
  if (last === 0x0a && before.length === 2 && before[0] === 0x0d) return end - data - 2;
  return last === 0x0a || last === 0x0d ? end - data - 1 : end - data;
}

function endsStream(source: ByteSource, offset: number): boolean {
  const lexer = new Lexer(source.read(offset, 32), offset, 'lenient');
  while (isWhite(lexer.peek())) lexer.position++;
  return startsWith(lexer, 'endstream');
}

const chunkBytes = 1024 * 1024;

/** First position of an ASCII word at or behind `from` and before `to`. */
export function indexOf(
  source: ByteSource,
  word: string,
  from: number,
  to: number = source.size,
): number | undefined {
  const overlap = word.length - 1;
  for (let offset = from; offset < to; offset += chunkBytes) {
    const part = source.read(offset, Math.min(chunkBytes + overlap, to - offset));
    const at = Buffer.from(part.buffer, part.byteOffset, part.byteLength).indexOf(word, 0, 'latin1');
    if (at >= 0) return offset + at;
  }
  return undefined;
}

/** Last position of an ASCII word that begins before `before` and not before `notBefore`. */
export function lastIndexOf(
  source: ByteSource,
  word: string,
  before: number,
  notBefore = 0,
): number | undefined {
  for (let end = before; end > notBefore; end -= chunkBytes) {
    const start = Math.max(notBefore, end - chunkBytes);
    const part = source.read(start, end - start + word.length - 1);
    const at = Buffer.from(part.buffer, part.byteOffset, part.byteLength).lastIndexOf(
      word,
      undefined,
      'latin1',
    );
    if (at >= 0) return start + at;
  }
  return undefined;
}
