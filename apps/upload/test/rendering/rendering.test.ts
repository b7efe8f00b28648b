import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { upload } from '@segl/contracts';
import type { Job } from '@segl/platform';
import canonicalizeModule from 'canonicalize';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readUploadConfig, readUploadSecrets } from '../../src/config.js';
import { loadDocumentPasswords } from '../../src/document-passwords.js';
import { renderJob, type RenderJob } from '../../src/rendering/render-job.js';
import { objectKeys, type UploadRoom } from '../../src/room.js';
import { WorkerPool } from '../../src/workers/worker-pool.js';
import { makePdf, pdfWith } from '../support/make-pdf.js';
import { sha256, startUpload, type UploadHouse } from '../support/upload-house.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string;
const { render, showPages } = upload.uploadPurposes;

let house: UploadHouse;
beforeAll(async () => {
  house = await startUpload({ env: { UPLOAD_RENDER_THREADS: '1', UPLOAD_RENDER_MAX_PIXELS: '1000000' } });
});
afterAll(async () => house.close());

const put = async (id: string, pdf: Uint8Array<ArrayBuffer>, hash = sha256(pdf)): Promise<Response> =>
  house.signing.fetch(`/renderings/${id}`, {
    method: 'PUT',
    purpose: render,
    headers: { 'content-type': 'application/pdf', 'x-segl-sha256': hash },
    body: pdf,
  });
const bytesOf = async (response: Response): Promise<Uint8Array> =>
  new Uint8Array(await response.arrayBuffer());

describe('a prepared document', () => {
  test('becomes pages, and a manifest that says what was shown', async () => {
    const pdf = await makePdf({ pages: 3 });
    const id = randomUUID();
    expect((await put(id, pdf)).status).toBe(202);
    const rendering = await house.rendered(id);
    expect(rendering).toMatchObject({ state: 'complete', pageCount: 3, pagesRendered: 3, failure: null });
    const { manifest } = rendering;
    if (manifest === null) throw new Error('no manifest');
    expect(manifest.pdfSha256).toBe(sha256(pdf));
    expect(createHash('sha256').update(canonicalize(manifest)).digest('hex')).toBe(rendering.manifestSha256);
    for (const page of manifest.pages) {
      const at = `/renderings/${id}/pages/${page.pageNumber}` as const;
      for (const image of page.images) {
        const response = await house.signing.fetch(`${at}/image?density=${image.density}`, {
          purpose: showPages,
        });
        expect(sha256(await bytesOf(response))).toBe(image.sha256);
        expect(response.headers.get('content-type')).toBe(image.mediaType);
      }
      const text = await bytesOf(await house.signing.fetch(`${at}/text`, { purpose: showPages }));
      expect(sha256(text)).toBe(page.textSha256);
      const { runs } = upload.pageText.parse(JSON.parse(Buffer.from(text).toString('utf8')));
      expect(runs.map((run) => run.text)).toEqual([`Page ${page.pageNumber}`]);
    }
    const again = await house.signing.fetch(`/renderings/${id}/pages/1/image`, {
      purpose: showPages,
      headers: { 'if-none-match': `"${manifest.pages[0]?.images[0]?.sha256}"` },
    });
    expect(again.status).toBe(304);
  });

  test('is asked for again without harm, under another hash not at all', async () => {
    const pdf = await makePdf();
    const id = randomUUID();
    expect((await put(id, pdf)).status).toBe(202);
    expect((await put(id, pdf)).status).toBe(202);
    const other = await makePdf({ text: 'Other' });
    expect(await (await put(id, other)).json()).toMatchObject({ code: 'upload.hash-mismatch' });
    const lying = await put(randomUUID(), pdf, sha256(other));
    expect(await lying.json()).toMatchObject({ status: 422, code: 'upload.hash-mismatch' });
  });

  test('is shown to signing alone', async () => {
    const id = randomUUID();
    const response = await fetch(`${house.url}/renderings/${id}`, { headers: await house.bearer() });
    expect(response.status).toBe(401);
    const missing = await house.signing.fetch(`/renderings/${id}`, { purpose: render });
    expect(await missing.json()).toMatchObject({ code: 'upload.rendering-not-found' });
  });

  test('that cannot be drawn fails with words', async () => {
    const id = randomUUID();
    await put(id, new Uint8Array(Buffer.from('%PDF-1.7\nno document')));
    expect(await house.rendered(id)).toMatchObject({
      state: 'failed',
      manifest: null,
      failure: { code: 'upload.rendering-failed' },
    });
  });
});

test('of 200 pages the first can be read long before the last is drawn', async () => {
  const pdf = await makePdf({ pages: 200 });
  const id = randomUUID();
  await put(id, pdf);
  const first = `/renderings/${id}/pages/1/image` as const;
  const last = `/renderings/${id}/pages/200/image` as const;
  await vi.waitFor(
    async () => expect((await house.signing.fetch(first, { purpose: showPages })).status).toBe(200),
    {
      timeout: 60_000,
      interval: 10,
    },
  );
  const unfinished = await house.signing.fetch(last, { purpose: showPages });
  expect(await unfinished.json()).toMatchObject({ status: 425, code: 'upload.page-not-ready' });
  const { pagesRendered } = upload.rendering.parse(
    await (await house.signing.fetch(`/renderings/${id}`, { purpose: render })).json(),
  );
  expect(pagesRendered).toBeLessThan(100);
  // A short document does not wait for the long one either.
  const short = randomUUID();
  await put(short, await makePdf({ text: 'Short' }));
  expect((await house.rendered(short)).state).toBe('complete');
  const { state } = upload.rendering.parse(
    await (await house.signing.fetch(`/renderings/${id}`, { purpose: render })).json(),
  );
  expect(state).toBe('rendering');
});

describe('interrupted', () => {
  /** A room of its own on the house's database, whose jobs the test runs by hand. */
  async function makeRoom(env: Record<string, string> = {}): Promise<UploadRoom> {
    const config = readUploadConfig(env);
    return {
      context: house.context,
      config,
      store: house.context.objectStore('upload'),
      passwords: await loadDocumentPasswords({ dataDir: house.context.dataDir, ...readUploadSecrets(env) }),
      checks: new WorkerPool({ module: './check-worker', size: 1, maxHeapMegabytes: 256 }),
      renderers: new WorkerPool({ module: './render-worker', size: 1, maxHeapMegabytes: 256 }),
      crashAt: () => undefined,
    };
  }
  const jobOf = (renderingId: string, signal: AbortSignal, attempt = 1): Job<RenderJob> => ({
    id: randomUUID(),
    data: { renderingId },
    attempt,
    retriesLeft: 3,
    signal,
  });
  async function store(room: UploadRoom, pdf: Uint8Array): Promise<string> {
    const id = randomUUID();
    await room.store.put(objectKeys.pdf(id), pdf);
    await house.context.database.prisma.rendering.create({
      data: { id, pdfSha256: sha256(pdf), state: 'queued' },
    });
    return id;
  }

  test('after any page, it goes on where it was and shows the same', async () => {
    const pdf = await makePdf({ pages: 10 });
    const { prisma } = house.context.database;
    const whole = await makeRoom();
    const reference = await store(whole, pdf);
    await renderJob(whole, jobOf(reference, new AbortController().signal));
    await whole.renderers.close();
    const { manifestSha256: expected } = await prisma.rendering.findUniqueOrThrow({
      where: { id: reference },
    });

    const id = await store(whole, pdf);
    for (const pagesBefore of [1, 4]) {
      const interruption = new AbortController();
      const room = await makeRoom();
      const { store: all } = room;
      room.store = {
        ...all,
        async head(key) {
          // Asked before a page's text is stored: by then the pages before it have their rows.
          const pages = await prisma.renderedPage.count({ where: { renderingId: id } });
          if (key.startsWith('texts/') && pages >= pagesBefore) interruption.abort();
          return all.head(key);
        },
      };
      await expect(renderJob(room, jobOf(id, interruption.signal))).rejects.toThrow();
      await room.renderers.close(); // the thread is gone with its process
      const pages = await prisma.renderedPage.count({ where: { renderingId: id } });
      expect(pages).toBeGreaterThanOrEqual(pagesBefore);
      expect(pages).toBeLessThan(10);
    }
    const room = await makeRoom();
    await renderJob(room, jobOf(id, new AbortController().signal));
    await room.renderers.close();
    expect(await prisma.rendering.findUniqueOrThrow({ where: { id } })).toMatchObject({
      state: 'complete',
      manifestSha256: expected,
    });
  });

  test('a page that takes too long is tried once more, then the document is refused', async () => {
    // Hundreds of thousands of curves: far more than a tenth of a second of work.
    const content = Array.from(
      { length: 200_000 },
      (_, index) => `${index % 300} 0 m 0 ${index % 200} 300 200 ${index % 100} 50 c S`,
    ).join('\n');
    const pdf = pdfWith('/Pages 4 0 R', [
      '<< /Type /Pages /Kids [5 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 4 0 R /MediaBox [0 0 300 200] /Contents 6 0 R /Resources << >> >>',
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ]);
    const room = await makeRoom();
    room.config.rendering.pageTimeoutSeconds = 0.1;
    const id = await store(room, pdf);
    await expect(renderJob(room, jobOf(id, new AbortController().signal, 1))).rejects.toMatchObject({
      name: 'DrawingTimeout',
    });
    await renderJob(room, jobOf(id, new AbortController().signal, 2));
    await room.renderers.close();
    const { state, failure } = await house.context.database.prisma.rendering.findUniqueOrThrow({
      where: { id },
    });
    expect(state).toBe('failed');
    expect(failure).toMatchObject({ code: 'upload.rendering-failed' });
  });
});

test('what was shown lies under its own hash', async () => {
  const id = randomUUID();
  await put(id, await makePdf({ text: 'Hash' }));
  const { manifest } = await house.rendered(id);
  const hash = manifest?.pages[0]?.images[0]?.sha256 ?? '';
  const file = `${house.context.dataDir}/objects/upload/${objectKeys.image(hash)}`;
  expect(sha256(await readFile(file))).toBe(hash);
});
