import { createHash } from 'node:crypto';
import type { upload } from '@segl/contracts';
import { objectKeys, type UploadRoom } from '../room.js';
import type { DrawnPage } from './drawn-page.js';
import { toCanonicalJson } from './manifest.js';

/** Where a drawn page belongs. */
export interface PagePlace {
  renderingId: string;
  /** From 1. */
  pageNumber: number;
}

/** Stores a page's images and text by their hashes, then its row: a page that has a row is whole. Idempotent. */
export async function storePage(room: UploadRoom, place: PagePlace, page: DrawnPage): Promise<void> {
  const { renderingId, pageNumber } = place;
  const [widthPt, heightPt] = [rounded(page.widthPt), rounded(page.heightPt)];
  const text = toCanonicalJson({ pageNumber, widthPt, heightPt, runs: page.runs });
  const images = page.images.map(({ bytes, ...facts }) => ({
    bytes,
    ...facts,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  await Promise.all([
    putOnce(room, objectKeys.text(text.sha256), text.bytes, 'application/json'),
    ...images.map(({ sha256, bytes, mediaType }) =>
      putOnce(room, objectKeys.image(sha256), bytes, mediaType),
    ),
  ]);
  const imageFacts: upload.PresentationManifest['pages'][number]['images'] = images.map(
    ({ density, mediaType, widthPx, heightPx, sha256 }) => ({
      density,
      mediaType,
      widthPx,
      heightPx,
      sha256,
    }),
  );
  await room.context.database.prisma.renderedPage.createMany({
    data: [
      {
        renderingId,
        pageNumber,
        widthPt,
        heightPt,
        images: imageFacts,
        textSha256: text.sha256,
        findings: { ...page.findings },
      },
    ],
    skipDuplicates: true,
  });
  room.crashAt('after-page-stored');
}

/** What lies under a hash is that content already: a page that looks like another is not written again. */
async function putOnce(room: UploadRoom, key: string, bytes: Uint8Array, contentType: string): Promise<void> {
  if ((await room.store.head(key)) === undefined) await room.store.put(key, bytes, { contentType });
}

/** PDFium computes in single precision; hundredths of a point are more than enough. */
const rounded = (points: number): number => Math.round(points * 100) / 100;
