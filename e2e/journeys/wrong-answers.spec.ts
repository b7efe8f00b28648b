import { expect, test, Visitor } from '../support/journey.js';

test('a wrong code and a wrong password are told, and the right ones still sign', async ({
  page,
  product,
}) => {
  const visitor = new Visitor(page, product);
  const person = await visitor.firstActive();
  await visitor.orderSample('change-of-address');
  await page.getByRole('link', { name: visitor.t('invitation.login') }).click();
  await page.waitForURL(/\/bankid\/dialog\//);
  await visitor.answerDialog(person);
  const right = await visitor.freshCode(person.sub);
  await visitor.answerDialog(person, { code: right === '000000' ? '000001' : '000000' });
  await visitor.answerDialog(person);
  await expect(page.getByRole('main')).toContainText(/koden er feil/);
  await visitor.expectAccessible();
  await visitor.answerDialog(person);
  await visitor.answerDialog(person, { password: 'not the password 1' });
  await expect(page.getByRole('main')).toContainText('Passordet er feil. Du har 4 forsøk igjen');
  await visitor.answerDialog(person);
  await visitor.answerDialog(person);
  await page.waitForURL((url) => !url.pathname.includes('/bankid/'));
  await visitor.openDocument();
  await expect(page.getByRole('region', { name: visitor.t('reader.document') })).toBeVisible();
});

test('five wrong passwords suspend the BankID; the order waits and the bank is named @phone', async ({
  page,
  product,
}) => {
  const visitor = new Visitor(page, product);
  const people = (await product.people()).filter(({ bankIdState }) => bankIdState === 'active');
  const person = people.at(-1)!;
  const link = await orderFor(visitor, person.sub);
  await visitor.open(link);
  await page.getByRole('link', { name: visitor.t('invitation.login') }).click();
  await page.waitForURL(/\/bankid\/dialog\//);
  await visitor.answerDialog(person);
  for (let round = 0; round < 5; round += 1) {
    await visitor.answerDialog(person);
    await expect(page.locator('input[name=password]')).toBeVisible();
    await visitor.answerDialog(person, { password: `wrong guess ${String(round)}` });
    await expect(page.locator('input[name=password]')).toBeHidden();
  }
  await expect(page.getByRole('heading', { name: 'BankID-en din er sperret' })).toBeVisible();
  await expect(page.getByText('9314')).toBeVisible();
  await expect(page.locator('main')).toContainText(person.bank.name);
  await expect(page.locator('main')).toContainText(person.bank.phone);
  await visitor.expectAccessibleHoweverShown();
  expect((await visitor.personBySub(person.sub)).bankIdState).toBe('suspended');
  await visitor.open(link);
  await expect(page.getByRole('link', { name: visitor.t('invitation.login') })).toBeVisible();
});

test("somebody else's document stays closed @desktop", async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  const [first, second] = (await product.people()).filter(({ bankIdState }) => bankIdState === 'active');
  const link = await orderFor(visitor, first!.sub);
  await visitor.open('/documents');
  await page.getByRole('link', { name: visitor.t('login.button') }).click();
  await visitor.proveWithBankId(second!);
  await visitor.open(link);
  await expect(page.getByRole('heading', { name: visitor.t('invitation.notYours.title') })).toBeVisible();
  await visitor.expectAccessible();
  const token = link.split('/').at(-1)!;
  for (const path of ['document', 'unsigned.pdf', 'pages/1/image?density=1', 'pages/1/text', 'receipt']) {
    const answer = await page.request.get(`${product.url}/signing/api/invitations/${token}/${path}`);
    expect(answer.status(), path).toBe(403);
  }
});

async function orderFor({ page, product }: Visitor, sub: string): Promise<string> {
  const answer = await page.request.post(`${product.url}/signing/api/demo/orders`, {
    data: { sample: 'change-of-address', sub, language: 'nb' },
    headers: { Origin: product.url, 'Sec-Fetch-Site': 'same-origin' },
  });
  expect(answer.ok()).toBe(true);
  return /\/sign\/[A-Za-z0-9_-]{22}/.exec(await answer.text())?.[0] ?? '';
}
