import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/cms/algorithms.js';
import { readAsn1 } from '../../src/cms/asn1-reader.js';
import { context, octetString, oid, sequence, setOf } from '../../src/cms/asn1-writer.js';
import { createCadesSignature } from '../../src/cms/create-signature.js';
import { encodeSignedData, assembleSignedData } from '../../src/cms/signed-data.js';
import { encodeSignedAttributes } from '../../src/cms/signed-attributes.js';
import { PadesError } from '../../src/errors.js';
import { pageAt } from '../../src/pdf/pages.js';
import { addField } from '../../src/sign/add-field.js';
import { embedSignature } from '../../src/sign/embed-signature.js';
import { prepareSignature } from '../../src/sign/prepare-signature.js';
import type { FindingCode } from '../../src/verify/findings.js';
import { verifyDocument } from '../../src/verify/verify-document.js';
import { openDocument } from '../../src/pdf/document.js';
import { streamOf } from '../../src/pdf/objects.js';
import { codeOfRejection } from '../support.js';
import { PdfWriter, tablePdf } from '../pdf/made-pdfs.js';
import { certify, issue, makePki, signerOf } from '../support/pki.js';
import {
  addDocumentTimestamp,
  appearance,
  catalogOf,
  dict,
  name,
  PdfRef,
  refAt,
  richPdf,
  signNew,
  textString,
  update,
} from '../support/signed.js';

/**
 * Attacks on signed PDFs, by the names they were published under: Mladenov et al., "1 Trillion Dollar Refund" (2019): USF,
 * ISA, SWA; Mainka et al., "Shadow Attacks" (2021); Rohlmann et al., "Breaking the Specification: PDF Certification"
 * (2021): EAA, SSA.
 */
const pki = makePki();
const kariParty = issue({ name: 'Kari Nordmann' }, pki.authority);
const kari = signerOf(kariParty);
const trustAnchors = [pki.root.certificate];

let signed: Buffer;
let certifiedForms: Buffer;
let certifiedComments: Buffer;
let certifiedClosed: Buffer;
let locked: Buffer;

beforeAll(async () => {
  signed = await signNew(richPdf(), kari, 'Signature');
  certifiedClosed = await signNew(richPdf(), kari, 'Signature', { certification: 1 });
  certifiedForms = await signNew(richPdf(), kari, 'Signature', { certification: 2 });
  certifiedComments = await signNew(richPdf(), kari, 'Signature', { certification: 3 });
  const lock = tablePdf({
    1: '<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [7 0 R 8 0 R]>>>>',
    2: '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    3: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Annots [7 0 R 8 0 R]>>',
    7: '<</Type /Annot /Subtype /Widget /T (name) /FT /Tx /Rect [20 20 120 40]>>',
    8:
      '<</Type /Annot /Subtype /Widget /T (slot) /FT /Sig /Rect [0 0 0 0] ' +
      '/Lock <</Type /SigFieldLock /Action /Include /Fields [(name)]>>>>',
  });
  locked = await signNew(lock, kari, 'unused', { field: { name: 'slot' } });
});

const first = async (bytes: Uint8Array) => {
  const report = await verifyDocument(bytes, { trustAnchors });
  const [signature] = report.signatures;
  if (signature === undefined) throw new Error('no signature was found');
  return { ...signature, all: report, codes: signature.findings.map(({ code }) => code) };
};

const expectBroken = async (bytes: Uint8Array, code: FindingCode): Promise<void> => {
  const verdict = await first(bytes);
  expect(verdict.codes).toContain(code);
  expect(verdict.intact).toBe(false);
  expect(verdict.all).toMatchObject({ intact: false, ok: false });
};

/** Replaces text by text of the same length. */
function patch(bytes: Buffer, search: RegExp, replacement: (match: string) => string): Buffer {
  const text = bytes.toString('latin1');
  const match = search.exec(text)?.[0];
  if (match === undefined) throw new Error(`nothing matches ${search.source}`);
  const changed = replacement(match);
  return Buffer.from(
    text.replace(match, () => changed.padEnd(match.length)),
    'latin1',
  );
}

const BYTE_RANGE = /\/ByteRange *\[[^\]]*\]/;
const rangeOf = (bytes: Buffer): number[] =>
  (BYTE_RANGE.exec(bytes.toString('latin1'))?.[0].match(/\d+/g) ?? []).map(Number);
const setRange = (bytes: Buffer, range: readonly number[]): Buffer =>
  patch(bytes, BYTE_RANGE, () => `/ByteRange [${range.join(' ')}]`);

it('the files attacked are intact before the attack', async () => {
  for (const bytes of [signed, certifiedClosed, certifiedForms, certifiedComments, locked])
    expect(await first(bytes)).toMatchObject({ intact: true, trusted: true });
});

describe('universal signature forgery (USF)', () => {
  it.each<[string, (bytes: Buffer) => Buffer, FindingCode]>([
    ['ByteRange null', (bytes) => patch(bytes, BYTE_RANGE, () => '/ByteRange null'), 'byterange-missing'],
    [
      'no ByteRange',
      (bytes) => patch(bytes, BYTE_RANGE, (match) => match.replace('/Byte', '/Bite')),
      'byterange-missing',
    ],
    ['ByteRange empty', (bytes) => setRange(bytes, []), 'byterange-malformed'],
    [
      'ByteRange of three numbers',
      (bytes) => setRange(bytes, rangeOf(bytes).slice(0, 3)),
      'byterange-malformed',
    ],
    ['ByteRange negative', (bytes) => setRange(bytes, [0, -1, -1, -1]), 'byterange-malformed'],
    [
      'ByteRange of names',
      (bytes) => patch(bytes, BYTE_RANGE, () => '/ByteRange [/a /b /c /d]'),
      'byterange-missing',
    ],
    [
      'Contents empty',
      (bytes) => patch(bytes, /\/Contents *<[^>]*>/, () => '/Contents <>'),
      'contents-missing',
    ],
    [
      'Contents null',
      (bytes) => patch(bytes, /\/Contents *<[^>]*>/, () => '/Contents null'),
      'contents-missing',
    ],
    [
      'Contents only zeros',
      (bytes) =>
        patch(bytes, /\/Contents *<[^>]*>/, (match) => match.replaceAll(/[0-9a-f](?=[0-9a-f]*>)/g, '0')),
      'contents-missing',
    ],
  ])('%s', async (_, attack, code) => {
    await expectBroken(attack(signed), code);
  });
});

describe('ByteRanges that leave room', () => {
  it.each<[string, (range: number[]) => number[], FindingCode]>([
    ['not from the first byte', ([, a = 0, b = 0, c = 0]) => [1, a - 1, b, c], 'byterange-not-from-start'],
    ['a gap that begins too early', ([, a = 0, b = 0, c = 0]) => [0, a - 5, b, c], 'byterange-gap'],
    ['a gap that ends too late', ([, a = 0, b = 0, c = 0]) => [0, a, b + 3, c - 3], 'byterange-gap'],
    ['a gap without its delimiters', ([, a = 0, b = 0, c = 0]) => [0, a + 1, b - 1, c + 1], 'byterange-gap'],
    ['overlapping pieces', ([, a = 0, , c = 0]) => [0, a, a - 10, c], 'byterange-gap'],
    ['beyond the end', ([, a = 0, b = 0, c = 0]) => [0, a, b, c + 1], 'byterange-beyond-file'],
    [
      'an end before the end of the revision',
      ([, a = 0, b = 0, c = 0]) => [0, a, b, c - 7],
      'revision-not-covered',
    ],
  ])('%s', async (_, change, code) => {
    await expectBroken(setRange(signed, change(rangeOf(signed))), code);
  });
});

describe('incremental saving (ISA)', () => {
  it.each<[string, (bytes: Buffer) => Buffer, FindingCode]>([
    [
      'other page content',
      (bytes) => update(bytes, (writer) => writer.set(new PdfRef(4, 0), appearance('BT (Pay 999) Tj ET'))),
      'modified-after-signing',
    ],
    [
      'one more page',
      (bytes) =>
        update(bytes, (writer) => {
          const page = writer.add(
            dict({ Type: name('Page'), Parent: new PdfRef(2, 0), MediaBox: [0, 0, 9, 9] }),
          );
          writer.update(new PdfRef(2, 0), { Kids: [new PdfRef(3, 0), page], Count: 2 });
        }),
      'modified-after-signing',
    ],
    [
      'another page tree',
      (bytes) =>
        update(bytes, (writer, document) => {
          const page = writer.add(dict({ Type: name('Page'), MediaBox: [0, 0, 9, 9] }));
          const pages = writer.add(dict({ Type: name('Pages'), Kids: [page], Count: 1 }));
          writer.update(catalogOf(document), { Pages: pages });
        }),
      'modified-after-signing',
    ],
    ['another catalog', (bytes) => Buffer.concat([bytes, newRoot(bytes)]), 'modified-after-signing'],
    [
      'a script that runs on opening',
      (bytes) =>
        update(bytes, (writer, document) => {
          writer.update(catalogOf(document), {
            OpenAction: dict({ S: name('JavaScript'), JS: textString('x') }),
          });
        }),
      'modified-after-signing',
    ],
    [
      'objects without a cross-reference',
      (bytes) => Buffer.concat([bytes, Buffer.from('4 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\n')]),
      'appended-bytes',
    ],
    [
      'objects with a cross-reference but without its end',
      (bytes) =>
        update(bytes, (writer) => writer.set(new PdfRef(4, 0), appearance('BT (Pay 999) Tj ET'))).subarray(
          0,
          -40,
        ),
      'appended-bytes',
    ],
    [
      'bytes that belong to nothing',
      (bytes) => Buffer.concat([bytes, Buffer.from('surprise')]),
      'appended-bytes',
    ],
    [
      'an update that does not build upon what was signed',
      (bytes) => Buffer.concat([bytes, tablePdf()]),
      'revision-chain-broken',
    ],
  ])('%s', async (_, attack, code) => {
    await expectBroken(attack(signed), code);
  });

  /** An update whose trailer names another catalog. */
  function newRoot(bytes: Buffer): Buffer {
    const old = bytes.lastIndexOf('xref\n', bytes.lastIndexOf('startxref') - 1);
    const body = '\n900 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n';
    const xref = bytes.length + body.length;
    const entry = `${String(bytes.length + 1).padStart(10, '0')} 00000 n \n`;
    return Buffer.from(
      `${body}xref\n900 1\n${entry}trailer\n<</Size 901 /Root 900 0 R /Prev ${old}>>\nstartxref\n${xref}\n%%EOF\n`,
    );
  }
});

describe('signature wrapping (SWA, SiWA)', () => {
  it('the second piece moved behind what was slipped in', async () => {
    const [, gapStart = 0, gapEnd = 0, rest = 0] = rangeOf(signed);
    const slipped = Buffer.from('\n4 0 obj\n<</Length 3>>\nstream\n( )\nendstream\nendobj\n');
    const moved = Buffer.concat([signed.subarray(0, gapEnd), slipped, signed.subarray(gapEnd)]);
    await expectBroken(setRange(moved, [0, gapStart, gapEnd + slipped.length, rest]), 'byterange-gap');
  });

  it('a second /Contents for the same signature in a later revision', async () => {
    const bytes = update(signed, (writer, document) => {
      const field = document.latest.dict(fieldRef(document.latest.catalog, document.latest));
      const value = refAt(field, 'V');
      writer.update(value, { Contents: textString('other') });
    });
    const report = await verifyDocument(bytes, { trustAnchors });
    expect(report.intact).toBe(false);
  });

  it('a second field that claims the bytes of the first one’s signature', async () => {
    const bytes = update(signed, (writer, { latest }) => {
      const value = refAt(latest.dict(fieldRef(latest.catalog, latest)), 'V');
      const copy = writer.add(latest.object(value.num));
      writer.appendTo(
        new PdfRef(6, 0),
        'Fields',
        writer.add(dict({ FT: name('Sig'), T: textString('Copy'), Rect: [0, 0, 0, 0], V: copy })),
      );
    });
    const report = await verifyDocument(bytes, { trustAnchors });
    expect(report.signatures).toHaveLength(2);
    expect(report.intact).toBe(false);
  });

  it('the signature taken over by a field of an attacker’s document', async () => {
    const [, gapStart = 0, gapEnd = 0] = rangeOf(signed);
    const contents = signed.subarray(gapStart, gapEnd);
    const forged = await prepareSignature(tablePdf(), {
      field: { new: { name: 'Signature' } },
      signerName: 'Kari Nordmann',
      signingTime: new Date(),
      contentsBytes: (contents.length - 2) / 2,
      digestAlgorithm: 'SHA-256',
    });
    const cms = Buffer.from(contents.subarray(1, -1).toString('latin1'), 'hex');
    await expectBroken(embedSignature(forged, cms).toBytes(), 'digest-mismatch');
  });
});

describe('shadow attacks', () => {
  it.each<[string, (bytes: Buffer) => Buffer, FindingCode]>([
    [
      'hide: what covered the content is taken away',
      (bytes) => update(bytes, (writer) => writer.set(new PdfRef(10, 0), null)),
      'modified-after-signing',
    ],
    [
      'replace: a font gets other glyphs',
      (bytes) =>
        update(bytes, (writer) =>
          writer.update(new PdfRef(5, 0), { Encoding: dict({ Differences: [49, name('nine')] }) }),
        ),
      'modified-after-signing',
    ],
    [
      'replace: the form’s fonts are exchanged',
      (bytes) =>
        update(bytes, (writer) => {
          const font = writer.add(dict({ Type: name('Font'), Subtype: name('Type3') }));
          writer.update(new PdfRef(6, 0), { DR: dict({ Font: dict({ F: font }) }) });
        }),
      'modified-after-signing',
    ],
    [
      'replace: another value in a field that was filled',
      (bytes) => update(bytes, (writer) => writer.update(new PdfRef(8, 0), { V: textString('999') })),
      'form-value-replaced',
    ],
    [
      'replace: the appearance of a field, which the page uses too',
      (bytes) => update(bytes, (writer) => writer.set(new PdfRef(10, 0), appearance('BT (999) Tj ET'))),
      'modified-after-signing',
    ],
    [
      'hide and replace: the page shows other content that was there all along',
      (bytes) => update(bytes, (writer) => writer.update(new PdfRef(3, 0), { Contents: new PdfRef(11, 0) })),
      'modified-after-signing',
    ],
  ])('%s', async (_, attack, code) => {
    await expectBroken(attack(signed), code);
  });

  it('replace: a field looks different while its value stays the same', async () => {
    const bytes = update(signed, (writer) => {
      writer.update(new PdfRef(8, 0), { AP: dict({ N: writer.add(appearance('BT (999) Tj ET')) }) });
    });
    await expectBroken(bytes, 'form-value-replaced');
    const overwritten = update(signed, (writer) =>
      writer.set(new PdfRef(11, 0), appearance('BT (999) Tj ET')),
    );
    await expectBroken(overwritten, 'form-value-replaced');
  });

  it('hide: the cross-reference seeks an object where another one stands', async () => {
    const elsewhere = new PdfWriter(signed.toString('latin1')).objects({ 900: '<</Nothing true>>' });
    elsewhere.offsets.set(10, elsewhere.offsets.get(900) ?? 0);
    const previous = openDocument(signed).revisions.at(-1)?.xrefOffset ?? 0;
    const bytes = elsewhere.table(`/Size 901 /Root 1 0 R /Prev ${previous}`).bytes();
    await expectBroken(bytes, 'modified-after-signing');
  });

  it.each([
    ['of one name', '/Fields [7 0 R 8 0 R]'],
    ['that belong to no form', '/Fields []'],
  ])('hide: fields %s, one of them declared again as it was', async (_, fields) => {
    const hidden = (value: string): string =>
      `<</Type /Annot /Subtype /Widget /FT /Tx /T (account) /V (${value}) /Rect [1 1 5 5]>>`;
    const shadowed = await signNew(
      tablePdf({
        1: `<</Type /Catalog /Pages 2 0 R /AcroForm <<${fields}>>>>`,
        2: '<</Type /Pages /Kids [3 0 R] /Count 1>>',
        3: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Annots [7 0 R 8 0 R]>>',
        7: hidden('attacker'),
        8: hidden('charity'),
      }),
      kari,
      'Signature',
    );
    expect(await first(shadowed)).toMatchObject({ intact: true });
    const again = update(shadowed, (writer, { latest }) => writer.set(new PdfRef(7, 0), latest.object(7)));
    await expectBroken(again, 'form-value-replaced');
    // Also when only the cross-reference says so, and not a byte of the field is written.
    const document = openDocument(shadowed);
    const entry = document.latest.entry(7);
    const pointer = new PdfWriter(shadowed.toString('latin1'));
    pointer.offsets.set(7, entry?.kind === 'offset' ? entry.offset : 0);
    const previous = document.revisions.at(-1)?.xrefOffset ?? 0;
    const trailer = `/Size ${document.nextObjectNumber} /Root 1 0 R /Prev ${previous}`;
    await expectBroken(pointer.table(trailer).bytes(), 'form-value-replaced');
  });

  it('a branch that may change must not reach what is shown', async () => {
    // The validation data refers to the catalog, so that everything seems to be part of it.
    const bytes = update(signed, (writer, document) => {
      const store = writer.add(dict({ Type: name('DSS'), X: catalogOf(document), Y: new PdfRef(3, 0) }));
      writer.update(catalogOf(document), { DSS: store });
      writer.set(new PdfRef(4, 0), appearance('BT (Pay 999) Tj ET'));
    });
    await expectBroken(bytes, 'modified-after-signing');
  });

  it('a stream that a field’s appearance leads to, and something else as well, must not be rewritten', async () => {
    const shared = await signNew(
      tablePdf({
        1: '<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [7 0 R]>> /Elsewhere 10 0 R>>',
        2: '<</Type /Pages /Kids [3 0 R] /Count 1>>',
        3: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Annots [7 0 R]>>',
        7: '<</Type /Annot /Subtype /Widget /T (a) /FT /Sig /Rect [1 1 5 5] /AP 10 0 R>>',
        10: '<</N 11 0 R>>',
        11: '<</Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0>>\nstream\n\nendstream',
      }),
      kari,
      'Signature',
    );
    const bytes = update(shared, (writer) => writer.set(new PdfRef(11, 0), appearance('0 0 9 9 re f')));
    await expectBroken(bytes, 'modified-after-signing');
  });

  it('a field’s appearance that the page shows too must not be rewritten', async () => {
    const shared = await signNew(
      tablePdf({
        1: '<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [7 0 R]>>>>',
        2: '<</Type /Pages /Kids [3 0 R] /Count 1>>',
        3: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Annots [7 0 R] /Resources <</XObject <</X 11 0 R>>>>>>',
        7: '<</Type /Annot /Subtype /Widget /T (a) /FT /Tx /Rect [1 1 5 5] /AP <</N 11 0 R>>>>',
        11: '<</Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0>>\nstream\n\nendstream',
      }),
      kari,
      'Signature',
    );
    const bytes = update(shared, (writer) => writer.set(new PdfRef(11, 0), appearance('0 0 9 9 re f')));
    await expectBroken(bytes, 'modified-after-signing');
  });
});

describe('changes of signatures', () => {
  it.each<[string, (bytes: Buffer) => Buffer, FindingCode]>([
    [
      'taken out of its field',
      (bytes) =>
        update(bytes, (writer, { latest }) => {
          writer.update(fieldRef(latest.catalog, latest), { V: undefined });
        }),
      'signature-removed',
    ],
    [
      'given another look',
      (bytes) =>
        update(bytes, (writer, { latest }) => {
          writer.update(fieldRef(latest.catalog, latest), { AP: dict({ N: writer.add(appearance('f')) }) });
        }),
      'signature-changed',
    ],
    [
      'moved',
      (bytes) =>
        update(bytes, (writer, { latest }) => {
          writer.update(fieldRef(latest.catalog, latest), { Rect: [0, 0, 300, 400] });
        }),
      'signature-changed',
    ],
    [
      'field taken out of the form',
      (bytes) =>
        update(bytes, (writer) => {
          writer.update(new PdfRef(6, 0), { Fields: [new PdfRef(7, 0), new PdfRef(8, 0), new PdfRef(9, 0)] });
        }),
      'modified-after-signing',
    ],
  ])('%s', async (_, attack, code) => {
    await expectBroken(attack(signed), code);
  });
});

describe('certification attacks (EAA, SSA) and what certifications permit', () => {
  /** Adds an annotation whose appearance may use a translucent state /T and a multiplying one /M. */
  const annotate = (bytes: Buffer, subtype: string, operators?: string, rect = [0, 0, 300, 400]): Buffer =>
    update(bytes, (writer) => {
      const look =
        operators === undefined
          ? undefined
          : streamOf(
              dict({
                Type: name('XObject'),
                Subtype: name('Form'),
                BBox: [0, 0, 300, 400],
                Resources: dict({
                  ExtGState: dict({ T: dict({ ca: 0.4 }), M: dict({ BM: name('Multiply') }) }),
                }),
              }),
              Buffer.from(operators),
            );
      const annotation = writer.add(
        dict({
          Type: name('Annot'),
          Subtype: name(subtype),
          Rect: rect,
          ...(look === undefined ? {} : { AP: dict({ N: writer.add(look) }) }),
        }),
      );
      writer.appendTo(new PdfRef(3, 0), 'Annots', annotation);
    });
  const fill = (bytes: Buffer): Buffer =>
    update(bytes, (writer) => {
      writer.update(new PdfRef(7, 0), {
        V: textString('Ola'),
        AP: dict({ N: writer.add(appearance('BT ET')) }),
      });
    });

  it.each(['FreeText', 'Stamp', 'Redact', 'Square', 'Ink', 'Link'])(
    'EAA: a %s over the page',
    async (subtype) => {
      await expectBroken(annotate(certifiedComments, subtype, 'BT (999) Tj ET'), 'evil-annotation');
    },
  );

  it.each([
    ['Highlight', 'BT (999) Tj ET'],
    ['Highlight', 'BT(999)Tj ET'],
    ['Highlight', 'BT[(999)]TJ ET'],
    ['Highlight', 'BT<393939>Tj ET'],
    ['Highlight', "/M gs BT(999)'ET"],
    ['Highlight', '/M gs BI /W 1 /H 1 /BPC 8 /CS /G ID x EI'],
    ['Highlight', '/M gs /Pattern cs /P scn 0 0 300 400 re f'],
    ['Highlight', '1 1 1 rg 0 0 300 400 re f'],
    ['Highlight', 'q /M gs Q 0 0 300 400 re f*'],
    ['Underline', '400 w 0 200 m 300 200 l S'],
    ['StrikeOut', 'q 400 0 0 400 0 0 cm 0 0 m 1 1 l S Q'],
    ['Highlight', '(never closed'],
    ['Text', 'BT (999) Tj ET'],
    ['Text', '1 1 1 rg 0 0 300 400 re f'],
    ['Popup', '1 1 1 rg 0 0 300 400 re f'],
  ])('EAA: a %s that writes or covers (%s)', async (subtype, look) => {
    await expectBroken(annotate(certifiedComments, subtype, look), 'evil-annotation');
  });

  it('EAA: a note with an icon that writes', async () => {
    const icon = (look: string): Buffer => annotate(certifiedComments, 'Text', look, [0, 0, 20, 20]);
    await expectBroken(icon('BT(9)Tj ET'), 'evil-annotation');
    expect(await first(icon('0 0 1 rg 0 0 300 400 re f'))).toMatchObject({ intact: true });
  });

  it('level 3 permits notes and highlights that only tint', async () => {
    for (const bytes of [
      annotate(certifiedComments, 'Text'),
      annotate(certifiedComments, 'Highlight', '/M gs 1 1 0 rg 0 0 9 9 re f'),
      annotate(certifiedComments, 'Highlight', 'q /T gs 1 1 0 rg 0 0 9 9 re f Q'),
      annotate(certifiedComments, 'Underline', '1 w 0 0 m 9 0 l S'),
    ])
      expect(await first(bytes)).toMatchObject({
        intact: true,
        modification: 'annotations',
        codes: expect.arrayContaining(['annotated-after-signing']) as string[],
      });
  });

  it('level 2, and a signature without certification, permit no notes', async () => {
    await expectBroken(annotate(certifiedForms, 'Text'), 'modified-after-signing');
    await expectBroken(annotate(signed, 'Text'), 'modified-after-signing');
  });

  it('SSA: a new signature that shows something over what was certified', async () => {
    const place = { field: { new: { name: 'Sneaky', rect: [0, 0, 200, 200] as const } } };
    const sealed = await signNew(signed, kari, 'unused', {
      ...place,
      appearance: { language: 'en' },
    });
    expect(await first(sealed)).toMatchObject({ intact: true, modification: 'form-filling' });
    // The engine refuses to make such a field; an attacker does not ask it.
    const withField = update(certifiedForms, (writer, { latest }) => {
      addField(writer, {
        fieldName: 'Sneaky',
        page: pageAt(latest, 0),
        rect: place.field.new.rect,
        document: { signed: true },
      });
    });
    const sneaky = await signNew(withField, kari, 'unused', {
      field: { name: 'Sneaky' },
      appearance: { language: 'en' },
    });
    await expectBroken(sneaky, 'sneaky-signature');
  });

  const addEmpty = (bytes: Buffer, rects: readonly (readonly number[])[], look: string): Buffer =>
    update(bytes, (writer) => {
      for (const [index, rect] of rects.entries()) {
        const field = writer.add(
          dict({
            FT: name('Sig'),
            Type: name('Annot'),
            Subtype: name('Widget'),
            T: textString(`empty ${index}`),
            Rect: [...rect],
            P: new PdfRef(3, 0),
            AP: dict({ N: writer.add(appearance(look)) }),
          }),
        );
        writer.appendTo(new PdfRef(3, 0), 'Annots', field);
        writer.appendTo(new PdfRef(6, 0), 'Fields', field);
      }
    });

  it('SSA without a key: new fields that show something and wait for a signature', async () => {
    await expectBroken(addEmpty(signed, [[0, 0, 20, 20]], '(999)Tj'), 'sneaky-signature');
    await expectBroken(addEmpty(signed, [[0, 0, 20, 20]], '/X Do 0 0 9 9 re f'), 'sneaky-signature');
    // An empty one may be added; where such fields together take half the page, a signature in them would hide it.
    expect(await first(addEmpty(signed, [[0, 0, 20, 20]], ' '))).toMatchObject({ intact: true });
    const tiles = [0, 1, 2].map((row) => [0, row * 134, 300, row * 134 + 134]);
    await expectBroken(addEmpty(signed, tiles, ' '), 'sneaky-signature');
  });

  it('SSA without a key: a new field that points at the signature of another one', async () => {
    const bytes = update(addEmpty(signed, [[0, 0, 20, 20]], '(999)Tj'), (writer, { latest }) => {
      const value = refAt(latest.dict(fieldRef(latest.catalog, latest)), 'V');
      const fields = latest.resolve(latest.dict(new PdfRef(6, 0))?.get('Fields'));
      const added = Array.isArray(fields) ? (fields as unknown[]).at(-1) : undefined;
      if (!(added instanceof PdfRef)) throw new Error('no field was added');
      writer.update(added, { V: value });
    });
    await expectBroken(bytes, 'modified-after-signing');
  });

  it.each([
    ['AP', (look: PdfRef) => ({ AP: dict({ N: look }) })],
    ['AS', () => ({ AS: name('Other') })],
    ['F', () => ({ F: 2 })],
  ])('an empty field that looks different without being signed (/%s)', async (_, entries) => {
    for (const bytes of [signed, certifiedForms])
      await expectBroken(
        update(bytes, (writer) => {
          writer.update(new PdfRef(9, 0), entries(writer.add(appearance('(PAID IN FULL)Tj'))));
        }),
        'form-value-replaced',
      );
  });

  it('SSA: a new signature that covers most of the page', async () => {
    const covering = await signNew(signed, kari, 'unused', {
      field: { new: { name: 'Cover', rect: [0, 0, 300, 390] } },
      appearance: { language: 'en' },
    });
    await expectBroken(covering, 'sneaky-signature');
  });

  it('level 2 permits filling forms and signing fields that are there', async () => {
    const filled = fill(certifiedForms);
    expect(await first(filled)).toMatchObject({ intact: true, modification: 'form-filling', docmdp: 2 });
    const again = await signNew(filled, kari, 'unused', {
      field: { name: 'slot' },
      appearance: { language: 'en' },
    });
    expect(await first(again)).toMatchObject({ intact: true, modification: 'form-filling' });
  });

  it('level 1 permits neither', async () => {
    await expectBroken(fill(certifiedClosed), 'docmdp-violated');
  });

  it('no level permits another value under the value’s old appearance object used elsewhere', async () => {
    const bytes = update(certifiedForms, (writer) => {
      writer.set(new PdfRef(5, 0), dict({ Type: name('Font'), Subtype: name('Type3') }));
    });
    await expectBroken(bytes, 'modified-after-signing');
  });

  it('a field that was locked must stay', async () => {
    await expectBroken(fill(locked), 'fieldmdp-violated');
  });

  it('a certification cannot come after a signature', async () => {
    const bytes = update(signed, (writer, document) => {
      const field = document.latest.dict(fieldRef(document.latest.catalog, document.latest));
      writer.update(catalogOf(document), { Perms: dict({ DocMDP: refAt(field, 'V') }) });
    });
    await expectBroken(bytes, 'modified-after-signing');
  });

  it('fields that are no signatures cannot be added', async () => {
    const bytes = update(signed, (writer) => {
      const field = writer.add(dict({ FT: name('Tx'), T: textString('new'), Rect: [0, 0, 9, 9] }));
      writer.appendTo(new PdfRef(6, 0), 'Fields', field);
    });
    await expectBroken(bytes, 'modified-after-signing');
  });
});

describe('an annotation whose page is said to be the catalog', () => {
  const withPage = (annotation: string): Promise<Buffer> =>
    signNew(
      tablePdf({
        1: '<</Type /Catalog /Pages 2 0 R>>',
        2: '<</Type /Pages /Kids [3 0 R] /Count 1>>',
        3: `<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Annots [7 0 R] /Resources <</Properties 8 0 R>>>>`,
        7: `<</Type /Annot /Subtype /Square /Rect [20 20 120 40] ${annotation}>>`,
        8: annotation === '' ? '<</P 1 0 R>>' : '<<>>',
      }),
      kari,
      'Signature',
    );

  /** The catalog declares an extension, as it does for a document time-stamp. */
  const declare = (bytes: Buffer): Buffer =>
    update(bytes, (writer, document) => {
      const esic = dict({ BaseVersion: name('1.7'), ExtensionLevel: 2 });
      writer.update(catalogOf(document), { Extensions: dict({ ESIC: esic }) });
    });

  it('is intact when the catalog changes lawfully', async () => {
    expect(await first(declare(await withPage('/P [[1 0 R]]')))).toMatchObject({ intact: true });
  });

  it('is told from something drawn that is the catalog', async () => {
    await expectBroken(declare(await withPage('')), 'modified-after-signing');
  });
});

describe('signatures that are only claimed', () => {
  /** Adds fields with values of their own; each claims to end somewhere else. */
  const claim = (count: number, end: 'in the middle' | 'unknown'): Buffer =>
    update(signed, (writer) => {
      const [, gapStart = 0, gapEnd = 0, rest = 0] = rangeOf(signed);
      for (let index = 0; index < count; index++) {
        const range = end === 'unknown' ? [index] : [0, gapStart, gapEnd, rest - 20 - index];
        const value = writer.add(dict({ Type: name('Sig'), ByteRange: range, Contents: textString('x') }));
        writer.appendTo(
          new PdfRef(6, 0),
          'Fields',
          writer.add(dict({ FT: name('Sig'), T: textString(`claim ${index}`), V: value })),
        );
      }
    });
  const codeOf = (bytes: Uint8Array): Promise<string | undefined> =>
    codeOfRejection(verifyDocument(bytes, { trustAnchors }));

  it('are a broken file where they are few', async () => {
    const report = await verifyDocument(claim(3, 'in the middle'), { trustAnchors });
    expect(report).toMatchObject({ ok: false, intact: false });
    expect(report.signatures).toHaveLength(4);
    const [claimed] = report.signatures;
    expect(claimed).toMatchObject({
      coverage: 'unclear',
      intact: false,
      trusted: false,
      signer: { name: null },
    });
  });

  it('are refused where they cause more work than they are worth', async () => {
    expect(await codeOf(claim(21, 'in the middle'))).toBe('pdf.limit-exceeded');
    expect(await codeOf(claim(500, 'unknown'))).toBe('pdf.limit-exceeded');
  });
});

describe('attacks on the CMS', () => {
  const digestAlgorithm = 'SHA-256';
  /** Signs with a CMS that is made from the digest of the document. */
  const signWith = async (
    makeCms: (digest: Uint8Array) => Uint8Array | Promise<Uint8Array>,
  ): Promise<Uint8Array> => {
    const toBeSigned = await prepareSignature(tablePdf(), {
      field: { new: { name: 'Signature' } },
      signerName: 'Kari Nordmann',
      signingTime: new Date(),
      contentsBytes: 8000,
      digestAlgorithm,
    });
    return embedSignature(toBeSigned, await makeCms(toBeSigned.digest)).toBytes();
  };
  const attributesFor = (messageDigest: Uint8Array, certificate = kari.certificate): Uint8Array =>
    encodeSignedAttributes({ digestAlgorithm, messageDigest, signingCertificate: certificate });

  it.each<[string, (digest: Uint8Array) => Promise<Uint8Array>, FindingCode]>([
    [
      'a digest of something else',
      () => createCadesSignature(kari, digestOf('SHA-256', Buffer.from('x'))),
      'digest-mismatch',
    ],
    [
      'a signature by another key',
      async (digest) => {
        const signedAttributes = attributesFor(digest);
        const other = signerOf(issue({ name: 'Other' }));
        return assembleSignedData({
          ...kari,
          signedAttributes,
          signature: await other.sign(signedAttributes),
        });
      },
      'signature-invalid',
    ],
    [
      'another certificate of the same key, name and number',
      async (digest) => {
        const serialNumber = 77n;
        const mine = certify({ name: 'Kari Nordmann', serialNumber }, kariParty.key, 'p256', pki.authority);
        const twin = certify(
          {
            name: 'Kari Nordmann',
            serialNumber,
            extensions: [{ oid: '2.5.29.54', value: Buffer.from([2, 1, 0]) }],
          },
          kariParty.key,
          'p256',
          pki.authority,
        );
        const signedAttributes = attributesFor(digest, mine.certificate);
        const signature = await kari.sign(signedAttributes);
        return assembleSignedData({ ...kari, certificate: twin.certificate, signedAttributes, signature });
      },
      'signing-certificate-mismatch',
    ],
    [
      'content of its own',
      async (digest) => {
        const signedAttributes = attributesFor(digest);
        const signature = await kari.sign(signedAttributes);
        return encodeSignedData({
          ...kari,
          signedAttributes,
          signature,
          contentType: '1.2.840.113549.1.7.1',
          content: Buffer.from('something else'),
        });
      },
      'cms-not-detached',
    ],
    [
      'no certificate',
      async (digest) => {
        const signedAttributes = attributesFor(digest);
        const signature = await kari.sign(signedAttributes);
        return encodeSignedData({
          ...kari,
          signedAttributes,
          signature,
          contentType: '1.2.840.113549.1.7.1',
          content: undefined,
          embed: 'nothing',
        });
      },
      'signer-certificate-missing',
    ],
    [
      'a digest algorithm that the signature algorithm contradicts',
      async (digest) => {
        const signedAttributes = attributesFor(digest);
        const signature = await kari.sign(signedAttributes);
        const cms = assembleSignedData({ ...kari, signedAttributes, signature });
        const contradicting = Buffer.from(cms);
        const at = contradicting.lastIndexOf(Buffer.from(oid('1.2.840.10045.4.3.2')));
        contradicting.set(oid('1.2.840.10045.4.3.3'), at);
        return contradicting;
      },
      'algorithm-unsupported',
    ],
    [
      'two signers',
      async (digest) => duplicateSigner(await createCadesSignature(kari, digest)),
      'cms-several-signers',
    ],
    ['nothing that can be read', () => Promise.resolve(Buffer.from('3003020101', 'hex')), 'cms-malformed'],
  ])('%s', async (_, makeCms, code) => {
    await expectBroken(await signWith(makeCms), code);
  });

  it('a signature that names no certificate and claims a time is told to be no PAdES baseline', async () => {
    const bytes = await signWith(async (digest) => {
      const signedAttributes = setOf([
        sequence(oid('1.2.840.113549.1.9.3'), setOf([oid('1.2.840.113549.1.7.1')])),
        sequence(oid('1.2.840.113549.1.9.4'), setOf([octetString(digest)])),
        sequence(oid('1.2.840.113549.1.9.5'), setOf([Buffer.from('170d3236313132323130303030305a', 'hex')])),
      ]);
      return assembleSignedData({ ...kari, signedAttributes, signature: await kari.sign(signedAttributes) });
    });
    const verdict = await first(bytes);
    expect(verdict).toMatchObject({ intact: true, level: null });
    expect(verdict.codes).toEqual(
      expect.arrayContaining(['signing-certificate-missing', 'signing-time-in-cms']),
    );
  });

  function duplicateSigner(cms: Uint8Array): Uint8Array {
    const [type, content] = readAsn1(cms).children();
    const members = content?.explicit().children() ?? [];
    const [info] = members.at(-1)?.children() ?? [];
    if (type === undefined || info === undefined) throw new Error('no SignerInfo');
    // Twice the same would be one in a SET, so the second one differs in its signature value.
    const second = Buffer.from(info.bytes);
    const last = second.length - 1;
    second[last] = (second[last] ?? 0) ^ 1;
    const kept = members.slice(0, -1).map(({ bytes }) => bytes);
    return sequence(type.bytes, context(0, sequence(...kept, setOf([info.bytes, second]))));
  }
});

describe('any change', () => {
  it('of a signed byte is noticed', async () => {
    const [, gapStart = 0, gapEnd = 0] = rangeOf(signed);
    const original = createHash('sha256').update(signed).digest('hex');
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: signed.length - 1 }).filter((at) => at < gapStart || at >= gapEnd),
        fc.nat({ max: 255 }),
        async (at, value) => {
          fc.pre(signed[at] !== value);
          const changed = Buffer.from(signed);
          changed[at] = value;
          await expectNotGood(changed);
        },
      ),
      { numRuns: 150 },
    );
    expect(createHash('sha256').update(signed).digest('hex')).toBe(original);
  });

  it('in what was added lawfully never makes anything else than a verdict or a coded refusal', async () => {
    const archived = await addDocumentTimestamp(signed, pki.timestamping, new Date());
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(fc.integer({ min: signed.length, max: archived.length - 1 }), fc.nat({ max: 255 })),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        async (changes) => {
          const changed = Buffer.from(archived);
          for (const [at, value] of changes) changed[at] = value;
          try {
            await verifyDocument(changed, { trustAnchors });
          } catch (error) {
            expect(error).toBeInstanceOf(PadesError);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  async function expectNotGood(bytes: Uint8Array): Promise<void> {
    try {
      expect((await verifyDocument(bytes, { trustAnchors })).ok).not.toBe(true);
    } catch (error) {
      expect(error).toBeInstanceOf(PadesError);
    }
  }
});

type View = Parameters<Parameters<typeof update>[1]>[1]['latest'];

/** The field named "Signature". */
function fieldRef(catalog: View['catalog'], view: View): PdfRef {
  const fields = view.resolve(view.dict(catalog.get('AcroForm'))?.get('Fields'));
  const found = (Array.isArray(fields) ? fields : []).find(
    (item): item is PdfRef =>
      item instanceof PdfRef &&
      view.dict(item)?.has('V') === true &&
      view.dict(item)?.get('FT') !== undefined &&
      String((view.dict(item)?.get('FT') as { value?: string }).value) === 'Sig',
  );
  if (found === undefined) throw new Error('no signature field');
  return found;
}
