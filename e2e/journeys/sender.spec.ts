import { PDFDocument } from 'pdf-lib';
import { expect, test, Visitor } from '../support/journey.js';

test('a sender uploads, sends, follows and cancels; the signer is told', async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  const [sender, signer] = (await product.people()).filter(({ bankIdState }) => bankIdState === 'active');
  await logIn(visitor, sender!);
  const link = await send(visitor, { name: signer!.name, birthDate: signer!.birthDate });
  await visitor.expectAccessible();

  await page.getByRole('button', { name: visitor.t('order.cancel.button') }).click();
  await visitor.expectAccessible();
  await page.getByRole('button', { name: visitor.t('order.cancel.confirm') }).click();
  await expect(page.getByText(visitor.t('state.order.cancelled')).first()).toBeVisible();

  await visitor.open(new URL(link).pathname);
  await expect(page.getByRole('heading', { name: /trukket dokumentet tilbake/ })).toBeVisible();
  await visitor.expectAccessible();
});

test('after its deadline an order cannot be read or signed', async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  const [sender, signer] = (await product.people()).filter(({ bankIdState }) => bankIdState === 'active');
  await logIn(visitor, sender!);
  const link = await send(visitor, { name: signer!.name, birthDate: signer!.birthDate });
  await product.advanceClock(3 * 24 * 3600);
  await visitor.open(new URL(link).pathname);
  await expect(page.getByRole('heading', { name: visitor.t('invitation.expired.title') })).toBeVisible();
  await visitor.expectAccessible();
});

test('what cannot be taken is refused in plain words', async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  const sender = await visitor.firstActive();
  await logIn(visitor, sender);
  await visitor.open('/desk/new');
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'not.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.7\nthis is where it ends'),
    });
  await expect(page.getByRole('alert').first()).toBeVisible();
  await visitor.expectAccessible();
});

async function logIn(visitor: Visitor, person: Awaited<ReturnType<Visitor['firstActive']>>): Promise<void> {
  await visitor.open('/desk');
  await visitor.page.getByRole('link', { name: visitor.t('login.button') }).click();
  await visitor.proveWithBankId(person);
  await expect(visitor.page.getByRole('heading', { level: 1, name: visitor.t('desk.title') })).toBeVisible();
}

/** Fills the one page for a new order and sends it; resolves to the invitation's address. */
async function send(visitor: Visitor, signer: { name: string; birthDate: string }): Promise<string> {
  const { page, t } = visitor;
  await visitor.open('/desk/new');
  const document = await PDFDocument.create();
  document.addPage([595, 842]).drawText('Agreement between two invented parties', { x: 60, y: 700 });
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'agreement.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from(await document.save()),
    });
  await expect(page.getByText(t('newOrder.preview'))).toBeVisible();
  await page.getByLabel(t('newOrder.name')).fill(signer.name);
  await page.getByLabel(t('newOrder.person')).fill(signer.birthDate.split('-').reverse().join('.'));
  await page.getByLabel(t('newOrder.email')).fill('signer@example.no');
  await page.getByLabel(t('newOrder.title'), { exact: true }).fill('Agreement');
  const day = new Date(Date.now() + 2 * 24 * 3600_000 + (await clockShift(visitor)));
  await page.getByLabel(t('newOrder.deadline')).fill(day.toISOString().slice(0, 10));
  await visitor.expectAccessible();
  await page.getByRole('button', { name: t('newOrder.send') }).click();
  await page.waitForURL(/\/desk\/orders\//);
  const link = page
    .getByRole('main')
    .getByText(/\/sign\/[A-Za-z0-9_-]{22}/)
    .first();
  await expect(link).toBeVisible();
  return /https?:\/\/\S+\/sign\/[A-Za-z0-9_-]{22}/.exec(await link.innerText())?.[0] ?? '';
}

/** How far the product's clock is ahead of this one, in milliseconds. */
async function clockShift({ product }: Visitor): Promise<number> {
  const answer = await fetch(`${product.url}/test/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advanceSeconds: 0 }),
  });
  const { now } = (await answer.json()) as { now: string };
  return new Date(now).getTime() - Date.now();
}
