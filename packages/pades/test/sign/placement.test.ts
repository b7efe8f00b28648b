import { describe, expect, it } from 'vitest';
import { codeOfRejection } from '../support.js';
import { openDocument } from '../../src/pdf/document.js';
import { isArray, PdfDict, PdfRef, PdfStream, type PdfObject } from '../../src/pdf/objects.js';
import { prepareDocument } from '../../src/sign/prepare-document.js';
import { layOutSeals, placeOnPage } from '../../src/sign/lay-out-seals.js';
import { onePage, tablePdf } from '../pdf/made-pdfs.js';
import { appearanceOf, emptyField, fieldsOf, formPdf, pretendToSign, touchedBy } from './fixtures.js';

const appearance = { language: 'nb' } as const;
const contentOf = (bytes: Uint8Array, stream: PdfStream | undefined): string =>
  stream ? Buffer.from(openDocument(bytes).latest.decode(stream)).toString('latin1') : '';

describe('existing fields', () => {
  it('keep their rectangle, background and border', async () => {
    const form = formPdf({ 6: emptyField('A', '/MK <</BG [0.9 0.95 1] /BC [0 0 0.5]>> /BS <</W 2>>') });
    const bytes = await pretendToSign(form, { field: { name: 'A' }, appearance });
    expect(fieldsOf(bytes).get('A')?.rect).toEqual([20, 20, 200, 80]);
    const content = contentOf(bytes, appearanceOf(bytes, 'A'));
    expect(content).toContain('0.9 0.95 1 rg\n0 0 180 60 re f');
    expect(content).toContain('0 0 0.5 RG\n2 w\n1 1 178 58 re S');
  });

  it('are found below their parents, and get the seal into every widget', async () => {
    const widget = (rect: string): string =>
      `<</Type /Annot /Subtype /Widget /Parent 7 0 R /Rect [${rect}] /P 3 0 R>>`;
    const form = tablePdf({
      ...onePage,
      1: '<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields 10 0 R>>>>',
      3: (onePage[3] ?? '').replace('/Contents', '/Annots 11 0 R /Contents'),
      6: '<</T (form) /Kids [7 0 R] /FT /Sig>>',
      7: `<</T (sig) /Parent 6 0 R /Kids [8 0 R 9 0 R ${widget('0 0 0 0')}]>>`,
      8: widget('20 20 200 80'),
      9: widget('20 120 200 160'),
      10: '[6 0 R]',
      11: '[8 0 R]',
    });
    const bytes = await pretendToSign(form, { field: { name: 'form.sig' }, appearance });
    const view = openDocument(bytes, { mode: 'strict' }).latest;
    expect(fieldsOf(bytes).get('form.sig')?.signature).toBeDefined();
    for (const num of [8, 9])
      expect(view.dict(view.dict(new PdfRef(num, 0))?.get('AP'))?.get('N')).toBeInstanceOf(PdfRef);
    // The second widget was missing from the page, the third was no object of its own.
    const listed = view.resolve(new PdfRef(11, 0));
    expect(isArray(listed) && listed.map(String)).toEqual(['8 0 R', '9 0 R']);
    const kids = view.resolve(view.dict(new PdfRef(7, 0))?.get('Kids'));
    expect(isArray(kids) && kids.every((kid) => kid instanceof PdfRef)).toBe(true);
    expect(touchedBy(bytes)).not.toContain(3);
    expect(touchedBy(bytes)).not.toContain(10);
  });

  it('lock what their lock says, unless a certification would allow more', async () => {
    const form = formPdf({ 6: emptyField('A', '/Lock <</Action /All /P 1>>'), 7: emptyField('B') });
    const bytes = await pretendToSign(form, { field: { name: 'A' } });
    expect(await codeOfRejection(pretendToSign(bytes, { field: { name: 'B' } }))).toBe('sign.docmdp-forbids');
    expect(await codeOfRejection(pretendToSign(form, { field: { name: 'A' }, certification: 2 }))).toBe(
      'sign.docmdp-forbids',
    );
  });
});

describe('new fields', () => {
  it('may lock others', async () => {
    const form = formPdf({ 7: emptyField('B'), 8: emptyField('C') });
    const lock = { action: 'Include', fields: ['B'] } as const;
    const bytes = await pretendToSign(form, { field: { new: { name: 'A', lock } } });
    expect(await codeOfRejection(pretendToSign(bytes, { field: { name: 'B' } }))).toBe(
      'sign.fieldmdp-locked',
    );
    expect(fieldsOf(await pretendToSign(bytes, { field: { name: 'C' } })).get('C')?.signature).toBeDefined();
  });

  it('are refused where the page shows nothing', async () => {
    const rect = [310, 20, 400, 60] as const;
    expect(await codeOfRejection(pretendToSign(tablePdf(), { field: { new: { name: 'A', rect } } }))).toBe(
      'sign.field-outside-page',
    );
  });

  it('are drawn in points, whatever the unit of the page', async () => {
    const pdf = tablePdf({
      ...onePage,
      3: (onePage[3] ?? '').replace('/Contents', '/UserUnit 10 /Contents'),
    });
    const bytes = await pretendToSign(pdf, {
      field: { new: { name: 'A', rect: [10, 10, 30, 16] } },
      appearance,
    });
    expect(appearanceOf(bytes, 'A')?.dict.get('BBox')).toEqual([0, 0, 200, 60]);
  });
});

describe('places on pages as they are shown', () => {
  const cropBox = [100, 50, 500, 650] as const;
  const box = { left: 20, top: 30, width: 200, height: 60 };
  it.each([
    [0, 1, [120, 560, 320, 620]],
    [90, 1, [130, 70, 190, 270]],
    [180, 1, [280, 80, 480, 140]],
    [270, 1, [410, 430, 470, 630]],
    [0, 2, [110, 605, 210, 635]],
  ] as const)('turned by %i, unit %i', (rotate, userUnit, expected) => {
    expect(placeOnPage({ cropBox, rotate, userUnit }, box)).toEqual(expected);
  });

  it.each([1, 2, 7, 20, 40])('hold %i seals that do not overlap', (count) => {
    const rects = layOutSeals({ cropBox: [0, 0, 595, 842], rotate: 0, userUnit: 1 }, { count });
    expect(rects).toHaveLength(count);
    rects.forEach(([left, bottom, right, top], index) => {
      expect(left > 35.9 && bottom > 35.9 && right < 559.1 && top < 806.1).toBe(true);
      for (const other of rects.slice(index + 1)) {
        expect(right <= other[0] + 1e-6 || left >= other[2] || bottom >= other[3] || top <= other[1]).toBe(
          true,
        );
      }
    });
  });

  it('are refused where they would be too small to read', () => {
    expect(() => layOutSeals({ cropBox: [0, 0, 595, 842], rotate: 0, userUnit: 1 }, { count: 200 })).toThrow(
      TypeError,
    );
  });
});

describe('usage rights (ISO 32000-2 §12.8.2.3)', () => {
  const withRights = (rights: string): Buffer =>
    tablePdf({
      ...onePage,
      1: '<</Type /Catalog /Pages 2 0 R /Perms <</UR3 6 0 R>>>>',
      6: `<</Type /Sig /Reference [<</TransformMethod /UR3 /TransformParams <<${rights}>>>>]>>`,
    });
  const permissions = (bytes: Uint8Array): PdfObject | undefined => {
    const { latest } = openDocument(bytes);
    return latest.dict(latest.catalog.get('Perms'))?.get('UR3');
  };

  it('stay where they grant what is added, and go where they do not', async () => {
    const field = { new: { name: 'A' } };
    expect(
      permissions(await pretendToSign(withRights('/Form [/Add] /Signature [/Modify]'), { field })),
    ).toBeDefined();
    expect(permissions(await pretendToSign(withRights('/Annots [/Create]'), { field }))).toBeUndefined();
    const prepared = await prepareDocument(withRights('/Signature [/Modify]'), { slots: 1 });
    expect(permissions(prepared.toBytes())).toBeUndefined();
  });

  it('go while a certification comes', async () => {
    const bytes = await pretendToSign(withRights(''), { field: { new: { name: 'A' } }, certification: 2 });
    const { latest } = openDocument(bytes);
    const perms = latest.dict(latest.catalog.get('Perms'));
    expect(perms instanceof PdfDict && [...perms.entries.keys()]).toEqual(['DocMDP']);
  });
});

it('prepareDocument puts slots where they are wanted', async () => {
  const places = [
    { pageIndex: 0, rect: [20, 20, 140, 60] },
    { pageIndex: 0, rect: [150, 20, 270, 60] },
  ] as const;
  const prepared = await prepareDocument(tablePdf(), { slots: 2, places });
  expect(prepared.slots.map(({ name, rect }) => [name, rect])).toEqual([
    ['Segl-1', places[0].rect],
    ['Segl-2', places[1].rect],
  ]);
  const signed = await pretendToSign(prepared.toBytes(), { field: { name: 'Segl-2' }, appearance });
  expect(appearanceOf(signed, 'Segl-2')).toBeInstanceOf(PdfStream);
  const certified = await pretendToSign(tablePdf(), { field: { new: { name: 'C' } }, certification: 2 });
  expect(await codeOfRejection(prepareDocument(certified, { slots: 2, places }))).toBe('sign.docmdp-forbids');
});
