import { expect, test, Visitor } from '../support/journey.js';
import { fillSigner, openNewOrder, sendOrder } from '../support/new-order.js';

test('a will is refused, and a text that looks like one is asked about', async ({
  page,
  product,
  faults,
}) => {
  faults.allow(/status of 422 .*\/signing\/api\/orders$/);
  const visitor = new Visitor(page, product);
  const { t } = visitor;
  await openNewOrder(visitor);
  await page.getByRole('radio', { name: t('newOrder.source.text') }).check();
  await page.getByRole('textbox', { name: t('newOrder.text.title'), exact: true }).fill('Fordeling av arv');
  await page
    .getByRole('textbox', { name: t('newOrder.text.body'), exact: true })
    .fill('Vi deler etter mors testament, og er enige om hytta.');
  await page.getByRole('button', { name: t('newOrder.text.make') }).click();
  await expect(page.getByRole('img', { name: t('reader.page', { page: 1, total: 1 }) })).toBeVisible();
  await fillSigner(visitor, await visitor.firstActive());

  // Called a will, it goes nowhere.
  const kind = page.getByRole('combobox', { name: t('newOrder.kind.label') });
  await kind.selectOption('will');
  await page.getByRole('button', { name: t('newOrder.send') }).click();
  await expect(page.getByRole('link', { name: t('newOrder.errors.kind-will') })).toBeVisible();
  await expect(page).toHaveURL(/\/desk\/new$/);
  await visitor.expectAccessible();

  // Called something else, it is asked about, and goes once that is answered.
  await kind.selectOption('agreement');
  await page.getByRole('button', { name: t('newOrder.send') }).click();
  const question = page.getByRole('alert').filter({ hasText: t('newOrder.will.title') });
  await expect(question).toBeFocused();
  await visitor.expectAccessible();
  await question.getByRole('button', { name: t('newOrder.will.notOne') }).click();
  await sendOrder(visitor);
  await expect(page.getByRole('heading', { level: 1, name: 'Fordeling av arv' })).toBeVisible();
});
