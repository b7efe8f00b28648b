import { PDFDocument } from 'pdf-lib';
import { HttpPerson } from '../support/http-person.js';
import { expect, test, Visitor } from '../support/journey.js';
import { chooseFile, fillSigner, sendOrder } from '../support/new-order.js';

test('a sender uploads, sends, follows and cancels; the signer is told @phone', async ({
  page,
  product,
  browser,
}) => {
  const visitor = new Visitor(page, product);
  const [sender, signer] = (await product.people()).filter(({ bankIdState }) => bankIdState === 'active');
  await logIn(visitor, sender!);
  const link = await send(visitor, { name: signer!.name, birthDate: signer!.birthDate });
  await visitor.expectAccessible();

  // The signer has the document before them, elsewhere, when it is withdrawn.
  const elsewhere = await browser.newContext();
  const reader = new Visitor(await elsewhere.newPage(), product);
  const person = await HttpPerson.create(product, signer!.sub);
  await person.logIn(link);
  await person.untilPrepared(link.split('/').at(-1) ?? '');
  await reader.become(person);
  await person.close();
  await reader.open(`${link}/document`);
  await reader.readToTheEnd();

  await page.getByRole('button', { name: visitor.t('order.cancel.button') }).click();
  await visitor.expectAccessible();
  await page.getByRole('button', { name: visitor.t('order.cancel.confirm') }).click();
  await expect(page.getByText(visitor.t('state.order.cancelled')).first()).toBeVisible();

  await reader.confirmAndGoToBankId();
  await expect(reader.page.getByRole('heading', { name: /trukket dokumentet tilbake/ })).toBeVisible();
  await elsewhere.close();

  await visitor.open(link);
  const told = visitor.t('invitation.cancelled.title', { asker: sender!.name });
  await expect(page.getByRole('heading', { name: told, exact: true })).toBeVisible();
  await visitor.expectAccessible();
});

test('after its deadline an order cannot be read or signed', async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  const [sender, signer] = (await product.people()).filter(({ bankIdState }) => bankIdState === 'active');
  await logIn(visitor, sender!);
  const link = await send(visitor, { name: signer!.name, birthDate: signer!.birthDate });
  await product.advanceClock(3 * 24 * 3600);
  await visitor.open(link);
  await expect(page.getByRole('heading', { name: visitor.t('invitation.expired.title') })).toBeVisible();
  await visitor.expectAccessible();
});

test('what cannot be taken is refused in plain words @desktop', async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  const sender = await visitor.firstActive();
  await logIn(visitor, sender);
  await visitor.open('/desk/new');
  await chooseFile(visitor, 'not.pdf', Buffer.from('%PDF-1.7\nthis is where it ends'));
  await expect(page.getByRole('alert').first()).toBeVisible();
  await visitor.expectAccessible();
});

async function logIn(visitor: Visitor, person: Awaited<ReturnType<Visitor['firstActive']>>): Promise<void> {
  await visitor.open('/desk');
  await visitor.page.getByRole('link', { name: visitor.t('login.button') }).click();
  await visitor.proveWithBankId(person);
  await expect(visitor.page.getByRole('heading', { level: 1, name: visitor.t('desk.title') })).toBeVisible();
}

/** Fills the one page for a new order and sends it; resolves to the invitation's path. */
async function send(visitor: Visitor, signer: { name: string; birthDate: string }): Promise<string> {
  const { page, t } = visitor;
  await visitor.open('/desk/new');
  const document = await PDFDocument.create();
  document.addPage([595, 842]).drawText('Agreement between two invented parties', { x: 60, y: 700 });
  await chooseFile(visitor, 'agreement.pdf', await document.save());
  await expect(page.getByText(t('newOrder.preview'))).toBeVisible();
  await fillSigner(visitor, signer);
  await page.getByLabel(t('newOrder.title'), { exact: true }).fill('Agreement');
  await visitor.expectAccessible();
  return `/sign/${await sendOrder(visitor)}`;
}
