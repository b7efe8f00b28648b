import { PadesError } from '../errors.js';
import type { Lexer } from './lexer.js';
import { isDigit, isRegular, isWhite } from './lexer.js';
import { limits } from './limits.js';
import { PdfDict, PdfName, PdfRef, type PdfObject } from './objects.js';

/** Where a dictionary's values stand in the file: from the first byte to behind the last. */
export type Spans = Map<string, { readonly start: number; readonly end: number }>;

/**
 * Parses the object at the lexer's position (ISO 32000-2 §7.3), leaving the position behind it. Streams are not
 * read here: their dictionary is returned and the position is before the keyword `stream`.
 *
 * @param spans receives the positions of the values of the outermost dictionary.
 * @throws PadesError `pdf.malformed`, `pdf.limit-exceeded`.
 */
export function parseObject(lexer: Lexer, depth = 0, spans?: Spans): PdfObject {
  if (depth > limits.depth) {
    throw new PadesError('pdf.limit-exceeded', `Objects nested more than ${limits.depth} deep`, {
      offset: lexer.offset,
    });
  }
  lexer.skipWhite();
  const byte = lexer.peek();
  switch (byte) {
    case undefined:
      throw lexer.malformed('The data ends where an object should be');
    case 0x2f:
      return new PdfName(lexer.nameToken());
    case 0x28:
      return lexer.literalString();
    case 0x3c: {
      if (secondByte(lexer) === 0x3c) return parseDict(lexer, depth, spans);
      return lexer.hexString();
    }
    case 0x5b:
      return parseArray(lexer, depth);
    default:
      if (isDigit(byte)) return parseNumberOrRef(lexer);
      if (byte === 0x2b || byte === 0x2d || byte === 0x2e) return parseNumber(lexer);
      return parseKeyword(lexer);
  }
}

function secondByte(lexer: Lexer): number | undefined {
  lexer.position++;
  const byte = lexer.peek();
  lexer.position--;
  return byte;
}

function parseKeyword(lexer: Lexer): PdfObject {
  if (lexer.keyword('null')) return null;
  if (lexer.keyword('true')) return true;
  if (lexer.keyword('false')) return false;
  const start = lexer.position;
  const word = lexer.word();
  if (lexer.mode === 'lenient') {
    // An absent value before `endobj` or a stray delimiter reads as null; an unknown word too, as in other readers.
    if (word === 'endobj' || word === 'endstream' || word === 'stream') lexer.position = start;
    return null;
  }
  lexer.position = start;
  throw lexer.malformed(`Not an object: ${word.slice(0, 20) || 'a delimiter'}`);
}

function parseNumberOrRef(lexer: Lexer): PdfObject {
  const start = lexer.position;
  const num = lexer.unsigned();
  if (num === undefined || isRegular(lexer.peek())) {
    lexer.position = start;
    return parseNumber(lexer);
  }
  const afterNumber = lexer.position;
  if (!isWhite(lexer.peek())) return num;
  lexer.skipWhite();
  const gen = isDigit(lexer.peek()) ? lexer.unsigned() : undefined;
  if (gen !== undefined && isWhite(lexer.peek())) {
    lexer.skipWhite();
    if (lexer.peek() === 0x52 && lexer.keyword('R')) {
      if (num > limits.objectNumber || gen > 65535) {
        if (lexer.mode === 'strict') throw lexer.malformed(`Impossible reference ${num} ${gen} R`);
        return null;
      }
      return new PdfRef(num, gen);
    }
  }
  lexer.position = afterNumber;
  return num;
}

function parseNumber(lexer: Lexer): number {
  const start = lexer.position;
  const word = lexer.word();
  if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) return finite(Number(word));
  if (lexer.mode === 'strict') {
    lexer.position = start;
    throw lexer.malformed(`Not a number: ${word.slice(0, 20)}`);
  }
  // As common readers do: doubled signs count once, and what follows a number in the same word is dropped.
  const match = /^[+-]*?(-?)[+-]*(\d*\.?\d*)/.exec(word);
  const value = finite(Number(match?.[2] || '0') || 0);
  return match?.[1] === '-' || word.startsWith('-') ? -value : value;
}

/** Digits without end are a number all the same: the largest there is. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : Math.sign(value) * Number.MAX_VALUE;
}

function parseArray(lexer: Lexer, depth: number): PdfObject[] {
  lexer.position++;
  const items: PdfObject[] = [];
  for (;;) {
    lexer.skipWhite();
    const byte = lexer.peek();
    if (byte === 0x5d) {
      lexer.position++;
      return items;
    }
    if (byte === undefined) throw lexer.malformed('An array that does not end');
    if (endsEarly(lexer, byte)) {
      if (lexer.mode === 'strict') throw lexer.malformed('An array that is not closed');
      return items;
    }
    const before = lexer.position;
    items.push(parseObject(lexer, depth + 1));
    passStray(lexer, before);
  }
}

function parseDict(lexer: Lexer, depth: number, spans?: Spans): PdfDict {
  lexer.position += 2;
  const entries = new Map<string, PdfObject>();
  for (;;) {
    lexer.skipWhite();
    const byte = lexer.peek();
    if (byte === 0x3e) {
      if (secondByte(lexer) === 0x3e) {
        lexer.position += 2;
        break;
      }
      if (lexer.mode === 'strict') throw lexer.malformed('A single greater-than sign in a dictionary');
      lexer.position++;
      continue;
    }
    if (byte === undefined) throw lexer.malformed('A dictionary that does not end');
    if (byte !== 0x2f) {
      if (lexer.mode === 'strict') throw lexer.malformed('A dictionary key that is not a name');
      if (endsEarly(lexer, byte)) break;
      const before = lexer.position;
      parseObject(lexer, depth + 1);
      passStray(lexer, before);
      continue;
    }
    const key = lexer.nameToken();
    lexer.skipWhite();
    if (lexer.mode === 'lenient' && lexer.peek() === 0x3e && secondByte(lexer) === 0x3e) continue;
    const start = lexer.offset;
    const value = parseObject(lexer, depth + 1);
    if (entries.has(key) && lexer.mode === 'strict') {
      throw lexer.malformed(`The key ${key} stands twice in a dictionary`);
    }
    // The last of two equal keys counts, as in other readers; a null value is as good as none (§7.3.7).
    if (value === null) entries.delete(key);
    else entries.set(key, value);
    spans?.set(key, { start, end: lexer.offset });
  }
  return new PdfDict(entries);
}

/** In lenient mode, an `endobj` inside an open array or dictionary closes it. */
function endsEarly(lexer: Lexer, byte: number): boolean {
  if (byte !== 0x65) return false;
  const start = lexer.position;
  const found = lexer.keyword('endobj') || lexer.keyword('endstream');
  lexer.position = start;
  return found;
}

/** Lenient parsing must move on, or it would go round for ever on a stray delimiter. */
function passStray(lexer: Lexer, before: number): void {
  if (lexer.position === before) lexer.position++;
}
