import type { upload } from '@segl/contracts';
import { withTransaction, type Transaction } from '@segl/database';
import type { Job } from '@segl/platform';
import { z } from 'zod';
import { givenUp, UploadError, type Fault } from '../errors.js';
import { addWarnings, refuseIntake } from '../intake/intake-report.js';
import type { UploadRoom } from '../room.js';
import { WorkerError } from '../workers/worker-pool.js';
import { drawDocument, DrawingTimeout } from './draw-document.js';
import { fontWarnings } from './font-warnings.js';
import { toCanonicalJson } from './manifest.js';

/** What the job is told. */
export interface RenderJob {
  renderingId: string;
}

/** A thread that died or took long may have been unlucky (memory, a busy machine); twice is no luck. */
const unluckyTries = 1;

/**
 * Step 3, as a job: draws the pages of a rendering and completes it with its manifest. May be interrupted anywhere and
 * run again: pages drawn before are kept.
 */
export async function renderJob(room: UploadRoom, job: Job<RenderJob>): Promise<void> {
  const { renderingId } = job.data;
  const { prisma } = room.context.database;
  const rendering = await prisma.rendering.findUnique({ where: { id: renderingId } });
  if (rendering === null || rendering.state === 'complete' || rendering.state === 'failed') return;
  try {
    const document = {
      renderingId,
      expectedPages: rendering.pageCount ?? undefined,
      rendererVersion: rendering.rendererVersion ?? undefined,
      password: room.passwords.open(rendering.sealedPassword, { renderingId }),
    };
    await drawDocument(room, document, job.signal);
    await complete(room, renderingId);
  } catch (error) {
    const fault = faultOf(error, job);
    if (fault === undefined) throw error;
    room.context.logger.warn({ err: error, renderingId }, 'a document could not be rendered');
    await fail(room, renderingId, fault);
  }
}

/** What the document is to blame for; undefined when the job should be tried again. */
function faultOf(error: unknown, job: Job<RenderJob>): Fault | undefined {
  if (error instanceof UploadError) return error.toFault();
  const detail =
    'The pages of the document could not be drawn. Print it to PDF, which makes it simpler, and upload that.';
  const fault: Fault = { code: 'upload.rendering-failed', detail, facts: {} };
  const again = job.attempt > unluckyTries;
  if (error instanceof DrawingTimeout && again) return error.toFault();
  if (error instanceof WorkerError && error.code === 'worker.crashed' && again) return fault;
  return job.retriesLeft === 0 ? givenUp : undefined;
}

async function complete(room: UploadRoom, renderingId: string): Promise<void> {
  const { prisma } = room.context.database;
  const rendering = await prisma.rendering.findUniqueOrThrow({
    where: { id: renderingId },
    include: { pages: { orderBy: { pageNumber: 'asc' } } },
  });
  const manifest: upload.PresentationManifest = {
    version: 1,
    pdfSha256: rendering.pdfSha256,
    pageCount: rendering.pages.length,
    renderer: rendering.rendererVersion ?? 'unknown',
    pages: rendering.pages.map(({ pageNumber, widthPt, heightPt, images, textSha256 }) => ({
      pageNumber,
      widthPt,
      heightPt,
      images: storedImages.parse(images),
      textSha256,
    })),
  };
  const { sha256: manifestSha256 } = toCanonicalJson(manifest);
  const warnings = fontWarnings(rendering.pages.map(({ findings }) => findings));
  await withTransaction(prisma, async (tx) => {
    const { count } = await tx.rendering.updateMany({
      where: { id: renderingId, state: 'rendering' },
      data: {
        state: 'complete',
        pageCount: manifest.pageCount,
        manifest,
        manifestSha256,
        sealedPassword: null, // nothing is drawn any more
      },
    });
    if (count === 1 && warnings.length > 0) await addWarnings(tx, renderingId, warnings);
  });
}

const storedImages = z.array(
  z.object({
    density: z.union([z.literal(1), z.literal(2)]),
    mediaType: z.string(),
    widthPx: z.number(),
    heightPx: z.number(),
    sha256: z.string(),
  }),
);

async function fail(room: UploadRoom, renderingId: string, fault: Fault): Promise<void> {
  await withTransaction(room.context.database.prisma, async (tx: Transaction) => {
    await tx.rendering.updateMany({
      where: { id: renderingId, state: { in: ['queued', 'rendering'] } },
      data: { state: 'failed', failure: { ...fault }, sealedPassword: null },
    });
    // A document that cannot be shown cannot be signed either.
    await refuseIntake(tx, { renderingId }, fault);
  });
}
