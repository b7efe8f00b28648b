import { readFile } from 'node:fs/promises';
import { fromBytes, verifyDocument } from '@segl/pades';
import { expect, test, Visitor } from '../support/journey.js';
import type { LanguageCode } from '../support/texts.js';

for (const language of ['nb', 'nn', 'en'] satisfies LanguageCode[]) {
  test(`an applicant reads, confirms, signs and keeps a loan agreement (${language}) @phone`, async ({
    page,
    product,
  }) => {
    const visitor = new Visitor(page, product, language);
    const person = await visitor.firstActive();

    await visitor.open('/');
    await visitor.expectAccessible();
    await visitor.orderSample();
    await expect(page.getByRole('link', { name: visitor.t('invitation.login') })).toBeVisible();
    await visitor.expectAccessible();
    // The link alone names nobody.
    expect(await page.locator('main').innerText()).not.toContain(person.name);

    await visitor.logInToRead(person);
    await expect(page.getByRole('region', { name: visitor.t('reader.document') })).toBeVisible();
    await visitor.expectAccessible();
    await expect(page.getByRole('checkbox', { name: visitor.statement })).toBeHidden();
    await visitor.readToTheEnd();
    await visitor.expectAccessible();
    await visitor.confirmAndGoToBankId();

    await page.waitForURL(/\/bankid\/dialog\//);
    await visitor.expectAccessible();
    await visitor.proveWithBankId(person);

    await page.waitForURL(/\/receipt/);
    await expect(
      page.getByRole('heading', { level: 1, name: visitor.t('receipt.signedTitle') }),
    ).toBeVisible();
    await expect(page.locator('main')).toContainText(person.name);
    await visitor.expectAccessible();

    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: visitor.t('receipt.save') }).click();
    const download = await downloading;
    const file = await readFile(await download.path());
    const report = await verifyDocument(fromBytes(file), { trustAnchors: [] });
    expect(report.intact).toBe(true);
    expect(report.signatures.map(({ signer }) => signer.name)).toEqual([person.name]);

    await visitor.open('/documents');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('main').getByRole('listitem').first()).toBeVisible();
    await visitor.expectAccessible();

    // What was downloaded holds before Verify as well.
    await visitor.open('/verify');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'signed.pdf', mimeType: 'application/pdf', buffer: file });
    await expect(page.getByText(visitor.t('verify.verdict.all-good.title'))).toBeVisible();
    await expect(page.getByText(visitor.t('verify.signedBy', { name: person.name }))).toBeVisible();
    await visitor.expectAccessible();

    const changed = Buffer.from(file);
    changed[1000]! ^= 1;
    await page.getByRole('button', { name: visitor.t('verify.another') }).click();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'changed.pdf', mimeType: 'application/pdf', buffer: changed });
    await expect(page.getByText(visitor.t('verify.verdict.broken.title'))).toBeVisible();
    await visitor.expectAccessible();
  });
}
