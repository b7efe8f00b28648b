import { describe, expect, it } from 'vitest';
import { openDocument } from '../../src/pdf/document.js';
import { isArray, PdfDict } from '../../src/pdf/objects.js';
import { walkPages } from '../../src/pdf/pages.js';
import { inspectDocument } from '../../src/sign/inspect-document.js';
import { prepareDocument } from '../../src/sign/prepare-document.js';
import { kinds, onePage, tablePdf } from '../pdf/made-pdfs.js';
import { codeOfRejection } from '../support.js';
import { emptyField, fieldsOf, formPdf, pretendToSign, touchedBy } from './fixtures.js';

const page = { language: 'nb', documentTitle: 'Låneavtale', reference: 'A-17' } as const;

describe.each(kinds)('preparing a file with a %s cross-reference', (_, make) => {
  it('appends a signature page and empty fields, and touches nothing but tree, form and catalog', async () => {
    const original = make();
    const prepared = await prepareDocument(original, { slots: 3, signaturePage: page });
    const bytes = prepared.toBytes();
    expect(Buffer.from(bytes.subarray(0, original.length)).equals(original)).toBe(true);
    expect(prepared.originalBytes).toBe(original.length);
    expect(prepared.slots.map((slot) => slot.name)).toEqual(['Segl-1', 'Segl-2', 'Segl-3']);
    expect(prepared.signaturePage).toEqual({ appended: true, pageIndexes: [1] });
    const before = [...openDocument(original).latest.objectNumbers()];
    expect(touchedBy(bytes).filter((num) => before.includes(num))).toEqual([1, 2]);
    const report = inspectDocument(bytes);
    expect(report.pageCount).toBe(2);
    expect(report.signatureFields).toEqual(
      prepared.slots.map((slot) => ({ name: slot.name, signed: false, pageIndex: 1, rect: slot.rect })),
    );
    const view = openDocument(bytes, { mode: 'strict' }).latest;
    expect(view.dict(view.catalog.get('Pages'))?.get('Count')).toBe(2);
  });
});

describe('the signature page', () => {
  it('inherits nothing and embeds its fonts', async () => {
    const turned = tablePdf({
      ...onePage,
      2: '<</Type /Pages /Kids [3 0 R] /Count 1 /Rotate 90 /CropBox [0 0 50 50]>>',
    });
    const { toBytes } = await prepareDocument(turned, { slots: 1, signaturePage: page });
    const view = openDocument(toBytes()).latest;
    const [, added] = walkPages(view);
    expect(added?.rotate).toBe(0);
    expect(added?.cropBox).toEqual(added?.mediaBox);
    expect(added?.dict.has('Group')).toBe(false);
    const fonts = view.dict(view.dict(added?.dict.get('Resources'))?.get('Font'));
    expect([...(fonts?.entries.keys() ?? [])].length).toBeGreaterThan(0);
    for (const font of fonts?.entries.values() ?? []) {
      const [descendant] = arrayOf(view.resolve(view.dict(font)?.get('DescendantFonts')));
      const descriptor = view.dict(view.dict(descendant)?.get('FontDescriptor'));
      expect(descriptor?.has('FontFile2')).toBe(true);
      expect(view.dict(font)?.has('ToUnicode')).toBe(true);
    }
  });

  it('takes as many pages as the slots need, and no two slots overlap', async () => {
    const prepared = await prepareDocument(tablePdf(), { slots: 40, signaturePage: page });
    const pages = prepared.signaturePage.appended ? prepared.signaturePage.pageIndexes : [];
    expect(pages.length).toBeGreaterThan(1);
    for (const [index, a] of prepared.slots.entries()) {
      for (const b of prepared.slots.slice(index + 1)) {
        const apart =
          a.pageIndex !== b.pageIndex ||
          a.rect[2] <= b.rect[0] ||
          b.rect[2] <= a.rect[0] ||
          a.rect[3] <= b.rect[1] ||
          b.rect[3] <= a.rect[1];
        expect(apart).toBe(true);
      }
    }
    expect(inspectDocument(prepared.toBytes()).pageCount).toBe(1 + pages.length);
  });

  it('is Letter where the document is', async () => {
    const letter = tablePdf({ ...onePage, 3: (onePage[3] ?? '').replace('0 0 300 400', '0 0 612 792') });
    const { toBytes } = await prepareDocument(letter, { slots: 1, signaturePage: page });
    expect(inspectDocument(toBytes()).pages[1]?.mediaBox).toEqual([0, 0, 612, 792]);
  });

  it('gives visible slots an appearance and the Print flag, as PDF/A demands', async () => {
    const { toBytes } = await prepareDocument(tablePdf(), { slots: 1, signaturePage: page });
    const field = fieldsOf(toBytes()).get('Segl-1');
    expect(field?.widget.get('F')).toBe(4 + 128);
    expect(field?.widget.get('AP')).toBeInstanceOf(PdfDict);
  });
});

describe('what the document has already', () => {
  it('passes over names in use', async () => {
    const prepared = await prepareDocument(formPdf({ 6: emptyField('Segl-2') }), { slots: 2 });
    expect(prepared.slots.map((slot) => slot.name)).toEqual(['Segl-1', 'Segl-3']);
    expect([...fieldsOf(prepared.toBytes()).keys()]).toEqual(['Segl-2', 'Segl-1', 'Segl-3']);
  });

  it('makes invisible slots on the first page where no page is asked for', async () => {
    const prepared = await prepareDocument(tablePdf(), { slots: 2 });
    expect(prepared.signaturePage).toEqual({ appended: false, reason: 'not-requested' });
    expect(prepared.slots).toEqual([
      { name: 'Segl-1', pageIndex: 0, rect: [0, 0, 0, 0] },
      { name: 'Segl-2', pageIndex: 0, rect: [0, 0, 0, 0] },
    ]);
    expect(inspectDocument(prepared.toBytes()).signatureFields.map((field) => field.pageIndex)).toEqual([
      0, 0,
    ]);
  });

  it('appends no page to a signed document', async () => {
    const signed = await pretendToSign(tablePdf(), { field: { new: { name: 'First' } } });
    const prepared = await prepareDocument(signed, { slots: 1, signaturePage: page });
    expect(prepared.signaturePage).toEqual({ appended: false, reason: 'signed-before' });
    expect(inspectDocument(prepared.toBytes()).pageCount).toBe(1);
  });

  it.each([
    [1, 'sign.docmdp-forbids'],
    [2, undefined],
    [3, undefined],
  ] as const)('minds a certification of level %i', async (certification, code) => {
    const certified = await pretendToSign(tablePdf(), { field: { new: { name: 'First' } }, certification });
    const prepared = prepareDocument(certified, { slots: 1, signaturePage: page });
    expect(await codeOfRejection(prepared)).toBe(code);
  });

  it('minds a lock on all fields', async () => {
    const lock = '/Lock <</Type /SigFieldLock /Action /All>>';
    const locked = await pretendToSign(formPdf({ 6: emptyField('First', lock) }), {
      field: { name: 'First' },
    });
    expect(await codeOfRejection(prepareDocument(locked, { slots: 1 }))).toBe('sign.fieldmdp-locked');
  });

  it('refuses a document encrypted in a way that is not supported', async () => {
    const encrypted = tablePdf(onePage, '/Encrypt <</Filter /Adobe.PubSec /V 4>>');
    expect(await codeOfRejection(prepareDocument(encrypted, { slots: 1 }))).toBe('pdf.encrypted');
  });

  it('refuses to rebuild a signed document', async () => {
    const signed = Buffer.from(await pretendToSign(tablePdf(), { field: { new: { name: 'First' } } }));
    const broken = Buffer.from(signed.toString('latin1').replaceAll('startxref', 'startxxxx'), 'latin1');
    expect(await codeOfRejection(prepareDocument(broken, { slots: 1 }))).toBe(
      'sign.repair-breaks-signatures',
    );
  });

  it('refuses a document whose last update was never finished', async () => {
    const signed = Buffer.from(await pretendToSign(tablePdf(), { field: { new: { name: 'First' } } }));
    const broken = signed.subarray(0, signed.lastIndexOf('\nxref\n'));
    expect(await codeOfRejection(prepareDocument(broken, { slots: 1 }))).toBe('pdf.truncated');
  });
});

it.each([0, -1, 1.5, 501])('takes %d slots for a mistake of the caller', async (slots) => {
  await expect(prepareDocument(tablePdf(), { slots })).rejects.toThrow(TypeError);
});

function arrayOf(value: unknown): readonly PdfDict[] {
  return isArray(value as never) ? (value as readonly PdfDict[]) : [];
}
