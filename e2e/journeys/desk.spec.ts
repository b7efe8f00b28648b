import { expect, test } from '../support/journey.js';
import { demoDesk, OfficerAtDesk } from '../support/officer.js';

test('a bank meets a new customer, sees the passport, and two officers issue a BankID', async ({
  browser,
  faults,
  page,
  product,
}) => {
  // The passport of another person is refused.
  faults.allow(/status of 422 .*\/identity-checks/);
  const siri = await OfficerAtDesk.logIn(page, product, 'Siri');
  await siri.expectAccessibleHoweverShown();
  const other = await browser.newContext();
  const jon = await OfficerAtDesk.logIn(await other.newPage(), product, 'Jon');
  const passports = (await demoDesk(product)).passports;
  const passport = passports.find(({ name }) => name.startsWith('Nora'));
  const another = passports.find(({ name }) => name.startsWith('Emil'));
  if (passport === undefined || another === undefined) throw new Error('no newcomers');

  await page.getByRole('link', { name: siri.t('bankDesk.register.title') }).click();
  await siri.expectAccessible();
  await page.getByLabel(siri.t('bankDesk.register.nationalId')).fill(passport.nationalId);
  await page.getByLabel(siri.t('bankDesk.register.givenName')).fill(passport.givenName);
  await page.getByLabel(siri.t('bankDesk.register.familyName')).fill(passport.familyName);
  await page.getByRole('button', { name: siri.t('bankDesk.register.button') }).click();
  await expect(page.getByRole('heading', { level: 1, name: passport.name })).toBeVisible();

  // Somebody else's passport is refused in words, and what was typed stays to be corrected.
  const zone = page.getByLabel(siri.t('bankDesk.passport.zone'));
  await zone.fill(another.zone);
  await page.getByRole('button', { name: siri.t('bankDesk.passport.button') }).click();
  await expect(page.getByRole('alert')).toContainText(siri.t('errors.desk.passport-other-person.title'));
  await expect(zone).toHaveValue(another.zone);
  await zone.fill(passport.zone);
  await page.getByRole('button', { name: siri.t('bankDesk.passport.button') }).click();
  await expect(page.getByText(siri.t('bankDesk.passport.officer'), { exact: true })).toBeVisible();

  await siri.act('order-bankid', () => siri.expectAccessible());
  await siri.expectAccessible();
  await expect(page.getByText(siri.t('bankDesk.bankIds.none'))).toBeVisible();
  await jon.approve('order-bankid', passport.name);
  await expect(siri.bankId('ordered')).toBeVisible();
  await siri.expectAccessibleHoweverShown();

  const [letter] = (await demoDesk(product)).post;
  expect(letter).toMatchObject({ recipient: passport.name, bank: 'Fjordbanken' });
  await siri.open('/demo');
  await expect(page.getByText(letter?.code ?? 'no letter', { exact: true })).toBeVisible();
  await other.close();
});

test('a suspended BankID is reopened by two officers, and blocked by one at once', async ({
  browser,
  page,
  product,
}) => {
  const siri = await OfficerAtDesk.logIn(page, product, 'Siri');
  const other = await browser.newContext();
  const jon = await OfficerAtDesk.logIn(await other.newPage(), product, 'Jon');
  const ingrid = 'Ingrid Testdal';
  await siri.openCustomer(ingrid);
  await expect(siri.bankId('suspended')).toContainText('9314');
  await siri.act('reopen-bankid');
  await expect(page.getByText(siri.t('bankDesk.approvals.needsOther'))).toBeHidden();
  await expect(siri.bankId('suspended')).toBeVisible();
  await jon.approve('reopen-bankid', ingrid);
  await expect(siri.bankId('active')).toBeVisible();

  await siri.act('block-bankid', async () => {
    const ground = page.getByRole('dialog').getByLabel(siri.t('bankDesk.ground'));
    await ground.selectOption({ label: siri.t('bankDesk.grounds.misuse') });
  });
  await expect(siri.bankId('blocked')).toBeVisible();
  await expect(page.getByRole('button', { name: siri.t('bankDesk.acts.reset-password') })).toBeHidden();
  await siri.expectAccessible();
  const history = page.getByRole('region', { name: siri.t('bankDesk.history.title') });
  await expect(history.getByRole('listitem').first()).toContainText(siri.t('bankDesk.acts.block-bankid'));

  await page.getByRole('button', { name: siri.t('nav.logout') }).click();
  await expect(page.getByLabel(siri.t('bankDesk.logIn.username'))).toBeVisible();
  await other.close();
});
