import { signing } from '@segl/contracts';
import type { z } from 'zod';

/** One of My documents with what has happened to it; the time line is left out where the service tells none. */
export const signedDocumentDetails = signing.signedDocument.extend({
  timeline: signing.timelineEntry.array().optional(),
});
export type SignedDocumentDetails = z.infer<typeof signedDocumentDetails>;
