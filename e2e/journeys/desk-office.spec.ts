import { expect, test } from '../support/journey.js';
import { OfficerAtDesk } from '../support/officer.js';

const inSixtyDays = new Date(Date.now() + 60 * 24 * 3_600_000).toISOString().slice(0, 10);

test('an administrator and a colleague add an officer, who begins with a start code @desktop', async ({
  browser,
  page,
  product,
}) => {
  const gro = await OfficerAtDesk.logIn(page, product, 'Gro');
  const { t } = gro;
  const name = 'Mona Nyansatt';
  await gro.open('/bank-desk/officers');
  await expect(page.getByRole('heading', { level: 1, name: t('bankDesk.officers.title') })).toBeVisible();
  await gro.expectAccessibleHoweverShown();
  await gro.act('add-officer', async () => {
    await page.getByLabel(t('bankDesk.officers.name'), { exact: true }).fill(name);
    await page.getByLabel(t('bankDesk.officers.username'), { exact: true }).fill('mona.fjordbanken');
    await gro.expectAccessible();
  });
  await expect(
    page.getByText(t('bankDesk.begun.proposed', { what: t('bankDesk.acts.add-officer') })),
  ).toBeVisible();

  const other = await browser.newContext();
  const jon = await OfficerAtDesk.logIn(await other.newPage(), product, 'Jon');
  await jon.approve('add-officer', name);

  await gro.open('/bank-desk/officers');
  const row = page.getByRole('listitem').filter({ hasText: name });
  await expect(row).toContainText(t('bankDesk.officers.states.invited'));
  await row.getByRole('button', { name: t('bankDesk.acts.give-start-code') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: t('bankDesk.confirm.give-start-code') }).click();
  const startCode = await dialog.locator('code').innerText();
  await gro.expectAccessible();

  const third = await browser.newContext();
  const mona = new OfficerAtDesk(await third.newPage(), product);
  await mona.open('/bank-desk');
  await mona.page.getByRole('link', { name: t('bankDesk.begin.link') }).click();
  await mona.expectAccessibleHoweverShown();
  const password = 'Vinterveien 12 og fjorden';
  await mona.page.getByLabel(t('bankDesk.begin.username')).fill('mona.fjordbanken');
  await mona.page.getByLabel(t('bankDesk.begin.startCode')).fill(startCode);
  await mona.page.getByLabel(t('bankDesk.begin.password')).fill(password);
  await mona.page.getByLabel(t('bankDesk.begin.repeated')).fill(password);
  await mona.page.keyboard.press('Enter');
  await expect(mona.page.getByText(t('bankDesk.begin.once'))).toBeVisible();
  await mona.expectAccessible();
  await Promise.all([other.close(), third.close()]);
});

test('a bank requires renewal, and its log tells who began and who agreed @desktop', async ({
  browser,
  page,
  product,
}) => {
  const gro = await OfficerAtDesk.logIn(page, product, 'Gro');
  const { t } = gro;
  const reason = 'Kortere nøkler fases ut';
  await gro.open('/bank-desk/campaigns');
  await expect(page.getByText(t('bankDesk.campaigns.noneTitle'))).toBeVisible();
  await gro.act('start-campaign', async () => {
    await page.getByLabel(t('bankDesk.campaigns.reason'), { exact: true }).fill(reason);
    await page.getByLabel(t('bankDesk.campaigns.issuedUntil')).fill('2020-01-01');
    await page.getByLabel(t('bankDesk.campaigns.renewBy')).fill(inSixtyDays);
    await gro.expectAccessible();
  });
  const other = await browser.newContext();
  const jon = await OfficerAtDesk.logIn(await other.newPage(), product, 'Jon');
  await jon.approve('start-campaign', reason);
  await gro.open('/bank-desk/campaigns');
  await expect(page.getByRole('article', { name: reason })).toContainText(t('bankDesk.campaigns.on'));
  await gro.expectAccessibleHoweverShown();

  await gro.open('/bank-desk/log');
  const entry = page.getByRole('listitem').filter({ hasText: reason });
  await expect(entry).toContainText('Gro');
  await expect(entry).toContainText('Jon');
  await page.getByLabel(t('bankDesk.log.kind'), { exact: true }).selectOption('end-campaign');
  await expect(page.getByText(t('bankDesk.log.noneTitle'))).toBeVisible();
  await page.getByRole('button', { name: t('bankDesk.log.showAll') }).click();
  await expect(entry).toBeVisible();
  await gro.expectAccessibleHoweverShown();
  await other.close();
});
