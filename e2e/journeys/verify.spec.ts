import { PDFDocument } from 'pdf-lib';
import { HttpPerson } from '../support/http-person.js';
import { expect, test, Visitor } from '../support/journey.js';

test(
  'a file dropped on Verify is judged in plain words, whatever it is',
  { tag: '@desktop' },
  async ({ page, product, faults }) => {
    const visitor = new Visitor(page, product);
    const { t } = visitor;
    const { name, sub } = await visitor.firstActive();
    const person = await HttpPerson.create(product, sub);
    const { pdf } = await person.signSample('change-of-address').finally(() => person.close());
    const signature = page.getByRole('article').filter({ hasText: t('verify.signedBy', { name }) });

    // As it was signed: whole, nothing added, and who vouches for the name.
    await visitor.open('/verify');
    await drop(visitor, 'signed.pdf', pdf);
    await expect(page.getByRole('heading', { name: t('verify.verdict.all-good.title') })).toBeVisible();
    await expect(page.getByText(t('verify.verdict.all-good.text'))).toBeVisible();
    await expect(signature.getByText(t('verify.whole.yes'))).toBeVisible();
    await expect(signature.getByText(t('verify.changed.nothing'))).toBeVisible();
    await expect(signature.getByText(/bevist med tidsstempel/)).toBeVisible();
    await signature.getByText(t('verify.details')).click();
    const issuer = await signature
      .locator('.facts__row', { hasText: t('verify.fields.issuer') })
      .locator('dd')
      .innerText();
    expect(issuer).toMatch(/banken/);
    await expect(signature.getByText(t('verify.trusted.yes', { issuer }))).toBeVisible();
    await visitor.expectAccessibleHoweverShown();

    // One byte of what was signed is another.
    const tampered = Buffer.from(pdf);
    tampered[1000]! ^= 1;
    await next(visitor);
    await drop(visitor, 'tampered.pdf', tampered);
    await expect(page.getByRole('heading', { name: t('verify.verdict.broken.title') })).toBeVisible();
    await expect(signature.getByText(t('verify.whole.no'))).toBeVisible();
    await expect(signature.getByText(t('verify.changed.nothing'))).toBeHidden();
    await visitor.expectAccessible();

    // Something was added after the signature: what was signed is whole, and the document is not what it was.
    await next(visitor);
    await drop(visitor, 'changed.pdf', await addPage(pdf));
    await expect(page.getByRole('heading', { name: t('verify.verdict.changed.title') })).toBeVisible();
    await expect(signature.getByText(t('verify.whole.yes'))).toBeVisible();
    await expect(signature.getByText(t('verify.changed.changed'))).toBeVisible();

    // A PDF that nobody has signed.
    const plain = await PDFDocument.create();
    plain.addPage();
    await next(visitor);
    await drop(visitor, 'plain.pdf', await plain.save());
    await expect(page.getByRole('heading', { name: t('verify.verdict.no-signatures.title') })).toBeVisible();
    await expect(page.getByText(t('verify.verdict.no-signatures.text'))).toBeVisible();
    await expect(page.getByRole('article')).toHaveCount(0);
    await visitor.expectAccessible();

    // No PDF at all, whatever its name says.
    faults.allow(/status of 4\d\d .*\/upload\/verifications/);
    await next(visitor);
    await drop(visitor, 'letter.pdf', Buffer.from('Dear all, this is a letter.'));
    const alert = page.getByRole('alert');
    await expect(alert.getByRole('heading', { name: t('errors.upload.unreadable.title') })).toBeVisible();
    await expect(alert.getByText(t('errors.upload.unreadable.advice'))).toBeVisible();
    await visitor.expectAccessibleHoweverShown();
  },
);

async function next({ page, t }: Visitor): Promise<void> {
  await page.getByRole('button', { name: t('verify.another') }).click();
}

/** Drops a file where the page asks for one, as a mouse does. */
async function drop({ page, t }: Visitor, name: string, bytes: Uint8Array): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ({ fileName, base64 }) => {
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], fileName, { type: 'application/pdf' }));
      return transfer;
    },
    { fileName: name, base64: Buffer.from(bytes).toString('base64') },
  );
  await page.getByText(t('verify.label')).dispatchEvent('drop', { dataTransfer });
}

/** Adds a page as an update behind the signed bytes, which stay as they are. */
async function addPage(pdf: Uint8Array): Promise<Buffer> {
  const document = await PDFDocument.load(pdf, { forIncrementalUpdate: true });
  document.addPage([300, 300]).drawText('Added afterwards', { x: 20, y: 200 });
  const update = await document.save();
  return Buffer.from(update);
}
