import { PDFDocument } from 'pdf-lib';
import type { Visitor } from '../support/journey.js';
import { plain, tableFile } from '../support/pdf-inputs.js';
import { expect, looks, type Scene, type Stage } from './stage.js';

/** What becomes of a file that is dropped on Verify. */
export const verifyScenes: Readonly<Record<string, Scene>> = { verify };

async function verify(stage: Stage): Promise<void> {
  const visitor = await stage.visitor();
  const { t, page } = visitor;
  await visitor.open('/verify');
  await stage.picture(visitor, 'verify');

  const signed = await signedPdf(stage);
  await drop(visitor, signed);
  await expect(page.getByText(t('verify.verdict.all-good.title'))).toBeVisible();
  await stage.picture(visitor, 'verify-valid');
  await page.locator('details summary').first().click();
  await stage.picture(visitor, 'verify-valid-details', { looks: [looks.phone, looks.desktop] });

  const changed = Buffer.from(signed);
  changed[1000]! ^= 1;
  await drop(visitor, changed);
  await expect(page.getByText(t('verify.verdict.broken.title'))).toBeVisible();
  await page.locator('details summary').first().click();
  await stage.picture(visitor, 'verify-tampered');

  await drop(visitor, tableFile(plain));
  await expect(page.getByText(t('verify.verdict.no-signatures.title'))).toBeVisible();
  await stage.picture(visitor, 'verify-unsigned');

  await drop(visitor, Buffer.from('This is a letter, and no PDF at all.'));
  await expect(page.getByRole('alert').first()).toBeVisible();
  await stage.picture(visitor, 'verify-not-a-pdf');

  await drop(visitor, await lockedPdf());
  await expect(page.getByLabel(t('pdfPassword.label'))).toBeVisible();
  await stage.picture(visitor, 'verify-locked');

  const english = await stage.visitor(undefined, { language: 'en' });
  await drop(english, signed);
  await expect(english.page.getByText(english.t('verify.verdict.all-good.title'))).toBeVisible();
  await stage.picture(english, 'verify-valid', { looks: [looks.phone] });

  // Held while it is on its way.
  await page.route(/\/verifications$/, () => undefined);
  await drop(visitor, signed);
  await expect(page.getByRole('progressbar')).toBeVisible();
  await stage.picture(visitor, 'verify-checking', { looks: [looks.phone] });
}

async function drop(visitor: Visitor, file: Buffer): Promise<void> {
  await visitor.open('/verify');
  await visitor.page
    .locator('input[type=file]')
    .setInputFiles({ name: 'avtale.pdf', mimeType: 'application/pdf', buffer: file });
}

async function signedPdf(stage: Stage): Promise<Buffer> {
  const signer = await stage.person(await stage.sub('Áilu'));
  const token = await signer.orderSample();
  await signer.logIn(`/sign/${token}`);
  await signer.untilPrepared(token);
  await signer.sign(token, await signer.confirm(token));
  const { documentId } = await signer.untilReceipt(token);
  return await signer.signedPdf(documentId);
}

/** One page that a password opens. */
export async function lockedPdf(): Promise<Buffer> {
  const document = await PDFDocument.create();
  document.addPage([595, 842]).drawText('A locked agreement', { x: 60, y: 700 });
  document.encrypt({ userPassword: 'open sesame', ownerPassword: 'the owner' });
  return Buffer.from(await document.save());
}
