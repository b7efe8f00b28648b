import type { Visitor } from '../support/journey.js';
import { expect, looks, type Scene, type Stage } from './stage.js';

/** From the invitation to the receipt, and what the signer keeps. */
export const signerScenes: Readonly<Record<string, Scene>> = { invitation, reader, receipt, documents };

async function invitation(stage: Stage): Promise<void> {
  const visitor = await stage.visitor();
  const token = await visitor.orderSample();
  await expect(visitor.page.getByRole('link', { name: visitor.t('invitation.login') })).toBeVisible();
  await stage.picture(visitor, 'invitation');
  const english = await stage.visitor(undefined, { language: 'en' });
  await english.open(`/sign/${token}`);
  await expect(english.page.getByRole('link', { name: english.t('invitation.login') })).toBeVisible();
  await stage.picture(english, 'invitation');

  const kari = await stage.visitor(await stage.sub('Kari'));
  await kari.open(`/sign/${token}`);
  await expect(kari.page.getByRole('link', { name: kari.t('invitation.read') })).toBeVisible();
  await stage.picture(kari, 'invitation-granted');
  const ola = await stage.visitor(await stage.sub('Ola'));
  await ola.open(`/sign/${token}`);
  await expect(ola.page.getByText(ola.t('invitation.notYours.title'))).toBeVisible();
  await stage.picture(ola, 'invitation-not-yours');

  // The answer of a moment ago, before the pages were drawn.
  await visitor.page.route(/\/api\/invitations\/[\w-]{22}$/, async (route) => {
    const answer = await route.fetch();
    const whole = (await answer.json()) as object;
    await route.fulfill({ response: answer, json: { ...whole, orderState: 'preparing', pagesRendered: 2 } });
  });
  await visitor.page.reload();
  await expect(visitor.page.getByText(visitor.t('invitation.preparingText'))).toBeVisible();
  await stage.picture(visitor, 'invitation-preparing');
}

async function reader(stage: Stage): Promise<void> {
  const visitor = await stage.visitor(await stage.sub('Kari'));
  const { page, t } = visitor;
  await visitor.orderSample();
  await expect(page.getByRole('link', { name: t('invitation.read') })).toBeVisible();
  await visitor.openDocument();
  await expect(page.getByRole('region', { name: t('reader.document') })).toBeVisible();
  const window = { extent: 'window' } as const;
  await stage.picture(visitor, 'reader-top', { ...window, before: () => scrollTo(visitor, 'top') });
  await page.setViewportSize(looks.desktop);
  await page.getByRole('button', { name: t('phone.open') }).click();
  await stage.picture(visitor, 'phone', { ...window, looks: [looks.desktop] });
  await page.keyboard.press('Escape');
  await page.getByText(t('reader.more')).click();
  await stage.picture(visitor, 'reader-more', { ...window, looks: [looks.desktop] });
  await page.getByText(t('reader.more')).click();
  await visitor.readToTheEnd();
  await stage.picture(visitor, 'reader-bottom', { ...window, before: () => scrollTo(visitor, 'bottom') });
  await page.getByRole('button', { name: t('reader.continue') }).click();
  await stage.picture(visitor, 'reader-tick-first', { ...window, before: () => scrollTo(visitor, 'bottom') });
  await page.setViewportSize(looks.phone);
  await page.getByRole('button', { name: t('reader.zoomIn') }).click();
  await page.getByRole('button', { name: t('reader.zoomIn') }).click();
  await stage.picture(visitor, 'reader-zoomed', { ...window, before: () => scrollTo(visitor, 'top') });
  await visitor.confirmAndGoToBankId();
  await page.waitForURL(/\/bankid\/dialog\//);
  await stage.picture(visitor, 'dialog-sign-birth-date');
  const kari = await visitor.personBySub(await stage.sub('Kari'));
  await visitor.answerDialog(kari);
  await visitor.answerDialog(kari);
  await stage.picture(visitor, 'dialog-sign-password');
  await page.goto(page.url().replace(/password$/, 'cancel'));
  await page.locator('form.question button[type=submit]').click();
  await page.waitForURL((url) => !url.pathname.includes('/bankid/'));
  await expect(page.getByText(t('receipt.notSigned.lead')).first()).toBeVisible();
  await stage.picture(visitor, 'not-signed');
}

async function receipt(stage: Stage): Promise<void> {
  const sub = await stage.sub('Kari');
  const signer = await stage.person(sub);
  const token = await signer.orderSample();
  await signer.logIn(`/sign/${token}`);
  await signer.untilPrepared(token);
  await signer.sign(token, await signer.confirm(token));
  await signer.untilReceipt(token);
  for (const language of ['nb', 'en'] as const) {
    const visitor = await stage.visitor(sub, { language });
    await visitor.open(`/sign/${token}/receipt`);
    await expect(
      visitor.page.getByRole('heading', { level: 1, name: visitor.t('receipt.signedTitle') }),
    ).toBeVisible();
    await stage.picture(visitor, 'receipt');
    await visitor.page.emulateMedia({ media: 'print' });
    await stage.picture(visitor, 'receipt-print', {
      looks: [{ ...looks.desktop, name: 'print', width: 794, height: 1123 }],
    });
    await visitor.page.emulateMedia({ media: null });
    await visitor.open(`/sign/${token}`);
    await expect(visitor.page.getByText(visitor.t('invitation.signed.title'))).toBeVisible();
    await stage.picture(visitor, 'invitation-signed');
  }
}

async function documents(stage: Stage): Promise<void> {
  const empty = await stage.visitor(await stage.sub('Mateusz'));
  await empty.open('/documents');
  await expect(empty.page.getByText(empty.t('documents.empty.title'))).toBeVisible();
  await stage.picture(empty, 'documents-empty');

  const sub = await stage.sub('Anne-Margrethe');
  const signer = await stage.person(sub);
  await signer.logIn('/documents');
  for (const sample of ['loan-agreement', 'daycare-place', 'bid-on-house']) {
    const token = await signer.orderSample(sample);
    await signer.untilPrepared(token);
    await signer.sign(token, await signer.confirm(token));
    await signer.untilReceipt(token);
  }
  const visitor = await stage.visitor(sub);
  const { page, t } = visitor;
  await visitor.open('/documents');
  await expect(page.getByRole('main').getByRole('listitem').first()).toBeVisible();
  await stage.picture(visitor, 'documents');
  await page.setViewportSize(looks.desktop);
  await page.locator('.person-shield').click();
  await stage.picture(visitor, 'person-card', { looks: [looks.desktop], extent: 'window' });
  await page.keyboard.press('Escape');
  await page.getByLabel(t('documents.search')).fill('xyzzy');
  await expect(page.getByText(t('documents.none.title'))).toBeVisible();
  await stage.picture(visitor, 'documents-none');
  await page.getByLabel(t('documents.search')).fill('');
  await page.getByRole('main').getByRole('listitem').first().getByRole('link').first().click();
  await expect(page.getByRole('button', { name: t('document.check') })).toBeVisible();
  await stage.picture(visitor, 'document');
  await page.getByRole('button', { name: t('document.check') }).click();
  await expect(page.getByText(t('verify.verdict.all-good.title'))).toBeVisible();
  await stage.picture(visitor, 'document-checked');
  await page.emulateMedia({ media: 'print' });
  await stage.picture(visitor, 'document-print', {
    looks: [{ ...looks.desktop, name: 'print', width: 794, height: 1123 }],
  });
}

async function scrollTo({ page }: Visitor, where: 'top' | 'bottom'): Promise<void> {
  await page.evaluate(
    (place) =>
      window.scrollTo({ top: place === 'top' ? 0 : document.body.scrollHeight, behavior: 'instant' }),
    where,
  );
}
