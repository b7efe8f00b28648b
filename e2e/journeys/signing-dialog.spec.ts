import { HttpPerson } from '../support/http-person.js';
import { expect, test, Visitor } from '../support/journey.js';

test(
  'in the signing dialog: reload, a wrong code, a wrong password, and it is signed all the same',
  {
    tag: '@desktop',
  },
  async ({ page, product }) => {
    const visitor = new Visitor(page, product);
    const { t } = visitor;
    const person = await visitor.firstActive();
    const reader = await HttpPerson.create(product, person.sub);
    const token = await reader.orderSample('change-of-address');
    await reader.logIn(`/sign/${token}`);
    await reader.untilPrepared(token);
    await visitor.become(reader);
    await reader.close();
    await visitor.open(`/sign/${token}`);
    await expect(page.getByRole('link', { name: t('invitation.read') })).toBeVisible();
    await visitor.expectAccessibleHoweverShown();
    await visitor.openDocument();
    await visitor.readToTheEnd();

    // What was read and ticked is still so after a reload.
    const box = page.getByRole('checkbox', { name: visitor.statement });
    await box.check();
    await page.reload();
    await expect(box).toBeChecked();
    await page.getByRole('button', { name: t('reader.continue') }).click();
    await page.waitForURL(/\/bankid\/dialog\//);

    // Named by the order: nothing to type, and a reload changes nothing.
    await expect(page.getByRole('heading', { level: 1, name: 'Fødselsdato' })).toBeVisible();
    await visitor.expectAccessibleHoweverShown();
    await page.reload();
    await visitor.answerDialog(person);

    const code = page.getByLabel('Engangskode');
    await expect(code).toBeVisible();
    await visitor.expectAccessibleHoweverShown();
    await page.reload();
    await expect(code).toBeVisible();
    const right = await visitor.freshCode(person.sub);
    await visitor.answerDialog(person, { code: right === '000000' ? '000001' : '000000' });
    // Right or wrong is told when both have been given, so that nobody can guess at one alone.
    const password = page.getByLabel('Personlig passord');
    await expect(password).toBeVisible();
    await visitor.expectAccessibleHoweverShown();
    await visitor.answerDialog(person);
    await expect(page.getByRole('main')).toContainText('Engangskoden er feil.');
    await visitor.expectAccessibleHoweverShown();

    // The password's screen after a reload: the code that was typed is still held.
    await visitor.answerDialog(person);
    await expect(password).toBeVisible();
    await page.reload();
    await expect(password).toBeVisible();
    await visitor.answerDialog(person, { password: 'not the password 1' });
    await expect(page.getByRole('main')).toContainText('Passordet er feil. Du har 4 forsøk igjen');
    await expect(code).toBeVisible();
    await visitor.expectAccessible();
    await page.reload();
    await expect(page.getByRole('main')).toContainText('Passordet er feil. Du har 4 forsøk igjen');
    await visitor.proveFrom(person);
    await page.waitForURL(/\/receipt/);
    await expect(page.getByRole('heading', { level: 1, name: t('receipt.signedTitle') })).toBeVisible();
    await visitor.expectAccessibleHoweverShown();
  },
);
