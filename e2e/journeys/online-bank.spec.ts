import { readFile } from 'node:fs/promises';
import { expect, test as base, Visitor } from '../support/journey.js';
import { startOnlineBank, type OnlineBank } from '../support/online-bank.js';

const test = base.extend<{ bank: OnlineBank }>({
  bank: async ({ product }, use) => {
    const bank = await startOnlineBank(product);
    await use(bank);
    await bank.stop();
  },
});

test('a customer of an online bank orders, changes the password, signs a loan and comes back @desktop', async ({
  page,
  product,
  bank,
  faults,
}) => {
  faults.allow(/status of 422 .* at \S+\/loan$/);
  const visitor = new Visitor(page, product);
  let ola = (await product.people()).find(({ name }) => name.startsWith('Ola'))!;
  const button = (name: string) => page.getByRole('button', { name });
  const link = (name: string) => page.getByRole('link', { name });

  await test.step('logs in', async () => {
    await page.goto(bank.url);
    await expect(page.getByText('banken er oppdiktet, og alt er simulert')).toBeVisible();
    await visitor.expectAccessibleHoweverShown();
    await button('Logg inn med BankID').click();
    await page.waitForURL(/\/bankid\/dialog\//);
    await expect(page.getByText('får Nordlysbanken nettbank vite')).toBeVisible();
    await visitor.proveFrom(ola);
    await expect(page.getByRole('heading', { level: 1, name: 'Hei, Ola' })).toBeVisible();
    await visitor.expectAccessibleHoweverShown();
  });

  await test.step('orders a BankID for a child', async () => {
    await link('Se BankID').click();
    await expect(page.getByText('Har BankID fra oss.')).toBeVisible();
    await visitor.expectAccessibleHoweverShown();
    await button('Bestill BankID til Mina').click();
    await expect(page.getByRole('status')).toContainText('Bestillingen er mottatt');
    await expect(page.getByText(/Utstedt\. Aktiver den med koden i brevet/)).toBeVisible();
    await expect(button('Bestill BankID til Mina')).toHaveCount(0);
    await link('Til oversikten').click();
  });

  await test.step('changes the password at BankID, never here', async () => {
    const chosen = 'sommerfugl-og-mose-3';
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().startsWith(bank.url)) asked.push(`${request.url()} ${request.postData() ?? ''}`);
    });
    await button('Bytt BankID-passord').click();
    await expect(page.getByText('Bytt BankID-passord, på vei fra')).toBeVisible();
    // The bank knows the birth date: it is shown, not asked.
    await expect(page.locator('input[name=birthDate]')).toHaveCount(0);
    await visitor.expectAccessibleHoweverShown();
    for (let question = 0; question < 3; question += 1) await visitor.answerDialog(ola);
    await page.getByLabel('Passordet du har nå').fill(ola.password ?? '');
    await page.getByLabel('Nytt passord', { exact: true }).fill(chosen);
    await page.getByLabel('Nytt passord en gang til').fill(chosen);
    await button('Bytt passord').last().click();
    await expect(page.getByText('Passordet er byttet.')).toBeVisible();
    await button('Fortsett til Nordlysbanken nettbank').click();
    await expect(page.getByRole('status')).toHaveText('BankID-passordet er byttet.');
    expect(asked.join('\n')).not.toContain(chosen);
    expect(asked.join('\n')).not.toContain(ola.password ?? chosen);
    ola = { ...ola, password: chosen };
  });

  await test.step('leaves a loan agreement unsigned, and comes back', async () => {
    await link('Se lån').click();
    await page.getByLabel('Lånebeløp i kroner').fill('5');
    await button('Gå til signering').click();
    await expect(page.getByText('Skriv et helt beløp fra 10 000 til 500 000.')).toBeVisible();
    await visitor.expectAccessibleHoweverShown();
    await page.getByLabel('Lånebeløp i kroner').fill('250 000');
    await button('Gå til signering').click();
    await page.waitForURL(/\/sign\/[A-Za-z0-9_-]{22}$/);
    await expect(page.getByRole('heading', { level: 1, name: 'Låneavtale' })).toBeVisible();
    // Prepared, and still waiting for the signer.
    await expect(link(visitor.t('invitation.login'))).toBeVisible();
    await link('Tilbake til Nordlysbanken nettbank uten å signere').click();
    await page.waitForURL(`${bank.url}/loan/return`);
    await expect(page.getByText('Avtalen er ikke signert ennå. Den venter på deg.')).toBeVisible();
    await visitor.expectAccessibleHoweverShown();
  });

  await test.step('signs it, and comes back to the receipt', async () => {
    await link('Les og signer').click();
    await link(visitor.t('invitation.login')).click();
    await page.waitForURL(/\/bankid\/dialog\//);
    await expect(page.locator('input[name=birthDate]')).toHaveCount(0);
    await visitor.proveFrom(ola);
    await visitor.openDocument();
    await visitor.expectAccessible();
    await visitor.readToTheEnd();
    await visitor.confirmAndGoToBankId();
    await visitor.proveWithBankId(ola);
    await page.waitForURL(/\/receipt/);
    await link('Tilbake til Nordlysbanken nettbank').click();
    await page.waitForURL(`${bank.url}/loan/return`);
    await expect(page.getByText('Avtalen er signert.')).toBeVisible();
    await visitor.expectAccessibleHoweverShown();
    for (const name of ['Last ned signert avtale (PDF)', 'Last ned kvittering (PDF)']) {
      const download = page.waitForEvent('download');
      await link(name).click();
      const file = await readFile(await (await download).path());
      expect(file.subarray(0, 5).toString()).toBe('%PDF-');
    }
  });

  await test.step('begins another, and says no', async () => {
    await button('Nytt lån').click();
    await button('Gå til signering').click();
    await page.waitForURL(/\/sign\//);
    await page.goto(`${bank.url}/loan`);
    await button('Nei takk til lånet').click();
    await expect(page.getByText('Du takket nei. Ingenting ble signert.')).toBeVisible();
  });
});
