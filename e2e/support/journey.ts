import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import type { HttpPerson } from './http-person.js';
import { PageFaults } from './page-faults.js';
import { startProduct, type Product } from './product.js';
import { textsOf, type LanguageCode, type Texts } from './texts.js';

type DemoPerson = Awaited<ReturnType<Product['people']>>[number];

/**
 * A test gets a running product, shared by the tests of one worker, and fails when a page complained of something that
 * the test has not named.
 */
export const test = base.extend<{ faults: PageFaults }, { product: Product }>({
  faults: [
    async ({ context }, use) => {
      const faults = await PageFaults.watch(context);
      await use(faults);
      expect(faults.unexpected(), 'what the pages complained of').toEqual([]);
    },
    { auto: true },
  ],
  product: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from this very pattern
    async ({}, use) => {
      const product = await startProduct();
      await use(product);
      await product.stop();
      await product.discard();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});
export { expect };

/** A person at a screen. */
export class Visitor {
  readonly t: Texts;
  constructor(
    readonly page: Page,
    readonly product: Product,
    readonly language: LanguageCode = 'nb',
  ) {
    this.t = textsOf(language);
  }

  /** Opens an address of the product, in this visitor's language. */
  async open(path: string): Promise<void> {
    await this.page
      .context()
      .addCookies([{ name: 'segl_lang', value: this.language, url: this.product.url }]);
    await this.page.goto(this.product.url + path);
  }

  async personBySub(sub: string): Promise<DemoPerson> {
    const person = (await this.product.people()).find((each) => each.sub === sub);
    if (person === undefined) throw new Error(`no demo person ${sub}`);
    return person;
  }

  async firstActive(): Promise<DemoPerson> {
    const person = (await this.product.people()).find(({ bankIdState }) => bankIdState === 'active');
    if (person === undefined) throw new Error('no demo person with an active BankID');
    return person;
  }

  /** Answers one question of the dialog, whatever it is, by typing what this person would. */
  async answerDialog(person: DemoPerson, wrong: { code?: string; password?: string } = {}): Promise<void> {
    const question = this.page.locator('form.question');
    await expect(question).toBeVisible();
    const input = question.locator('input:not([type=hidden])');
    if ((await input.count()) > 0) {
      const name = (await input.getAttribute('name')) ?? '';
      if (name === 'birthDate') await input.fill(person.birthDate.split('-').reverse().join(''));
      else if (name === 'code') await input.fill(wrong.code ?? (await this.freshCode(person.sub)));
      else if (name === 'password') await input.fill(wrong.password ?? person.password ?? '');
      else throw new Error(`the dialog asks for ${name}`);
    }
    const answered = this.page.waitForEvent('domcontentloaded');
    await question.locator('button[type=submit]').click();
    await answered;
  }

  /** Answers all questions of the dialog and comes back to the caller. */
  async proveWithBankId(person: DemoPerson): Promise<void> {
    await this.page.waitForURL(/\/bankid\/dialog\//);
    await this.proveFrom(person);
  }

  /** Answers what the dialog still asks, from whichever question it is at. */
  async proveFrom(person: DemoPerson): Promise<void> {
    for (let isLast = false; !isLast;) {
      await expect(this.page.locator('form.question')).toBeVisible();
      isLast = (await this.page.locator('form.question input[name=password]').count()) > 0;
      await this.answerDialog(person);
    }
    await this.page.waitForURL((url) => !url.pathname.includes('/bankid/'));
  }

  /** A code that has not been used: where the present one has, the clock goes on to the next. */
  async freshCode(sub: string): Promise<string> {
    const { codeUnit } = await this.personBySub(sub);
    if (!codeUnit.used) return codeUnit.code;
    await this.product.advanceClock(codeUnit.periodSeconds);
    return (await this.personBySub(sub)).codeUnit.code;
  }

  /** Makes this browser that of a person who is logged in, by cookies instead of typing. */
  async become(person: HttpPerson): Promise<void> {
    await this.page.context().clearCookies();
    await this.page.context().addCookies((await person.http.storageState()).cookies);
  }

  /** Home page, "try it now", and on to the invitation's landing; resolves to its link token. */
  async orderSample(sample = 'loan-agreement'): Promise<string> {
    await this.open('/');
    await this.page.getByRole('button', { name: this.t(`home.try.${sample}`) }).click();
    await this.page.waitForURL(/\/sign\/[A-Za-z0-9_-]{22}/);
    return /\/sign\/([A-Za-z0-9_-]{22})/.exec(this.page.url())?.[1] ?? '';
  }

  /** From the landing to the document. */
  async logInToRead(person: DemoPerson): Promise<void> {
    await this.page.getByRole('link', { name: this.t('invitation.login') }).click();
    await this.proveWithBankId(person);
    await this.openDocument();
  }

  async openDocument(): Promise<void> {
    const read = this.page.getByRole('link', { name: this.t('invitation.read') });
    const reader = this.page.getByRole('region', { name: this.t('reader.document') });
    await expect(read.or(reader).first()).toBeVisible();
    if (await read.isVisible()) await read.click();
    await this.page.waitForURL(/\/document$/);
  }

  /** Reads page after page with the one button until the box appears. */
  async readToTheEnd(): Promise<void> {
    const box = this.page.getByRole('checkbox', { name: this.statement });
    const button = this.page.getByRole('button', { name: this.pagesLeft });
    await expect(box.or(button).first()).toBeVisible();
    while (!(await box.isVisible())) {
      const left = await button.innerText();
      await button.click();
      // Each click brings the next page into view, and the button says so or gives way to the box.
      await expect(async () => {
        expect((await box.isVisible()) || (await button.innerText({ timeout: 500 })) !== left).toBe(true);
      }).toPass();
    }
  }

  /** "3 pages left", for any number. */
  private get pagesLeft(): RegExp {
    const words = ['reader.left_one', 'reader.left_other'].map((key) =>
      this.t(key, { count: '#' }).replace('#', '\\d+'),
    );
    return new RegExp(`^(${words.join('|')})$`);
  }

  get statement(): RegExp {
    return { nb: /lest og forstått/, nn: /lese og forstått/, en: /read and understood/ }[this.language];
  }

  async confirmAndGoToBankId(): Promise<void> {
    await this.page.getByRole('checkbox', { name: this.statement }).check();
    await this.page.getByRole('button', { name: this.t('reader.continue') }).click();
  }

  /** Nothing at WCAG 2.2 A and AA, nothing to scroll sideways to (1.4.10), and no text that lacks what belongs into it. */
  async expectAccessible(): Promise<void> {
    await this.expectNoSidewaysScroll();
    await expect(this.page.locator('body'), this.page.url()).not.toContainText('{{');
    const { violations } = await new AxeBuilder({ page: this.page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze();
    const words = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
    );
    expect(words, this.page.url()).toEqual([]);
  }

  /** Accessible in both colour schemes, and as wide as the smallest phone's screen. */
  async expectAccessibleHoweverShown(): Promise<void> {
    for (const colorScheme of ['dark', 'light'] as const) {
      await this.page.emulateMedia({ colorScheme });
      await this.expectAccessible();
    }
    const size = this.page.viewportSize();
    await this.page.setViewportSize({ width: 360, height: 740 });
    await this.expectNoSidewaysScroll();
    if (size !== null) await this.page.setViewportSize(size);
  }

  private async expectNoSidewaysScroll(): Promise<void> {
    const beyond = (): Promise<number> =>
      this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await expect.poll(beyond, `${this.page.url()} is wider than the window`).toBeLessThanOrEqual(0);
  }
}
