import { upload } from '@segl/contracts';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { prepareDocument } from '@segl/pades';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sha256, startUpload, type UploadHouse } from './support/upload-house.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let house: UploadHouse;
beforeAll(async () => {
  house = await startUpload({ env: { UPLOAD_INTAKES_PER_MINUTE: '1000', UPLOAD_CHECK_THREADS: '1' } });
});
afterAll(async () => house.close());

const userPassword = 'åpne døra';
const ownerPassword = 'eieren';

async function lockedPdf(
  options: { userPassword?: string; modifying?: boolean; size?: [number, number] } = {
    userPassword,
    modifying: true,
  },
): Promise<Uint8Array<ArrayBuffer>> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  document.addPage(options.size ?? [300, 400]).drawText('Hemmelig avtale', { x: 20, y: 300, size: 20, font });
  document.encrypt({
    ...(options.userPassword === undefined ? {} : { userPassword: options.userPassword }),
    ownerPassword,
    permissions: { modifying: options.modifying ?? false, annotating: true, fillingForms: true },
  });
  return new Uint8Array(await document.save({ useObjectStreams: false }));
}

async function give(id: string, password: string, ownerId?: string): Promise<Response> {
  return fetch(`${house.url}/intakes/${id}/password`, {
    method: 'POST',
    headers: { ...(await house.bearer(ownerId)), 'content-type': 'application/json' },
    body: JSON.stringify({ password }),
  });
}

async function passwordFor(id: string): Promise<string | null> {
  return (await told(id)).password;
}

async function told(id: string): Promise<{ password: string | null; opensWithoutPassword: boolean }> {
  return house.signing.json(`/intakes/${id}/password`, {
    purpose: upload.uploadPurposes.readIntake,
    schema: upload.intakePassword,
  });
}

describe('a file that is locked with a password', () => {
  let pdf: Uint8Array<ArrayBuffer>;
  let id: string;

  test('waits for its sender', async () => {
    pdf = await lockedPdf();
    const intake = await house.intake(pdf, 'hemmelig.pdf');
    ({ id } = intake);
    expect(intake).toMatchObject({
      state: 'locked',
      opensWithoutPassword: false,
      refusal: { code: 'upload.password-required' },
    });
    const page = await fetch(`${house.url}/intakes/${id}/pages/1/image`, { headers: await house.bearer() });
    expect(page.status).toBe(425);
  });

  test('stays locked when the password is wrong, and keeps none', async () => {
    expect((await give(id, 'gjettet')).status).toBe(200);
    const intake = await house.checked(id);
    expect(intake).toMatchObject({
      state: 'locked',
      opensWithoutPassword: false,
      refusal: { code: 'upload.password-wrong' },
    });
    expect(await passwordFor(id)).toBeNull();
  });

  test('is for its owner to unlock', async () => {
    expect((await give(id, userPassword, 'ola')).status).toBe(404);
  });

  test('is taken, told of and drawn with the right one', async () => {
    expect((await give(id, userPassword)).status).toBe(200);
    const intake = await house.checked(id);
    expect(intake).toMatchObject({ state: 'ready', refusal: null, pageCount: 1, sha256: sha256(pdf) });
    expect(intake.warnings.map(({ code }) => code)).toEqual(['upload.stays-locked']);
    await vi.waitFor(async () => expect((await house.getIntake(id)).pagesRendered).toBe(1), {
      timeout: 20_000,
    });
    const text = await fetch(`${house.url}/intakes/${id}/pages/1/text`, { headers: await house.bearer() });
    expect(JSON.stringify(await text.json())).toContain('Hemmelig');
    expect((await give(id, userPassword)).status).toBe(409);
  });

  test('lies wrapped in the tables', async () => {
    const { prisma } = house.context.database;
    const { sealedPassword } = await prisma.intake.findUniqueOrThrow({ where: { id } });
    expect(sealedPassword).not.toBeNull();
    expect(Buffer.from(sealedPassword ?? []).includes(userPassword)).toBe(false);
  });

  test('gives its password to signing alone', async () => {
    expect(await told(id)).toEqual({ password: userPassword, opensWithoutPassword: false });
    const answer = await fetch(`${house.url}/intakes/${id}/password`, { headers: await house.bearer() });
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain(userPassword);
  });

  test('opens what was made from it, which is forgotten when the pages are drawn', async () => {
    const prepared = await prepareDocument(pdf, {
      slots: 1,
      signaturePage: { language: 'nb' },
      password: userPassword,
    });
    const body = Uint8Array.from(prepared.toBytes());
    const renderingId = randomUUID();
    const response = await house.signing.fetch(`/renderings/${renderingId}`, {
      method: 'PUT',
      purpose: upload.uploadPurposes.render,
      headers: { 'content-type': 'application/pdf', 'x-segl-sha256': sha256(body), 'x-segl-intake': id },
      body,
    });
    expect(response.status).toBe(202);
    expect(await house.rendered(renderingId)).toMatchObject({ state: 'complete', pageCount: 2 });
    const { prisma } = house.context.database;
    const row = await prisma.rendering.findUniqueOrThrow({ where: { id: renderingId } });
    expect(row.sealedPassword).toBeNull();
  });
});

test('a file that is refused once it is open keeps no password', async () => {
  const size: [number, number] = [300, 100_000];
  const { id } = await house.intake(await lockedPdf({ userPassword, modifying: true, size }), 'lang.pdf');
  await give(id, userPassword);
  expect(await house.checked(id)).toMatchObject({
    state: 'refused',
    refusal: { code: 'upload.page-too-large' },
  });
  expect(await passwordFor(id)).toBeNull();
});

describe('a file whose permissions forbid signing', () => {
  test('is taken when the sender gives the password of the owner', async () => {
    const intake = await house.intake(await lockedPdf({}), 'skjermet.pdf');
    expect(intake).toMatchObject({
      state: 'locked',
      opensWithoutPassword: true,
      refusal: { code: 'upload.permission-forbids' },
    });
    await give(intake.id, 'gjettet');
    expect(await house.checked(intake.id)).toMatchObject({
      state: 'locked',
      opensWithoutPassword: true,
      refusal: { code: 'upload.password-wrong' },
    });
    await give(intake.id, ownerPassword);
    const now = await house.checked(intake.id);
    // Nobody is asked for a password to read it, so there is nothing to tell.
    expect(now).toMatchObject({ state: 'ready', warnings: [], opensWithoutPassword: true });
    expect(await told(intake.id)).toEqual({ password: ownerPassword, opensWithoutPassword: true });
  });

  test('is still refused with the password that only opens it', async () => {
    const intake = await house.intake(await lockedPdf({ userPassword }), 'skjermet.pdf');
    await give(intake.id, userPassword);
    expect(await house.checked(intake.id)).toMatchObject({
      state: 'locked',
      refusal: { code: 'upload.permission-forbids' },
    });
  });
});
