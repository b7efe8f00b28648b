import { describe, expect, it } from 'vitest';
import { openDocument, type PdfView } from '../../src/pdf/document.js';
import { isArray, nameValue, PdfRef, type PdfDict, type PdfObject } from '../../src/pdf/objects.js';
import { walkPages } from '../../src/pdf/pages.js';
import { decodeTextString } from '../../src/pdf/text-string.js';
import { prepareDocument } from '../../src/sign/prepare-document.js';
import { onePage, tablePdf } from '../pdf/made-pdfs.js';
import { fieldsOf, pretendToSign, touchedBy } from '../sign/fixtures.js';

/** A tagged document whose parent tree is written in one of the ways there are. */
function tagged(
  parentTree: 'list' | 'leaves' | 'direct' | 'none',
  top: 'document' | 'root' = 'document',
): Buffer {
  const tree = { list: '9 0 R', leaves: '9 0 R', direct: '<</Nums [0 [8 0 R] 6 8 0 R]>>', none: '' }[
    parentTree
  ];
  return tablePdf({
    ...onePage,
    1: '<</Type /Catalog /Pages 2 0 R /MarkInfo <</Marked true>> /StructTreeRoot 6 0 R /Lang (nb)>>',
    6: `<</Type /StructTreeRoot /K ${top === 'document' ? '7 0 R' : '[7 0 R 11 0 R]'} ${tree === '' ? '' : `/ParentTree ${tree}`} /ParentTreeNextKey 3>>`,
    7: '<</Type /StructElem /S /Document /P 6 0 R /K 8 0 R>>',
    8: '<</Type /StructElem /S /P /P 7 0 R /Pg 3 0 R /K 0>>',
    9: parentTree === 'leaves' ? '<</Kids [10 0 R]>>' : '<</Nums [0 [8 0 R] 6 8 0 R]>>',
    10: '<</Limits [0 6] /Nums [0 [8 0 R] 6 8 0 R]>>',
    11: '<</Type /StructElem /S /P /P 6 0 R>>',
  });
}

function lookUp(view: PdfView, key: number): PdfObject | undefined {
  const search = (node: PdfDict | undefined): PdfObject | undefined => {
    const numbers = view.resolve(node?.get('Nums'));
    if (isArray(numbers)) {
      const at = numbers.findIndex((item, index) => index % 2 === 0 && item === key);
      if (at >= 0) return numbers[at + 1];
    }
    const kids = view.resolve(node?.get('Kids'));
    for (const kid of isArray(kids) ? kids : []) {
      const found = search(view.dict(kid));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(view.dict(view.dict(view.catalog.get('StructTreeRoot'))?.get('ParentTree')));
}

describe('a field in a tagged document (ISO 14289-1 §7.18)', () => {
  it.each(['list', 'leaves', 'direct', 'none'] as const)(
    'has its element, parent tree: %s',
    async (parentTree) => {
      const bytes = await pretendToSign(tagged(parentTree), { field: { new: { name: 'A' } } });
      const view = openDocument(bytes, { mode: 'strict' }).latest;
      const widget = fieldsOf(bytes).get('A')?.widget;
      // Keys are never used twice, even where the document tells a wrong next one.
      const key = widget?.get('StructParent');
      expect(key).toBe(parentTree === 'none' ? 3 : 7);
      const element = view.dict(typeof key === 'number' ? lookUp(view, key) : undefined);
      expect(nameValue(element?.get('S'))).toBe('Form');
      expect(String(element?.get('P'))).toBe('7 0 R');
      expect(String(view.dict(element?.get('K'))?.get('Obj'))).toBe(String(fieldsOf(bytes).get('A')?.ref));
      const kids = view.dict(new PdfRef(7, 0))?.get('K');
      expect(isArray(kids) && kids.length).toBe(2);
      expect(view.dict(view.catalog.get('StructTreeRoot'))?.get('ParentTreeNextKey')).toBe(Number(key) + 1);
      expect(decodeTextString(widget?.get('TU'))).toBe('Signature');
      expect(nameValue(view.dict(new PdfRef(3, 0))?.get('Tabs'))).toBe('S');
      if (parentTree === 'leaves') expect(touchedBy(bytes)).not.toContain(10);
    },
  );

  it('goes below the root where there is no single document element', async () => {
    const bytes = await pretendToSign(tagged('list', 'root'), { field: { new: { name: 'A' } } });
    const kids = openDocument(bytes).latest.dict(new PdfRef(6, 0))?.get('K');
    expect(isArray(kids) && kids.length).toBe(3);
    expect(touchedBy(bytes)).not.toContain(7);
  });

  it('leaves the tree alone once a signature stands', async () => {
    const first = await pretendToSign(tagged('list'), { field: { new: { name: 'A' } } });
    const second = await pretendToSign(first, { field: { new: { name: 'B' } } });
    const written = touchedBy(second);
    for (const num of [6, 7, 9]) expect(written).not.toContain(num);
    const widget = fieldsOf(second).get('B');
    expect(widget?.rect).toEqual([-1, -1, -1, -1]);
    expect(widget?.widget.has('StructParent')).toBe(false);
  });
});

it('the signature page of a tagged document is read in order', async () => {
  const prepared = await prepareDocument(tagged('leaves'), {
    slots: 2,
    signaturePage: { language: 'en', documentTitle: 'A loan' },
  });
  const view = openDocument(prepared.toBytes(), { mode: 'strict' }).latest;
  const top = view.resolve(view.dict(new PdfRef(7, 0))?.get('K'));
  const section = view.dict(isArray(top) ? top[1] : undefined);
  const kids = view.resolve(section?.get('K'));
  const elements = (isArray(kids) ? kids : []).map((kid) => view.dict(kid));
  expect(nameValue(section?.get('S'))).toBe('Sect');
  expect(decodeTextString(section?.get('Lang'))).toBe('en');
  expect(elements.map((element) => nameValue(element?.get('S')))).toEqual([
    'H1',
    'P',
    'P',
    'P',
    'Form',
    'P',
    'Form',
  ]);
  const page = [...walkPages(view)][1];
  const owners = lookUp(view, Number(page?.dict.get('StructParents')));
  expect(isArray(owners) && owners.map((owner) => nameValue(view.dict(owner)?.get('S')))).toEqual([
    'H1',
    'P',
    'P',
    'P',
    'P',
  ]);
});

it('an untagged document gets no tags', async () => {
  const prepared = await prepareDocument(tablePdf(), { slots: 1, signaturePage: { language: 'nb' } });
  expect(Buffer.from(prepared.toBytes()).toString('latin1')).not.toMatch(/StructElem|StructParent/);
});
