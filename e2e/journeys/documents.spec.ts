import { readFile } from 'node:fs/promises';
import { HttpPerson } from '../support/http-person.js';
import { expect, test, Visitor } from '../support/journey.js';

test(
  'what somebody has signed is found, opened and downloaded by them, and by nobody else',
  {
    tag: '@desktop',
  },
  async ({ page, product, faults }) => {
    const visitor = new Visitor(page, product);
    const { t } = visitor;
    const [owner, other] = (await product.people()).filter(({ bankIdState }) => bankIdState === 'active');
    if (owner === undefined || other === undefined) throw new Error('two demo people are needed');
    const person = await HttpPerson.create(product, owner.sub);
    const stranger = await HttpPerson.create(product, other.sub);
    try {
      const loan = await person.signSample('loan-agreement');
      await person.signSample('bid-on-house');
      await visitor.become(person);
      await visitor.open('/documents');
      const titles = page
        .getByRole('main')
        .getByRole('listitem')
        .getByRole('link', { name: /^(?!Last ned)/ });
      await expect(titles.filter({ hasText: t('samples.loan-agreement') }).first()).toBeVisible();
      await expect(titles.filter({ hasText: 'Bud på bolig' }).first()).toBeVisible();

      const search = page.getByRole('searchbox', { name: t('documents.search') });
      await search.fill('LÅNE');
      await expect(titles.filter({ hasText: 'Bud på bolig' })).toHaveCount(0);
      await expect(titles.filter({ hasText: t('samples.loan-agreement') }).first()).toBeVisible();
      await search.fill('finnes ikke');
      await expect(page.getByRole('heading', { name: t('documents.none.title') })).toBeVisible();
      await expect(page.getByText(t('documents.none.text', { query: 'finnes ikke' }))).toBeVisible();
      await expect(titles).toHaveCount(0);
      await expect(search).toBeVisible();
      await visitor.expectAccessible();
      await search.fill('');
      await expect(titles.filter({ hasText: 'Bud på bolig' }).first()).toBeVisible();

      // The newest stands first: the loan agreement is the first of its kind.
      await titles
        .filter({ hasText: t('samples.loan-agreement') })
        .first()
        .click();
      await expect(page).toHaveURL(new RegExp(`/documents/${loan.documentId}$`));
      await expect(page.getByRole('heading', { level: 1, name: t('samples.loan-agreement') })).toBeVisible();
      await page.getByRole('button', { name: t('document.check') }).click();
      await expect(page.getByRole('heading', { name: t('verify.verdict.all-good.title') })).toBeVisible();
      await visitor.expectAccessibleHoweverShown();
      const downloading = page.waitForEvent('download');
      await page.getByRole('link', { name: t('document.download') }).click();
      const download = await downloading;
      expect((await readFile(await download.path())).equals(loan.pdf)).toBe(true);

      // Somebody else who is logged in meets a closed door, with words on it.
      faults.allow(/status of 40[34] .*\/signing\/api\/documents\//);
      await stranger.logIn('/documents');
      await visitor.become(stranger);
      await visitor.open(`/documents/${loan.documentId}`);
      await expect(page.getByRole('alert')).toBeVisible();
      await expect(page.getByRole('main')).not.toContainText(t('samples.loan-agreement'));
      await visitor.expectAccessible();
      for (const file of ['', '/signed.pdf', '/receipt.pdf']) {
        const answer = await page.request.get(
          `${product.url}/signing/api/documents/${loan.documentId}${file}`,
        );
        expect([403, 404], `${file}: ${String(answer.status())}`).toContain(answer.status());
      }
      await visitor.open('/documents');
      await expect(search.or(page.getByRole('heading', { name: t('documents.empty.title') }))).toBeVisible();
      await expect(page.locator(`a[href*="${loan.documentId}"]`)).toHaveCount(0);

      // Who is not logged in is asked to log in.
      faults.allow(/status of 401 .*\/signing\/api\/documents\//);
      await page.context().clearCookies();
      await visitor.open(`/documents/${loan.documentId}`);
      await expect(page.getByRole('heading', { name: t('documents.login.title') })).toBeVisible();
    } finally {
      await person.close();
      await stranger.close();
    }
  },
);
