import { signing, upload } from '@segl/contracts';
import { PadesError, verifyDocument } from '@segl/pades';
import { PDFDocument } from 'pdf-lib';
import { HttpPerson, linkTokenOf } from '../support/http-person.js';
import { expect, test, Visitor } from '../support/journey.js';

const password = 'åpne døra';

async function lockedPdf(): Promise<Buffer> {
  const document = await PDFDocument.create();
  document.addPage([595, 842]).drawText('A locked agreement', { x: 60, y: 700 });
  document.encrypt({
    userPassword: password,
    ownerPassword: 'the owner',
    permissions: { modifying: true, annotating: true, fillingForms: true },
  });
  return Buffer.from(await document.save());
}

test('the sender of a locked PDF gives its password, and is told what that means', async ({
  page,
  product,
}) => {
  const visitor = new Visitor(page, product);
  const sender = await visitor.firstActive();
  await visitor.open('/desk');
  await page.getByRole('link', { name: visitor.t('login.button') }).click();
  await visitor.proveWithBankId(sender);
  await visitor.open('/desk/new');
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'locked.pdf', mimeType: 'application/pdf', buffer: await lockedPdf() });
  await expect(page.getByText(visitor.t('newOrder.locked.others'))).toBeVisible();
  await visitor.expectAccessible();

  const field = page.getByLabel(visitor.t('pdfPassword.label'));
  const open = page.getByRole('button', { name: visitor.t('pdfPassword.open'), exact: true });
  await field.fill('wrong');
  await open.click();
  await expect(page.getByText(visitor.t('errors.upload.password-wrong.title'))).toBeVisible();
  await field.fill(password);
  await open.click();
  await expect(page.getByText(visitor.t('newOrder.preview'))).toBeVisible();
  await expect(page.getByText(visitor.t('newOrder.warnings.upload.stays-locked.title'))).toBeVisible();
  await visitor.expectAccessible();
});

test('a locked PDF is read and signed without its password, and stays locked @desktop', async ({
  product,
}) => {
  const [someone, other] = (await product.people()).filter(({ bankIdState }) => bankIdState === 'active');
  if (someone === undefined || other === undefined) throw new Error('two demo people are needed');
  const sender = await HttpPerson.create(product, someone.sub);
  const signer = await HttpPerson.create(product, other.sub);
  try {
    const intakeId = await handIn(sender);
    const clock = await product.advanceClock(0).then(() => product.clockShift());
    const deadline = new Date(Date.now() + clock * 1000 + 3 * 24 * 3600_000).toISOString().slice(0, 10);
    const order = JSON.stringify(
      await sender.postJson('/signing/api/orders', {
        intakeId,
        title: 'Locked agreement',
        deadline,
        language: 'nb',
        party: { name: other.name, birthDate: other.birthDate, email: 'signer@example.no', language: 'nb' },
      }),
    );
    const { orderId } = JSON.parse(order) as { orderId?: string };
    const token = linkTokenOf(
      orderId === undefined ? order : JSON.stringify(await sender.getJson(`/signing/api/orders/${orderId}`)),
    );
    await signer.logIn(`/sign/${token}`);
    expect((await signer.untilPrepared(token)).orderState).toBe('open');
    await signer.sign(token, await signer.confirm(token));
    const receipt = await signer.untilReceipt(token);

    const details = signing.signedDocument.parse(
      await signer.getJson(`/signing/api/documents/${receipt.documentId}`),
    );
    expect(details.locked).toBe(true);
    const verdict = upload.verification.parse(
      await signer.postJson(`/signing/api/documents/${receipt.documentId}/verification`, {}),
    );
    expect(verdict).toMatchObject({ ok: true, intact: true, trusted: true });

    const pdf = await signer.signedPdf(receipt.documentId);
    const refused = await verifyDocument(pdf, { trustAnchors: [] }).catch((error: unknown) => error);
    expect(refused instanceof PadesError && refused.code).toBe('pdf.password-required');
    const report = await verifyDocument(pdf, { trustAnchors: [], password });
    expect(report.intact).toBe(true);
    expect(report.signatures).toHaveLength(1);
    expect(product.output()).not.toContain(password);
  } finally {
    await sender.close();
    await signer.close();
  }
});

/** Uploads the locked file and opens it; resolves to the intake's id. */
async function handIn(sender: HttpPerson): Promise<string> {
  await sender.logIn('/desk');
  const { ticket, uploadUrl } = signing.uploadTicket.parse(
    await sender.postJson('/signing/api/upload-tickets', {}),
  );
  const headers = { Authorization: `Bearer ${ticket}` };
  const file = { name: 'locked.pdf', mimeType: 'application/pdf', buffer: await lockedPdf() };
  const created = await sender.http.post(`${uploadUrl}/intakes`, { headers, multipart: { file } });
  const { id } = upload.intake.parse(await created.json());
  const state = async (): Promise<string> => {
    const answer = await sender.http.get(`${uploadUrl}/intakes/${id}`, { headers });
    return upload.intake.parse(await answer.json()).state;
  };
  await expect.poll(state).toBe('locked');
  const opened = await sender.http.post(`${uploadUrl}/intakes/${id}/password`, {
    headers,
    data: { password },
  });
  expect(opened.status()).toBe(200);
  await expect.poll(state).toBe('ready');
  return id;
}
