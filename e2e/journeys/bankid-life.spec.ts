import { desk } from '@segl/contracts';
import { expect, test, Visitor } from '../support/journey.js';

test('a BankID that expires soon is renewed at log-in, in place @phone', async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  const nora = await personNamed(visitor, 'Nora');
  await startLogIn(visitor);
  await answerAll(visitor, nora);
  await expect(page.getByRole('heading', { level: 1, name: 'Forny BankID' })).toBeVisible();
  await expect(page.getByText('alt du har signert, gjelder som før')).toBeVisible();
  await visitor.expectAccessibleHoweverShown();
  await page.getByRole('button', { name: 'Forny nå' }).click();
  await expect(page.getByRole('status')).toHaveText('BankID-en din er fornyet.');
  // The shield: who it is, and behind it which bank's BankID.
  await page.getByText(nora.name, { exact: true }).click();
  await expect(page.locator('.holder')).toContainText(`BankID fra ${nora.bank.name}`);
  await visitor.expectAccessibleHoweverShown();
  await page.getByRole('button', { name: 'Fortsett til Segl' }).click();
  await page.waitForURL(/\/documents$/);
});

test('a letter from the bank and a code of the unit activate a BankID', async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  const jonas = await personNamed(visitor, 'Jonas');
  const { post } = desk.demoDesk.parse(
    await (await page.request.get(`${product.url}/bankid/demo/desk`)).json(),
  );
  const letter = post.find(({ recipient }) => recipient === jonas.name);
  const password = 'robåt-og-årer-7';
  await startLogIn(visitor);
  await chooseInMenu(visitor, 'Aktiver ny BankID');
  await expect(page.getByText('Du trenger en engangskode og koden i brevet')).toBeVisible();
  await visitor.answerDialog(jonas);
  await visitor.answerDialog(jonas);
  await expect(page.getByRole('heading', { level: 1, name: 'Aktiver BankID' })).toBeVisible();
  await visitor.expectAccessibleHoweverShown();
  await page.getByLabel('Koden i brevet').fill(letter?.code ?? '');
  await page.getByLabel('Nytt passord', { exact: true }).fill('Passord1');
  await page.getByLabel('Nytt passord en gang til').fill('Passord1');
  await page.getByRole('button', { name: 'Aktiver' }).click();
  await expect(page.getByRole('main')).toContainText('Det nye passordet er et av dem alle prøver først');
  await visitor.expectAccessible();
  await page.getByLabel('Koden i brevet').fill(letter?.code ?? '');
  await page.getByLabel('Nytt passord', { exact: true }).fill(password);
  await page.getByLabel('Nytt passord en gang til').fill(password);
  await page.getByRole('button', { name: 'Aktiver' }).click();
  await expect(page.getByRole('status')).toContainText('BankID-en din er aktiv');
  await visitor.answerDialog(jonas);
  await visitor.answerDialog(jonas, { password });
  await page.waitForURL(/\/documents$/);
});

test('the password is changed in the menu, by keyboard', async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  const mateusz = await personNamed(visitor, 'Mateusz');
  await startLogIn(visitor);
  await page.getByText('Meny', { exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Bytt passord' }).press('Enter');
  await answerAll(visitor, mateusz);
  await expect(page.getByRole('heading', { level: 1, name: 'Bytt passord' })).toBeVisible();
  await visitor.expectAccessibleHoweverShown();
  const old = mateusz.password ?? '';
  await change(visitor, { old, chosen: old });
  await expect(page.getByRole('main')).toContainText('(1308)');
  await visitor.expectAccessible();
  await change(visitor, { old, chosen: 'gressklipper-44' });
  await expect(page.getByRole('status')).toHaveText('Passordet er byttet.');
  await page.getByRole('button', { name: 'Fortsett til Segl' }).press('Enter');
  await page.waitForURL(/\/documents$/);
});

test('a printed code card is asked for by number', async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  const anne = await personNamed(visitor, 'Anne-Margrethe');
  await startLogIn(visitor);
  await visitor.answerDialog(anne);
  await page.getByText('Hvor har du koden fra?').click();
  await page.getByRole('button', { name: 'Kodekort' }).click();
  const asked = page.getByText(/^Kort som slutter på \d{3}: kode nummer \d+$/);
  const number = Number(/\d+$/.exec(await asked.innerText())?.[0]);
  await visitor.expectAccessibleHoweverShown();
  const code = anne.codeCard?.codes.find((one) => one.number === number)?.code ?? '';
  await visitor.answerDialog(anne, { code });
  await visitor.answerDialog(anne);
  await page.waitForURL(/\/documents$/);
  expect((await personNamed(visitor, 'Anne-Margrethe')).codeCard?.codes[number - 1]?.used).toBe(true);
});

async function personNamed({ product }: Visitor, givenName: string) {
  const person = (await product.people()).find(({ name }) => name.startsWith(givenName));
  if (person === undefined) throw new Error(`no demo person ${givenName}`);
  return person;
}

async function startLogIn(visitor: Visitor): Promise<void> {
  await visitor.open('/documents');
  await visitor.page.getByRole('link', { name: visitor.t('login.button') }).click();
  await visitor.page.waitForURL(/\/bankid\/dialog\//);
}

async function chooseInMenu({ page }: Visitor, name: string): Promise<void> {
  await page.getByText('Meny', { exact: true }).click();
  await page.getByRole('button', { name }).click();
}

/** Birth date, code and password, whatever comes after them. */
async function answerAll(visitor: Visitor, person: Awaited<ReturnType<typeof personNamed>>): Promise<void> {
  for (const field of ['birthDate', 'code', 'password']) {
    await expect(visitor.page.locator(`form.question input[name=${field}]`)).toBeVisible();
    await visitor.answerDialog(person);
  }
}

async function change({ page }: Visitor, { old, chosen }: { old: string; chosen: string }): Promise<void> {
  await page.getByLabel('Passordet du har nå').fill(old);
  await page.getByLabel('Nytt passord', { exact: true }).fill(chosen);
  await page.getByLabel('Nytt passord en gang til').fill(chosen);
  await page.getByRole('button', { name: 'Bytt passord' }).last().press('Enter');
}
