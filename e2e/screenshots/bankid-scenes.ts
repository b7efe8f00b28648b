import type { Visitor } from '../support/journey.js';
import { expect, looks, type Scene, type Stage } from './stage.js';

/** The BankID dialog: each question, what can go wrong, and how it ends. */
export const bankIdScenes: Readonly<Record<string, Scene>> = { dialog, 'dialog-outcomes': outcomes };

async function dialog(stage: Stage): Promise<void> {
  const visitor = await stage.visitor();
  const { page } = visitor;
  const kari = await visitor.personBySub(await stage.sub('Kari'));
  await startLogIn(visitor);
  await stage.picture(visitor, 'dialog-birth-date');
  await page.locator('input[name=birthDate]').fill('99');
  await page.locator('form.question button[type=submit]').click();
  await expect(page.locator('.summary')).toBeVisible();
  await stage.picture(visitor, 'dialog-birth-date-wrong');
  await visitor.answerDialog(kari);
  await stage.picture(visitor, 'dialog-code');
  await page.locator('details.help summary').click();
  await stage.picture(visitor, 'dialog-help', { looks: [looks.phone, looks.desktop] });
  await visitor.answerDialog(kari, { code: '12' });
  await stage.picture(visitor, 'dialog-code-unfinished', { looks: [looks.phone] });
  await page.locator('details.menu summary').click();
  await stage.picture(visitor, 'dialog-menu');
  await page.locator('a[href$="/cancel"]').click();
  await stage.picture(visitor, 'dialog-cancel');
  await page.goBack();
  await visitor.answerDialog(kari);
  await stage.picture(visitor, 'dialog-password');
  await visitor.answerDialog(kari, { password: 'not the password' });
  await stage.picture(visitor, 'dialog-password-wrong');
  const right = await visitor.freshCode(kari.sub);
  await visitor.answerDialog(kari, { code: right === '000000' ? '000001' : '000000' });
  await visitor.answerDialog(kari);
  await stage.picture(visitor, 'dialog-code-wrong');

  const english = await stage.visitor(undefined, { language: 'en' });
  await startLogIn(english);
  await stage.picture(english, 'dialog-birth-date', { looks: [looks.phone] });
  await page.goto(`${stage.product.url}/bankid/dialog/there-is-no-such-dialog`);
  await stage.picture(visitor, 'dialog-ended');
}

async function outcomes(stage: Stage): Promise<void> {
  for (const [givenName, name] of [
    ['Ingrid', 'suspended'],
    ['Bjørn', 'expired'],
    ['Tuva', 'no-bankid'],
  ] as const) {
    const visitor = await stage.visitor();
    const person = await visitor.personBySub(await stage.sub(givenName));
    await startLogIn(visitor);
    for (let isAsked = true; isAsked;) {
      await visitor.answerDialog(person);
      isAsked = (await visitor.page.locator('form.question input:not([type=hidden])').count()) > 0;
    }
    await stage.picture(visitor, `dialog-${name}`);
    await visitor.page.locator('form.question button[type=submit]').click();
    await visitor.page.waitForURL((url) => !url.pathname.includes('/bankid/'));
    await expect(visitor.page.getByRole('alert').first()).toBeVisible();
    await stage.picture(visitor, `back-${name}`);
  }
}

async function startLogIn(visitor: Visitor): Promise<void> {
  await visitor.open('/documents');
  await visitor.page.getByRole('link', { name: visitor.t('login.button') }).click();
  await visitor.page.waitForURL(/\/bankid\/dialog\//);
  await expect(visitor.page.locator('form.question')).toBeVisible();
}
