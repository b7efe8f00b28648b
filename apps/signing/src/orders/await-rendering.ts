import { setTimeout as delay } from 'node:timers/promises';
import type { upload } from '@segl/contracts';
import { ProblemError, type Job } from '@segl/platform';
import { sha256Of } from '../documents/revision-store.js';
import { canonicalJson } from '../audit/canonical-json.js';
import { sendMailJob } from '../mail/mail-jobs.js';
import type { SigningRoom } from '../signing-room.js';
import { fetchRendering } from '../upload-room.js';
import { changeOrder } from './change-order.js';
import { failOrder } from './fail-order.js';
import { awaitRenderingQueue, orderJob } from './order-job.js';
import { findWill } from './refuse-will.js';

const pollMilliseconds = { first: 100, most: 1000 };
/** After that the job asks for itself again, so that one order does not hold a worker. */
const mostPolls = 30;

/** Step 3, its end: waits until the pages are drawn, checks the manifest, opens the order and invites (step 4). */
export async function awaitRendering(
  room: SigningRoom,
  job: Pick<Job<object>, 'data' | 'retriesLeft' | 'signal'>,
): Promise<void> {
  const { orderId } = orderJob.parse(job.data);
  try {
    let wait = pollMilliseconds.first;
    for (let polls = 0; polls < mostPolls; polls += 1) {
      if ((await tryToOpen(room, orderId)) === 'settled') return;
      await delay(wait, undefined, { signal: job.signal });
      wait = Math.min(wait * 2, pollMilliseconds.most);
    }
  } catch (error) {
    if (job.retriesLeft > 0 && !(error instanceof ManifestError)) throw error;
    room.logger.error({ err: error, orderId }, 'the rendering could not be awaited');
    await failOrder(room, orderId, 'upload.rendering-failed');
    return;
  }
  await room.context.jobs.send(awaitRenderingQueue, { orderId }, { singletonKey: orderId });
}

/** Opens the order when its rendering is complete; `settled` when nothing is left to wait for. */
export async function tryToOpen(room: SigningRoom, orderId: string): Promise<'waiting' | 'settled'> {
  const documents = await room.prisma.orderDocument.findMany({
    where: { orderId },
    include: { order: { select: { state: true, title: true, documentKind: true, willAnswer: true } } },
  });
  if (documents[0]?.order.state !== 'preparing') return 'settled';
  const checked: { documentId: string; manifestSha256: string; pageCount: number }[] = [];
  for (const { id, renderingId, preparedSha256, order } of documents) {
    if (renderingId === null || preparedSha256 === null) return 'waiting';
    const rendering = await fetchRendering(room.clients.upload, renderingId);
    if (rendering.state === 'failed') {
      await failOrder(room, orderId, 'upload.rendering-failed');
      return 'settled';
    }
    if (rendering.state !== 'complete') return 'waiting';
    const { manifestSha256, pageCount } = checkManifest(rendering, preparedSha256);
    const refusal = await findWill(room, { renderingId, pageCount, order });
    if (refusal !== undefined) {
      await failOrder(room, orderId, refusal);
      return 'settled';
    }
    checked.push({ documentId: id, manifestSha256, pageCount });
  }
  room.crashAt('before-order-opened');
  await openOrder(room, orderId, checked);
  room.crashAt('after-order-opened');
  return 'settled';
}

/** Upload and signing disagree about what people would see, which no retry mends. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

/**
 * That the manifest is whole, is the one its hash names, and is about the prepared revision: people will be asked to
 * confirm what it lists.
 *
 * @throws ManifestError
 */
export function checkManifest(
  rendering: upload.Rendering,
  preparedSha256: string,
): { manifestSha256: string; pageCount: number } {
  const { manifest, manifestSha256 } = rendering;
  if (manifest === null || manifestSha256 === null)
    throw new ManifestError('a complete rendering has no manifest');
  if (sha256Of(Buffer.from(canonicalJson(manifest))) !== manifestSha256) {
    throw new ManifestError('the manifest does not have its hash');
  }
  if (manifest.pdfSha256 !== preparedSha256) throw new ManifestError('the manifest is about another file');
  const isEveryPage = manifest.pages.every(({ pageNumber }, index) => pageNumber === index + 1);
  if (manifest.pageCount < 1 || manifest.pages.length !== manifest.pageCount || !isEveryPage) {
    throw new ManifestError('the manifest does not list every page');
  }
  return { manifestSha256, pageCount: manifest.pageCount };
}

async function openOrder(
  room: SigningRoom,
  orderId: string,
  documents: readonly { documentId: string; manifestSha256: string; pageCount: number }[],
): Promise<void> {
  const [first] = documents;
  try {
    await changeOrder(room, {
      orderId,
      event: { type: 'prepared', at: room.context.clock.now() },
      auditData: { manifestSha256: first?.manifestSha256 ?? null },
      alongside: async (tx, order) => {
        for (const { documentId, manifestSha256, pageCount } of documents) {
          await tx.orderDocument.update({ where: { id: documentId }, data: { manifestSha256, pageCount } });
        }
        // Step 4: the link goes out with the state that lets it be used, or not at all.
        for (const party of order.parties) {
          await sendMailJob(room, tx, { kind: 'invitation', partyId: party.id });
        }
      },
    });
  } catch (error) {
    // Cancelled, or opened by another run: whoever was first has decided.
    if (!(error instanceof ProblemError)) throw error;
    room.logger.info({ orderId, reason: error.code }, 'the order had moved on before it could open');
  }
}
