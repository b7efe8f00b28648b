import { upload } from '@segl/contracts';
import { PDFDocument } from 'pdf-lib';
import { HttpPerson } from '../support/http-person.js';
import { expect, test, Visitor } from '../support/journey.js';
import { chooseFile, fillSigner, openNewOrder, sendOrder } from '../support/new-order.js';

test(
  'a sender is told of active content, and may keep it knowingly',
  { tag: '@desktop' },
  async ({ page, product }) => {
    const visitor = new Visitor(page, product);
    const { t } = visitor;
    await openNewOrder(visitor);
    const document = await PDFDocument.create();
    document.addPage([595, 842]).drawText('This document runs a program', { x: 60, y: 700 });
    document.addJavaScript('greeting', 'app.alert("hello")');
    await chooseFile(visitor, 'program.pdf', await document.save());
    await expect(page.getByRole('heading', { name: t('newOrder.held.title') })).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: t('newOrder.held.javascript') })).toBeVisible();
    await visitor.expectAccessibleHoweverShown();

    // Held means held: it cannot be sent before the sender has chosen.
    await fillSigner(visitor, await visitor.personBySub((await visitor.firstActive()).sub));
    await page.getByRole('button', { name: t('newOrder.send') }).click();
    await expect(page.getByRole('link', { name: t('newOrder.errors.document-not-ready') })).toBeVisible();
    await expect(page.getByText(t('newOrder.preview'))).toBeHidden();
    await visitor.expectAccessible();

    await page.getByRole('button', { name: t('newOrder.held.keep') }).click();
    await expect(page.getByText(t('newOrder.preview'))).toBeVisible();
    await expect(page.getByRole('heading', { name: t('newOrder.held.title') })).toBeHidden();
    await sendOrder(visitor);
  },
);

test('a text typed in the page is what the signer reads', { tag: '@desktop' }, async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  const { t } = visitor;
  await openNewOrder(visitor);
  await page.getByRole('radio', { name: t('newOrder.source.text') }).check();
  const make = page.getByRole('button', { name: t('newOrder.text.make') });
  await expect(make).toBeDisabled();
  await visitor.expectAccessibleHoweverShown();
  await page.getByRole('textbox', { name: t('newOrder.text.title'), exact: true }).fill('Avtale om båtplass');
  await page
    .getByRole('textbox', { name: t('newOrder.text.body'), exact: true })
    .fill('# Vilkår\n\nPlassen i Čáhcesuolu er din til høsten.');
  await make.click();
  await expect(page.getByRole('img', { name: t('reader.page', { page: 1, total: 1 }) })).toBeVisible();
  await expect(page.getByLabel(t('newOrder.title'), { exact: true })).toHaveValue('Avtale om båtplass');
  const [, other] = (await product.people()).filter(({ bankIdState }) => bankIdState === 'active');
  if (other === undefined) throw new Error('two demo people are needed');
  await fillSigner(visitor, other);
  const token = await sendOrder(visitor);

  const signer = await HttpPerson.create(product, other.sub);
  try {
    await signer.logIn(`/sign/${token}`);
    expect((await signer.untilPrepared(token)).orderState).toBe('open');
    const { runs } = upload.pageText.parse(
      await signer.getJson(`/signing/api/invitations/${token}/pages/1/text`),
    );
    const words = runs.map(({ text }) => text).join(' ');
    expect(words).toContain('Vilkår');
    expect(words).toContain('Čáhcesuolu');
    expect(words, 'Markdown is read, not shown').not.toContain('#');
  } finally {
    await signer.close();
  }
});

test('a sample can be sent', { tag: '@desktop' }, async ({ page, product }) => {
  const visitor = new Visitor(page, product);
  const { t } = visitor;
  await openNewOrder(visitor);
  await page.getByRole('radio', { name: t('newOrder.source.sample') }).check();
  await page.getByRole('combobox', { name: t('newOrder.sample.label') }).selectOption('daycare-place');
  await visitor.expectAccessibleHoweverShown();
  await page.getByRole('button', { name: t('newOrder.sample.use') }).click();
  await expect(page.getByRole('img', { name: /^Side 1 av/ })).toBeVisible();
  await expect(page.getByLabel(t('newOrder.title'), { exact: true })).toHaveValue(t('samples.daycare-place'));
  await fillSigner(visitor, await visitor.firstActive());
  await sendOrder(visitor);
  await expect(page.getByRole('heading', { level: 1, name: t('samples.daycare-place') })).toBeVisible();
});

test(
  'a sender sees how far the upload and the drawing of pages have come',
  { tag: '@desktop' },
  async ({ page, product }) => {
    const visitor = new Visitor(page, product);
    const { t } = visitor;
    const total = 60;
    const document = await PDFDocument.create();
    for (let number = 1; number <= total; number += 1) {
      document.addPage([595, 842]).drawText(`Page ${String(number)}`, { x: 60, y: 700 });
    }
    const file = await document.save();

    // The upload is held where it is until it has been looked at.
    const sent = new Gate();
    await page.route('**/intakes', async (route) => {
      await sent.opened;
      await route.continue();
    });
    // The first answer that tells of some pages and not all is shown; the next waits until that has been looked at.
    const drawn = new Gate();
    let partly: upload.Intake | undefined;
    await page.route(/\/intakes\/[0-9a-f-]{36}$/, async (route) => {
      if (partly !== undefined) await drawn.opened;
      let answer = await route.fetch();
      let intake = upload.intake.parse(await answer.json());
      while (partly === undefined && intake.pagesRendered === 0 && intake.state !== 'refused') {
        answer = await route.fetch();
        intake = upload.intake.parse(await answer.json());
      }
      partly ??= intake;
      await route.fulfill({ response: answer });
    });

    await openNewOrder(visitor);
    await chooseFile(visitor, 'long.pdf', file);
    await expect(page.getByRole('progressbar', { name: t('newOrder.file.sending') })).toBeVisible();
    await visitor.expectAccessible();
    sent.open();
    const drawing = page.getByRole('progressbar', { name: t('newOrder.drawing') });
    await expect(drawing).toBeVisible();
    await expect(drawing).toHaveText(t('progress.pages', { done: partly?.pagesRendered ?? 0, total }));
    expect(partly?.pagesRendered).toBeLessThan(total);
    // The first page is there to look at before the others are drawn.
    await expect(page.getByRole('img', { name: t('reader.page', { page: 1, total }) })).toBeVisible();
    await visitor.expectAccessible();
    drawn.open();
    await expect(drawing).toBeHidden();
    await expect(page.getByText(t('newOrder.previewMore_other', { count: total - 12 }))).toBeVisible();
  },
);

/** Holds an answer back until the journey lets it through. */
class Gate {
  open: () => void = () => {
    throw new Error('not made yet');
  };
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}
