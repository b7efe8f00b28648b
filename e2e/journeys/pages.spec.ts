import { expect, test, Visitor } from '../support/journey.js';

const open = [
  '/',
  '/documents',
  '/desk',
  '/verify',
  '/help',
  '/help/errors',
  '/test-bankid',
  '/my-bankid',
  '/banks',
  '/status',
  '/demo',
  '/demo/mailbox',
  '/nothing-here',
];
const loggedIn = ['/documents', '/desk', '/desk/new', '/my-bankid', '/test-bankid?tested=1'];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every page has a heading, a title of its own, and nothing that axe finds (${colorScheme}) @phone`, async ({
    page,
    product,
  }) => {
    await page.emulateMedia({ colorScheme });
    const visitor = new Visitor(page, product);
    const look = async (path: string): Promise<string> => {
      await visitor.open(path);
      await expect(page.getByRole('heading', { level: 1 }), path).toBeVisible();
      await visitor.expectAccessible();
      return await page.title();
    };
    const titles: string[] = [];
    for (const path of open) titles.push(await look(path));
    expect(new Set(titles).size).toBe(open.length);

    await visitor.open('/desk');
    await page.getByRole('link', { name: visitor.t('login.button') }).click();
    await visitor.proveWithBankId(await visitor.firstActive());
    for (const path of loggedIn) await look(path);
  });
}

test('the document is read with the keyboard, larger, or in another way @phone', async ({
  page,
  product,
}) => {
  const visitor = new Visitor(page, product);
  await visitor.orderSample();
  await visitor.logInToRead(await visitor.firstActive());
  const percent = page.getByRole('button', { name: /\d+ prosent/ });
  await expect(percent).toHaveAccessibleName(/100/);
  await page.getByRole('button', { name: visitor.t('reader.zoomIn') }).click();
  await expect(percent).not.toHaveAccessibleName(/ 100 /);

  // The text over the picture is real text.
  const first = page.getByRole('region', { name: visitor.t('reader.page', { page: 1, total: 4 }) });
  await expect(first).toContainText('Lånebeløp');

  const box = page.getByRole('checkbox', { name: visitor.statement });
  await expect(box).toBeHidden();
  await page.getByRole('button', { name: visitor.t('reader.declare') }).click();
  await expect(box).toBeFocused();
  await page.keyboard.press('Space');
  await expect(box).toBeChecked();
  await visitor.expectAccessible();
});
