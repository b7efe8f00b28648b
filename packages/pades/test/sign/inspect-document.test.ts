import { PDFDocument } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { inspectDocument, requireSignable } from '../../src/sign/inspect-document.js';
import {
  hybridPdf,
  linearizedPdf,
  onePage,
  stream,
  streamPdf,
  tablePdf,
  type Objects,
} from '../pdf/made-pdfs.js';
import { codeOf, codeOfRejection } from '../support.js';
import { emptyField, formPdf, pretendToSign } from './fixtures.js';

const [catalog = '', , page = ''] = [onePage[1], onePage[2], onePage[3]];

function withCatalog(entries: string, objects: Objects = {}): Buffer {
  return tablePdf({ ...onePage, 1: catalog.replace('/Pages', `${entries} /Pages`), ...objects });
}

describe('a plain document', () => {
  it.each([
    ['table', tablePdf()],
    ['stream', streamPdf()],
    ['hybrid', hybridPdf()],
    ['linearized', linearizedPdf()],
  ])('is described and may be signed (%s)', (_, bytes) => {
    const report = inspectDocument(bytes);
    expect(report).toMatchObject({
      bytes: bytes.length,
      version: '1.7',
      pageCount: 1,
      pages: [{ mediaBox: [0, 0, 300, 400], cropBox: [0, 0, 300, 400], rotate: 0 }],
      encrypted: false,
      revisions: 1,
      repairs: [],
      truncated: false,
      activeContent: [],
      xfa: false,
      acroForm: false,
      signatureFields: [],
      tagged: false,
      signing: { permitted: true, refusals: [], newFieldsPermitted: true, newPagesPermitted: true },
    });
    requireSignable(report);
  });

  it('takes the later of the two versions', () => {
    expect(inspectDocument(withCatalog('/Version /2.0')).version).toBe('2.0');
    expect(inspectDocument(withCatalog('/Version /1.4')).version).toBe('1.7');
  });

  it('reports boxes and turns of pages, inherited and cropped', () => {
    const bytes = tablePdf({
      ...onePage,
      2: '<</Type /Pages /Kids [3 0 R] /Count 1 /Rotate -90 /CropBox [10 10 900 390]>>',
    });
    expect(inspectDocument(bytes).pages).toEqual([
      { mediaBox: [0, 0, 300, 400], cropBox: [10, 10, 300, 390], rotate: 270, userUnit: 1 },
    ]);
  });

  it('counts many pages', async () => {
    const pdf = await PDFDocument.create();
    for (let index = 0; index < 300; index++) pdf.addPage();
    pdf.setTitle('Mange sider');
    const report = inspectDocument(await pdf.save());
    expect(report.pageCount).toBe(300);
    expect(report.title).toBe('Mange sider');
  });
});

describe('active content', () => {
  const action = '<</S /JavaScript /JS (app.alert\\(1\\))>>';
  it.each([
    ['an open action', withCatalog(`/OpenAction ${action}`), 'javascript', 'Root/OpenAction'],
    [
      'an action behind another',
      withCatalog(`/OpenAction <</S /GoTo /D [3 0 R /Fit] /Next [6 0 R]>>`, { 6: action }),
      'javascript',
      'Root/OpenAction/Next[0]',
    ],
    [
      'the name tree',
      withCatalog('/Names <</JavaScript <</Names [(a) 6 0 R]>>>>', { 6: action }),
      'javascript',
      'Root/Names/JavaScript/Names[1]',
    ],
    [
      'a page',
      tablePdf({ ...onePage, 3: page.replace('/Contents', `/AA <</O ${action}>> /Contents`) }),
      'javascript',
      'Root/Pages/Kids[0]/AA/O',
    ],
    [
      'an annotation',
      tablePdf({
        ...onePage,
        3: page.replace(
          '/Contents',
          '/Annots [<</Subtype /Link /A <</S /Launch /F (calc.exe)>>>>] /Contents',
        ),
      }),
      'launch',
      'Root/Pages/Kids[0]/Annots[0]/A',
    ],
    [
      'a form that is sent',
      withCatalog('/OpenAction <</S /SubmitForm /F (http://x)>>'),
      'submit-form',
      'Root/OpenAction',
    ],
    [
      'another file',
      withCatalog('/OpenAction <</S /GoToR /F (other.pdf)>>'),
      'remote-document',
      'Root/OpenAction',
    ],
  ])('is found in %s', (_, bytes, kind, where) => {
    expect(inspectDocument(bytes).activeContent).toEqual([expect.objectContaining({ kind, where })]);
  });

  it('does not count links to web pages', () => {
    const link = '/Annots [<</Subtype /Link /A <</S /URI /URI (https://example.org)>>>>] /Contents';
    const bytes = tablePdf({ ...onePage, 3: page.replace('/Contents', link) });
    expect(inspectDocument(bytes).activeContent).toEqual([]);
  });

  it.each([
    ['report.txt', 'plain words', false],
    ['setup.EXE', 'plain words', true],
    ['picture.png', 'MZ\x90\x00', true],
    ['run', '#!/bin/sh', true],
    ['macro.docm', 'PK', true],
  ])('says of the embedded file %s whether it is a program', (fileName, data, executable) => {
    const bytes = withCatalog('/Names <</EmbeddedFiles <</Names [(a) 6 0 R]>>>>', {
      6: `<</Type /Filespec /F (${fileName}) /EF <</F 7 0 R>>>>`,
      7: stream(data, ' /Type /EmbeddedFile'),
    });
    expect(inspectDocument(bytes).activeContent).toEqual([
      { kind: 'embedded-file', where: 'Root/Names/EmbeddedFiles/Names[1]', fileName, executable },
    ]);
  });
});

describe('what forbids signing', () => {
  const codes = (bytes: Uint8Array): string[] =>
    inspectDocument(bytes).signing.refusals.map(({ code }) => code);

  const xfa = withCatalog('/AcroForm <</Fields [] /XFA 6 0 R>>', { 6: stream('<xdp/>') });
  const whole = tablePdf();
  const cut = whole.subarray(0, whole.lastIndexOf('%%EOF'));
  it.each([
    ['an XFA form', xfa, { xfa: true }],
    ['a missing end-of-file marker', cut, { truncated: true }],
  ])('is not %s, which the report tells', async (_, bytes, told) => {
    const report = inspectDocument(bytes);
    expect(report).toMatchObject({ ...told, signing: { permitted: true, refusals: [] } });
    requireSignable(report);
    await expect(pretendToSign(bytes, { field: { new: { name: 'First' } } })).resolves.toBeDefined();
  });

  it('an update that was never finished, as signing finds too', async () => {
    const signed = Buffer.from(await pretendToSign(tablePdf(), { field: { new: { name: 'First' } } }));
    const broken = signed.subarray(0, signed.lastIndexOf('\nxref\n'));
    expect(codes(broken)).toEqual(['pdf.truncated']);
    expect(codeOf(() => requireSignable(inspectDocument(broken)))).toBe('pdf.truncated');
    const again = pretendToSign(broken, { field: { new: { name: 'Second' } } });
    expect(await codeOfRejection(again)).toBe('pdf.truncated');
  });

  it('a certification of level 1', async () => {
    const bytes = await pretendToSign(tablePdf(), { field: { new: { name: 'First' } }, certification: 1 });
    const report = inspectDocument(bytes);
    expect(codes(bytes)).toEqual(['sign.docmdp-forbids']);
    expect(report.signatureFields[0]?.signature).toMatchObject({
      kind: 'signature',
      subFilter: 'ETSI.CAdES.detached',
      name: 'Kari Nordmann',
      claimedTime: "D:20261122130500+00'00'",
      docMdp: 1,
    });
  });

  it('nothing after a plain signature, but no pages may be added', async () => {
    const { signing } = inspectDocument(
      await pretendToSign(tablePdf(), { field: { new: { name: 'First' } } }),
    );
    expect(signing).toEqual({
      permitted: true,
      refusals: [],
      newFieldsPermitted: true,
      newPagesPermitted: false,
    });
  });

  it('new fields, where a lock covers all', async () => {
    const lock = '/Lock <</Type /SigFieldLock /Action /All>>';
    const bytes = await pretendToSign(formPdf({ 6: emptyField('First', lock) }), {
      field: { name: 'First' },
    });
    const { signing, signatureFields } = inspectDocument(bytes);
    expect(signing).toMatchObject({ permitted: true, newFieldsPermitted: false });
    expect(signatureFields[0]?.signature?.fieldMdp).toEqual({ action: 'All', fields: [] });
  });
});

describe('encryption (ISO 32000-2 Table 22)', () => {
  const bit = (...positions: number[]): number =>
    positions.reduce((bits, position) => bits | (1 << (position - 1)), 0xfffff0c0 | 0);
  const encrypted = (permissions: number, revision = 3): Buffer =>
    tablePdf(
      onePage,
      `/Encrypt <</Filter /Standard /V 2 /R ${revision} /P ${permissions} /O <${'00'.repeat(32)}> /U <${'00'.repeat(32)}>>>`,
    );

  it.each([
    [
      'nothing',
      bit(),
      3,
      {
        print: false,
        modify: false,
        copy: false,
        annotate: false,
        fillForms: false,
        extract: false,
        assemble: false,
      },
    ],
    ['printing', bit(3, 12), 3, { print: true, printHighQuality: true, modify: false }],
    ['coarse printing', bit(3), 3, { print: true, printHighQuality: false }],
    ['filling in', bit(9), 3, { fillForms: true, annotate: false, modify: false }],
    ['annotating', bit(6), 3, { fillForms: true, annotate: true }],
    [
      'everything',
      -4,
      3,
      { print: true, modify: true, copy: true, annotate: true, fillForms: true, assemble: true },
    ],
    ['changes, in the old handler', bit(4), 2, { modify: true, assemble: true, fillForms: false }],
  ])('reads the bits that allow %s', (_, value, revision, expected) => {
    const report = inspectDocument(encrypted(value, revision));
    expect(report.encrypted).toBe(true);
    expect(report.permissions).toMatchObject({ value, ...expected });
  });

  it('is what refuses first, then the bits', () => {
    const { signing } = inspectDocument(encrypted(bit(3)));
    expect(signing.refusals.map(({ code }) => code)).toEqual([
      'pdf.password-required',
      'sign.permission-forbids',
    ]);
    expect(inspectDocument(encrypted(-4)).signing.refusals.map(({ code }) => code)).toEqual([
      'pdf.password-required',
    ]);
  });
});

describe('claims', () => {
  it.each([
    ['elements', '<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>'],
    ['attributes', '<rdf:Description pdfaid:part="2" pdfaid:conformance="B"/>'],
  ])('of PDF/A are read from %s', (_, xmp) => {
    const bytes = withCatalog('/MarkInfo <</Marked true>> /Metadata 6 0 R', {
      6: stream(xmp, ' /Type /Metadata'),
    });
    expect(inspectDocument(bytes)).toMatchObject({ pdfA: { part: 2, conformance: 'B' }, tagged: true });
  });
});

describe('what cannot be read at all', () => {
  it.each([
    ['no PDF', Buffer.from('PK\x03\x04'), 'pdf.not-a-pdf'],
    ['a header alone', Buffer.from('%PDF-1.7\n'), 'pdf.truncated'],
    ['no pages', tablePdf({ 1: catalog, 2: '<</Type /Pages /Kids [] /Count 0>>' }), 'pdf.page-tree-invalid'],
  ] as const)('is an error: %s', (_, bytes, code) => {
    expect(codeOf(() => inspectDocument(bytes))).toBe(code);
  });
});
