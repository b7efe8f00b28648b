import { readdir } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { upload } from '@segl/contracts';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { makePdf, pdfWith } from './support/make-pdf.js';
import { sha256, startUpload, type UploadHouse } from './support/upload-house.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let house: UploadHouse;
beforeAll(async () => {
  house = await startUpload({
    env: {
      UPLOAD_MAX_BYTES: '300000',
      UPLOAD_MAX_PAGES: '20',
      UPLOAD_INTAKES_PER_MINUTE: '1000',
      UPLOAD_RENDER_THREADS: '1',
      UPLOAD_CHECK_THREADS: '1',
    },
  });
});
afterAll(async () => house.close());

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'utf8'));
const codeOf = async (response: Response): Promise<[number, unknown]> => {
  const { code } = (await response.json()) as { code?: unknown };
  return [response.status, code];
};

describe('a file comes in', () => {
  test('a PDF is taken byte for byte', async () => {
    const pdf = await makePdf({ pages: 2 });
    const intake = await house.intake(pdf, 'Avtale æøå.pdf');
    expect(intake).toMatchObject({
      state: 'ready',
      fileName: 'Avtale æøå.pdf',
      mediaType: 'application/pdf',
      sha256: sha256(pdf),
      pdfSha256: sha256(pdf),
      sizeBytes: pdf.length,
      pageCount: 2,
      refusal: null,
      warnings: [],
      activeContent: [],
    });
    const response = await house.signing.fetch(`/intakes/${intake.id}/pdf`, {
      purpose: upload.uploadPurposes.readIntake,
    });
    expect(response.headers.get('x-segl-sha256')).toBe(sha256(pdf));
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(pdf);
  });

  test('a header within the first kilobyte is enough', async () => {
    const pdf = await makePdf();
    const intake = await house.intake(new Uint8Array([...utf8('x'.repeat(500) + '\n'), ...pdf]), 'mail.pdf');
    expect(intake.mediaType).toBe('application/pdf');
    expect(['ready', 'refused']).toContain(intake.state);
  });

  test('text, Markdown and pictures become PDF', async () => {
    const picture = new Uint8Array(
      await sharp({ create: { width: 90, height: 60, channels: 3, background: '#d33' } })
        .png()
        .toBuffer(),
    );
    for (const [bytes, name, mediaType] of [
      [utf8('Hei på deg'), 'brev.txt', 'text/plain'],
      [utf8('# Tittel\n\nTekst'), 'notat.md', 'text/markdown'],
      [picture, 'kvittering.png', 'image/png'],
    ] as const) {
      const intake = await house.intake(bytes, name);
      expect(intake).toMatchObject({ state: 'ready', mediaType, pageCount: 1, sha256: sha256(bytes) });
      expect(intake.pdfSha256).not.toBe(intake.sha256);
    }
  });

  test('the name loses folders and controls', async () => {
    const intake = await house.intake(await makePdf(), '..\\..\\etc/\u202epass\u200bwd.pdf');
    expect(intake.fileName).toBe('passwd.pdf');
  });

  test('the pages can be seen by their owner and by nobody else', async () => {
    const intake = await house.intake(await makePdf({ pages: 1, text: 'Seksjon' }), 'a.pdf');
    await vi.waitFor(async () => expect((await house.getIntake(intake.id)).pagesRendered).toBe(1), {
      timeout: 20_000,
    });
    const page = `${house.url}/intakes/${intake.id}/pages/1`;
    const image = await fetch(`${page}/image?density=2`, { headers: await house.bearer() });
    expect(image.headers.get('content-type')).toBe('image/png');
    expect(image.headers.get('cache-control')).toContain('private');
    expect(await sharp(await image.arrayBuffer()).metadata()).toMatchObject({ width: 1653, height: 2339 });
    const text = upload.pageText.parse(
      await (await fetch(`${page}/text`, { headers: await house.bearer() })).json(),
    );
    expect(text.runs.map((run) => run.text)).toEqual(['Seksjon 1']);

    expect(await codeOf(await fetch(`${page}/image`, { headers: await house.bearer('ola') }))).toEqual([
      404,
      'upload.intake-not-found',
    ]);
    expect(await codeOf(await fetch(`${page}/image`))).toEqual([401, 'platform.ticket-invalid']);
    const beyond = await fetch(`${house.url}/intakes/${intake.id}/pages/2/image`, {
      headers: await house.bearer(),
    });
    expect(await codeOf(beyond)).toEqual([404, 'upload.page-not-found']);
  });

  test('the PDF itself is for signing alone, and only when accepted', async () => {
    const intake = await house.intake(await makePdf(), 'a.pdf');
    const withTicket = await fetch(`${house.url}/intakes/${intake.id}/pdf`, {
      headers: await house.bearer(),
    });
    expect((await codeOf(withTicket))[0]).toBe(401);
    const refused = await house.intake(utf8('%PDF-1.7\nnothing more'), 'b.pdf');
    const response = await house.signing.fetch(`/intakes/${refused.id}/pdf`, {
      purpose: upload.uploadPurposes.readIntake,
    });
    expect(await codeOf(response)).toEqual([409, 'upload.intake-not-ready']);
  });
});

describe('refused at once', () => {
  test.each([
    ['an empty file', '', 'tom.pdf', 422, 'upload.empty'],
    ['something else called PDF', 'hei', 'feil.pdf', 422, 'upload.not-a-pdf'],
    [
      'a kind that is not taken',
      'PK\u0003\u0004\u0014\u0000\u0000',
      'a.docx',
      415,
      'upload.unsupported-type',
    ],
    ['a program', '\u007fELF\u0002\u0001\u0001\u0000', 'a.txt', 415, 'upload.unsupported-type'],
    ['a page of the web', '<!doctype html><p>hei', 'a.html', 415, 'upload.unsupported-type'],
  ])('%s', async (_what, content, name, status, code) => {
    expect(await codeOf(await house.send(utf8(content), name))).toEqual([status, code]);
  });

  test('a file that is too large, and nothing of it stays', async () => {
    const response = await house.send(new Uint8Array(300_001), 'stor.pdf');
    expect(await codeOf(response)).toEqual([413, 'upload.too-large']);
    expect(await temporaryFiles()).toEqual([]);
  });

  test('a request without a file, or without a ticket', async () => {
    const empty = new FormData();
    empty.append('language', 'nn');
    const headers = await house.bearer();
    const without = await fetch(`${house.url}/intakes`, { method: 'POST', body: empty, headers });
    expect(await codeOf(without)).toEqual([400, 'upload.file-missing']);
    const body = new FormData();
    body.append('file', new Blob([await makePdf()]), 'a.pdf');
    expect(await codeOf(await fetch(`${house.url}/intakes`, { method: 'POST', body }))).toEqual([
      401,
      'platform.ticket-invalid',
    ]);
  });

  test('a dropped connection leaves nothing behind', async () => {
    const before = await house.context.database.prisma.intake.count();
    const { hostname, port } = new URL(house.url);
    const request = http.request({
      hostname,
      port,
      method: 'POST',
      path: '/upload/intakes',
      headers: {
        ...(await house.bearer()),
        'content-type': 'multipart/form-data; boundary=x',
        'content-length': 200_000,
      },
    });
    request.on('error', () => undefined); // it is cut off on purpose
    request.write('--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n');
    request.write('x'.repeat(50_000));
    await vi.waitFor(async () => expect(await temporaryFiles()).toHaveLength(1));
    request.destroy();
    await vi.waitFor(async () => expect(await temporaryFiles()).toEqual([]));
    expect(await house.context.database.prisma.intake.count()).toBe(before);
  });
});

async function temporaryFiles(): Promise<string[]> {
  const parent = path.join(house.context.dataDir, 'tmp', 'upload');
  const folders = await readdir(parent);
  return (await Promise.all(folders.map((folder) => readdir(path.join(parent, folder))))).flat();
}

const action = (kind: string): string => `/OpenAction << /Type /Action ${kind} >>`;
const embedded = (name: string, content = 'MZxx'): Uint8Array<ArrayBuffer> =>
  pdfWith(`/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>`, [
    `<< /Type /Filespec /F (${name}) /UF (${name}) /EF << /F 5 0 R >> >>`,
    `<< /Type /EmbeddedFile /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ]);

/** A document with a signature field whose (empty) signature carries a transform. */
const signedBefore = (transform: string, catalog = ''): Uint8Array<ArrayBuffer> =>
  pdfWith(`/AcroForm << /SigFlags 3 /Fields [4 0 R] >> ${catalog}`, [
    '<< /Type /Annot /Subtype /Widget /FT /Sig /T (S) /Rect [0 0 0 0] /V 5 0 R >>',
    `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 2 3] /Contents <00> /Reference [<< /Type /SigRef ${transform} >>] >>`,
  ]);

describe('refused after the checks', () => {
  const whole = pdfWith('');
  test.each([
    ['cut off', whole.slice(0, whole.length - 60), 'upload.truncated'],
    ['a header and nothing else', utf8('%PDF-1.7\n'), undefined],
    ['no pages', pdfWith('/Pages 4 0 R', ['<< /Type /Pages /Kids [] /Count 0 >>']), 'upload.no-pages'],
    [
      'an XFA form',
      pdfWith('/AcroForm << /Fields [] /XFA 4 0 R >>', ['<< /Length 6 >>\nstream\n<xdp/>\nendstream']),
      'upload.xfa',
    ],
    [
      'encrypted for the holders of certificates',
      pdfWith('', ['<< /Filter /Adobe.PubSec /V 4 >>'], '/Encrypt 4 0 R /ID [<00> <00>]'),
      'upload.encrypted',
    ],
    [
      'a certification that allows nothing more',
      signedBefore(
        '/TransformMethod /DocMDP /TransformParams << /P 1 /V /1.2 >>',
        '/Perms << /DocMDP 5 0 R >>',
      ),
      'upload.certification-forbids',
    ],
    [
      'a signature that locks all fields',
      signedBefore('/TransformMethod /FieldMDP /TransformParams << /Action /All /V /1.2 >>'),
      'upload.field-lock-forbids',
    ],
    [
      'a page of half a kilometre',
      pdfWith('/Pages 4 0 R', [
        '<< /Type /Pages /Kids [5 0 R] /Count 1 >>',
        '<< /Type /Page /Parent 4 0 R /MediaBox [0 0 1400000 200] >>',
      ]),
      'upload.page-too-large',
    ],
  ])('%s', async (_what, bytes, code) => {
    const intake = await house.intake(bytes, 'a.pdf');
    expect(intake.state).toBe('refused');
    if (code !== undefined) expect(intake.refusal?.code).toBe(code);
    // Words that say what to do, and the status that goes with the code.
    expect(intake.refusal?.detail).toMatch(/\. .+\./);
    expect(intake.refusal?.status).toBe(422);
  });

  test('too many pages', async () => {
    const intake = await house.intake(await makePdf({ pages: 21 }), 'lang.pdf');
    expect(intake.refusal).toMatchObject({
      code: 'upload.too-many-pages',
      facts: { pageCount: 21, maxPages: 20 },
    });
  });

  test('letters that cannot be set are named', async () => {
    const intake = await house.intake(utf8('Hei 中 og 🙂'), 'a.txt');
    expect(intake.refusal?.code).toBe('upload.text-invalid');
    expect(intake.refusal?.detail).toContain('中 (U+4E2D)');
    expect(intake.refusal?.detail).toContain('U+1F642');
  });

  test('a picture that is cut off', async () => {
    const png = await sharp({ create: { width: 300, height: 300, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    const intake = await house.intake(new Uint8Array(png.subarray(0, png.length / 2)), 'a.jpg');
    expect(intake.refusal?.code).toBe('upload.image-unreadable');
  });
});

describe('active content is held until the sender decides', () => {
  test.each([
    ['JavaScript', pdfWith(action('/S /JavaScript /JS (app.alert\\(1\\))')), 'javascript'],
    ['a program to launch', pdfWith(action('/S /Launch /F (calc.exe)')), 'launch'],
    ['an embedded program', embedded('setup.exe'), 'embedded-executable'],
  ])('%s', async (_what, bytes, kind) => {
    const intake = await house.intake(bytes, 'a.pdf');
    expect(intake).toMatchObject({ state: 'held', refusal: null });
    expect(intake.activeContent.map((found) => found.kind)).toContain(kind);
    const keep = async (ownerId?: string): Promise<Response> =>
      fetch(`${house.url}/intakes/${intake.id}/keep-active-content`, {
        method: 'POST',
        headers: await house.bearer(ownerId),
      });
    const forSigning = () =>
      house.signing.fetch(`/intakes/${intake.id}/pdf`, { purpose: upload.uploadPurposes.readIntake });
    expect(await codeOf(await forSigning())).toEqual([422, 'upload.active-content']);
    expect((await keep('ola')).status).toBe(404);
    expect(upload.intake.parse(await (await keep()).json()).state).toBe('ready');
    expect((await keep()).status).toBe(200); // a second click changes nothing
    expect((await forSigning()).status).toBe(200);
  });

  test('a program under a harmless name is one all the same, a table of figures is not', async () => {
    const disguised = await house.intake(embedded('bilde.dat'), 'a.pdf');
    expect(disguised.activeContent.map((found) => found.kind)).toEqual(['embedded-executable']);
    const figures = await house.intake(embedded('tall.csv', 'a;b\n1;2'), 'a.pdf');
    expect(figures).toMatchObject({
      state: 'ready',
      activeContent: [{ kind: 'embedded-file', fileName: 'tall.csv' }],
    });
  });

  test('there is nothing to keep in a plain file', async () => {
    const intake = await house.intake(await makePdf(), 'a.pdf');
    const response = await fetch(`${house.url}/intakes/${intake.id}/keep-active-content`, {
      method: 'POST',
      headers: await house.bearer(),
    });
    expect(await codeOf(response)).toEqual([409, 'upload.intake-not-ready']);
  });
});

describe('typed texts and samples', () => {
  const post = async (where: string, body: object): Promise<Response> =>
    fetch(`${house.url}/intakes/${where}`, {
      method: 'POST',
      headers: { ...(await house.bearer()), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  test('a typed text carries its title', async () => {
    const response = await post('text', { title: 'Leie av hytte', format: 'plain', text: 'Vi leier.' });
    expect(response.status).toBe(201);
    const intake = await house.checked(upload.intake.parse(await response.json()).id);
    expect(intake).toMatchObject({ state: 'ready', fileName: 'Leie av hytte.txt', pageCount: 1 });
  });

  test('a text with control characters is refused', async () => {
    const response = await post('text', { title: 'x', format: 'plain', text: 'a\u0000b' });
    expect(await codeOf(response)).toEqual([422, 'upload.text-invalid']);
    expect((await post('text', { title: '', format: 'plain', text: 'x' })).status).toBe(400);
  });

  test('a sample comes in the language asked for', async () => {
    for (const [language, fileName] of [
      ['nb', 'Låneavtale.md'],
      ['en', 'Loan agreement.md'],
    ]) {
      const response = await post('sample', { sample: 'loan-agreement', language });
      const intake = await house.checked(upload.intake.parse(await response.json()).id);
      expect(intake).toMatchObject({ state: 'ready', refusal: null, fileName, pageCount: 3 });
    }
  });
});
