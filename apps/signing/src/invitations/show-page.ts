import type { upload } from '@segl/contracts';
import { PlatformError, ProblemError } from '@segl/platform';
import { sha256Of } from '../documents/revision-store.js';
import type { SigningRoom } from '../signing-room.js';
import { asProblem, fetchRenderedPage } from '../upload-room.js';
import { confirmedManifest } from './invitation-view.js';
import type { DocumentRow } from './load-invitation.js';

/** Manifests never change, and every page image asks for one: the newest few are kept. Another process has its own. */
const keptManifests = 50;
const manifests = new Map<string, upload.PresentationManifest>();

/** One page as image, in one density. */
export interface PageImageRequest {
  pageNumber: number;
  density: 1 | 2;
}

/** What a browser keeps a page by: the manifest names the hash of every image, so the tag never lies. */
export function pageTag(document: DocumentRow, part: string): string {
  return `"${(document.manifestSha256 ?? '').slice(0, 32)}-${part}"`;
}

/** The image of a page, whose bytes are those that the manifest lists. */
export async function showPageImage(
  room: SigningRoom,
  document: DocumentRow,
  { pageNumber, density }: PageImageRequest,
): Promise<{ mediaType: string; bytes: Uint8Array }> {
  const { pages } = await manifestOf(room, document);
  const image = pages
    .find((page) => page.pageNumber === pageNumber)
    ?.images.find((candidate) => candidate.density === density);
  if (image === undefined) throw new ProblemError('upload.page-not-found');
  const bytes = await fetchPart(room, document, `pages/${pageNumber}/image?density=${density}`);
  if (sha256Of(bytes) !== image.sha256) {
    throw new PlatformError('platform.unexpected-answer', 'a page image is not the one in the manifest');
  }
  return { mediaType: image.mediaType, bytes };
}

/** The positioned text of a page, as upload tells it. */
export async function showPageText(
  room: SigningRoom,
  document: DocumentRow,
  pageNumber: number,
): Promise<Uint8Array> {
  const { pages } = await manifestOf(room, document);
  if (!pages.some((page) => page.pageNumber === pageNumber)) throw new ProblemError('upload.page-not-found');
  return fetchPart(room, document, `pages/${pageNumber}/text`);
}

async function fetchPart(room: SigningRoom, document: DocumentRow, part: string): Promise<Uint8Array> {
  const response = await asProblem(() =>
    fetchRenderedPage(room.clients.upload, `/renderings/${document.renderingId ?? ''}/${part}`),
  );
  return new Uint8Array(await response.arrayBuffer());
}

async function manifestOf(room: SigningRoom, document: DocumentRow): Promise<upload.PresentationManifest> {
  const known = manifests.get(document.manifestSha256 ?? '');
  if (known !== undefined) return known;
  const { manifest, manifestSha256 } = await confirmedManifest(room, document);
  manifests.set(manifestSha256, manifest);
  for (const oldest of manifests.keys()) {
    if (manifests.size <= keptManifests) break;
    manifests.delete(oldest);
  }
  return manifest;
}
