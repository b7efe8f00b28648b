import { randomUUID } from 'node:crypto';
import { fromBytes, verifyDocument } from '@segl/pades';
import { expect, test, Visitor } from '../support/journey.js';

test('back, reload and a second tab are safe at every step @desktop', async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  const person = await visitor.firstActive();
  const token = await visitor.orderSample('change-of-address');
  await page.reload();
  await page.getByRole('link', { name: visitor.t('invitation.login') }).click();

  // In the dialog: reload, go back, go on.
  await page.waitForURL(/\/bankid\/dialog\//);
  await page.reload();
  await visitor.answerDialog(person);
  await page.reload();
  await page.goBack();
  await page.goForward();
  await expect(page.locator('form.question')).toBeVisible();
  await visitor.proveFrom(person);

  await visitor.openDocument();
  await visitor.readToTheEnd();
  await page.reload();
  await visitor.readToTheEnd();
  await visitor.confirmAndGoToBankId();
  await page.waitForURL(/\/bankid\/dialog\//);

  // Back to the document, and forward to BankID once more.
  await page.goBack();
  await page.waitForURL(/\/document$/);
  await visitor.readToTheEnd();
  await visitor.confirmAndGoToBankId();
  await page.waitForURL(/\/bankid\/dialog\//);

  // A second tab of the same person signs first.
  const second = new Visitor(await page.context().newPage(), product);
  await second.open(`/sign/${token}`);
  await second.openDocument();
  await second.readToTheEnd();
  await second.confirmAndGoToBankId();
  await second.proveWithBankId(person);
  await second.page.waitForURL(/\/receipt/);
  await expect(
    second.page.getByRole('heading', { level: 1, name: visitor.t('receipt.signedTitle') }),
  ).toBeVisible();

  // The first tab goes on, and is told that it is done; no second signature is made.
  await visitor.proveWithBankId(person);
  await visitor.open(`/sign/${token}/receipt`);
  await expect(page.getByRole('heading', { level: 1, name: visitor.t('receipt.signedTitle') })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: visitor.t('receipt.signedTitle') })).toBeVisible();
  await expectOneSignature(visitor, token);
});

test('an interrupted signing that was finished meanwhile leads to the receipt @desktop', async ({
  page,
  product,
}) => {
  const visitor = new Visitor(page, product);
  const person = await visitor.firstActive();
  const token = await visitor.orderSample('daycare-place');
  await visitor.logInToRead(person);
  await visitor.readToTheEnd();

  const second = new Visitor(await page.context().newPage(), product);
  await second.open(`/sign/${token}`);
  await second.openDocument();
  await second.readToTheEnd();
  await second.confirmAndGoToBankId();
  await second.proveWithBankId(person);
  await second.page.waitForURL(/\/receipt/);

  // What the service answers whoever asks while an earlier attempt is being finished (a race, hence played).
  await page.route(/\/consents/, (route) =>
    route.fulfill({
      json: { id: randomUUID(), sha256: '0'.repeat(64), createdAt: '2026-01-01T00:00:00.000Z' },
    }),
  );
  await page.route(/\/signing-attempts/, (route) =>
    route.fulfill({
      json: { id: randomUUID(), state: 'committed', redirectUrl: null, failure: null },
    }),
  );
  await page.getByRole('checkbox', { name: visitor.statement }).check();
  await page.getByRole('button', { name: visitor.t('reader.continue') }).click();
  await expect(page).toHaveURL(/\/receipt/);
  await expect(page.getByRole('heading', { level: 1, name: visitor.t('receipt.signedTitle') })).toBeVisible();
});

test('a double click on "sign" makes one signature @desktop', async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  const person = await visitor.firstActive();
  const token = await visitor.orderSample('bid-on-house');
  await visitor.logInToRead(person);
  await visitor.readToTheEnd();
  await page.getByRole('checkbox', { name: visitor.statement }).check();
  await page.getByRole('button', { name: visitor.t('reader.continue') }).dblclick();
  // Looked at, not waited for as a navigation: the second click ends the navigation that the first began.
  await expect(page).toHaveURL(/\/bankid\/dialog\//);
  await visitor.answerDialog(person);
  await expect(page.locator('input[name=code]')).toBeVisible();
  await visitor.answerDialog(person);
  await page.locator('input[name=password]').fill(person.password ?? '');
  await page.locator('form.question button[type=submit]').dblclick();
  await expect(page).not.toHaveURL(/\/bankid\//);
  await visitor.open(`/sign/${token}/receipt`);
  await expect(page.getByRole('heading', { level: 1, name: visitor.t('receipt.signedTitle') })).toBeVisible();
  await expectOneSignature(visitor, token);
});

test('cancelling in BankID asks first, loses nothing, and the signer may try again', async ({
  page,
  product,
}) => {
  const visitor = new Visitor(page, product);
  const person = await visitor.firstActive();
  await visitor.orderSample('daycare-place');
  await visitor.logInToRead(person);
  await visitor.readToTheEnd();
  await visitor.confirmAndGoToBankId();
  await page.waitForURL(/\/bankid\/dialog\//);
  await page.getByText('Meny', { exact: true }).click();
  await page
    .getByRole('link', { name: 'Avbryt' })
    .or(page.getByRole('button', { name: 'Avbryt' }))
    .first()
    .click();
  await expect(page.getByRole('heading', { name: 'Vil du avbryte?' })).toBeVisible();
  await visitor.expectAccessible();
  await page.getByRole('button', { name: 'Ja, avbryt' }).click();
  await page.waitForURL((url) => !url.pathname.includes('/bankid/'));
  await expect(page.getByText(visitor.t('receipt.notSigned.lead')).first()).toBeVisible();
  await visitor.expectAccessible();
  await page.getByRole('link', { name: visitor.t('receipt.notSigned.again') }).click();
  await visitor.openDocument();
  await visitor.readToTheEnd();
  await visitor.confirmAndGoToBankId();
  await visitor.proveWithBankId(person);
  await page.waitForURL(/\/receipt/);
  await expect(page.getByRole('heading', { level: 1, name: visitor.t('receipt.signedTitle') })).toBeVisible();
});

async function expectOneSignature({ page, product }: Visitor, token: string): Promise<void> {
  const receipt = (await (
    await page.request.get(`${product.url}/signing/api/invitations/${token}/receipt`)
  ).json()) as {
    documentId: string;
  };
  const answer = await page.request.get(
    `${product.url}/signing/api/documents/${receipt.documentId}/signed.pdf`,
  );
  const report = await verifyDocument(fromBytes(await answer.body()), { trustAnchors: [] });
  expect(report.signatures).toHaveLength(1);
  expect(report.intact).toBe(true);
}
