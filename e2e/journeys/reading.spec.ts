import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fromBytes, verifyDocument } from '@segl/pades';
import type { Page } from '@playwright/test';
import { HttpPerson } from '../support/http-person.js';
import { expect, test, Visitor } from '../support/journey.js';
import type { Product } from '../support/product.js';
import { readQr } from '../support/read-qr.js';

test(
  'the document is handed over to the phone by a QR code',
  { tag: '@desktop' },
  async ({ page, product }) => {
    const { visitor, token } = await openSample(page, product);
    const button = page.getByRole('button', { name: visitor.t('phone.open') });
    await button.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: visitor.t('phone.title') });
    await expect(dialog).toBeVisible();
    const address = `${product.url}/sign/${token}`;
    await expect(dialog.getByText(address, { exact: true })).toBeVisible();
    const code = dialog.getByRole('img', { name: visitor.t('phone.code') });
    await expect(code).toBeVisible();
    expect(await readQr(code)).toBe(address);
    await visitor.expectAccessibleHoweverShown();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(button).toBeFocused();
  },
);

test(
  'the keyboard turns pages and zooms, and the last page brings the box',
  { tag: '@desktop' },
  async ({ page, product }) => {
    const { visitor } = await openSample(page, product);
    const { t } = visitor;
    const box = page.getByRole('checkbox', { name: visitor.statement });
    const proceed = page.getByRole('button', { name: t('reader.continue') });
    const percent = page.getByRole('button', { name: /\d+ prosent/ });
    await page.getByRole('region', { name: t('reader.document') }).focus();
    /** Presses a key and looks at the page number and the zoom that are told. */
    const press = async (key: string, pageNumber: number, zoom: number): Promise<void> => {
      await page.keyboard.press(key);
      await expect(page.locator('[aria-live]').filter({ hasText: /^Side/ }), key).toHaveText(
        t('reader.page', { page: pageNumber, total: 4 }),
      );
      await expect(percent, key).toHaveAccessibleName(t('reader.fit', { percent: zoom }));
    };
    await press('j', 2, 100);
    await press('j', 3, 100);
    await press('k', 2, 100);
    await press('+', 2, 125);
    await press('-', 2, 100);
    await press('-', 2, 75);
    await press('0', 2, 100);
    await expect(page.getByRole('button', { name: t('reader.declare') })).toBeVisible();
    await expect(box).toBeHidden();
    await expect(proceed).toBeHidden();
    await press('End', 4, 100);
    await expect(box).toBeVisible();
    await press('Home', 1, 100);
    await expect(box).toBeVisible();

    // Not by the button alone: the box has to be ticked, and the button says so.
    await proceed.click();
    await expect(page.getByText(t('reader.tickFirst'))).toBeVisible();
    await expect(box).toBeFocused();
    await visitor.expectAccessibleHoweverShown();
    await expect(page).toHaveURL(/\/document$/);
  },
);

test(
  'the unsigned document can be downloaded: the very file that will be signed',
  { tag: '@desktop' },
  async ({ page, product }) => {
    const { visitor } = await openSample(page, product);
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: visitor.t('reader.download') }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/\.pdf$/);
    const file = await readFile(await download.path());
    const report = await verifyDocument(fromBytes(file), { trustAnchors: [] });
    expect(report.signatures).toEqual([]);
    expect(report.emptyFields.length).toBeGreaterThan(0);

    await page.getByText(visitor.t('reader.more')).click();
    const fingerprint = page.locator('.hash').filter({ visible: true });
    const shown = (await fingerprint.innerText()).replaceAll(/\s/g, '');
    expect(shown.toLowerCase()).toBe(createHash('sha256').update(file).digest('hex'));
  },
);

/** A loan agreement in front of the one who is to sign it. */
async function openSample(page: Page, product: Product): Promise<{ visitor: Visitor; token: string }> {
  const visitor = new Visitor(page, product);
  const { sub } = await visitor.firstActive();
  const person = await HttpPerson.create(product, sub);
  const token = await person.orderSample();
  await person.logIn(`/sign/${token}`);
  await person.untilPrepared(token);
  await visitor.become(person);
  await person.close();
  await visitor.open(`/sign/${token}/document`);
  await expect(page.getByRole('region', { name: visitor.t('reader.document') })).toBeVisible();
  return { visitor, token };
}
