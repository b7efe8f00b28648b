import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openDocument } from '../../src/pdf/document.js';
import { IncrementWriter } from '../../src/pdf/increment.js';
import { Lexer } from '../../src/pdf/lexer.js';
import { name, PdfDict, PdfRef, PdfStream } from '../../src/pdf/objects.js';
import { pageAt, walkPages } from '../../src/pdf/pages.js';
import { parseObject } from '../../src/pdf/parser.js';
import { serializeText } from '../../src/pdf/serializer.js';
import { codeOf } from '../support.js';
import { onePage, PdfWriter, tablePdf } from './made-pdfs.js';

const pagesOf = (bytes: Uint8Array): number => [...walkPages(openDocument(bytes).latest)].length;
const repairsOf = (bytes: Uint8Array): string[] => openDocument(bytes).repairs.map(({ code }) => code);
const replaced = (bytes: Buffer, from: string, to: string): Buffer =>
  Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1');

describe('files that other readers show', () => {
  it('need no header where their end is that of a PDF', () => {
    const bytes = replaced(tablePdf(), '%PDF-1.7', '%POF-1.7');
    expect(pagesOf(bytes)).toBe(1);
    expect(repairsOf(bytes)).toEqual(['header-missing']);
    expect(codeOf(() => openDocument(bytes, { mode: 'strict' }))).toBe('pdf.not-a-pdf');
  });

  it('are no PDF where nothing but the word says so', () => {
    expect(codeOf(() => openDocument(Buffer.from('about the keyword startxref\n12\n%%EOF')))).toBe(
      'pdf.not-a-pdf',
    );
  });

  it.each([
    ['is no reference', '/Root 1 0 R', '/Root 1 R  '],
    ['is a dictionary of its own', '/Root 1 0 R', '/Root <</Pages 2 0 R>>'],
    ['leads to something else', '/Root 1 0 R', '/Root 5 0 R'],
    ['leads nowhere', '/Root 1 0 R', '/Root 9 0 R'],
  ])('have a catalog that can be found where /Root %s', (_, from, to) => {
    expect(pagesOf(replaced(tablePdf(), from, to))).toBe(1);
  });

  it('have pages behind a cross-reference that leads past them', () => {
    const bytes = replaced(tablePdf(), '3 1\n0000000', '9 1\n0000000');
    expect(pagesOf(bytes)).toBe(1);
    expect(repairsOf(bytes)).toContain('xref-rebuilt');
  });

  it('keep their own cross-reference where no scan finds a page either', () => {
    const bytes = tablePdf({ 1: '<</Type /Catalog /Pages 2 0 R>>', 2: '<</Type /Pages /Kids [] /Count 0>>' });
    expect(repairsOf(bytes)).toEqual([]);
  });

  it('have a single kid without its bracket', () => {
    expect(pagesOf(tablePdf({ ...onePage, 2: '<</Type /Pages /Kids 3 0 R ] /Count 1>>' }))).toBe(1);
  });

  it('have a last stream that does not end', () => {
    const writer = new PdfWriter().objects({ 4: '<</Length 3>>\nstream\nq Q', 1: onePage[1] ?? '' });
    writer.objects({ 2: onePage[2] ?? '', 3: onePage[3] ?? '' });
    expect(pagesOf(Buffer.from(`${writer.text}trailer <</Root 1 0 R>>`, 'latin1'))).toBe(1);
  });

  it('have streams that are damaged further on', () => {
    const packed = deflateSync(Buffer.from('0123456789'.repeat(4000)), { level: 0 });
    const data = Buffer.concat([packed.subarray(0, 33_000), Buffer.alloc(500, 0xff)]).toString('latin1');
    const body = `<</Filter /FlateDecode /Length ${data.length}>>\nstream\n${data}\nendstream`;
    const { latest } = openDocument(tablePdf({ ...onePage, 6: body }));
    const stream = latest.object(6);
    if (!(stream instanceof PdfStream)) throw new Error('no stream');
    expect(Buffer.from(latest.decode(stream)).toString('latin1', 0, 20)).toBe('01234567890123456789');
  });
});

describe('lenient parsing', () => {
  const parsed = (text: string): string =>
    serializeText(parseObject(new Lexer(Buffer.from(text, 'latin1'), 0, 'lenient')));

  it('passes over stray delimiters', () => {
    expect(parsed('[1 ) 2]')).toBe('[1 null 2]');
    expect(parsed('<</A ] /B 2>>')).toBe('<</B 2>>');
  });

  it('keeps numbers finite', () => {
    expect(parsed('9'.repeat(400))).toMatch(/^17976931348623157\d+$/);
    expect(parsed(`-${'9'.repeat(400)}x`)).toMatch(/^-17976931348623157\d+$/);
  });
});

describe('numbers of new objects', () => {
  it.each([
    [
      'a field',
      {
        1: '<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [6 0 R]>>>>',
        6: '<</FT /Sig /T (a) /V 7 0 R>>',
      },
    ],
    ['the list of fields', { 1: '<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [7 0 R]>>>>', 6: 'null' }],
    ['a page', { 3: '<</Type /Page /Parent 2 0 R /Annots [7 0 R]>>', 6: 'null' }],
    ['the catalog', { 1: '<</Type /Catalog /Pages 2 0 R /Names 7 0 R>>', 6: 'null' }],
  ])('are none that %s refers to already', (_, objects) => {
    const writer = new IncrementWriter(openDocument(tablePdf({ ...onePage, ...objects })));
    expect(writer.allocate().num).toBe(8);
  });

  it('are none that the text of a scanned file refers to', () => {
    const bytes = tablePdf({ ...onePage, 6: '<</Elsewhere 7 0 R>>' });
    const writer = new IncrementWriter(openDocument(bytes.subarray(0, bytes.indexOf('xref'))));
    writer.set(writer.allocate(), new PdfDict(new Map([['Type', name('X')]])));
    expect(writer.allocate().num).toBe(9);
  });
});

describe('pages far down a document', () => {
  const many = (nodes: (pages: readonly number[]) => Record<number, string>): Buffer => {
    const pages = Array.from({ length: 100 }, (_, i) => 100 + i);
    const leaves = pages.map((num): [number, string] => [
      num,
      `<</Type /Page /MediaBox [0 0 ${num} ${num}]>>`,
    ]);
    return tablePdf({
      1: '<</Type /Catalog /Pages 2 0 R>>',
      ...nodes(pages),
      ...Object.fromEntries(leaves),
    });
  };
  const kids = (numbers: readonly number[]): string => `[${numbers.map((num) => `${num} 0 R`).join(' ')}]`;

  it.each([
    ['one flat node', (pages) => ({ 2: `<</Type /Pages /Kids ${kids(pages)} /Count 100>>` })],
    [
      'nodes of ten',
      (pages) => ({
        2: `<</Type /Pages /Kids ${kids(Array.from({ length: 10 }, (_, i) => 10 + i))} /Count 100>>`,
        ...Object.fromEntries(
          Array.from({ length: 10 }, (_, i) => [
            10 + i,
            `<</Type /Pages /Kids ${kids(pages.slice(i * 10, i * 10 + 10))} /Count 10>>`,
          ]),
        ),
      }),
    ],
    ['a count that is wrong', (pages) => ({ 2: `<</Type /Pages /Kids ${kids(pages)} /Count 7>>` })],
    ['no count', (pages) => ({ 2: `<</Type /Pages /Kids ${kids(pages)}>>` })],
  ] satisfies [string, (pages: readonly number[]) => Record<number, string>][])(
    'are the ones that walking finds: %s',
    (_, nodes) => {
      const { latest } = openDocument(many(nodes));
      const walked = [...walkPages(latest)];
      for (const index of [0, 15, 16, 57, 99]) expect(pageAt(latest, index)).toEqual(walked[index]);
      expect(codeOf(() => pageAt(latest, 100))).toBe('sign.page-not-found');
    },
  );

  it('are found without reading those before them', () => {
    const { latest } = openDocument(
      many((pages) => ({ 2: `<</Type /Pages /Kids ${kids(pages)} /Count 100>>` })),
    );
    const asked: number[] = [];
    const watched = Object.assign(Object.create(latest) as typeof latest, {
      dict: (value: Parameters<typeof latest.dict>[0]) => {
        if (value instanceof PdfRef) asked.push(value.num);
        return latest.dict(value);
      },
    });
    expect(pageAt(watched, 80).ref?.num).toBe(180);
    expect(asked).toEqual([1, 2, 180]);
  });
});
