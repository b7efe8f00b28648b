import { randomUUID } from 'node:crypto';
import { errorCodes, type ErrorCode } from '@segl/contracts';
import { withTransaction, type Prisma } from '@segl/database';
import { PadesError, prepareDocument } from '@segl/pades';
import { ServiceAnswerError, type Job } from '@segl/platform';
import { readRevision, storeRevision } from '../documents/revision-store.js';
import { passwordOptions, sealDocumentPassword } from '../documents/sealed-password.js';
import { languageOf } from '../language-of.js';
import type { SigningRoom } from '../signing-room.js';
import { fetchIntakePassword, fetchIntakePdf, requestRendering } from '../upload-room.js';
import { failOrder } from './fail-order.js';
import { awaitRenderingQueue, orderJob, prepareOrderQueue, referenceOf } from './order-job.js';

/** How long to leave upload to its checks before asking again. */
const notReadyMilliseconds = 250;

type Document = Prisma.OrderDocumentGetPayload<{ include: { revisions: true; order: true } }>;

/**
 * Step 2: fetches the PDF, stores it as the original revision, prepares it once (signature page and one empty slot)
 * and asks for its rendering. Each part looks first whether it has been done: the job may run again after a crash.
 */
export async function prepareOrder(
  room: SigningRoom,
  job: Pick<Job<object>, 'data' | 'retriesLeft'>,
): Promise<void> {
  const { orderId } = orderJob.parse(job.data);
  const documents = await room.prisma.orderDocument.findMany({
    where: { orderId },
    include: { revisions: true, order: true },
    orderBy: { position: 'asc' },
  });
  if (documents[0]?.order.state !== 'preparing') return; // Cancelled or expired meanwhile.
  try {
    for (const document of documents) await prepareOne(room, document);
  } catch (error) {
    if (isStillChecked(error)) {
      // Upload is still checking it: no failure, and no try is used up.
      const startAfter = new Date(room.context.clock.now().getTime() + notReadyMilliseconds);
      await room.context.jobs.send(prepareOrderQueue, { orderId }, { startAfter });
      return;
    }
    const failure = lastingFailure(error) ?? (job.retriesLeft === 0 ? 'platform.internal' : undefined);
    if (failure === undefined) throw error;
    room.logger.error({ err: error, orderId }, 'the order could not be prepared');
    await failOrder(room, orderId, failure);
    return;
  }
  await room.context.jobs.send(awaitRenderingQueue, { orderId }, { singletonKey: orderId });
}

async function prepareOne(room: SigningRoom, document: Document): Promise<void> {
  const original = await originalRevision(room, document);
  const prepared = await preparedRevision(room, document, original);
  // Step 3 begins: what people will see is drawn from the prepared revision, signature page included.
  const pdf = await readRevision(room.objects, {
    documentId: document.id,
    number: 1,
    sha256: prepared.sha256,
  });
  await requestRendering(room.clients.upload, {
    id: prepared.renderingId,
    pdf: Uint8Array.from(pdf),
    sha256: prepared.sha256,
    intakeId: document.intakeId,
  });
  room.crashAt('after-rendering-requested');
}

async function originalRevision(room: SigningRoom, document: Document): Promise<{ sha256: string }> {
  const known = document.revisions.find(({ number }) => number === 0);
  if (known !== undefined) return known;
  const pdf = await fetchIntakePdf(room.clients.upload, document.intakeId);
  const { password, opensWithoutPassword } = await fetchIntakePassword(
    room.clients.upload,
    document.intakeId,
  );
  if (password !== null) {
    await withTransaction(room.prisma, async (tx) => {
      // Holds the order's row: one that has ended meanwhile has forgotten its passwords, and gets none anew.
      const preparing = { id: document.orderId, state: 'preparing' };
      const { count } = await tx.signOrder.updateMany({ where: preparing, data: { state: 'preparing' } });
      if (count === 0) return;
      await tx.orderDocument.update({
        where: { id: document.id },
        data: {
          sealedPassword: sealDocumentPassword(room.secrets, document.id, password),
          needsPassword: !opensWithoutPassword,
        },
      });
    });
  }
  const stored = await storeRevision(room.objects, { documentId: document.id, number: 0 }, pdf);
  room.crashAt('after-original-stored');
  await room.prisma.documentRevision.createMany({
    data: [
      {
        documentId: document.id,
        number: 0,
        kind: 'original',
        createdAt: room.context.clock.now(),
        ...stored,
      },
    ],
    skipDuplicates: true,
  });
  return stored;
}

async function preparedRevision(
  room: SigningRoom,
  document: Document,
  original: { sha256: string },
): Promise<{ sha256: string; renderingId: string }> {
  if (document.preparedSha256 !== null && document.renderingId !== null) {
    return { sha256: document.preparedSha256, renderingId: document.renderingId };
  }
  const source = await readRevision(room.objects, {
    documentId: document.id,
    number: 0,
    sha256: original.sha256,
  });
  // The row was read before the password came.
  const { sealedPassword } = await room.prisma.orderDocument.findUniqueOrThrow({
    where: { id: document.id },
    select: { sealedPassword: true },
  });
  const prepared = await prepareDocument(source, {
    ...passwordOptions(room.secrets, { id: document.id, sealedPassword }),
    // One signer, one slot. It is anonymous: whose seal it is stands in the appearance made at signing.
    slots: 1,
    signaturePage: {
      language: languageOf(document.order.language),
      documentTitle: document.title,
      reference: referenceOf(document.orderId),
    },
  });
  const stored = await storeRevision(
    room.objects,
    { documentId: document.id, number: 1 },
    prepared.toBytes(),
  );
  room.crashAt('after-prepared-stored');
  const renderingId = randomUUID();
  await withTransaction(room.prisma, async (tx) => {
    // Two runs of this job must not both decide what the prepared revision is.
    const { count } = await tx.orderDocument.updateMany({
      where: { id: document.id, preparedSha256: null },
      data: {
        preparedSha256: stored.sha256,
        renderingId,
        currentRevision: 1,
        slots: prepared.slots.map(({ name, pageIndex, rect }) => ({
          fieldName: name,
          pageNumber: pageIndex + 1,
          rect: [...rect],
        })),
      },
    });
    if (count !== 1) throw new Error(`document ${document.id} was prepared by another run`);
    await tx.documentRevision.create({
      data: {
        documentId: document.id,
        number: 1,
        kind: 'prepared',
        createdAt: room.context.clock.now(),
        ...stored,
      },
    });
  });
  room.crashAt('after-prepared-revision');
  return { sha256: stored.sha256, renderingId };
}

/** Codes of the engine and the codes people know them by; intake has refused such files before, so they are rare here. */
const padesProblems: Readonly<Partial<Record<PadesError['code'], ErrorCode>>> = {
  'pdf.encrypted': 'upload.encrypted',
  'pdf.password-required': 'upload.password-required',
  'pdf.password-wrong': 'upload.password-wrong',
  'pdf.truncated': 'upload.truncated',
  'pdf.not-a-pdf': 'upload.not-a-pdf',
  'pdf.page-tree-invalid': 'upload.no-pages',
  'sign.docmdp-forbids': 'upload.certification-forbids',
  'sign.fieldmdp-locked': 'upload.field-lock-forbids',
  'sign.permission-forbids': 'upload.permission-forbids',
  'sign.xfa-form': 'upload.xfa',
};

/** Whether upload will answer otherwise in a moment; what it refused or holds back stays so. */
function isStillChecked(error: unknown): boolean {
  if (!(error instanceof ServiceAnswerError) || error.code !== 'upload.intake-not-ready') return false;
  const { facts } = error.problem;
  return typeof facts === 'object' && facts !== null && 'state' in facts && facts.state === 'checking';
}

/** The code of a failure that trying again will not mend; undefined for those that may pass. */
function lastingFailure(error: unknown): ErrorCode | undefined {
  if (error instanceof PadesError) return padesProblems[error.code] ?? 'upload.malformed';
  if (error instanceof ServiceAnswerError && error.status >= 400 && error.status < 500) {
    const isOurs = error.code !== undefined && Object.hasOwn(errorCodes, error.code);
    if (isOurs && error.status !== 429 && error.code?.startsWith('upload.') === true)
      return error.code as ErrorCode;
  }
  return undefined;
}
