import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDocument, type PdfDocument } from '../../src/pdf/document.js';
import { IncrementWriter } from '../../src/pdf/increment.js';
import { serializeText } from '../../src/pdf/serializer.js';
import { dict, name, PdfRef, PdfStream, PdfString, streamOf, type PdfObject } from '../../src/pdf/objects.js';
import { kinds } from './made-pdfs.js';

/** What one save does: new objects, and objects changed by their place among those that can be. */
interface Save {
  readonly added: readonly Value[];
  readonly changed: readonly { readonly which: number; readonly value: Value }[];
}

type Value =
  | { readonly kind: 'plain'; readonly value: PdfObject }
  | { readonly kind: 'stream'; readonly bytes: Uint8Array };

const bytes = fc.uint8Array({ maxLength: 40 });
const scalar: fc.Arbitrary<PdfObject> = fc.oneof(
  fc.boolean(),
  fc.integer(),
  fc.constantFrom('A', 'endobj', 'a b', '(', '#').map(name),
  bytes.map((value) => new PdfString(value)),
  fc.integer({ min: 1, max: 30 }).map((num) => new PdfRef(num, 0)),
);
const plain = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 5 }),
  fc.dictionary(fc.constantFrom('A', 'Type', 'Length', 'Kids'), scalar).map((entries) => dict(entries)),
);
// What ends a stream may stand in it, too.
const streamed = fc.oneof(
  bytes,
  fc.constant(Buffer.from('endstream\nendobj\n7 0 obj\nstartxref\n0\n%%EOF\n')),
);
const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 3, arbitrary: plain.map((made): Value => ({ kind: 'plain', value: made })) },
  { weight: 1, arbitrary: streamed.map((data): Value => ({ kind: 'stream', bytes: data })) },
);
const save: fc.Arbitrary<Save> = fc.record({
  added: fc.array(value, { maxLength: 4 }),
  changed: fc.array(fc.record({ which: fc.nat({ max: 50 }), value }), { maxLength: 3 }),
});

const objectOf = (made: Value): PdfObject =>
  made.kind === 'plain' ? made.value : streamOf(dict({}), made.bytes);

/** An object as text; two equal objects have the same. */
function shown(object: PdfObject): string {
  if (!(object instanceof PdfStream)) return serializeText(object);
  const held = Buffer.from(object.raw()).toString('latin1');
  return `${serializeText(object.dict.with({ Length: undefined }))}${held}`;
}

function everything(document: PdfDocument): Map<number, string> {
  const numbers = [...document.latest.objectNumbers()].sort((a, b) => a - b);
  return new Map(numbers.map((num) => [num, shown(document.latest.object(num))]));
}

/** Objects that the pages hang on stay: a file without them is none. */
const kept = 7;

describe.each(kinds)('increments upon increments (%s)', (kind, make) => {
  it('keep all that was there, give out no number twice, and lead to every object', () => {
    fc.assert(
      fc.property(fc.array(save, { minLength: 1, maxLength: 5 }), (saves) => {
        let file = make();
        const used = new Set<number>();
        const first = openDocument(file, { mode: 'strict' });
        const expected = everything(first);
        const before = first.revisions.length;
        const xrefStreams = new Set([...expected.keys()]);
        for (const { added, changed } of saves) {
          const document = openDocument(file, { mode: 'strict' });
          const writer = new IncrementWriter(document);
          for (const made of added) {
            const ref = writer.add(objectOf(made));
            expect(used.has(ref.num) || xrefStreams.has(ref.num)).toBe(false);
            used.add(ref.num);
            expected.set(ref.num, shown(objectOf(made)));
          }
          const free = [...used].filter((num) => num > kept);
          for (const { which, value: made } of changed) {
            const num = free[which % free.length];
            if (num === undefined) continue;
            writer.set(new PdfRef(num, 0), objectOf(made));
            expected.set(num, shown(objectOf(made)));
          }
          const grown = Buffer.concat([file, writer.build().bytes]);
          expect(grown.subarray(0, file.length).equals(file)).toBe(true);
          file = grown;
          for (const num of openDocument(file, { mode: 'strict' }).latest.objectNumbers())
            xrefStreams.add(num);
        }
        for (const mode of ['strict', 'lenient'] as const) {
          const document = openDocument(file, { mode });
          expect(document.repairs).toEqual([]);
          expect(document.revisions.length).toBe(before + saves.length);
          const found = everything(document);
          for (const [num, text] of expected) expect(found.get(num) ?? 'null').toBe(text);
          for (const [num, text] of everything(openDocument(make()))) {
            expect(shown(document.at(before - 1).object(num))).toBe(text);
          }
        }
      }),
      { numRuns: kind === 'table' ? 60 : 40 },
    );
  });
});
