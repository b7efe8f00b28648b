import type { ConvertedDocument } from '../convert/text-to-pdf.js';
import { inspectPdf } from '../intake/inspect-pdf.js';
import { verifyPdf } from '../verification/verify-pdf.js';
import type { CheckMethods } from './check-methods.js';
import { serveCalls, Transferred } from './serve-calls.js';

const moved = (document: ConvertedDocument): Transferred<ConvertedDocument> =>
  new Transferred(document, [document.pdf.buffer]);

serveCalls<CheckMethods>({
  inspectPdf: async ({ bytes, limits, password }) => inspectPdf(bytes, limits, password),
  verify: async ({ bytes, trustAnchors, password }) => verifyPdf(bytes, trustAnchors, password),
  // Fonts and typesetting are loaded when the first text or picture comes, so that checks start sooner.
  async convertText(conversion) {
    const { textToPdf } = await import('../convert/text-to-pdf.js');
    return moved(await textToPdf(conversion));
  },
  async convertImage(conversion) {
    const { imageToPdf } = await import('../convert/image-to-pdf.js');
    return moved(await imageToPdf(conversion));
  },
});
