import { passwordCandidates } from '../document-passwords.js';
import { UploadError, type Fault } from '../errors.js';
import { objectKeys, type UploadRoom } from '../room.js';
import { WorkerError, type WorkerLease } from '../workers/worker-pool.js';
import type { RenderMethods } from './drawn-page.js';
import { storePage } from './store-page.js';

/** A rendering as far as drawing needs it. */
export interface DocumentToDraw {
  renderingId: string;
  /** Pages that the checks counted; drawing something else is refused. */
  expectedPages: number | undefined;
  /** Renderer of pages drawn before an interruption. */
  rendererVersion: string | undefined;
  /** Of an encrypted PDF. */
  password: string | undefined;
}

/** A page, or opening the document, took too long. The machine may have been busy: worth another try. */
export class DrawingTimeout extends Error {
  override readonly name = 'DrawingTimeout';
  constructor(
    /** Undefined when the document did not open in time. */
    readonly pageNumber: number | undefined,
    options?: ErrorOptions,
  ) {
    super(pageNumber === undefined ? 'opening took too long' : `page ${pageNumber} took too long`, options);
  }

  /** What to tell the sender when it happened again. */
  toFault(): Fault {
    const what = this.pageNumber === undefined ? 'The PDF' : `Page ${this.pageNumber}`;
    return {
      code: 'upload.rendering-failed',
      detail: `${what} took too long to draw. Print the document to PDF, which makes it simpler, and upload that.`,
      facts: this.pageNumber === undefined ? {} : { pageNumber: this.pageNumber },
    };
  }
}

/** Pages after which a long document lets others have the thread. */
const pagesPerTurn = 8;

/**
 * Draws all pages that are not drawn yet, in order, and stores each as soon as it is drawn. While others wait for a
 * thread, it works in turns, and documents without a first page go first.
 *
 * @throws UploadError `upload.rendering-failed`, `upload.malformed`, `upload.encrypted`; DrawingTimeout; WorkerError
 */
export async function drawDocument(
  room: UploadRoom,
  { renderingId, expectedPages, rendererVersion, password }: DocumentToDraw,
  signal: AbortSignal,
): Promise<void> {
  const { config, renderers, store, context } = room;
  const { prisma } = context.database;
  const bytes = new Uint8Array(await store.getBytes(objectKeys.pdf(renderingId)));
  const endsAt = performance.now() + config.rendering.documentTimeoutSeconds * 1000;
  const rows = await prisma.renderedPage.findMany({ where: { renderingId }, select: { pageNumber: true } });
  const drawn = new Set(rows.map(({ pageNumber }) => pageNumber));
  let pageCount = Infinity;
  while (drawn.size < pageCount) {
    const lease = await renderers.lease({ urgent: drawn.size === 0 });
    let storing: Promise<void> = Promise.resolve();
    try {
      const opened = await open(room, lease, { bytes, passwords: passwordCandidates(password) });
      pageCount = opened.pageCount;
      requirePages(opened.pageCount, expectedPages);
      await beginOrResume(opened.renderer);
      let turn = 0;
      for (let pageNumber = 1; pageNumber <= pageCount; pageNumber++) {
        if (drawn.has(pageNumber)) continue;
        signal.throwIfAborted();
        if (performance.now() > endsAt) throw new DrawingTimeout(pageNumber);
        const page = await draw(room, lease, pageNumber);
        await storing; // at most one page is being stored while the next is drawn
        storing = storePage(room, { renderingId, pageNumber }, page);
        // Awaited in the next round; until then its failure must not count as unhandled.
        storing.catch(() => undefined);
        drawn.add(pageNumber);
        if (++turn >= pagesPerTurn && renderers.waiting > 0) break;
      }
      await storing;
      await lease.call('close', undefined, { timeoutSeconds: config.rendering.pageTimeoutSeconds });
    } finally {
      await Promise.allSettled([storing]);
      lease.release();
    }
  }

  async function beginOrResume(renderer: string): Promise<void> {
    if (rendererVersion !== undefined && rendererVersion !== renderer && drawn.size > 0) {
      // Another version drew the first pages: one document, one renderer.
      await prisma.renderedPage.deleteMany({ where: { renderingId } });
      drawn.clear();
    }
    if (rendererVersion === renderer) return;
    rendererVersion = renderer;
    await prisma.rendering.updateMany({
      where: { id: renderingId, state: { in: ['queued', 'rendering'] } },
      data: { state: 'rendering', pageCount, rendererVersion: renderer },
    });
  }
}

async function open(
  room: UploadRoom,
  lease: WorkerLease<RenderMethods>,
  document: { bytes: Uint8Array<ArrayBuffer>; passwords: Uint8Array[] },
) {
  const maxMemoryMegabytes = room.config.workerMemoryMegabytes;
  const timeoutSeconds = room.config.rendering.pageTimeoutSeconds;
  return lease
    .call('open', { ...document, maxMemoryMegabytes }, { timeoutSeconds })
    .catch((error: unknown) => {
      throw asTimeout(error, undefined);
    });
}

async function draw(room: UploadRoom, lease: WorkerLease<RenderMethods>, pageNumber: number) {
  const { maxPixels, pageTimeoutSeconds: timeoutSeconds } = room.config.rendering;
  return lease
    .call('drawPage', { pageIndex: pageNumber - 1, maxPixels }, { timeoutSeconds })
    .catch((error: unknown) => {
      throw asTimeout(error, pageNumber);
    });
}

function asTimeout(error: unknown, pageNumber: number | undefined): unknown {
  const timedOut = error instanceof WorkerError && error.code === 'worker.timed-out';
  return timedOut ? new DrawingTimeout(pageNumber, { cause: error }) : error;
}

/** Two programs that count differently would show people different documents: one trick of forged PDFs. */
function requirePages(counted: number, expected: number | undefined): void {
  if (expected === undefined || counted === expected) return;
  throw new UploadError(
    'upload.malformed',
    'The PDF is damaged: programs do not agree on how many pages it has. Open it, save it anew as PDF and try again.',
    { facts: { pagesFound: counted, pagesExpected: expected } },
  );
}
