import { HttpPerson } from './http-person.js';
import { expect, type Visitor } from './journey.js';

/** Makes the browser that of a sender, on the page for a new order. */
export async function openNewOrder(visitor: Visitor): Promise<void> {
  const { sub } = await visitor.firstActive();
  const sender = await HttpPerson.create(visitor.product, sub);
  await sender.logIn('/desk');
  await visitor.become(sender);
  await sender.close();
  await visitor.open('/desk/new');
}

/** Hands a file in by the file field. */
export async function chooseFile({ page }: Visitor, name: string, bytes: Uint8Array): Promise<void> {
  const buffer = Buffer.from(bytes);
  await page.locator('input[type=file]').first().setInputFiles({ name, mimeType: 'application/pdf', buffer });
}

/** Fills in who is to sign, and by when. */
export async function fillSigner(
  { page, t, product }: Visitor,
  signer: { name: string; birthDate: string },
): Promise<void> {
  await page.getByLabel(t('newOrder.name')).fill(signer.name);
  await page.getByLabel(t('newOrder.person')).fill(signer.birthDate.split('-').reverse().join('.'));
  await page.getByLabel(t('newOrder.email')).fill('signer@example.no');
  const day = new Date(Date.now() + 2 * 24 * 3600_000 + product.clockShift() * 1000);
  await page.getByLabel(t('newOrder.deadline')).fill(day.toISOString().slice(0, 10));
}

/** Sends the order; resolves to the token of its link. */
export async function sendOrder({ page, t }: Visitor): Promise<string> {
  await page.getByRole('button', { name: t('newOrder.send') }).click();
  await page.waitForURL(/\/desk\/orders\//);
  const link = page
    .getByRole('main')
    .getByText(/\/sign\/[A-Za-z0-9_-]{22}/)
    .first();
  await expect(link).toBeVisible();
  const token = /\/sign\/([A-Za-z0-9_-]{22})/.exec(await link.innerText())?.[1];
  if (token === undefined) throw new Error('the order shows no link');
  return token;
}
