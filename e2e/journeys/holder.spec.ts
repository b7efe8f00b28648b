import { HttpPerson } from '../support/http-person.js';
import { expect, test, Visitor } from '../support/journey.js';

test('anybody tests their BankID: it works, from which bank, and until when @phone', async ({
  page,
  product,
}) => {
  const visitor = new Visitor(page, product);
  const { t } = visitor;
  const person = await visitor.firstActive();
  await visitor.open('/test-bankid');
  await visitor.expectAccessible();
  await page.getByRole('link', { name: t('testBankid.start') }).click();
  await visitor.proveWithBankId(person);
  await expect(page).toHaveURL(/\/test-bankid/);
  const result = page.getByRole('status').filter({ hasText: t('testBankid.works') });
  await expect(result).toContainText(person.name);
  await expect(result).toContainText(person.bank.name);
  await expect(result).toContainText(t('testBankid.validTo'));
  await expect(
    page.getByRole('listitem').filter({ hasText: t('myBankid.from', { bank: person.bank.name }) }),
  ).toContainText(t('myBankid.state.active'));
  await visitor.expectAccessibleHoweverShown();
});

test('a test that fails tells why, what to do, and whom to call', async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  const { t } = visitor;
  // Not a suspended one: the officers of another journey may have reopened it.
  const expired = (await product.people()).find(({ bankIdState }) => bankIdState === 'expired');
  if (expired === undefined) throw new Error('no demo person with an expired BankID');
  await visitor.open('/test-bankid');
  await page.getByRole('link', { name: t('testBankid.start') }).click();
  await failToProve(visitor, expired);
  await page.waitForURL(/\/test-bankid/);
  await expect(page.getByRole('heading', { name: t('testBankid.fails') })).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(1);
  await expect(page.getByRole('alert')).toContainText('1313');
  await expect(page.getByText(expired.bank.name, { exact: true })).toBeVisible();
  await visitor.expectAccessible();
});

test('the history tells of a log-in, and "this was not me" leads to what to do @phone', async ({
  page,
  product,
}) => {
  const visitor = new Visitor(page, product);
  const { t } = visitor;
  const person = await visitor.firstActive();
  const holder = await HttpPerson.create(product, person.sub);
  await holder.logIn('/my-bankid');
  await visitor.become(holder);
  await holder.close();
  await visitor.open('/my-bankid');
  const title = t('myBankid.use.login', { caller: 'Segl' });
  const entry = page.getByRole('listitem').filter({ hasText: title }).first();
  await expect(entry).toContainText(t('myBankid.outcome.ok'));
  await expect(entry).toContainText(t('myBankid.from', { bank: person.bank.name }));
  await visitor.expectAccessibleHoweverShown();

  await entry.getByRole('button', { name: t('myBankid.notMe') }).click();
  await page.waitForURL(/\/my-bankid\/uses\//);
  await expect(page.getByRole('heading', { level: 1, name: t('notMe.title') })).toBeVisible();
  await expect(page.getByText(t('notMe.noted'))).toBeVisible();
  await expect(
    page.getByRole('heading', { name: t('notMe.call.title', { bank: person.bank.name }) }),
  ).toBeVisible();
  await expect(page.getByText(t('liability.account'))).toBeVisible();
  await visitor.expectAccessible();

  // A block is asked for twice, and a change of mind costs nothing.
  await page.getByRole('button', { name: t('notMe.block.button') }).click();
  await visitor.expectAccessible();
  await page.getByRole('button', { name: t('notMe.block.no') }).click();
  await expect(page.getByRole('button', { name: t('notMe.block.button') })).toBeVisible();

  // What was reported stays reported.
  await page.getByRole('link', { name: t('notMe.back') }).click();
  await expect(page.getByRole('link', { name: /ikke meg/ }).first()).toBeVisible();
  await expect(
    page
      .getByRole('listitem')
      .filter({ hasText: t('myBankid.change.use-denied') })
      .first(),
  ).toContainText(t('myBankid.by.holder'));
});

test('a holder blocks a BankID at once, and it opens nothing any more', async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  const { t } = visitor;
  // Nothing special about them, and neither among the first nor the last, whom other journeys need.
  const [, , person] = (await product.people()).filter(
    ({ bankIdState, note }) => bankIdState === 'active' && note === null,
  );
  if (person === undefined) throw new Error('three ordinary demo people are needed');
  const holder = await HttpPerson.create(product, person.sub);
  await holder.logIn('/my-bankid');
  await visitor.become(holder);
  await holder.close();
  await visitor.open('/my-bankid');
  await page
    .getByRole('button', { name: t('myBankid.notMe') })
    .first()
    .click();
  await page.waitForURL(/\/my-bankid\/uses\//);
  await page.getByRole('button', { name: t('notMe.block.button') }).click();
  await page.getByRole('button', { name: t('notMe.block.yes') }).click();
  await expect(page.getByRole('heading', { name: t('notMe.over.blocked') })).toBeVisible();
  await visitor.expectAccessible();
  expect((await visitor.personBySub(person.sub)).bankIdState).toBe('blocked');
  await visitor.open('/test-bankid');
  await page.getByRole('link', { name: t('testBankid.start') }).click();
  await failToProve(visitor, person);
  await page.waitForURL(/\/test-bankid/);
  await expect(page.getByRole('alert')).toContainText('9458');
});

test('the help answers by what people type, and leads to the page that does it', async ({
  page,
  product,
}) => {
  const visitor = new Visitor(page, product);
  const { t } = visitor;
  await visitor.open('/help');
  await visitor.expectAccessible();
  await page.getByRole('searchbox', { name: t('help.search') }).fill('hvilken bank');
  const question = page.getByText(t('help.safety.whichBank.q'), { exact: true });
  await question.click();
  await page
    .getByRole('main')
    .getByRole('link', { name: t('help.link.test') })
    .click();
  await expect(page).toHaveURL(/\/test-bankid$/);

  await visitor.open('/help#safety-liability');
  await expect(page.getByText(/100 000 kroner/)).toBeVisible();
  await page.getByRole('searchbox', { name: t('help.search') }).fill('xyzzy');
  await expect(page.getByText(t('help.none.title'))).toBeVisible();
});

test('the banks, with age limits and numbers that say they are invented', async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  await visitor.open('/banks');
  await expect(page.getByRole('rowheader', { name: 'Fjordbanken' })).toBeVisible();
  await visitor.expectAccessible();
});

/** Answers what the dialog asks until it has said why it does not vouch for this person, and goes back to the caller. */
async function failToProve(
  visitor: Visitor,
  person: Awaited<ReturnType<Visitor['firstActive']>>,
): Promise<void> {
  const { page } = visitor;
  await page.waitForURL(/\/bankid\/dialog\//);
  for (let isLast = false; !isLast;) {
    isLast = (await page.locator('form.question input[name=password]').count()) > 0;
    await visitor.answerDialog(person);
  }
  await page.locator('main form button[type=submit], main a.button').first().click();
}
