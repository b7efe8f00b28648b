import { SignPdf } from '@signpdf/signpdf';
import { describe, expect, it } from 'vitest';
import { createSignpdfSigner } from '../../src/keys/signpdf-signer.js';
import { prepareDocument } from '../../src/sign/prepare-document.js';
import { estimateContentsBytes, signDocument } from '../../src/sign/sign-document.js';
import { prepareForSignpdf } from '../../src/sign/signpdf.js';
import { verifyDocument } from '../../src/verify/verify-document.js';
import { kinds, tablePdf } from '../pdf/made-pdfs.js';
import { codeOfRejection } from '../support.js';
import { basics, fieldsOf, signer, signingTime, trustAnchors } from './fixtures.js';

const page = { language: 'nb', documentTitle: 'Låneavtale' } as const;
const appearance = { language: 'nb', issuer: 'Fjordbanken' } as const;

describe.each(kinds)('two people sign a file with a %s cross-reference', (_, make) => {
  it('and both signatures hold, with nothing changed but the form', async () => {
    const prepared = await prepareDocument(make(), { slots: 2, signaturePage: page });
    const first = await signDocument(prepared.toBytes(), {
      signer,
      field: { name: 'Segl-1' },
      signerName: 'Kari Nordmann',
      appearance,
      commitmentType: 'proofOfApproval',
    });
    const second = await signDocument(first.toBytes(), {
      signer,
      field: { name: 'Segl-2' },
      signerName: 'Ola Nordmann',
      appearance: { ...appearance, language: 'en', capacity: 'for Eksempel AS, chair of the board' },
    });
    const report = await verifyDocument(second.toBytes(), { trustAnchors });
    expect(
      report.signatures.map(({ field, intact, coverage, modification }) => [
        field,
        intact,
        coverage,
        modification,
      ]),
    ).toEqual([
      ['Segl-1', true, 'entire-revision', 'form-filling'],
      ['Segl-2', true, 'entire-file', 'none'],
    ]);
    expect(report.intact).toBe(true);
    expect(report.trusted).toBe(true);
  });
});

it('signs a new invisible field in one call', async () => {
  const signed = await signDocument(tablePdf(), {
    signer,
    field: { new: { name: 'Signature' } },
    signerName: 'Kari Nordmann',
  });
  const report = await verifyDocument(signed.toBytes(), { trustAnchors });
  expect(report.ok).toBe(true);
  expect(signed.increment.length).toBeLessThan(2 * estimateContentsBytes({ signer }) + 2000);
});

it('lets an error of the time-stamp be the error of the call', async () => {
  const refused = signDocument(tablePdf(), {
    signer,
    field: { new: { name: 'Signature' } },
    signerName: 'Kari Nordmann',
    timestamp: () => Promise.reject(new Error('no time today')),
  });
  await expect(refused).rejects.toThrow('no time today');
});

it('says when a time-stamp does not fit', async () => {
  const refused = signDocument(tablePdf(), {
    signer,
    field: { new: { name: 'Signature' } },
    signerName: 'Kari Nordmann',
    contentsBytes: 600,
  });
  expect(await codeOfRejection(refused)).toBe('sign.contents-too-small');
});

describe('@signpdf/signpdf', () => {
  it.each(kinds)('signs what is prepared for it (%s)', async (_, make) => {
    const { contentsBytes } = basics;
    const placeholder = await prepareForSignpdf(make(), {
      field: { new: { name: 'Signature' } },
      signingTime,
      signerName: 'Eksempel AS',
      contentsBytes,
    });
    const signed = await new SignPdf().sign(placeholder, createSignpdfSigner(signer));
    expect(fieldsOf(signed).get('Signature')?.signature).toBeDefined();
    const report = await verifyDocument(signed, { trustAnchors });
    expect(report.signatures).toHaveLength(1);
    expect(report.ok).toBe(true);
  });

  it('adds a second signature without harm to the first', async () => {
    const options = { signingTime, signerName: 'Eksempel AS', contentsBytes: 6000 };
    const first = await new SignPdf().sign(
      await prepareForSignpdf(tablePdf(), { ...options, field: { new: { name: 'A' } } }),
      createSignpdfSigner(signer),
    );
    const second = await new SignPdf().sign(
      await prepareForSignpdf(first, { ...options, field: { new: { name: 'B' } } }),
      createSignpdfSigner(signer),
    );
    const report = await verifyDocument(second, { trustAnchors });
    expect(report.signatures.map(({ field, intact }) => [field, intact])).toEqual([
      ['A', true],
      ['B', true],
    ]);
  });
});
