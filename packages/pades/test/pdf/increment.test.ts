import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../support.js';
import { openDocument, type PdfDocument } from '../../src/pdf/document.js';
import { IncrementWriter } from '../../src/pdf/increment.js';
import {
  dict,
  isArray,
  name,
  PdfDict,
  PdfRef,
  PdfStream,
  PdfString,
  streamOf,
} from '../../src/pdf/objects.js';
import { walkPages } from '../../src/pdf/pages.js';
import { serializeObject } from '../../src/pdf/serializer.js';
import { kinds, onePage, PdfWriter, stream, tablePdf } from './made-pdfs.js';

function append(bytes: Uint8Array, change: (writer: IncrementWriter) => void): Buffer {
  const writer = new IncrementWriter(openDocument(bytes));
  change(writer);
  return Buffer.concat([bytes, writer.build().bytes]);
}

function snapshot(document: PdfDocument, revision: number): Map<number, string> {
  const view = document.at(revision);
  const result = new Map<number, string>();
  for (const num of view.objectNumbers()) {
    const value = view.object(num);
    result.set(num, Buffer.from(serializeObject(value)).toString('latin1'));
  }
  return result;
}

describe.each(kinds)('an increment to a file with a %s cross-reference', (kind, make) => {
  const original = make();

  it('leaves the original bytes and every untouched object as they were', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }),
        fc.subarray([3, 4, 5]),
        (added, touched) => {
          const before = snapshot(openDocument(original), 0);
          let refs: PdfRef[] = [];
          const bytes = append(original, (writer) => {
            refs = added.map((data) => writer.add(streamOf(dict({ Added: true }), data)));
            for (const num of touched) writer.set(new PdfRef(num, 0), new PdfString(Uint8Array.of(num)));
          });
          expect(bytes.subarray(0, original.length).equals(original)).toBe(true);
          const document = openDocument(bytes, { mode: 'strict' });
          expect(document.revisions).toHaveLength(2);
          const after = snapshot(document, 1);
          for (const [num, text] of before) {
            if (!touched.includes(num)) expect(after.get(num)).toBe(text);
          }
          expect(snapshot(document, 0)).toEqual(before);
          refs.forEach((ref, index) => {
            const value = document.latest.object(ref.num);
            expect(
              value instanceof PdfStream && Buffer.from(value.raw()).equals(Buffer.from(added[index] ?? [])),
            ).toBe(true);
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps the kind, the exact size and the first half of the identifier, and uses no number twice', () => {
    let bytes: Buffer = original;
    const used = new Set<number>([...openDocument(original).latest.objectNumbers()]);
    for (let round = 0; round < 3; round++) {
      const added: PdfRef[] = [];
      bytes = append(bytes, (writer) => added.push(writer.add(name('One')), writer.add(name('Two'))));
      for (const ref of added) {
        expect(used.has(ref.num)).toBe(false);
        used.add(ref.num);
      }
    }
    const document = openDocument(bytes, { mode: 'strict' });
    const newest = document.revisions[3];
    expect(newest?.kind).toBe(kind === 'stream' ? 'stream' : 'table');
    const highest = Math.max(...document.latest.objectNumbers());
    expect(newest?.trailer.get('Size')).toBe(highest + 1);
    expect(newest?.trailer.get('Prev')).toBe(document.revisions[2]?.xrefOffset);
    const [oldId, newId] = [0, 3].map((index) => document.revisions[index]?.trailer.get('ID'));
    if (isArray(oldId) && isArray(newId)) {
      expect(newId[0]).toEqual(oldId[0]);
      expect(newId[1]).not.toEqual(oldId[1]);
    } else expect(isArray(newId)).toBe(true);
  });
});

describe('an increment to a file that had to be mended', () => {
  it('counts offsets from where the file does', () => {
    const bytes = append(Buffer.concat([Buffer.from('junk\n'), tablePdf()]), (writer) => {
      writer.add(name('New'));
    });
    const document = openDocument(bytes);
    expect(document.repairs.map((repair) => repair.code)).toEqual(['header-not-first']);
    expect(document.latest.object(6)).toEqual(name('New'));
    // The part behind the junk is a file of its own.
    expect(openDocument(bytes.subarray(5), { mode: 'strict' }).latest.object(6)).toEqual(name('New'));
  });

  it('names the section before it by its real place', () => {
    const off = new PdfWriter()
      .objects(onePage)
      .table('/Size 6 /Root 1 0 R', { startxref: (real) => real + 2 })
      .bytes();
    const document = openDocument(
      append(off, (writer) => {
        writer.add(name('New'));
      }),
      { mode: 'strict' },
    );
    expect(document.revisions).toHaveLength(2);
  });

  it.each([
    ['without a cross-reference', (bytes: Buffer) => bytes.subarray(0, bytes.lastIndexOf('xref\n0 1'))],
    [
      'with wrong entries',
      (bytes: Buffer) =>
        Buffer.from(bytes.toString('latin1').replace(/\n3 1\n\d{10}/, '\n3 1\n0000000002'), 'latin1'),
    ],
  ])('lists every object of a file %s', (_, damage) => {
    const bytes = append(damage(tablePdf()), (writer) => {
      writer.update(new PdfRef(1, 0), { Lang: new PdfString(Buffer.from('nb')) });
    });
    const document = openDocument(bytes);
    const own = document.revisions[document.revisions.length - 1];
    for (const num of [1, 2, 3, 4, 5]) expect(own?.lookup(num)?.kind).toBe('offset');
    expect(document.repairs).toEqual([]);
    expect([...walkPages(document.latest)]).toHaveLength(1);
    expect(document.latest.catalog.has('Lang')).toBe(true);
  });
});

describe('changing arrays', () => {
  const indirect = tablePdf({
    ...onePage,
    3: (onePage[3] ?? '').replace('/Contents', '/Annots 6 0 R /Contents'),
    6: '[7 0 R]',
    7: '<</Type /Annot>>',
  });

  it('touches an indirect array and not its owner', () => {
    const bytes = append(indirect, (writer) => {
      writer.appendTo(new PdfRef(3, 0), 'Annots', writer.add(dict({ Type: name('Annot') })));
    });
    const document = openDocument(bytes, { mode: 'strict' });
    expect([...(document.revisions[1]?.objectNumbers() ?? [])]).toEqual([6, 8]);
    expect(document.latest.object(6)).toEqual([new PdfRef(7, 0), new PdfRef(8, 0)]);
  });

  it('makes an array where there was none', () => {
    const bytes = append(tablePdf(), (writer) => {
      writer.appendTo(new PdfRef(3, 0), 'Annots', new PdfRef(5, 0));
    });
    const page = openDocument(bytes).latest.object(3);
    expect(page instanceof PdfDict && page.get('Annots')).toEqual([new PdfRef(5, 0)]);
  });
});

it('adds nothing to files that are locked', () => {
  const bytes = tablePdf({ ...onePage, 6: stream('x') }, '/Encrypt <</Filter /Adobe.PubSec /V 4>>');
  const writer = new IncrementWriter(openDocument(bytes, { locked: 'structure' }));
  writer.add(name('New'));
  expect(codeOf(() => writer.build())).toBe('pdf.encrypted');
});

it('repeats where the file says its section stands, white space before it included', () => {
  const text = tablePdf().toString('latin1');
  const at = Number(/startxref\s+(\d+)/.exec(text)?.[1]);
  const early = Buffer.from(text.replace(/startxref\s+\d+/, `startxref\n${at - 1}`), 'latin1');
  const bytes = append(early, (writer) => {
    writer.add(dict({ Added: true }));
  });
  const { revisions, repairs } = openDocument(bytes);
  expect(revisions.at(-1)?.trailer.get('Prev')).toBe(at - 1);
  expect(revisions).toHaveLength(2);
  expect(repairs.map(({ code }) => code)).not.toContain('xref-rebuilt');
});
