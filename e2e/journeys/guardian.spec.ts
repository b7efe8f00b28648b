import { HttpPerson } from '../support/http-person.js';
import { expect, test, Visitor } from '../support/journey.js';
import { OfficerAtDesk } from '../support/officer.js';

test('the desk asks a guardian, who says yes with their own BankID, and the order goes on @desktop', async ({
  browser,
  faults,
  page,
  product,
}) => {
  // For whoever is no guardian there is no such request.
  faults.allow(/status of 404 .*\/guardian-requests\//);
  const siri = await OfficerAtDesk.logIn(page, product, 'Siri');
  const sander = 'Sander Eksempel';
  await siri.openCustomer(sander);
  const guardians = page.getByRole('region', { name: siri.t('bankDesk.guardians.title') });
  await expect(guardians).toContainText('Kari Eksempel');
  await expect(page.getByText(siri.t('bankDesk.guardians.first'))).toBeVisible();
  await siri.act('ask-guardian', () => siri.expectAccessible());
  const withdraw = page.getByRole('button', { name: siri.t('bankDesk.acts.withdraw-request') });
  await expect(withdraw).toBeVisible();
  await siri.expectAccessibleHoweverShown();

  const other = await browser.newContext();
  const guardian = new Visitor(await other.newPage(), product);
  const { t } = guardian;
  const [kari, ola] = await Promise.all(
    ['Kari', 'Ola'].map(async (given) => {
      const found = (await product.people()).find(({ name }) => name.startsWith(given));
      if (found === undefined) throw new Error(`no demo person ${given}`);
      return found;
    }),
  );
  if (kari === undefined || ola === undefined) throw new Error('Kari and Ola are needed');

  // The mail's link leads everybody to a log-in, and nobody but the guardian any further.
  await guardian.open('/demo/mailbox');
  const mail = guardian.page.getByText(/\/my-bankid\/requests\//).first();
  await expect(mail).toBeVisible();
  const link = /\/my-bankid\/requests\/[0-9a-f-]{36}/.exec(await mail.innerText())?.[0] ?? '';
  await guardian.open(link);
  await expect(guardian.page.getByText(t('guardian.login.title'))).toBeVisible();
  await guardian.expectAccessible();
  const stranger = await HttpPerson.create(product, ola.sub);
  await stranger.logIn(link);
  await guardian.become(stranger);
  await stranger.close();
  await guardian.open(link);
  await expect(guardian.page.getByRole('alert')).toContainText(t('errors.bankid.request-not-found.title'));
  await expect(guardian.page.getByText(sander)).toBeHidden();

  const holder = await HttpPerson.create(product, kari.sub);
  await holder.logIn('/my-bankid');
  await guardian.become(holder);
  await holder.close();
  await guardian.open('/my-bankid');
  await guardian.page
    .getByRole('link', { name: t('guardian.row', { child: sander, bank: 'Fjordbanken' }) })
    .click();
  await expect(guardian.page.getByRole('heading', { name: t('guardian.means.title') })).toBeVisible();
  await guardian.expectAccessibleHoweverShown();
  // A no is asked for twice, and a change of mind costs nothing.
  await guardian.page.getByRole('button', { name: t('guardian.refuse.button'), exact: true }).click();
  await guardian.page.getByRole('button', { name: t('guardian.refuse.back'), exact: true }).click();
  const yes = guardian.page.getByRole('button', { name: t('guardian.approve', { child: sander }) });
  await yes.focus();
  await guardian.page.keyboard.press('Enter');
  await expect(guardian.page.getByText(t('guardian.outcome.approved.title'), { exact: true })).toBeVisible();
  await guardian.expectAccessible();

  // The desk sees the yes by itself, and goes on as with anybody else.
  await expect(page.getByRole('button', { name: siri.t('bankDesk.acts.order-bankid') })).toBeVisible();
  await expect(guardians).toContainText(kari.name);
  await siri.act('order-bankid');
  const third = await browser.newContext();
  const jon = await OfficerAtDesk.logIn(await third.newPage(), product, 'Jon');
  await jon.approve('order-bankid', sander);
  await expect(siri.bankId('ordered')).toBeVisible();
  await siri.expectAccessible();
  await Promise.all([other.close(), third.close()]);
});
