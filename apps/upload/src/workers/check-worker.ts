import sharp from 'sharp';
import { imageToPdf } from '../convert/image-to-pdf.js';
import { textToPdf, type ConvertedDocument } from '../convert/text-to-pdf.js';
import { inspectPdf } from '../intake/inspect-pdf.js';
import { verifyPdf } from '../verification/verify-pdf.js';
import type { CheckMethods } from './check-methods.js';
import { serveCalls, Transferred } from './serve-calls.js';

sharp.cache(false);
sharp.concurrency(1);

const moved = (document: ConvertedDocument): Transferred<ConvertedDocument> =>
  new Transferred(document, [document.pdf.buffer]);

serveCalls<CheckMethods>({
  inspectPdf: async ({ bytes, limits }) => inspectPdf(bytes, limits),
  convertText: async (conversion) => moved(await textToPdf(conversion)),
  convertImage: async (conversion) => moved(await imageToPdf(conversion)),
  verify: async ({ bytes, trustAnchors }) => verifyPdf(bytes, trustAnchors),
});
