import { PadesError } from '../errors.js';
import { Lexer, type ParseMode } from './lexer.js';
import { limits } from './limits.js';
import { isInteger, type PdfObject, type PdfStream } from './objects.js';
import type { Resolve } from './filters.js';
import { parseObject } from './parser.js';

/** An object stream (ISO 32000-2 §7.5.7), decoded. */
export interface ObjectStream {
  /** Object numbers in the order of their indexes. */
  readonly numbers: readonly number[];
  /** Parses the object at an index. */
  object(index: number): PdfObject;
}

/** Opens an object stream whose bytes have been decoded. */
export function openObjectStream(
  stream: PdfStream,
  data: Uint8Array,
  resolve: Resolve,
  mode: ParseMode,
): ObjectStream {
  const count = resolve(stream.dict.get('N'));
  const first = resolve(stream.dict.get('First'));
  if (!isInteger(count) || !isInteger(first) || count < 0 || first < 0 || count > limits.objectNumber) {
    throw new PadesError('pdf.malformed', 'An object stream without /N or /First');
  }
  const lexer = new Lexer(data, 0, mode);
  const numbers: number[] = [];
  const offsets: number[] = [];
  while (numbers.length < count) {
    lexer.skipWhite();
    const num = lexer.unsigned();
    lexer.skipWhite();
    const offset = lexer.unsigned();
    if (num === undefined || offset === undefined) {
      if (mode === 'strict') throw new PadesError('pdf.malformed', 'An object stream with a damaged index');
      break;
    }
    numbers.push(num);
    offsets.push(offset);
  }
  return {
    numbers,
    object(index) {
      const offset = offsets[index];
      if (offset === undefined) return null;
      return parseObject(new Lexer(data, 0, mode, Math.min(first + offset, data.length)));
    },
  };
}
