import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../support.js';
import { decodeStream } from '../../src/pdf/filters.js';
import { dict, name, streamOf, type PdfDict } from '../../src/pdf/objects.js';

function decode(bytes: Uint8Array, filter: string, parameters?: PdfDict, maxBytes?: number): Buffer {
  const stream = streamOf(dict({ Filter: name(filter), DecodeParms: parameters }), bytes);
  return Buffer.from(decodeStream(stream, (value) => value, maxBytes));
}

describe('filters (ISO 32000-2 §7.4)', () => {
  it('reads the LZW example of §7.4.4.2', () => {
    const encoded = Buffer.from('800b6050220c0c8501', 'hex');
    expect([...decode(encoded, 'LZWDecode')]).toEqual([45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
  });

  it('reads LZW data whose codes grow to twelve bits and start over', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 3000, maxLength: 9000 }),
        fc.constantFrom(0 as const, 1 as const),
        (data, early) => {
          const decoded = decode(encodeLzw(data, early), 'LZWDecode', dict({ EarlyChange: early }));
          expect(decoded.equals(Buffer.from(data))).toBe(true);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('reads ASCII hexadecimal, base-85 and run lengths', () => {
    expect(decode(Buffer.from('48 656c6C 6f>'), 'ASCIIHexDecode').toString()).toBe('Hello');
    expect(decode(Buffer.from('87cURD]i,"Ebo80~>'), 'ASCII85Decode').toString()).toBe('Hello World!');
    expect(decode(Buffer.from('z~>'), 'ASCII85Decode')).toEqual(Buffer.alloc(4));
    expect(decode(Buffer.from([2, 65, 66, 67, 254, 68, 128, 9]), 'RunLengthDecode').toString()).toBe(
      'ABCDDD',
    );
  });

  it('undoes every PNG row filter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.uint8Array({ minLength: 36, maxLength: 36 })), {
          minLength: 1,
          maxLength: 6,
        }),
        (colors, columns, rows) => {
          const width = colors * columns;
          const plain = rows.map(([, row]) => Buffer.from(row.subarray(0, width)));
          const encoded = rows.map(([type], index) =>
            encodePng(type, plain[index], plain[index - 1], colors),
          );
          const parameters = dict({ Predictor: 15, Colors: colors, Columns: columns });
          const decoded = decode(deflateSync(Buffer.concat(encoded)), 'FlateDecode', parameters);
          expect(decoded.equals(Buffer.concat(plain))).toBe(true);
        },
      ),
    );
  });

  it('undoes the TIFF predictor', () => {
    const parameters = dict({ Predictor: 2, Colors: 3, Columns: 2 });
    const data = deflateSync(Buffer.from([1, 2, 3, 1, 1, 1]));
    expect([...decode(data, 'FlateDecode', parameters)]).toEqual([1, 2, 3, 2, 3, 4]);
  });

  it('applies several filters in order', () => {
    const hex = `${deflateSync(Buffer.from('twice')).toString('hex')}>`;
    const stream = streamOf(dict({ Filter: [name('AHx'), name('Fl')] }), Buffer.from(hex));
    expect(Buffer.from(decodeStream(stream, (value) => value)).toString()).toBe('twice');
  });

  it('stops a stream that unpacks to too much', () => {
    const bomb = deflateSync(Buffer.alloc(10_000_000));
    expect(codeOf(() => decode(bomb, 'FlateDecode', undefined, 1_000_000))).toBe('pdf.limit-exceeded');
    const runs = Buffer.alloc(40_000, 129);
    expect(codeOf(() => decode(runs, 'RunLengthDecode', undefined, 1_000_000))).toBe('pdf.limit-exceeded');
  });

  it('names what it cannot read', () => {
    expect(codeOf(() => decode(Buffer.from('x'), 'JBIG2Decode'))).toBe('pdf.unsupported-filter');
    expect(codeOf(() => decode(Buffer.from('no zlib data'), 'FlateDecode'))).toBe('pdf.malformed');
    expect(codeOf(() => decode(Buffer.from('\x01{'), 'ASCII85Decode'))).toBe('pdf.malformed');
  });

  it('throws nothing but our errors on arbitrary data', () => {
    const filters = ['FlateDecode', 'LZWDecode', 'ASCIIHexDecode', 'ASCII85Decode', 'RunLengthDecode'];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...filters), (data, filter) => {
        codeOf(() => decode(data, filter, dict({ Predictor: 12, Columns: 3 }), 100_000));
      }),
      { numRuns: 500 },
    );
  });
});

function encodePng(type: number, row: Buffer | undefined, above: Buffer | undefined, pixel: number): Buffer {
  const current = row ?? Buffer.alloc(0);
  const encoded = current.map((byte, i) => {
    const left = i >= pixel ? (current[i - pixel] ?? 0) : 0;
    const up = above?.[i] ?? 0;
    const corner = i >= pixel ? (above?.[i - pixel] ?? 0) : 0;
    const estimates = [left, up, corner];
    const distances = estimates.map((value) => Math.abs(left + up - corner - value));
    const paeth = estimates[distances.indexOf(Math.min(...distances))] ?? 0;
    return byte - ([0, left, up, (left + up) >> 1, paeth][type] ?? 0);
  });
  return Buffer.from([type, ...encoded]);
}

/** Plain LZW: the table is emptied when it is full. */
function encodeLzw(data: Uint8Array, early: 0 | 1): Buffer {
  let table = new Map<string, number>();
  let next = 258;
  let width = 9;
  let bits = '';
  const emit = (code: number): void => {
    bits += code.toString(2).padStart(width, '0');
  };
  const codeOf = (entry: string): number =>
    entry.length === 1 ? entry.charCodeAt(0) : (table.get(entry) ?? -1);
  emit(256);
  let current = '';
  for (const byte of data) {
    const longer = current + String.fromCharCode(byte);
    if (codeOf(longer) >= 0) {
      current = longer;
      continue;
    }
    emit(codeOf(current));
    table.set(longer, next++);
    // The decoder is one entry behind.
    if (next - 1 + early >= 1 << width && width < 12) width++;
    if (next >= 4095) {
      emit(256);
      table = new Map();
      next = 258;
      width = 9;
    }
    current = String.fromCharCode(byte);
  }
  if (current) emit(codeOf(current));
  next++;
  if (next - 1 + early >= 1 << width && width < 12) width++;
  emit(257);
  return Buffer.from((bits.match(/.{1,8}/g) ?? []).map((part) => parseInt(part.padEnd(8, '0'), 2)));
}
