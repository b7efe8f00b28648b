import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { PagePart } from '../rendering/load-page.js';

/** Parameters of a page's address. */
export const pageParams = z.object({
  id: z.uuid(),
  page: z
    .string()
    .regex(/^[1-9]\d{0,5}$/)
    .transform(Number),
});
/** `density=2` is sharp, the default is light. */
export const pageQuery = z.object({
  density: z
    .enum(['1', '2'])
    .default('1')
    .transform((density): 1 | 2 => (density === '2' ? 2 : 1)),
});

/** Sends a part of a page. It never changes, so a browser may keep it; it is somebody's, so nobody else may. */
export async function sendPagePart(request: Request, response: Response, part: PagePart): Promise<void> {
  const tag = `"${part.sha256}"`;
  response.set({
    'Content-Type': part.mediaType,
    'Cache-Control': 'private, max-age=31536000, immutable',
    ETag: tag,
    'X-Segl-Sha256': part.sha256,
  });
  // Not `request.fresh`: fetch sends `Cache-Control: no-cache` with every condition, and the content cannot have changed.
  const known = (request.get('if-none-match') ?? '')
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''));
  if (known.includes(tag)) {
    response.status(304).end();
    return;
  }
  await pipeline(await part.open(), response);
}
