import type { Readable } from 'node:stream';
import { z } from 'zod';
import { UploadError } from '../errors.js';
import { objectKeys, type UploadRoom } from '../room.js';

/** A stored part of a page, ready to be sent. */
export interface PagePart {
  mediaType: string;
  sha256: string;
  open(): Promise<Readable>;
}

const images = z.array(z.object({ density: z.number(), mediaType: z.string(), sha256: z.string() }));

/** @throws UploadError `upload.rendering-not-found`, `upload.page-not-found`, `upload.page-not-ready` */
export async function loadPageImage(
  room: UploadRoom,
  page: { renderingId: string; pageNumber: number; density: 1 | 2 },
): Promise<PagePart> {
  const row = await loadPage(room, page);
  const image = images.parse(row.images).find(({ density }) => density === page.density);
  if (image === undefined) throw new TypeError('a page was stored without an image');
  const { mediaType, sha256 } = image;
  return { mediaType, sha256, open: () => room.store.get(objectKeys.image(sha256)) };
}

/** @throws as {@link loadPageImage} */
export async function loadPageText(
  room: UploadRoom,
  page: { renderingId: string; pageNumber: number },
): Promise<PagePart> {
  const { textSha256: sha256 } = await loadPage(room, page);
  return { mediaType: 'application/json', sha256, open: () => room.store.get(objectKeys.text(sha256)) };
}

async function loadPage(
  room: UploadRoom,
  { renderingId, pageNumber }: { renderingId: string; pageNumber: number },
) {
  const { prisma } = room.context.database;
  const row = await prisma.renderedPage.findUnique({
    where: { renderingId_pageNumber: { renderingId, pageNumber } },
  });
  if (row !== null) return row;
  const rendering = await prisma.rendering.findUnique({ where: { id: renderingId } });
  if (rendering === null) throw new UploadError('upload.rendering-not-found', 'There is no such rendering.');
  if (rendering.pageCount !== null && pageNumber > rendering.pageCount) {
    throw new UploadError('upload.page-not-found', `The document has ${rendering.pageCount} pages.`, {
      facts: { pageCount: rendering.pageCount },
    });
  }
  if (rendering.state === 'failed') {
    throw new UploadError('upload.rendering-failed', 'The pages of the document could not be drawn.');
  }
  throw new UploadError('upload.page-not-ready', 'The page is still being drawn. Ask again in a moment.');
}
