import { signing, upload } from '@segl/contracts';
import type { Visitor } from '../support/journey.js';
import type { HttpPerson } from '../support/http-person.js';
import { plain, tableFile } from '../support/pdf-inputs.js';
import { expect, looks, type Scene, type Stage } from './stage.js';
import { lockedPdf } from './verify-scenes.js';

/** The sender's pages, and the invitations that nobody can answer any more. */
export const senderScenes: Readonly<Record<string, Scene>> = {
  'desk-empty': deskEmpty,
  'new-order': newOrder,
  'new-order-file': newOrderFile,
  order: orders,
  mailbox,
};

async function deskEmpty(stage: Stage): Promise<void> {
  const visitor = await stage.visitor(await stage.sub('Mateusz'));
  await visitor.open('/desk');
  await expect(visitor.page.getByText(visitor.t('desk.empty.title'))).toBeVisible();
  await stage.picture(visitor, 'desk-empty');
}

async function newOrder(stage: Stage): Promise<void> {
  const visitor = await stage.visitor(await stage.sub('Ola'));
  const { page, t } = visitor;
  await visitor.open('/desk/new');
  await expect(page.getByText(t('newOrder.file.label'))).toBeVisible();
  await stage.picture(visitor, 'new-order-empty');
  await page.getByRole('button', { name: t('newOrder.send') }).click();
  await expect(page.getByText(t('newOrder.errors.heading'))).toBeVisible();
  await stage.picture(visitor, 'new-order-errors');
  await page.getByLabel(t('newOrder.source.text')).check();
  await page.getByLabel(t('newOrder.text.title')).fill('Leie av hytte i påsken');
  await page
    .getByLabel(t('newOrder.text.body'), { exact: true })
    .fill(
      '# Avtale\n\nVi leier **hytta** fra 2. til 9. april.\n\n- Pris: 8 000 kroner\n- Nøkkel: under trappa',
    );
  await stage.picture(visitor, 'new-order-text');
  await page.getByLabel(t('newOrder.source.sample')).check();
  await stage.picture(visitor, 'new-order-sample', { looks: [looks.phone, looks.desktop] });
  await page.getByRole('button', { name: t('newOrder.sample.use') }).click();
  await expect(page.getByText(t('newOrder.preview'))).toBeVisible();
  await fillIn(visitor);
  await stage.picture(visitor, 'new-order-filled');
}

async function newOrderFile(stage: Stage): Promise<void> {
  const visitor = await stage.visitor(await stage.sub('Ola'));
  const { page, t } = visitor;
  const active = tableFile({
    ...plain,
    1: '<</Type /Catalog /Pages 2 0 R /OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>>>>',
  });
  await choose(visitor, active);
  await expect(page.getByText(t('newOrder.held.title'))).toBeVisible();
  await stage.picture(visitor, 'new-order-held');
  await choose(visitor, await lockedPdf());
  await expect(page.getByText(t('newOrder.locked.others'))).toBeVisible();
  await stage.picture(visitor, 'new-order-locked');
  await choose(visitor, Buffer.from('%PDF-1.7\nthis is where it ends'));
  await expect(page.getByRole('alert').first()).toBeVisible();
  await stage.picture(visitor, 'new-order-refused');
  await choose(visitor, tableFile(plain));
  await expect(page.getByText(t('newOrder.preview'))).toBeVisible();
  await stage.picture(visitor, 'new-order-warning');
  // Held while it is on its way.
  await page.route(/\/intakes$/, () => undefined);
  await choose(visitor, tableFile(plain));
  await expect(page.getByRole('progressbar')).toBeVisible();
  await stage.picture(visitor, 'new-order-uploading');
}

/** One order in each of its states, the desk with all of them, and the invitations they leave behind. */
async function orders(stage: Stage): Promise<void> {
  const senderSub = await stage.sub('Ola');
  const signerSub = await stage.sub('Kari');
  const sender = await stage.person(senderSub);
  const signer = await stage.person(signerSub);
  await sender.logIn('/desk');
  await signer.logIn('/documents');
  const waiting = await send(
    stage,
    sender,
    'Leiekontrakt for Storgata 12, leilighet H0301, med fellesutgifter',
  );
  const cancelled = await send(stage, sender, 'Avtale om lån av tilhenger');
  const signed = await send(stage, sender, 'Arbeidsavtale');
  for (const order of [waiting, cancelled, signed]) await signer.untilPrepared(tokenOf(order));
  await sender.postJson(`/signing/api/orders/${cancelled.id}/cancel`, {});
  await signer.sign(tokenOf(signed), await signer.confirm(tokenOf(signed)));
  await signer.untilReceipt(tokenOf(signed));

  const visitor = await stage.visitor(senderSub);
  const { page, t } = visitor;
  const show = async ({ id }: signing.Order, name: string): Promise<void> => {
    await visitor.open(`/desk/orders/${id}`);
    await expect(page.getByText(t('order.timeline'))).toBeVisible();
    await stage.picture(visitor, name);
  };
  await show(signed, 'order-signed');
  await show(cancelled, 'order-cancelled');
  await show(waiting, 'order-waiting');
  await page.getByRole('button', { name: t('order.cancel.button') }).click();
  await stage.picture(visitor, 'order-cancel-dialog', { extent: 'window' });
  await visitor.open('/desk');
  await expect(page.getByRole('heading', { name: t('desk.done.title') })).toBeVisible();
  await stage.picture(visitor, 'desk');

  const reader = await stage.visitor();
  const land = async (order: signing.Order, state: 'cancelled' | 'expired'): Promise<void> => {
    await reader.open(`/sign/${tokenOf(order)}`);
    const { asker } = { asker: order.senderName };
    await expect(reader.page.getByText(reader.t(`invitation.${state}.title`, { asker }))).toBeVisible();
    await stage.picture(reader, `invitation-${state}`);
  };
  await land(cancelled, 'cancelled');
  await stage.product.advanceClock(4 * 24 * 3600);
  await land(waiting, 'expired');
  const later = await stage.visitor(senderSub);
  await later.open(`/desk/orders/${waiting.id}`);
  await expect(later.page.getByText(t('state.order.expired')).first()).toBeVisible();
  await stage.picture(later, 'order-expired');
}

async function mailbox(stage: Stage): Promise<void> {
  for (const language of ['nb', 'en'] as const) {
    const visitor = await stage.visitor(undefined, { language });
    await visitor.open('/demo/mailbox');
    await expect(visitor.page.locator('.mail').first()).toBeVisible();
    await stage.picture(visitor, 'mailbox');
  }
}

async function fillIn({ page, t }: Visitor): Promise<void> {
  await page
    .getByLabel(t('newOrder.name'))
    .fill('Anne-Margrethe Charlotte Wilhelmine Langenavn-Eksempelstrøm');
  await page.getByLabel(t('newOrder.person')).fill('31.01.1958');
  await page.getByLabel(t('newOrder.email')).fill('anne-margrethe@example.com');
  await page.getByLabel(t('newOrder.message')).fill('Hei! Her er avtalen vi snakket om på mandag.');
}

async function choose(visitor: Visitor, file: Buffer): Promise<void> {
  const { page, t } = visitor;
  await visitor.open('/desk/new');
  const other = page.getByRole('button', { name: t('newOrder.other') });
  const label = page.getByText(t('newOrder.file.label'));
  const kind = page.getByLabel(t('newOrder.source.file'));
  await expect(other.or(kind).first()).toBeVisible();
  if (await other.isVisible()) await other.click();
  await kind.check();
  await expect(label).toBeVisible();
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'avtale.pdf', mimeType: 'application/pdf', buffer: file });
}

/** Sends a sample to Kari, to be signed within three days. */
async function send(stage: Stage, sender: HttpPerson, title: string): Promise<signing.Order> {
  const kari = (await stage.product.people()).find(({ name }) => name.startsWith('Kari'));
  const { ticket, uploadUrl } = signing.uploadTicket.parse(
    await sender.postJson('/signing/api/upload-tickets', {}),
  );
  const headers = { Authorization: `Bearer ${ticket}` };
  const made = await sender.http.post(`${uploadUrl}/intakes/sample`, {
    headers,
    data: { sample: 'daycare-place', language: 'nb' },
  });
  const { id } = upload.intake.parse(await made.json());
  await expect
    .poll(async () => {
      const answer = await sender.http.get(`${uploadUrl}/intakes/${id}`, { headers });
      return upload.intake.parse(await answer.json()).state;
    })
    .toBe('ready');
  const now = Date.now() + stage.product.clockShift() * 1000;
  return signing.order.parse(
    await sender.postJson('/signing/api/orders', {
      intakeId: id,
      title,
      message: 'Hei! Her er avtalen vi snakket om på mandag. Ring meg hvis noe er uklart.',
      deadline: new Date(now + 3 * 24 * 3600_000).toISOString().slice(0, 10),
      language: 'nb',
      party: {
        name: kari?.name ?? '',
        birthDate: kari?.birthDate ?? '',
        email: 'kari@example.com',
        language: 'nb',
      },
    }),
  );
}

function tokenOf(order: signing.Order): string {
  return new URL(order.parties[0]?.link ?? '').pathname.split('/').at(-1) ?? '';
}
