import { withTransaction } from '@segl/database';
import type { Readable } from 'node:stream';
import { resealPassword } from '../document-passwords.js';
import { UploadError } from '../errors.js';
import { objectKeys, queues, type UploadRoom } from '../room.js';
import { limitBytes } from './limit-bytes.js';

/** A PDF that signing wants shown. */
export interface RenderingRequest {
  id: string;
  /** Hash that signing announces for the bytes. */
  sha256: string;
  pdf: Readable;
  /** The intake that the document was made from: its password opens the PDF, where it is encrypted. */
  intakeId: string | undefined;
}

/**
 * Takes a prepared PDF and orders its pages. Asking again with the same id and hash changes nothing.
 * @throws UploadError `upload.hash-mismatch`, `upload.too-large`
 */
export async function receiveRendering(
  room: UploadRoom,
  { id, sha256, pdf, intakeId }: RenderingRequest,
): Promise<void> {
  const { context, store, config } = room;
  const { prisma } = context.database;
  const known = await prisma.rendering.findUnique({ where: { id }, select: { pdfSha256: true } });
  if (known !== null) {
    pdf.resume();
    if (known.pdfSha256 === sha256) return;
    throw new UploadError('upload.hash-mismatch', 'Another document is rendered under this id.');
  }
  // A signature page and slots are added to what intake took.
  const stored = await store.put(objectKeys.pdf(id), limitBytes(pdf, config.maxBytes + 10_000_000), {
    contentType: 'application/pdf',
  });
  if (stored.sha256 !== sha256) {
    await store.delete(objectKeys.pdf(id));
    throw new UploadError('upload.hash-mismatch', 'The bytes received are not those announced.');
  }
  const intake = intakeId === undefined ? null : await prisma.intake.findUnique({ where: { id: intakeId } });
  const sealedPassword = intake === null ? null : resealPassword(room.passwords, intake, id);
  await withTransaction(prisma, async (tx) => {
    const { count } = await tx.rendering.createMany({
      data: [{ id, pdfSha256: sha256, state: 'queued', sealedPassword }],
      skipDuplicates: true,
    });
    if (count === 1) await context.jobs.send(queues.render, { renderingId: id }, { tx });
  });
}
