import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../support.js';
import { openFile } from '../../src/pdf/byte-source.js';
import { openDocument } from '../../src/pdf/document.js';
import { PdfDict, PdfStream } from '../../src/pdf/objects.js';
import { walkPages } from '../../src/pdf/pages.js';
import { kinds, linearizedPdf, onePage, PdfWriter, stream, streamPdf, tablePdf } from './made-pdfs.js';

const root = '/Size 6 /Root 1 0 R';

describe.each(kinds)('a file with a %s cross-reference', (kind, make) => {
  it.each(['strict', 'lenient'] as const)('is read without repairs (%s)', (mode) => {
    const document = openDocument(make(), { mode });
    expect(document.repairs).toEqual([]);
    expect(document.truncated).toBe(false);
    expect(document.headerVersion).toBe('1.7');
    const [page] = walkPages(document.latest);
    expect(page?.mediaBox).toEqual([0, 0, 300, 400]);
    const content = document.latest.resolve(page?.dict.get('Contents'));
    expect(content).toBeInstanceOf(PdfStream);
    if (content instanceof PdfStream) {
      expect(Buffer.from(document.latest.decode(content)).toString()).toContain('(Hello) Tj');
    }
    expect(document.latest.dict(page?.dict.get('Resources'))?.get('Font')).toBeInstanceOf(PdfDict);
  });

  it('is one revision that ends with the file', () => {
    const bytes = make();
    const { revisions } = openDocument(bytes);
    expect(revisions.map((revision) => revision.endOffset)).toEqual([bytes.length]);
    expect(revisions[0]?.kind).toBe(kind === 'linearized' ? 'table' : kind);
  });

  it('reads the same from disk as from memory', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pades-'));
    const path = join(folder, 'file.pdf');
    const padding = `4 0 obj\n${stream('q Q '.repeat(200_000))}\nendobj\n`;
    const bytes = Buffer.concat([make(), Buffer.from(padding)]);
    writeFileSync(path, bytes);
    const source = openFile(path);
    try {
      const fromDisk = openDocument(source).latest;
      const fromMemory = openDocument(bytes).latest;
      for (const num of fromMemory.objectNumbers()) {
        const [a, b] = [fromDisk.object(num), fromMemory.object(num)];
        if (a instanceof PdfStream && b instanceof PdfStream) {
          expect(Buffer.from(a.raw()).equals(Buffer.from(b.raw()))).toBe(true);
        } else expect(a).toEqual(b);
      }
    } finally {
      source.close();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('revisions', () => {
  const first = tablePdf();
  const second = new PdfWriter(first.toString('latin1'))
    .objects({ 4: stream('BT (Changed) Tj ET'), 6: '<</New true>>' })
    .table(`/Size 7 /Root 1 0 R /Prev ${first.lastIndexOf('xref\n0 1')}`)
    .bytes();

  it('keeps every object addressable as it was after each save', () => {
    const document = openDocument(second, { mode: 'strict' });
    expect(document.revisions.map((revision) => revision.endOffset)).toEqual([first.length, second.length]);
    const contentAt = (revision: number): string => {
      const view = document.at(revision);
      const content = view.object(4);
      return content instanceof PdfStream ? Buffer.from(view.decode(content)).toString() : '';
    };
    expect(contentAt(0)).toContain('Hello');
    expect(contentAt(1)).toContain('Changed');
    expect(document.at(0).object(6)).toBeNull();
    expect(document.latest.object(6)).toBeInstanceOf(PdfDict);
    expect([...(document.revisions[1]?.objectNumbers() ?? [])]).toEqual([0, 4, 6]);
  });

  it('gives the positions of a dictionary in the file', () => {
    const document = openDocument(second);
    const located = document.locate(6, document.latest);
    const span = located?.spans.get('New');
    expect(second.toString('latin1', span?.start, span?.end)).toBe('true');
  });
});

describe('files that pdf-lib writes', () => {
  it.each([true, false])('are read (object streams: %s)', async (useObjectStreams) => {
    const pdf = await PDFDocument.create();
    for (let index = 0; index < 60; index++) pdf.addPage([100 + index, 200]);
    const document = openDocument(await pdf.save({ useObjectStreams }), { mode: 'strict' });
    expect([...walkPages(document.latest)].map((page) => page.mediaBox[2])).toEqual(
      Array.from({ length: 60 }, (_, index) => 100 + index),
    );
  });
});

describe('faults that are mended, and said', () => {
  const repairsOf = (bytes: Uint8Array): string[] => {
    const document = openDocument(bytes);
    expect([...walkPages(document.latest)]).toHaveLength(1);
    return document.repairs.map((repair) => repair.code);
  };

  it('junk before the header, with offsets from the header', () => {
    const junk = 'HTTP/1.1 200 OK\r\n\r\n';
    const bytes = Buffer.concat([Buffer.from(junk), tablePdf()]);
    expect(repairsOf(bytes)).toEqual(['header-not-first']);
    expect(openDocument(bytes).shift).toBe(junk.length);
    expect(codeOf(() => openDocument(bytes, { mode: 'strict' }))).toBe('pdf.not-a-pdf');
  });

  it('junk before the header, with offsets from the first byte', () => {
    const writer = new PdfWriter('junk\n%PDF-1.7\n').objects(onePage).table(root);
    expect(repairsOf(writer.bytes())).toEqual(['header-not-first']);
    expect(openDocument(writer.bytes()).shift).toBe(0);
  });

  it.each([-7, -1, 1, 3, 40])('startxref off by %i', (by) => {
    const bytes = new PdfWriter()
      .objects(onePage)
      .table(root, { startxref: (real) => real + by })
      .bytes();
    expect(repairsOf(bytes)).toEqual(['startxref-off']);
    expect(codeOf(() => openDocument(bytes, { mode: 'strict' }))).toBe('pdf.malformed');
  });

  it('startxref far off', () => {
    const bytes = new PdfWriter()
      .objects({ ...onePage, 5: stream('x'.repeat(5000)) })
      .table(root, { startxref: () => 20 })
      .bytes();
    expect(repairsOf(bytes)).toEqual(['xref-rebuilt']);
  });

  it('entries that point elsewhere', () => {
    const text = tablePdf()
      .toString('latin1')
      .replace(/\n3 1\n\d{10}/, '\n3 1\n0000000002');
    expect(repairsOf(Buffer.from(text, 'latin1'))).toEqual(['xref-entries-wrong']);
  });

  it('a table cut away with the end of the file', () => {
    const bytes = tablePdf();
    const cut = bytes.subarray(0, bytes.lastIndexOf('xref\n0 1'));
    expect(repairsOf(cut)).toEqual(['startxref-missing', 'xref-rebuilt']);
    expect(openDocument(cut).truncated).toBe(true);
    expect(codeOf(() => openDocument(cut, { mode: 'strict' }))).toBe('pdf.truncated');
  });

  it('object streams without a cross-reference', () => {
    const bytes = streamPdf();
    const cut = bytes.subarray(0, bytes.lastIndexOf('startxref'));
    expect(repairsOf(cut)).toContain('xref-rebuilt');
  });

  it('an update that was never finished', () => {
    const bytes = Buffer.concat([tablePdf(), Buffer.from('4 0 obj\n<</Half true>>\nendobj\n')]);
    expect(repairsOf(bytes)).toEqual(['update-unfinished']);
    expect(openDocument(bytes).truncated).toBe(true);
  });

  it('a wrong length of a stream', () => {
    const bytes = Buffer.from(tablePdf().toString('latin1').replace('/Length 36', '/Length 31'), 'latin1');
    const content = openDocument(bytes).latest.object(4);
    expect(content instanceof PdfStream && Buffer.from(content.raw()).toString()).toBe(
      'BT /F 12 Tf 20 200 Td (Hello) Tj ET',
    );
  });

  it('a circle of /Prev', () => {
    const bytes = new PdfWriter().objects(onePage).table(`${root} /Prev 999999`).bytes();
    const at = bytes.lastIndexOf('xref\n0 1');
    const circle = Buffer.from(bytes.toString('latin1').replace('999999', String(at).padEnd(6)), 'latin1');
    expect(repairsOf(circle).length).toBeGreaterThan(0);
    expect(codeOf(() => openDocument(circle, { mode: 'strict' }))).toBe('pdf.malformed');
  });
});

describe('what is no PDF', () => {
  it.each([
    ['nothing', ''],
    ['a text', 'Dear Sir or Madam'],
    ['a picture', '\x89PNG\r\n\x1a\n'],
  ])('is refused: %s', (_, content) => {
    expect(codeOf(() => openDocument(Buffer.from(content, 'latin1')))).toBe('pdf.not-a-pdf');
  });

  it('a header alone is truncated', () => {
    expect(codeOf(() => openDocument(Buffer.from('%PDF-1.7\n')))).toBe('pdf.truncated');
  });
});

describe('hostile files', () => {
  it('objects that need themselves read as null', () => {
    const objects = { ...onePage, 4: '<</Length 4 0 R>>\nstream\nabc\nendstream', 6: '6 0 R' };
    const view = openDocument(tablePdf(objects)).latest;
    expect(view.object(4)).toBeInstanceOf(PdfStream);
    expect(codeOf(() => view.resolve(view.object(6)))).toBe('pdf.malformed');
  });

  it('a page tree in a circle ends', () => {
    const objects = { ...onePage, 2: '<</Type /Pages /Kids [2 0 R 3 0 R 3 0 R] /Count 3>>' };
    expect([...walkPages(openDocument(tablePdf(objects)).latest)]).toHaveLength(1);
  });

  it('many streams that do not end cost no more than a small multiple of the file', () => {
    const many = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [6 + index, '<</Length 1>>\nstream\nxxxxxxxx']),
    );
    const bytes = tablePdf({ ...onePage, ...many, 4000: stream('y'.repeat(300_000)) });
    const started = performance.now();
    const view = openDocument(bytes).latest;
    codeOf(() => [...view.objectNumbers()].map((num) => view.object(num)));
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('a linearized file with its end cut off still has its pages', () => {
    const bytes = linearizedPdf();
    expect([...walkPages(openDocument(bytes.subarray(0, bytes.length - 60)).latest)]).toHaveLength(1);
  });
});
