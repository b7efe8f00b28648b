import { expect, test, Visitor } from '../support/journey.js';

test(
  'a page that cannot be fetched says so, and comes with a reload',
  { tag: '@desktop' },
  async ({ page, product, faults }) => {
    const visitor = new Visitor(page, product);
    faults.allow(/net::ERR_FAILED|dynamically imported module/);
    const part = /\/assets\/status-page-[\w-]+\.js$/;
    await page.route(part, (route) => route.abort());
    await visitor.open('/');
    await page.getByRole('link', { name: visitor.t('footer.status') }).click();
    await expect(
      page.getByRole('heading', { level: 1, name: visitor.t('errors.web.offline.title') }),
    ).toBeVisible();
    await visitor.expectAccessibleHoweverShown();

    await page.unroute(part);
    await page.getByRole('button', { name: visitor.t('crash.reload') }).click();
    await expect(page.getByRole('heading', { level: 1, name: visitor.t('status.title') })).toBeVisible();
  },
);
