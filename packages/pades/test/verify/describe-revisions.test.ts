import { describe, expect, it } from 'vitest';
import { prepareDocument } from '../../src/sign/prepare-document.js';
import { signDocument } from '../../src/sign/sign-document.js';
import { describeRevisions } from '../../src/verify/describe-revisions.js';
import { kinds, tablePdf } from '../pdf/made-pdfs.js';
import { extension, inDays, issue, makePki, signerOf } from '../support/pki.js';
import {
  addDocumentTimestamp,
  addSecurityStore,
  PdfRef,
  richPdf,
  signNew,
  textString,
  update,
} from '../support/signed.js';

const pki = makePki();
const kari = signerOf(
  issue({ name: 'Kari Nordmann', extensions: [extension.keyUsage(0, 1)] }, pki.authority),
);

describe.each(kinds)('the revisions of a file with cross-references of kind %s', (_, make) => {
  it('are told with who made them and who covers them', async () => {
    const original = make();
    const signed = await signNew(original, kari, 'First');
    const stored = addSecurityStore(signed, { certificates: [pki.authority.certificate] });
    const stamped = await addDocumentTimestamp(stored, pki.timestamping, inDays(0), 'Stamp');
    const revisions = describeRevisions(stamped);
    expect(JSON.parse(JSON.stringify(revisions))).toEqual(revisions); // plain JSON
    expect(revisions).toMatchObject([
      {
        number: 1,
        offset: 0,
        bytes: original.length,
        signatures: [],
        coveredBy: ['First', 'Stamp'],
        modification: null,
      },
      {
        number: 2,
        offset: original.length,
        bytes: signed.length - original.length,
        signatures: [{ field: 'First', kind: 'signature', by: 'Kari Nordmann' }],
        coveredBy: ['First', 'Stamp'],
        addedFields: [],
        modification: 'form-filling',
      },
      { number: 3, signatures: [], coveredBy: ['Stamp'], modification: 'lta-updates', otherChanges: [] },
      { number: 4, signatures: [{ field: 'Stamp', kind: 'document-timestamp' }], coveredBy: ['Stamp'] },
    ]);
  });
});

describe('a revision that no signature covers', () => {
  it('is told with the fields it filled, and by whom it is covered: nobody', async () => {
    const signed = await signNew(richPdf(), kari, 'First');
    const filled = update(signed, (writer) => {
      writer.update(new PdfRef(7, 0), { V: textString('Kari') });
    });
    expect(describeRevisions(filled).at(-1)).toMatchObject({
      filledFields: ['name'],
      signatures: [],
      coveredBy: [],
      modification: 'form-filling',
    });
  });

  it('is told with what it changed otherwise', async () => {
    const signed = await signNew(tablePdf(), kari, 'First');
    const turned = update(signed, (writer) => {
      writer.update(new PdfRef(3, 0), { Rotate: 90 });
    });
    const last = describeRevisions(turned).at(-1);
    expect(last).toMatchObject({ modification: 'other', coveredBy: [] });
    expect(last?.otherChanges.join()).toContain('Page 1 was changed (Rotate)');
  });
});

describe('fields', () => {
  it('that were prepared are told apart from those that were signed', async () => {
    const prepared = await prepareDocument(tablePdf(), { slots: 2 });
    const signed = await signDocument(prepared.toBytes(), {
      field: { name: 'Segl-1' },
      signer: kari,
      signerName: 'Kari Nordmann',
    });
    expect(describeRevisions(Uint8Array.from(signed.toBytes()))).toMatchObject([
      { addedFields: [] },
      { addedFields: ['Segl-1', 'Segl-2'], signatures: [] },
      { addedFields: [], signatures: [{ field: 'Segl-1' }] },
    ]);
  });
});

it('refuses what is no PDF', () => {
  expect(() => describeRevisions(Buffer.from('hello'))).toThrow(
    expect.objectContaining({ code: 'pdf.not-a-pdf' }) as Error,
  );
});
