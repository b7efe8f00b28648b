import { expect, test, Visitor } from '../support/journey.js';
import { freePort, startProduct } from '../support/product.js';

test('the dialog on an origin of its own: log in, read, sign @desktop', async ({ page }) => {
  test.setTimeout(300_000);
  const port = await freePort();
  // Another host name is another origin, and another site.
  const bankId = `http://127.0.0.1:${String(port)}`;
  const product = await startProduct({ port, env: { BANKID_URL: `${bankId}/bankid` } });
  try {
    const visitor = new Visitor(page, product);
    const person = await visitor.firstActive();
    await visitor.orderSample('change-of-address');
    await page.getByRole('link', { name: visitor.t('invitation.login') }).click();
    await page.waitForURL(/\/bankid\/dialog\//);
    expect(new URL(page.url()).origin).toBe(bankId);
    await expect(page.getByText(`${bankId}/bankid`)).toBeVisible();
    await visitor.proveFrom(person);
    await visitor.openDocument();
    await visitor.readToTheEnd();
    await visitor.confirmAndGoToBankId();
    await visitor.proveWithBankId(person);
    await page.waitForURL(/\/receipt/);
    await expect(
      page.getByRole('heading', { level: 1, name: visitor.t('receipt.signedTitle') }),
    ).toBeVisible();
  } finally {
    await product.stop();
    await product.discard();
  }
});
