import type { Page } from '@playwright/test';
import { desk } from '@segl/contracts';
import { expect, Visitor } from './journey.js';
import type { Product } from './product.js';

/** Everything that the demonstration tells of the banks' desks. */
export async function demoDesk(product: Product): Promise<desk.DemoDesk> {
  const answer = await fetch(`${product.url}/bankid/demo/desk`);
  return desk.demoDesk.parse(await answer.json());
}

/** Somebody at a screen of a bank's desk. */
export class OfficerAtDesk extends Visitor {
  /** Logs in by typing alone, with the keyboard. */
  static async logIn(page: Page, product: Product, firstName: string): Promise<OfficerAtDesk> {
    const officer = new OfficerAtDesk(page, product);
    const { username, password, code } = await officer.withFreshCode(firstName);
    await officer.open('/bank-desk');
    await page.getByLabel(officer.t('bankDesk.logIn.username')).focus();
    await page.keyboard.type(username);
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Tab');
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: officer.t('bankDesk.onDuty') })).toBeVisible();
    return officer;
  }

  /** Finds a customer by name and opens the page. */
  async openCustomer(name: string): Promise<void> {
    await this.open('/bank-desk');
    await this.page.getByLabel(this.t('bankDesk.find.label')).fill(name);
    await this.page.keyboard.press('Enter');
    await this.page.getByRole('link', { name }).click();
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeVisible();
  }

  /** Begins an act in its dialog, after `fill` has given it what it needs. */
  async act(kind: string, fill: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    await this.page.getByRole('button', { name: this.t(`bankDesk.acts.${kind}`), exact: true }).click();
    const dialog = this.page.getByRole('dialog');
    await expect(dialog).toBeVisible();
    await fill();
    await dialog.getByRole('button', { name: this.t(`bankDesk.confirm.${kind}`), exact: true }).click();
    await expect(dialog).toBeHidden();
  }

  /** Approves what waits for a customer, on the page of the day. */
  async approve(kind: string, name: string): Promise<void> {
    await this.open('/bank-desk');
    const what = this.t(`bankDesk.acts.${kind}`);
    const label = this.t('bankDesk.approvals.approveWhat', { what, name });
    await this.page.getByRole('button', { name: label }).click();
    await expect(this.page.getByRole('button', { name: label })).toBeHidden();
  }

  /** The state that the page shows of the customer's BankID. */
  bankId(state: string) {
    const name = this.t('bankDesk.bankIds.one', { state: this.t(`bankDesk.states.${state}`) });
    return this.page.getByRole('article', { name });
  }

  private async withFreshCode(
    firstName: string,
  ): Promise<desk.DemoDesk['officers'][number] & { password: string }> {
    const read = async () =>
      (await demoDesk(this.product)).officers.find(({ name }) => name.startsWith(firstName));
    if ((await read())?.used === true) await this.product.advanceClock(30);
    const officer = await read();
    if (officer?.password == null) throw new Error(`no officer ${firstName} of the demo`);
    return { ...officer, password: officer.password };
  }
}
