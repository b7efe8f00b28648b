import { describe, expect, it } from 'vitest';
import { openDocument } from '../../src/pdf/document.js';
import { PdfDict, PdfRef } from '../../src/pdf/objects.js';
import { walkPages } from '../../src/pdf/pages.js';
import { inspectDocument } from '../../src/sign/inspect-document.js';
import { prepareDocument } from '../../src/sign/prepare-document.js';
import { onePage, PdfWriter, tablePdf } from '../pdf/made-pdfs.js';
import { codeOfRejection } from '../support.js';
import { emptyField, fieldsOf, formPdf, pretendToSign } from './fixtures.js';

const field = { new: { name: 'New' } } as const;
const page = '<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R>>';
const replaced = (bytes: Uint8Array, from: string | RegExp, to: string): Buffer =>
  Buffer.from(Buffer.from(bytes).toString('latin1').replace(from, to), 'latin1');

describe('pages that stand directly in their list', () => {
  const directPages = (kids = `[${page} ${page}]`): Buffer =>
    tablePdf({ ...onePage, 2: `<</Type /Pages /Kids ${kids} /Count 2>>`, 6: `[${page} ${page}]` });

  it.each([
    ['in the node', `[${page} ${page}]`],
    ['in an object of its own', '6 0 R'],
  ])('become objects once a field lies on them, with a list %s', async (_, kids) => {
    const bytes = await pretendToSign(directPages(kids), { field: { new: { name: 'New', pageIndex: 1 } } });
    const { latest } = openDocument(bytes, { mode: 'strict' });
    const [first, second] = [...walkPages(latest)];
    expect(first?.ref).toBeUndefined();
    expect(latest.dict(fieldsOf(bytes).get('New')?.ref)?.get('P')).toEqual(second?.ref);
    expect(second?.dict.get('Annots')).toEqual([fieldsOf(bytes).get('New')?.ref]);
    expect(second?.dict.get('Parent')).toEqual(new PdfRef(2, 0));
  });

  it('become one object for many fields', async () => {
    const bytes = (await prepareDocument(directPages(), { slots: 3 })).toBytes();
    const [first] = [...walkPages(openDocument(bytes).latest)];
    expect(first?.dict.get('Annots')).toHaveLength(3);
  });

  it('stay where they are once a signature covers them', async () => {
    const signed = await pretendToSign(directPages(), { field });
    const again = { field: { new: { name: 'Again', pageIndex: 1 } } };
    expect(await codeOfRejection(pretendToSign(signed, again))).toBe('pdf.page-tree-invalid');
  });
});

describe('fields that stand directly in their list', () => {
  const withForm = (form: string, objects = {}): Buffer =>
    tablePdf({ ...onePage, 1: `<</Type /Catalog /Pages 2 0 R /AcroForm ${form}>>`, ...objects });

  it.each([
    ['of a form in the catalog', withForm(`<</Fields [${emptyField('A')}]>>`), 'A'],
    ['of a form of its own', withForm('6 0 R', { 6: `<</Fields 7 0 R>>`, 7: `[${emptyField('A')}]` }), 'A'],
    [
      'of a parent',
      withForm('<</Fields [6 0 R]>>', { 6: `<</T (form) /Kids [${emptyField('A')}]>>` }),
      'form.A',
    ],
  ])('become objects when they are signed: %s', async (_, bytes, name) => {
    expect(fieldsOf(bytes).get(name)?.ref).toBeUndefined();
    const signed = await pretendToSign(bytes, { field: { name } });
    const made = fieldsOf(signed).get(name);
    expect(made?.ref).toBeInstanceOf(PdfRef);
    expect(made?.signature?.dict).toBeInstanceOf(PdfDict);
    expect([...fieldsOf(signed).keys()]).toEqual([name]);
  });

  it('stay where they are once a signature covers them', async () => {
    const signed = await pretendToSign(withForm(`<</Fields [${emptyField('A')}]>>`), { field });
    expect(await codeOfRejection(pretendToSign(signed, { field: { name: 'A' } }))).toBe('pdf.malformed');
  });
});

describe('a cross-reference with faults', () => {
  it('is not written anew behind a signature, which would list every object as changed', async () => {
    const signed = await pretendToSign(tablePdf({ ...onePage, 6: '(unused)' }), { field });
    const faulty = replaced(signed, /\n6 1\n\d{10}/, '\n6 1\n0000000003');
    const again = await pretendToSign(faulty, { field: { new: { name: 'Again' } } });
    const { revisions } = openDocument(again);
    expect(revisions).toHaveLength(3);
    // Page 3 gets the annotation; its contents and font are left alone.
    const listed = [...(revisions.at(-1)?.objectNumbers() ?? [])];
    expect(listed).toContain(3);
    expect(listed).not.toContain(4);
    expect(listed).not.toContain(5);
  });

  it('is left behind where nothing is signed and its sections stand elsewhere than they say', async () => {
    const off = { startxref: (real: number) => real + 19 };
    const bytes = new PdfWriter().objects(onePage).table('/Size 6 /Root 1 0 R', off).bytes();
    const faulty = replaced(bytes, /\n4 1\n\d{10}/, '\n4 1\n0000000003');
    const signed = await pretendToSign(faulty, { field });
    const { revisions, latest } = openDocument(signed, { mode: 'strict' });
    expect(revisions).toHaveLength(1);
    expect([1, 2, 3, 4, 5].map((num) => latest.entry(num)?.kind)).toEqual(Array(5).fill('offset'));
  });
});

it('adds nothing to a file whose signature claims bytes behind its end', async () => {
  const signed = await pretendToSign(formPdf({ 6: emptyField('A') }), { field: { name: 'A' } });
  const cut = Buffer.from(signed).subarray(0, signed.length - 1);
  expect(await codeOfRejection(pretendToSign(cut, { field }))).toBe('sign.repair-breaks-signatures');
  expect(inspectDocument(cut).signing.refusals.map(({ code }) => code)).toContain(
    'sign.repair-breaks-signatures',
  );
  // Without a value there is no signature that could be lost.
  const empty = Buffer.from(cut.toString('latin1').replace(/[1-9a-f](?=[0-9a-f]*>)/gi, '0'), 'latin1');
  expect(openDocument(await pretendToSign(empty, { field })).revisions.length).toBeGreaterThan(1);
});
