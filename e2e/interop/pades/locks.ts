import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { extendDocument, signDocument, type NewFieldLock } from '@segl/pades';
import { plain, tableFile } from '../../support/pdf-inputs.js';
import type { AlgorithmName } from './cases.js';
import { signature, timestamp, type ExpectedDocument } from './expected.js';
import { signerFor, stampsOf, validationOf, type Workshop } from './make-document.js';
import { fillIn, type Others } from './others.js';
import type { Scenario } from './scenarios.js';

const textField = (name: string, bottom: number): string =>
  `<</Type /Annot /Subtype /Widget /FT /Tx /T (${name}) /F 4 /P 3 0 R /DA (/F 12 Tf 0 g) /Rect [72 ${String(bottom)} 300 ${String(bottom + 20)}]>>`;

/** A form: two fields of text, and one for a signature. */
export const form = (): Uint8Array =>
  tableFile({
    ...plain,
    1: '<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [8 0 R 9 0 R 10 0 R] /DR <</Font <</F 5 0 R>>>> /DA (/F 12 Tf 0 g)>>>>',
    3: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>> /Annots [8 0 R 9 0 R 10 0 R]>>',
    8: textField('Amount', 600),
    9: textField('Note', 560),
    10: '<</Type /Annot /Subtype /Widget /FT /Sig /T (Second) /F 132 /P 3 0 R /Rect [0 0 0 0]>>',
  });

/** Signs the form, or what became of it, with a lock or without. */
export async function signForm(
  document: Uint8Array,
  algorithm: AlgorithmName,
  workshop: Workshop,
  field:
    { readonly name: string } | { readonly new: { readonly name: string; readonly lock?: NewFieldLock } },
): Promise<Uint8Array> {
  const signed = await signDocument(document, {
    signer: signerFor(algorithm, workshop),
    signerName: algorithm,
    field,
  });
  return signed.toBytes();
}

const broken: ExpectedDocument = {
  signatures: [{ ...signature('Signature-1', 'B'), broken: 'by its own lock' }],
  tail: 'form-filling',
  emptyFields: 1,
};

/** Fields that a signature locks (ISO 32000-2 §12.8.2.4), and changes behind it that it allows and that it forbids. */
export function lockScenarios(others: Others): readonly Scenario[] {
  const locked = (workshop: Workshop, lock: NewFieldLock): Promise<Uint8Array> =>
    signForm(form(), 'p-256 sha-256', workshop, { new: { name: 'Signature-1', lock } });
  let files = 0;
  const filled = async (document: Uint8Array, field: string): Promise<Uint8Array> => {
    const file = path.join(others.folder, `filled-${String(files++)}.pdf`);
    writeFileSync(file, document);
    await fillIn(others, file, field, '1000 kroner');
    return readFileSync(file);
  };
  const amount: NewFieldLock = { action: 'Include', fields: ['Amount'] };
  const allButNote: NewFieldLock = { action: 'Exclude', fields: ['Note', 'Second'] };
  return [
    {
      name: 'every field locked, then raised to B-LTA',
      level: 'B-LTA',
      make: async (workshop) => {
        const raised = await extendDocument(await locked(workshop, { action: 'All' }), {
          level: 'B-LTA',
          timestamp: stampsOf(workshop),
          validation: validationOf(workshop),
        });
        return raised.toBytes();
      },
      expected: {
        signatures: [
          { ...signature('Signature-1', 'LTA'), locks: 'all' },
          timestamp('Timestamp-1'),
          timestamp('Timestamp-2'),
        ],
        tail: 'nothing',
        emptyFields: 1,
      },
    },
    {
      name: 'every field locked, and one filled in',
      level: 'B-B',
      make: async (workshop) => filled(await locked(workshop, { action: 'All' }), 'Note'),
      expected: broken,
    },
    {
      name: 'one field locked, another filled in, then signed by somebody else',
      level: 'B-B',
      make: async (workshop) =>
        signForm(await filled(await locked(workshop, amount), 'Note'), 'rsa-3072 sha-384', workshop, {
          new: { name: 'Signature-2' },
        }),
      expected: {
        signatures: [signature('Signature-1', 'B'), signature('Signature-2', 'B')],
        tail: 'nothing',
        emptyFields: 1,
      },
    },
    {
      name: 'one field locked, and filled in',
      level: 'B-B',
      command: { says: ['INTACT:TRUSTED,EXTENDED_WITH_OTHER,ILLEGAL_MODIFICATIONS'], exit: 1 },
      make: async (workshop) => filled(await locked(workshop, amount), 'Amount'),
      expected: broken,
    },
    {
      name: 'all but two fields locked: one of the two signed, the other filled in',
      level: 'B-B',
      make: async (workshop) =>
        filled(
          await signForm(await locked(workshop, allButNote), 'rsa-3072 sha-384', workshop, {
            name: 'Second',
          }),
          'Note',
        ),
      expected: {
        signatures: [signature('Signature-1', 'B'), signature('Second', 'B')],
        tail: 'form-filling',
      },
    },
    {
      name: 'all but one field locked, and one of those filled in',
      level: 'B-B',
      make: async (workshop) => filled(await locked(workshop, allButNote), 'Amount'),
      expected: broken,
    },
    {
      name: 'one field locked, filled in after somebody else signed',
      level: 'B-B',
      make: async (workshop) =>
        filled(
          await signForm(await locked(workshop, amount), 'rsa-3072 sha-384', workshop, { name: 'Second' }),
          'Amount',
        ),
      expected: {
        signatures: [
          ...broken.signatures,
          { ...signature('Second', 'B'), broken: 'by the lock of an earlier one' },
        ],
        tail: 'form-filling',
      },
    },
  ];
}
