import { expect, test, Visitor } from '../support/journey.js';

test(
  'the demo page shows everybody’s present code, and it works',
  { tag: '@desktop' },
  async ({ page, product }) => {
    const visitor = new Visitor(page, product);
    const { t } = visitor;
    const person = await visitor.firstActive();
    await visitor.open('/documents');
    await page.getByRole('link', { name: t('login.button') }).click();
    await page.waitForURL(/\/bankid\/dialog\//);
    await visitor.answerDialog(person);

    // From the dialog to the code unit, as somebody does who has it in the other hand.
    await visitor.freshCode(person.sub);
    const opening = page.waitForEvent('popup');
    await page.getByRole('link', { name: 'Åpne kodebrikken (ny fane)' }).click();
    const demo = await opening;
    const unit = demo.getByRole('article', { name: person.name, exact: true });
    await expect(unit.locator('.unit__state')).toHaveText(/^Ny kode om \d+ s$/);
    const shown = async (): Promise<string> =>
      (await unit.locator('.unit__code').innerText()).replace(/\s/, '');
    const code = await shown();
    expect(code).toMatch(/^\d{6}$/);
    await page.getByLabel('Engangskode').fill(code);
    await page.getByRole('button', { name: 'Neste' }).click();
    await page.getByLabel('Personlig passord').fill(await unit.locator('code').first().innerText());
    await page.getByRole('button', { name: 'Logg inn' }).click();
    await page.waitForURL(/\/documents$/);

    // The next one comes with the clock, without a reload.
    await product.advanceClock(30);
    await expect.poll(shown).not.toBe(code);
    await expect(unit.locator('.unit__state')).toHaveText(/^Ny kode om \d+ s$/);

    // Everybody has one of their own, and what stands there is what their units show.
    await expect(async () => {
      const units = demo.getByRole('article').locator('.unit__code');
      const codes = (await units.allInnerTexts()).map((text) => text.replace(/\s/, ''));
      const people = await product.people();
      expect(codes).toEqual(people.map(({ codeUnit }) => codeUnit.code));
      expect(new Set(codes).size).toBeGreaterThan(1);
    }).toPass();
  },
);
