import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { signDocument, signerFromPem, type RevisionReport, type SignDocumentOptions } from '@segl/pades';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectionInWords } from '../src/files/inspection-in-words.js';
import { certificatePem, keyPem, lines, makeFolder, makeParty, plainPdf, seglHere } from './support.js';

const { folder, at } = makeFolder();
const signer = makeParty('Kari Nordmann');
const encrypted = (name: string): string =>
  fileURLToPath(new URL(`../../../packages/pades/test/pdf/crypt/files/${name}.pdf`, import.meta.url));

async function sign(
  input: Uint8Array,
  field: SignDocumentOptions['field'],
  more: Partial<SignDocumentOptions> = {},
): Promise<Uint8Array> {
  const signed = await signDocument(input, {
    signer: signerFromPem(keyPem(signer), certificatePem(signer)),
    signerName: 'Kari Nordmann',
    field,
    ...more,
  });
  return signed.toBytes();
}

interface Inspection {
  readonly signatureFields: readonly {
    readonly name: string;
    readonly signature?: { readonly docMdp?: number; readonly fieldMdp?: unknown };
  }[];
  readonly history: readonly RevisionReport[];
  readonly encrypted: boolean;
  readonly permissions?: Readonly<Record<string, unknown>>;
  readonly signing: { readonly permitted: boolean; readonly refusals: readonly { readonly code: string }[] };
}

/** What is told of a file for people, and for scripts. */
async function inspect(file: string, ...more: string[]): Promise<{ words: string; json: Inspection }> {
  const words = await seglHere('inspect', file, ...more);
  const json = await seglHere('inspect', '--json', file, ...more);
  expect([words.status, json.status, words.stderr, json.stderr]).toEqual([0, 0, '', '']);
  const [report] = lines<Inspection>(json.stdout);
  if (report === undefined) throw new TypeError('Nothing was told');
  return { words: words.stdout, json: report };
}

beforeAll(async () => {
  const form = await PDFDocument.create();
  const page = form.addPage([300, 300]);
  for (const [name, y] of [
    ['Amount', 200],
    ['Note', 150],
  ] as const)
    form.getForm().createTextField(name).addToPage(page, { x: 20, y, width: 100, height: 20 });
  const original = await form.save({ useObjectStreams: false });
  const lock = { action: 'Include', fields: ['Amount'] } as const;
  const certified = await sign(original, { new: { name: 'Chair', lock } }, { certification: 2 });
  writeFileSync(at('certified.pdf'), certified);
  writeFileSync(at('twice.pdf'), await sign(certified, { new: { name: 'Witness' } }));
  writeFileSync(at('closed.pdf'), await sign(await plainPdf(), { new: { name: 'A' } }, { certification: 1 }));
  copyFileSync(encrypted('r6-aes-256-form-only'), at('form-only.pdf'));
  copyFileSync(encrypted('r4-aes-128'), at('locked.pdf'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('segl inspect', () => {
  it('tells who did what in which revision, and what covers it', async () => {
    const { words, json } = await inspect(at('twice.pdf'));
    const bytes = readFileSync(at('twice.pdf')).length.toLocaleString('en');
    expect(words).toContain(`1 page, 3 revisions, ${bytes} bytes\n`);
    expect(words).toMatch(/^ {4}1: the document \(\S+ bytes, covered by Chair, Witness\)$/m);
    expect(words).toMatch(
      /^ {4}2: signed by Kari Nordmann in Chair \(\S+ bytes, covered by Chair, Witness\)$/m,
    );
    expect(words).toMatch(/^ {4}3: signed by Kari Nordmann in Witness \(\S+ bytes, covered by Witness\)$/m);
    expect(json.history).toMatchObject([
      { number: 1, signatures: [], coveredBy: ['Chair', 'Witness'], modification: null },
      { number: 2, signatures: [{ field: 'Chair', kind: 'signature', by: 'Kari Nordmann' }] },
      { number: 3, signatures: [{ field: 'Witness' }], coveredBy: ['Witness'], modification: 'form-filling' },
    ]);
  });

  it('tells what a certification permits and what a signature locks (DocMDP, FieldMDP)', async () => {
    const { words, json } = await inspect(at('certified.pdf'));
    expect(words).toContain(
      'signature field Chair on page 1: signature by Kari Nordmann; ' +
        'permits later form filling and signatures; locks the fields Amount\n',
    );
    expect(words).toMatch(/^ {2}may be signed$/m);
    expect(json.signatureFields).toMatchObject([
      { name: 'Chair', signature: { docMdp: 2, fieldMdp: { action: 'Include', fields: ['Amount'] } } },
    ]);
  });

  it('tells that nobody may sign any more, and why', async () => {
    const { words, json } = await inspect(at('closed.pdf'));
    expect(words).toContain('; permits no later changes\n');
    expect(words).toMatch(/^ {2}may not be signed:\n {4}.+ \[sign\.docmdp-forbids\]$/m);
    expect(json.signing).toMatchObject({ permitted: false, refusals: [{ code: 'sign.docmdp-forbids' }] });
  });

  it('tells how a file is encrypted, who opened it, and what its bits forbid', async () => {
    const { words, json } = await inspect(at('form-only.pdf'));
    expect(words).toMatch(/^ {2}encrypted: .* revision 6, AES-256, opens without a password$/m);
    expect(words).toMatch(/^ {2}without the owner password: no .*changes/m);
    expect(json).toMatchObject({ encrypted: true, permissions: { modify: false, fillForms: true } });

    const locked = await inspect(at('locked.pdf'));
    expect(locked.words).toMatch(/revision 4, AES-128, locked \[pdf\.password-required\]$/m);
    writeFileSync(at('owner.txt'), 'eier\n');
    const opened = await inspect(at('locked.pdf'), '--password-file', at('owner.txt'));
    expect(opened.words).toMatch(/revision 4, AES-128, opened with the owner password$/m);
  });
});

describe('revisions in words', () => {
  const nothing: RevisionReport = {
    ...{ number: 2, offset: 100, bytes: 1234, crossReference: 'table', signatures: [], coveredBy: [] },
    ...{ addedFields: [], filledFields: [], removedFields: [], otherChanges: [], modification: 'none' },
  };
  const told = async (changes: Partial<RevisionReport>): Promise<string> => {
    const { inspectDocument } = await import('@segl/pades');
    const report = inspectDocument(await plainPdf());
    const words = inspectionInWords('a.pdf', report, [{ ...nothing, ...changes }]);
    return words.slice(words.indexOf('revisions:\n') + 'revisions:\n'.length, words.indexOf('  may be'));
  };

  it.each<[Partial<RevisionReport>, string]>([
    [{}, '    2: changes nothing that shows (1,234 bytes, covered by no signature)\n'],
    [{ addedFields: ['A', 'B'] }, '    2: adds fields A, B (1,234 bytes, covered by no signature)\n'],
    [
      { filledFields: ['A'], removedFields: ['B'] },
      '    2: fills A; removes fields B (1,234 bytes, covered by no signature)\n',
    ],
    [{ modification: 'lta-updates' }, '    2: adds validation data (1,234 bytes, covered by no signature)\n'],
    [
      {
        signatures: [{ field: 'T', kind: 'document-timestamp', by: null }],
        coveredBy: ['T'],
      },
      '    2: time-stamped by unknown in T (1,234 bytes, covered by T)\n',
    ],
    [
      { otherChanges: ['page 1: other content'] },
      '    2: changes (1,234 bytes, covered by no signature)\n       page 1: other content\n',
    ],
  ])('%o', async (changes, expected) => {
    expect(await told(changes)).toBe(expected);
  });
});
