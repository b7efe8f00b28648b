import { upload } from '@segl/contracts';
import type { UploadRoom } from '../room.js';
import { toProblem, UploadError, type Fault } from '../errors.js';

/** A rendering as it is told to signing. @throws UploadError `upload.rendering-not-found` */
export async function loadRendering(room: UploadRoom, id: string): Promise<upload.Rendering> {
  const row = await room.context.database.prisma.rendering.findUnique({
    where: { id },
    include: { _count: { select: { pages: true } } },
  });
  if (row === null) throw new UploadError('upload.rendering-not-found', 'There is no such rendering.');
  return upload.rendering.parse({
    id: row.id,
    state: row.state,
    pdfSha256: row.pdfSha256,
    pageCount: row.pageCount,
    pagesRendered: row._count.pages,
    manifest: row.manifest,
    manifestSha256: row.manifestSha256,
    failure: row.failure === null ? null : toProblem(row.failure as unknown as Fault),
  });
}
