import { plainAddPlaceholder } from '@signpdf/placeholder-plain';
import { P12Signer } from '@signpdf/signer-p12';
import { SignPdf } from '@signpdf/signpdf';
import { PDFDocument } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { createCadesSignature } from '../../src/cms/create-signature.js';
import { createSignpdfSigner } from '../../src/keys/signpdf-signer.js';
import { embedSignature } from '../../src/sign/embed-signature.js';
import { prepareSignature } from '../../src/sign/prepare-signature.js';
import { cmsFromSignpdfSigner } from '../../src/sign/signpdf.js';
import { verifyDocument } from '../../src/verify/verify-document.js';
import { tablePdf } from '../pdf/made-pdfs.js';
import { basics } from '../sign/fixtures.js';
import { codeOfRejection } from '../support.js';
import { forgePkcs12 } from '../support/forge-pkcs12.js';
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

describe('cmsFromSignpdfSigner', () => {
  const field = { new: { name: 'Signature' } };
  const prepare = () =>
    prepareSignature(tablePdf(), { ...basics, contentsBytes: 12_000, field, signerName: 'Seal' });

  it('puts the CMS of signpdf’s P12Signer into a document prepared here, and says what it lacks', async () => {
    const party = issue({ name: 'Seal', kind: 'rsa' });
    const toBeSigned = await prepare();
    const made = await cmsFromSignpdfSigner(
      new P12Signer(forgePkcs12(party, 'x'), { passphrase: 'x' }),
      toBeSigned,
    );
    expect(Buffer.from(made.certificate)).toEqual(party.certificate);
    expect(made.baseline).toBe('no');
    expect(made.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['signing-time-present', 'signing-certificate-missing']),
    );
    const signed = embedSignature(toBeSigned, made.cms).toBytes();
    const report = await verifyDocument(signed, { trustAnchors: [party.certificate] });
    expect(report.signatures[0]).toMatchObject({ intact: true, coverage: 'entire-file' });
    expect(report.signatures[0]?.level).not.toBe('B-B');
  });

  it.each(KEY_KINDS)('finds nothing lacking in a CAdES signature by %s', async (kind) => {
    const own = signerOf(issue({ name: 'Seal', kind }, pki.authority));
    const toBeSigned = await prepare();
    const made = await cmsFromSignpdfSigner(createSignpdfSigner(own), toBeSigned);
    expect(made).toMatchObject({ baseline: 'yes', findings: [] });
    const signed = embedSignature(toBeSigned, made.cms).toBytes();
    expect(await verifyDocument(signed, { trustAnchors: [pki.root.certificate] })).toMatchObject({
      ok: true,
    });
  });

  it('refuses a CMS over something else, and one that does not verify', async () => {
    const own = signerOf(issue({ name: 'Seal' }, pki.authority));
    const toBeSigned = await prepare();
    const elsewhere = { sign: async () => Buffer.from(await createCadesSignature(own, Buffer.alloc(32))) };
    expect(await codeOfRejection(cmsFromSignpdfSigner(elsewhere, toBeSigned))).toBe('sign.cms-mismatch');
    const broken = {
      sign: async (bytes: Buffer) => {
        const good = await createSignpdfSigner(own).sign(bytes);
        return Buffer.concat([good.subarray(0, -8), Buffer.alloc(8, 7)]);
      },
    };
    expect(await codeOfRejection(cmsFromSignpdfSigner(broken, toBeSigned))).toBe('key.signature-wrong');
  });
});
