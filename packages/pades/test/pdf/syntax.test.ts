import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../support.js';
import { Lexer, type ParseMode } from '../../src/pdf/lexer.js';
import { PdfDict, PdfName, PdfRef, PdfString, type PdfObject } from '../../src/pdf/objects.js';
import { parseObject } from '../../src/pdf/parser.js';
import { serializeObject } from '../../src/pdf/serializer.js';

function parse(text: string, mode: ParseMode = 'strict'): PdfObject {
  return parseObject(new Lexer(Buffer.from(text, 'latin1'), 0, mode));
}

function text(value: PdfObject): string {
  if (!(value instanceof PdfString)) throw new Error('Not a string');
  return Buffer.from(value.bytes).toString('latin1');
}

describe('objects (ISO 32000-2 §7.3)', () => {
  it.each([
    ['(plain)', 'plain'],
    ['(a (nested) one)', 'a (nested) one'],
    ['(\\n\\r\\t\\b\\f\\(\\)\\\\)', '\n\r\t\b\f()\\'],
    ['(\\53\\053\\0533)', '+++3'],
    ['(a\\\nb)', 'ab'],
    ['(a\r\nb\rc)', 'a\nb\nc'],
    ['(\\x)', 'x'],
    ['<48 65 6C6c 6F>', 'Hello'],
    ['<901FA>', '\x90\x1f\xa0'],
  ])('reads the string %j', (source, expected) => {
    expect(text(parse(source))).toBe(expected);
  });

  it.each([
    ['/Name', 'Name'],
    ['/A#20B#23', 'A B#'],
    ['/', ''],
    ['/a;b$c*d', 'a;b$c*d'],
  ])('reads the name %j', (source, expected) => {
    expect(parse(source)).toEqual(new PdfName(expected));
  });

  it.each([
    ['123', 123],
    ['+17', 17],
    ['-.002', -0.002],
    ['4.', 4],
    ['-0.0', -0],
  ])('reads the number %j', (source, expected) => {
    expect(parse(source)).toBe(expected);
  });

  it('tells references from numbers', () => {
    expect(parse('[1 2 R 3 4 5 0 R]')).toEqual([new PdfRef(1, 2), 3, 4, new PdfRef(5, 0)]);
  });

  it('passes comments and leaves entries with a null value out', () => {
    const value = parse('<< /A % a comment >>\n 1 /B null >>');
    expect(value).toEqual(new PdfDict(new Map([['A', 1]])));
  });

  it.each(['<</A 1', '[1 2', '(open', '<41', '<</A 1 2>>', '[1 2 foo]', '--5', '<</A 1 /A 2>>', ')', '#'])(
    'names the fault of %j in strict mode',
    (source) => {
      expect(codeOf(() => parse(source))).toBe('pdf.malformed');
    },
  );

  it('bears in lenient mode what other readers bear', () => {
    expect(parse('[--5 1.2.3 foo]', 'lenient')).toEqual([-5, 1.2, null]);
    expect(parse('<</A 1 2 /B 3 endobj', 'lenient')).toEqual(
      new PdfDict(
        new Map([
          ['A', 1],
          ['B', 3],
        ]),
      ),
    );
  });

  it('bounds nesting', () => {
    expect(codeOf(() => parse('['.repeat(100_000), 'lenient'))).toBe('pdf.limit-exceeded');
    expect(codeOf(() => parse('<</A '.repeat(100_000), 'lenient'))).toBe('pdf.limit-exceeded');
  });
});

const byteString = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const key = fc
  .uint8Array({ minLength: 1, maxLength: 12 })
  .map((bytes) => Buffer.from(bytes).toString('latin1'));
const scalar: fc.Arbitrary<PdfObject> = fc.oneof(
  fc.boolean(),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => value / 1000),
  key.map((value) => new PdfName(value)),
  fc
    .tuple(byteString, fc.constantFrom('literal', 'hex'))
    .map(([value, notation]) => new PdfString(Uint8Array.from(Buffer.from(value, 'latin1')), notation)),
  fc
    .tuple(fc.integer({ min: 1, max: 8_000_000 }), fc.integer({ min: 0, max: 65_535 }))
    .map(([num, gen]) => new PdfRef(num, gen)),
);
const anyObject = fc.letrec<{ value: PdfObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 6 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map((pairs) => new PdfDict(new Map(pairs))),
  ),
})).value;

/** A form in which two equal objects are equal, whatever notation their strings have. */
function plain(value: PdfObject): unknown {
  if (value instanceof PdfString) return { string: Buffer.from(value.bytes).toString('hex') };
  if (value instanceof PdfDict)
    return { dict: [...value.entries].map(([name, entry]) => [name, plain(entry)]) };
  if (value instanceof PdfName) return { name: value.value };
  if (value instanceof PdfRef) return { ref: String(value) };
  return Array.isArray(value) ? value.map((item: PdfObject) => plain(item)) : value;
}

describe('serializer', () => {
  it.each(['strict', 'lenient'] as const)('writes what the parser reads back (%s)', (mode) => {
    fc.assert(
      fc.property(anyObject, (value) => {
        const bytes = serializeObject(value);
        const lexer = new Lexer(bytes, 0, mode);
        expect(plain(parseObject(lexer))).toEqual(plain(value));
        expect(lexer.position).toBe(bytes.length);
      }),
      { numRuns: 500 },
    );
  });

  it('never writes an exponent', () => {
    for (const value of [1e-7, -2.5e-9, 1e21, 3e25]) {
      expect(Buffer.from(serializeObject(value)).toString()).toMatch(/^-?[\d.]+$/);
    }
  });
});

describe('parser on arbitrary bytes', () => {
  it('returns an object or throws one of our errors', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'()<>[]{}/%#Rr01.-+ \n\r\\obj streamendnull'), { maxLength: 60 }),
        fc.constantFrom('strict' as const, 'lenient' as const),
        (characters, mode) => {
          codeOf(() => parse(characters.join(''), mode));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
