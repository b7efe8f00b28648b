import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFile } from '../../src/pdf/byte-source.js';
import { openDocument } from '../../src/pdf/document.js';
import { nameValue, PdfRef, PdfString } from '../../src/pdf/objects.js';
import { listSignatureFields, locateSignature } from '../../src/pdf/signature-fields.js';
import { embedSignature } from '../../src/sign/embed-signature.js';
import { prepareDocument } from '../../src/sign/prepare-document.js';
import { prepareSignature, restoreDocumentToBeSigned } from '../../src/sign/prepare-signature.js';
import type { DocumentToBeSignedState, PrepareSignatureOptions } from '../../src/sign/types.js';
import { kinds, onePage, tablePdf } from '../pdf/made-pdfs.js';
import { codeOf, codeOfRejection } from '../support.js';
import { basics, digestOver, emptyField, fieldsOf, formPdf, pretendToSign, touchedBy } from './fixtures.js';

const cms = Buffer.from('30820102030405', 'hex');
const newField = { new: { name: 'First' } } as const;

function prepare(bytes: Uint8Array, options: Partial<PrepareSignatureOptions> = {}) {
  return prepareSignature(bytes, { ...basics, field: newField, ...options });
}

describe.each(kinds)('a signature in a file with a %s cross-reference', (_, make) => {
  it('covers everything but its own /Contents', async () => {
    const original = make();
    const toBeSigned = await prepare(original);
    const signed = embedSignature(toBeSigned, cms);
    const bytes = Buffer.from(signed.toBytes());
    expect(bytes.subarray(0, original.length).equals(original)).toBe(true);
    const [start, length, second, rest] = signed.byteRange;
    expect([start, second + rest]).toEqual([0, bytes.length]);
    expect(bytes.toString('latin1', length, length + 1)).toBe('<');
    expect(bytes.toString('latin1', second - 1, second)).toBe('>');
    expect(bytes.toString('latin1', length + 1, second - 1)).toBe(cms.toString('hex').padEnd(12_000, '0'));
    expect(Buffer.from(toBeSigned.digest).toString('hex')).toBe(digestOver(bytes, signed.byteRange));
    const document = openDocument(bytes, { mode: 'strict' });
    const [field] = listSignatureFields(document.latest);
    if (!field?.signature) throw new Error('The field is not signed');
    const location = locateSignature(document, field.signature, document.latest);
    expect(location.byteRange).toEqual([...signed.byteRange]);
    expect(location.contentsSpan).toEqual({ start: length, end: second });
  });
});

describe('the signature dictionary (EN 319 142-1 §6.3)', () => {
  it('says who, when and where, and never why', async () => {
    const bytes = await pretendToSign(tablePdf(), {
      field: newField,
      location: 'Tromsø',
      signerName: 'Ánne Ø',
    });
    const dict = fieldsOf(bytes).get('First')?.signature?.dict;
    const entries = [...(dict?.entries.keys() ?? [])];
    expect(entries).toEqual([
      'Type',
      'Filter',
      'SubFilter',
      'ByteRange',
      'Contents',
      'M',
      'Name',
      'Location',
    ]);
    expect(nameValue(dict?.get('SubFilter'))).toBe('ETSI.CAdES.detached');
    const time = dict?.get('M');
    expect(time instanceof PdfString && Buffer.from(time.bytes).toString()).toBe("D:20261122130500+00'00'");
    expect(entries).not.toContain('Reason');
  });

  it('sets SigFlags 3', async () => {
    const { latest } = openDocument(await pretendToSign(tablePdf(), { field: newField }));
    expect(latest.dict(latest.catalog.get('AcroForm'))?.get('SigFlags')).toBe(3);
  });
});

describe('an existing field', () => {
  it('keeps its rectangle, and only the field is touched besides the form', async () => {
    const form = formPdf({ 6: emptyField('Here') });
    const bytes = await pretendToSign(form, { field: { name: 'Here' } });
    const field = fieldsOf(bytes).get('Here');
    expect(field?.rect).toEqual([20, 20, 200, 80]);
    expect(field?.signature).toBeDefined();
    // Catalog (which holds the form), field, signature.
    expect(touchedBy(bytes)).toEqual([1, 6, 7]);
  });

  it('touches field and signature alone when the form is marked already', async () => {
    const { toBytes } = await prepareDocument(tablePdf(), { slots: 2 });
    const prepared = toBytes();
    const before = [...openDocument(prepared).latest.objectNumbers()];
    const bytes = await pretendToSign(prepared, { field: { name: 'Segl-2' } });
    expect(touchedBy(bytes).filter((num) => before.includes(num))).toHaveLength(1);
  });

  it('signs the widget of a field with a kid', async () => {
    const field = '<</FT /Sig /T (Split) /Kids [7 0 R]>>';
    const widget = '<</Type /Annot /Subtype /Widget /Parent 6 0 R /Rect [20 20 200 80] /P 3 0 R>>';
    const bytes = await pretendToSign(formPdf({ 6: field }, { 7: widget }), { field: { name: 'Split' } });
    const signed = fieldsOf(bytes).get('Split');
    expect(signed?.signature).toBeDefined();
    expect(signed?.widget.get('F')).toBe(4 + 128);
  });

  it.each([
    ['no such field', 'Elsewhere', 'sign.field-not-found'],
    ['a text field', 'Text', 'sign.field-not-found'],
    ['a signed field', 'Here', 'sign.field-already-signed'],
  ] as const)('is refused: %s', async (_, name, code) => {
    const form = formPdf({ 6: emptyField('Here'), 7: '<</FT /Tx /T (Text) /Rect [0 0 1 1]>>' });
    const signed = await pretendToSign(form, { field: { name: 'Here' } });
    expect(await codeOfRejection(prepare(signed, { field: { name } }))).toBe(code);
  });

  it('passes its lock on to the signature, and the lock holds', async () => {
    const lock = '/Lock <</Type /SigFieldLock /Action /Include /Fields [(B)]>>';
    const form = formPdf({ 6: emptyField('A', lock), 7: emptyField('B'), 8: emptyField('C') });
    const signed = await pretendToSign(form, { field: { name: 'A' } });
    const reference = fieldsOf(signed).get('A')?.signature?.dict.get('Reference');
    expect(JSON.stringify(reference)).not.toBe(undefined);
    expect(await codeOfRejection(prepare(signed, { field: { name: 'B' } }))).toBe('sign.fieldmdp-locked');
    expect(await codeOfRejection(prepare(signed, { field: { name: 'C' } }))).toBe(undefined);
  });

  it('with a lock that excludes names locks all others, and new ones', async () => {
    const lock = '/Lock <</Type /SigFieldLock /Action /Exclude /Fields [(B)]>>';
    const form = formPdf({ 6: emptyField('A', lock), 7: emptyField('B'), 8: emptyField('C') });
    const signed = await pretendToSign(form, { field: { name: 'A' } });
    expect(await codeOfRejection(prepare(signed, { field: { name: 'B' } }))).toBe(undefined);
    expect(await codeOfRejection(prepare(signed, { field: { name: 'C' } }))).toBe('sign.fieldmdp-locked');
    expect(await codeOfRejection(prepare(signed))).toBe('sign.fieldmdp-locked');
  });

  it('that lets nothing follow (PDF 2.0, /P 1 in its lock) closes the document', async () => {
    const lock = '/Lock <</Type /SigFieldLock /Action /Include /Fields [(A)] /P 1>>';
    const form = formPdf({ 6: emptyField('A', lock), 7: emptyField('B') });
    const signed = await pretendToSign(form, { field: { name: 'A' } });
    expect(await codeOfRejection(prepare(signed, { field: { name: 'B' } }))).toBe('sign.docmdp-forbids');
  });

  it.each([
    ['another SubFilter', '/SubFilter [/adbe.pkcs7.detached] /Ff 2', 'sign.seed-value-unmet'],
    ['our SubFilter', '/SubFilter [/ETSI.CAdES.detached] /Ff 2', undefined],
    ['another SubFilter as a wish', '/SubFilter [/adbe.pkcs7.detached]', undefined],
    ['another digest', '/DigestMethod [(SHA512)] /Ff 64', 'sign.seed-value-unmet'],
    ['a reason', '/Reasons [(I agree)] /Ff 8', 'sign.seed-value-unmet'],
    ['a certification', '/MDP <</P 2>>', 'sign.seed-value-unmet'],
  ] as const)('with a seed value for %s', async (_, seed, code) => {
    const form = formPdf({ 6: emptyField('A', `/SV <</Type /SV ${seed}>>`) });
    expect(await codeOfRejection(prepare(form, { field: { name: 'A' } }))).toBe(code);
  });
});

describe('a new field', () => {
  it('goes onto the page asked for', async () => {
    const pages = tablePdf({
      ...onePage,
      2: '<</Type /Pages /Kids [3 0 R 6 0 R] /Count 2>>',
      6: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 400]>>',
    });
    const field = { new: { name: 'Second', pageIndex: 1, rect: [10, 10, 100, 50] } } as const;
    const bytes = await pretendToSign(pages, { field });
    const widget = fieldsOf(bytes).get('Second')?.widget;
    expect(String(widget?.get('P'))).toBe('6 0 R');
    expect(await codeOfRejection(prepare(pages, { field: { new: { name: 'X', pageIndex: 2 } } }))).toBe(
      'sign.page-not-found',
    );
  });

  it('needs a name of its own', async () => {
    const form = formPdf({ 6: '<</FT /Tx /T (Taken) /Rect [0 0 1 1]>>' });
    expect(await codeOfRejection(prepare(form, { field: { new: { name: 'Taken' } } }))).toBe(
      'sign.field-name-taken',
    );
    await expect(prepare(form, { field: { new: { name: 'a.b' } } })).rejects.toThrow(TypeError);
  });
});

describe('certification', () => {
  it('is named in the catalog', async () => {
    const bytes = await pretendToSign(tablePdf(), { field: newField, certification: 2 });
    const view = openDocument(bytes).latest;
    const named = view.dict(view.catalog.get('Perms'))?.get('DocMDP');
    expect(named).toBeInstanceOf(PdfRef);
    expect(named).toEqual(fieldsOf(bytes).get('First')?.signature?.ref);
  });

  it('must be the first signature', async () => {
    const signed = await pretendToSign(tablePdf(), { field: newField });
    const second = prepare(signed, { field: { new: { name: 'Second' } }, certification: 2 });
    expect(await codeOfRejection(second)).toBe('sign.certification-not-first');
  });

  it.each([
    [1, 'sign.docmdp-forbids'],
    [2, undefined],
    [3, undefined],
  ] as const)('of level %i governs what follows', async (certification, code) => {
    const certified = await pretendToSign(tablePdf(), { field: newField, certification });
    expect(await codeOfRejection(prepare(certified, { field: { new: { name: 'Second' } } }))).toBe(code);
  });

  it.each([2, 3] as const)('of level %i allows no new field that is shown', async (certification) => {
    const certified = await pretendToSign(tablePdf(), { field: newField, certification });
    const shown = prepare(certified, { field: { new: { name: 'Second', rect: [20, 20, 120, 60] } } });
    expect(await codeOfRejection(shown)).toBe('sign.docmdp-forbids');
  });
});

describe('a pause between preparing and signing', () => {
  it('survives as JSON, in another process', async () => {
    const original = tablePdf();
    const first = await prepare(original);
    const state = JSON.parse(JSON.stringify(first)) as DocumentToBeSignedState;
    const restored = await restoreDocumentToBeSigned(state, original);
    expect(restored.digest).toEqual(Buffer.from(first.digest));
    const [a, b] = [embedSignature(first, cms).toBytes(), embedSignature(restored, cms).toBytes()];
    expect(Buffer.from(a).equals(Buffer.from(b))).toBe(true);
  });

  it('does not go on with another document', async () => {
    const original = tablePdf();
    const state = (await prepare(original)).toJSON();
    const other = Buffer.from(original);
    other[100] = (other[100] ?? 0) ^ 1;
    expect(await codeOfRejection(restoreDocumentToBeSigned(state, other))).toBe('sign.state-mismatch');
    const longer = Buffer.concat([original, Buffer.from('\n')]);
    expect(await codeOfRejection(restoreDocumentToBeSigned(state, longer))).toBe('sign.state-mismatch');
    const moved = { ...state, byteRange: [0, 10, 20, 30] as const };
    expect(await codeOfRejection(restoreDocumentToBeSigned(moved, original))).toBe('sign.state-mismatch');
  });
});

describe('hash state', () => {
  it('of a signed document spares the next signer the bytes that are known', async () => {
    const first = embedSignature(await prepare(tablePdf()), cms);
    const bytes = first.toBytes();
    const { prefixHash } = first;
    expect(prefixHash?.length).toBe(bytes.length);
    if (!prefixHash) throw new Error('No hash state');
    const second = await prepare(bytes, { field: { new: { name: 'Second' } }, prefixHash });
    const signed = embedSignature(second, cms);
    expect(Buffer.from(second.digest).toString('hex')).toBe(digestOver(signed.toBytes(), signed.byteRange));
  });

  it.each(['SHA-384', 'SHA-512'] as const)(
    'is left aside for another digest (%s)',
    async (digestAlgorithm) => {
      const first = embedSignature(await prepare(tablePdf()), cms);
      const { prefixHash } = first;
      if (!prefixHash) throw new Error('No hash state');
      const second = await prepare(first.toBytes(), {
        field: { new: { name: 'Second' } },
        prefixHash,
        digestAlgorithm,
      });
      const signed = embedSignature(second, cms);
      const nodeName = digestAlgorithm.replace('-', '').toLowerCase();
      expect(Buffer.from(second.digest).toString('hex')).toBe(
        digestOver(signed.toBytes(), signed.byteRange, nodeName),
      );
    },
  );
});

describe('files on disk', () => {
  it('are signed without being read whole, and written whole or not at all', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pades-'));
    try {
      const original = tablePdf({ ...onePage, 6: `(${'x'.repeat(3_000_000)})` });
      writeFileSync(join(folder, 'in.pdf'), original);
      const source = openFile(join(folder, 'in.pdf'));
      const toBeSigned = await prepareSignature(source, { ...basics, field: newField });
      const signed = embedSignature(toBeSigned, cms);
      const path = join(folder, 'out.pdf');
      await signed.writeTo({ path });
      const written = readFileSync(path);
      expect(written.equals(Buffer.from(signed.toBytes()))).toBe(true);
      expect(digestOver(written, signed.byteRange)).toBe(Buffer.from(toBeSigned.digest).toString('hex'));
      await expect(signed.writeTo({ path: join(folder, 'no', 'such', 'folder.pdf') })).rejects.toThrow(
        'ENOENT',
      );
      chmodSync(path, 0o600);
      await signed.writeTo({ path });
      expect(statSync(path).mode & 0o777).toBe(0o600);
      await expect(signed.writeTo({ path: folder })).rejects.toThrow(TypeError);
      const long = join(folder, 'n'.repeat(255));
      await signed.writeTo({ path: long });
      rmSync(long);
      expect(readdirSync(folder).sort()).toEqual(['in.pdf', 'out.pdf']);
      source.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

it('says when the signature does not fit', async () => {
  const toBeSigned = await prepare(tablePdf(), { contentsBytes: 512 });
  expect(codeOf(() => embedSignature(toBeSigned, new Uint8Array(513)))).toBe('sign.contents-too-small');
  expect(codeOf(() => embedSignature(toBeSigned, new Uint8Array(512)))).toBe(undefined);
});

it('takes impossible options for mistakes of the caller', async () => {
  await expect(prepare(tablePdf(), { contentsBytes: 10 })).rejects.toThrow(TypeError);
  await expect(prepare(tablePdf(), { signerName: ' ' })).rejects.toThrow(TypeError);
  await expect(prepare(tablePdf(), { signingTime: new Date(NaN) })).rejects.toThrow(TypeError);
});
