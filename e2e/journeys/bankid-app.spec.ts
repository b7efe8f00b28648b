import type { Browser, BrowserContext, Page } from '@playwright/test';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, Visitor } from '../support/journey.js';
import type { Product } from '../support/product.js';
import { textsOf } from '../support/texts.js';

const t = textsOf('nb');
type Person = Awaited<ReturnType<Product['people']>>[number];

/** A phone with a page of its own, beside the computer that shows the dialog. */
class Phone {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly product: Product,
  ) {}

  static async take(browser: Browser, product: Product): Promise<Phone> {
    const context = await browser.newContext({
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
      locale: 'nb-NO',
      timezoneId: 'Europe/Oslo',
    });
    const page = await context.newPage();
    await page.goto(`${product.url}/app`);
    return new Phone(context, page, product);
  }

  /** Types what the form asks, with a fresh code of the code unit. */
  async activate(person: Person, deviceName: string): Promise<void> {
    const { page } = this;
    await expect(page.getByRole('heading', { level: 1, name: t('bankidApp.activate.title') })).toBeVisible();
    const code = await new Visitor(page, this.product).freshCode(person.sub);
    await page.getByLabel(t('bankidApp.activate.birthDate')).fill(typed(person.birthDate));
    await page.getByLabel(t('bankidApp.activate.code')).fill(code);
    await page.getByLabel(t('bankidApp.activate.password')).fill(person.password ?? '');
    await page.getByLabel(t('bankidApp.activate.deviceName')).fill(deviceName);
    await page.getByRole('button', { name: t('bankidApp.activate.submit') }).click();
    await expect(
      page.getByRole('heading', { level: 1, name: t('bankidApp.home.waitingTitle') }),
    ).toBeVisible();
  }

  async code(): Promise<string> {
    const shown = this.page.locator('.unit__code');
    await expect(shown).toHaveText(/^\d{3} \d{3}$/);
    return (await shown.innerText()).replace(/\s/, '');
  }

  question(kind: 'login' | 'signing') {
    return this.page.getByRole('region', { name: t(`bankidApp.question.${kind}`) });
  }

  async approve(): Promise<void> {
    await this.page.getByRole('button', { name: t('bankidApp.question.approve'), exact: true }).click();
    await expect(this.page.getByText(t('bankidApp.question.approvedTitle'), { exact: true })).toBeVisible();
  }

  async expectAccessible(): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
    const beyond = () =>
      this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await beyond()).toBeLessThanOrEqual(0);
  }
}

const typed = (birthDate: string): string => birthDate.split('-').reverse().join('');

/** From the documents page to the dialog's question for a code. */
async function startLogIn(visitor: Visitor, person: Person): Promise<void> {
  await visitor.open('/documents');
  await visitor.page.getByRole('link', { name: visitor.t('login.button') }).click();
  await visitor.page.waitForURL(/\/bankid\/dialog\//);
  await visitor.answerDialog(person);
}

const askApp = (page: Page) => page.getByRole('button', { name: 'Godkjenn i BankID-appen' });

test('the app is activated with the code unit, shows codes, and approves a log-in beside the password @phone', async ({
  page,
  browser,
  product,
  faults,
}) => {
  // Cookies are dropped on purpose, to log in a second time.
  faults.allow(/status of 401/);
  const visitor = new Visitor(page, product);
  const person = await visitor.firstActive();
  const phone = await Phone.take(browser, product);

  await test.step('what is missing is told beside the fields', async () => {
    await phone.page.getByRole('button', { name: t('bankidApp.activate.submit') }).click();
    await expect(
      phone.page.getByRole('link', { name: t('bankidApp.activate.birthDateInvalid') }),
    ).toBeVisible();
    await phone.expectAccessible();
  });
  await test.step('activation, and which bank the BankID is from', async () => {
    await phone.activate(person, 'Min Pixel');
    const main = phone.page.getByRole('main');
    await expect(main).toContainText(person.name);
    await expect(main).toContainText(t('bankidApp.home.bank', { bank: person.bank.name }));
    await phone.expectAccessible();
  });
  await test.step('the same words in the dialog and in the app, and the password after it', async () => {
    await startLogIn(visitor, person);
    await visitor.expectAccessible();
    await askApp(page).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Godkjenn i BankID-appen' })).toBeVisible();
    await visitor.expectAccessible();
    const words = await page.locator('dd.reference').innerText();
    const question = phone.question('login');
    await expect(question).toContainText(words);
    await expect(question).toContainText('Segl');
    await phone.expectAccessible();
    await phone.approve();
    // The dialog moves on by itself.
    await visitor.proveFrom(person);
    await expect(page).toHaveURL(/\/documents$/);
  });
  await test.step('a code of the app is taken where one of the code unit is', async () => {
    await page.context().clearCookies();
    await startLogIn(visitor, person);
    await page.getByLabel('Engangskode').fill(await phone.code());
    await page.getByRole('button', { name: 'Neste' }).click();
    await visitor.answerDialog(person);
    await page.waitForURL(/\/documents$/);
  });
  await phone.context.close();
});

test('the holder says no in the app, and nobody is logged in @desktop', async ({
  page,
  browser,
  product,
}) => {
  const visitor = new Visitor(page, product);
  const person = await visitor.firstActive();
  const phone = await Phone.take(browser, product);
  await phone.activate(person, 'Telefon');
  await startLogIn(visitor, person);
  await askApp(page).click();
  await phone
    .question('login')
    .getByRole('button', { name: t('bankidApp.question.refuse') })
    .click();
  await expect(phone.page.getByText(t('bankidApp.question.refusedTitle'), { exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Avvist i appen' })).toBeVisible();
  await visitor.expectAccessible();
  // The code unit is still there.
  await page.getByRole('link', { name: 'Bruk engangskode i stedet' }).click();
  await visitor.proveFrom(person);
  await phone.context.close();
});

test('a signing is approved with the phone’s own lock, and shows what is signed', async ({
  page,
  browser,
  product,
}) => {
  const visitor = new Visitor(page, product);
  const person = await visitor.firstActive();
  const phone = await Phone.take(browser, product);
  const cdp = await phone.context.newCDPSession(phone.page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await phone.activate(person, 'Telefon med lås');
  await phone.page.getByRole('button', { name: t('bankidApp.unlock.setUp') }).click();
  await expect(phone.page.getByText(t('bankidApp.unlock.on'))).toBeVisible();

  await visitor.orderSample('change-of-address');
  await visitor.logInToRead(person);
  await visitor.readToTheEnd();
  await visitor.confirmAndGoToBankId();
  await page.waitForURL(/\/bankid\/dialog\//);
  await visitor.answerDialog(person);
  const reference = await page.locator('dd.reference').innerText();
  await askApp(page).click();

  const question = phone.question('signing');
  await expect(question).toContainText(reference);
  await phone.expectAccessible();
  await test.step('a finger that is not the holder’s approves nothing', async () => {
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await phone.page.getByRole('button', { name: t('bankidApp.question.approve'), exact: true }).click();
    await expect(phone.page.getByText(t('bankidApp.question.notUnlocked'))).toBeVisible();
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  });
  await phone.approve();
  await visitor.proveFrom(person);
  await page.waitForURL(/\/receipt/);
  await phone.context.close();
});

test('one device at a time; the first says so, opens without a line, and the holder can end the app @desktop', async ({
  browser,
  product,
}) => {
  const people = await product.people();
  const person = people.filter(({ bankIdState }) => bankIdState === 'active')[1]!;
  const first = await Phone.take(browser, product);
  await first.activate(person, 'Gammel telefon');

  await test.step('without a line the app opens all the same, with its codes', async () => {
    await first.page.waitForFunction(async () => {
      const { active } = await navigator.serviceWorker.ready;
      const kept = await caches.match('/app');
      const keys = await (await caches.open('segl-bankid-app-1')).keys();
      return active?.state === 'activated' && kept !== undefined && keys.some(({ url }) => /\/nb-/.test(url));
    });
    await first.context.setOffline(true);
    await first.page.reload();
    await expect(first.page.getByText(t('bankidApp.home.offline'))).toBeVisible();
    await first.code();
    const kept = await first.page.evaluate(async () => {
      const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
      const requests = await Promise.all(caches_.map((cache) => cache.keys()));
      return requests.flat().map(({ url }) => new URL(url).pathname);
    });
    expect(kept.filter((path) => !/^\/(app|assets\/.*|bankid-app\..*|first-paint\.js)$/.test(path))).toEqual(
      [],
    );
    await first.context.setOffline(false);
    await expect(first.page.getByText(t('bankidApp.home.offline'))).toBeHidden();
  });

  const second = await Phone.take(browser, product);
  await second.activate(person, 'Ny telefon');
  await expect(
    first.page.getByRole('heading', { level: 1, name: t('bankidApp.ended.replaced.title') }),
  ).toBeVisible();
  await first.expectAccessible();

  await test.step('the holder takes the app off the device, and back with the code unit', async () => {
    await second.page.getByText(t('bankidApp.end.title')).click();
    await second.page.getByRole('button', { name: t('bankidApp.end.button') }).click();
    await second.expectAccessible();
    await second.page.getByRole('button', { name: t('bankidApp.end.yes') }).click();
    await expect(
      second.page.getByRole('heading', { level: 1, name: t('bankidApp.ended.holder.title') }),
    ).toBeVisible();
    await second.page.getByRole('button', { name: t('bankidApp.ended.activate') }).click();
    await second.activate(person, 'Ny telefon igjen');
  });
  await first.context.close();
  await second.context.close();
});

test('the app can be installed, and its keys cannot be read @desktop', async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  const person = await visitor.firstActive();
  await visitor.open('/app');
  const manifest = await page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel=manifest]');
    return (await (await fetch(link?.href ?? '')).json()) as Record<string, unknown>;
  });
  expect(manifest).toMatchObject({ start_url: '/app', scope: '/app', display: 'standalone' });
  await page.getByLabel(t('bankidApp.activate.birthDate')).fill(typed(person.birthDate));
  await page.getByLabel(t('bankidApp.activate.code')).fill(await visitor.freshCode(person.sub));
  await page.getByLabel(t('bankidApp.activate.password')).fill(person.password ?? '');
  await page.getByLabel(t('bankidApp.activate.password')).press('Enter');
  await expect(page.locator('.unit__code')).toHaveText(/^\d{3} \d{3}$/);
  const keys = await page.evaluate(
    () =>
      new Promise<boolean[]>((resolve, reject) => {
        const opening = indexedDB.open('segl-bankid-app');
        opening.onerror = () => reject(new Error('not opened'));
        opening.onsuccess = () => {
          const get = opening.result.transaction('device').objectStore('device').get('this');
          get.onsuccess = () => {
            const device = get.result as { signingKey: CryptoKey; codeKey: CryptoKey };
            resolve([device.signingKey.extractable, device.codeKey.extractable]);
          };
        };
      }),
  );
  expect(keys).toEqual([false, false]);
});
