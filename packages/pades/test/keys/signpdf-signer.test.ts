import { plainAddPlaceholder } from '@signpdf/placeholder-plain';
import { SignPdf } from '@signpdf/signpdf';
import { PDFDocument } from 'pdf-lib';
import { expect, it } from 'vitest';
import { createSignpdfSigner } from '../../src/keys/signpdf-signer.js';
import { verifyDocument } from '../../src/verify/verify-document.js';
import { issue, KEY_KINDS, makePki, signerOf } from '../support/pki.js';

const pki = makePki();

it.each(KEY_KINDS)('signpdf.sign with our %s signer makes a PAdES B-B signature', async (kind) => {
  const document = await PDFDocument.create();
  document.addPage([200, 200]);
  const placeholder = plainAddPlaceholder({
    pdfBuffer: Buffer.from(await document.save({ useObjectStreams: false })),
    reason: '',
    contactInfo: '',
    name: 'Segl',
    location: 'Oslo',
    subFilter: 'ETSI.CAdES.detached',
  });
  const signer = createSignpdfSigner(signerOf(issue({ name: 'Seal', kind }, pki.authority)));
  const signed = await new SignPdf().sign(placeholder, signer);
  const report = await verifyDocument(signed, { trustAnchors: [pki.root.certificate] });
  expect(report.signatures).toHaveLength(1);
  expect(report.signatures[0]).toMatchObject({
    subFilter: 'ETSI.CAdES.detached',
    level: 'B-B',
    intact: true,
    trusted: true,
    coverage: 'entire-file',
    signer: { name: 'Seal', organisation: 'Test AS', issuer: 'Authority' },
  });
});
