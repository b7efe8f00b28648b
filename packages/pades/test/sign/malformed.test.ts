import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDocument } from '../../src/pdf/document.js';
import { inspectDocument } from '../../src/sign/inspect-document.js';
import { prepareDocument } from '../../src/sign/prepare-document.js';
import { prepareSignature } from '../../src/sign/prepare-signature.js';
import { kinds, tablePdf } from '../pdf/made-pdfs.js';
import { codeOf, codeOfRejection } from '../support.js';
import { basics, emptyField, formPdf, pretendToSign } from './fixtures.js';

const samples: Buffer[] = [
  ...kinds.map(([, make]) => make()),
  formPdf({ 6: emptyField('A', '/Lock <</Action /All>> /SV <</Ff 2>>') }),
  Buffer.from(await pretendToSign(tablePdf(), { field: { new: { name: 'A' } }, certification: 2 })),
];
const sample = fc
  .integer({ min: 0, max: samples.length - 1 })
  .map((index) => samples[index] ?? Buffer.alloc(0));

/** Runs everything that reads a file. Errors of ours are fine; any other passes through and fails the test. */
async function tryEverything(bytes: Uint8Array): Promise<void> {
  const started = performance.now();
  for (const mode of ['lenient', 'strict'] as const) {
    codeOf(() => {
      const { latest } = openDocument(bytes, { mode });
      for (const num of latest.objectNumbers()) codeOf(() => latest.object(num));
    });
  }
  codeOf(() => inspectDocument(bytes));
  const code = await codeOfRejection(
    prepareSignature(bytes, { ...basics, field: { new: { name: 'Fuzz' } } }).then(({ increment }) => {
      // What is signed can be read again, and its field is there.
      const reread = Buffer.concat([bytes, increment]);
      const names = inspectDocument(reread).signatureFields.map((field) => field.name);
      expect(names).toContain('Fuzz');
    }),
  );
  if (code === undefined) await codeOfRejection(prepareDocument(bytes, { slots: 1 }));
  expect(performance.now() - started).toBeLessThan(10_000);
}

describe('damaged files give our errors or none, and in bounded time', () => {
  it('when cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(sample, fc.double({ min: 0, max: 1, noNaN: true }), async (bytes, at) => {
        await tryEverything(bytes.subarray(0, Math.floor(bytes.length * at)));
      }),
      { numRuns: 60 },
    );
  });

  it('when bytes are changed', async () => {
    const change = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(sample, fc.array(change, { minLength: 1, maxLength: 8 }), async (bytes, changes) => {
        const damaged = Buffer.from(bytes);
        for (const [at, value] of changes) damaged[Math.floor((damaged.length - 1) * at)] = value;
        await tryEverything(damaged);
      }),
      { numRuns: 100 },
    );
  });

  it('when numbers are changed', async () => {
    const odd = fc.constantFrom(
      '0',
      '-1',
      '1',
      '3',
      '9999999999',
      '2147483648',
      '8388607',
      '99999999999999999999',
      '1.5',
    );
    await fc.assert(
      fc.asyncProperty(sample, fc.nat(), odd, async (bytes, which, value) => {
        const text = bytes.toString('latin1');
        const numbers = [...text.matchAll(/\d+/g)];
        const chosen = numbers[which % numbers.length];
        if (!chosen) return;
        const after = text.slice(chosen.index + chosen[0].length);
        await tryEverything(Buffer.from(text.slice(0, chosen.index) + value + after, 'latin1'));
      }),
      { numRuns: 100 },
    );
  });

  it('when words are taken out, doubled or exchanged', async () => {
    const words = [
      'obj',
      'endobj',
      'stream',
      'endstream',
      'xref',
      'trailer',
      'startxref',
      '<<',
      '>>',
      '[',
      ']',
      '/Kids',
    ];
    const word = fc.constantFrom(...words);
    await fc.assert(
      fc.asyncProperty(
        sample,
        word,
        fc.constantFrom('', ...words),
        fc.nat(),
        async (bytes, from, to, which) => {
          const parts = bytes.toString('latin1').split(from);
          if (parts.length < 2) return;
          const at = 1 + (which % (parts.length - 1));
          const text = parts.slice(0, at).join(from) + to + parts.slice(at).join(from);
          await tryEverything(Buffer.from(text, 'latin1'));
        },
      ),
      { numRuns: 80 },
    );
  });
});
