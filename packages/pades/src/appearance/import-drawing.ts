import { deflateSync } from 'node:zlib';
import type { PDFDocument } from 'pdf-lib';
import { openDocument, type PdfView } from '../pdf/document.js';
import { importObject } from '../pdf/import-graph.js';
import type { IncrementWriter } from '../pdf/increment.js';
import { dict, isArray, name, PdfDict, PdfStream, streamOf } from '../pdf/objects.js';
import { walkPages, type Box } from '../pdf/pages.js';

/** A page drawn with pdf-lib, ready to become a page or a form XObject of the document. */
export interface DrawnPage {
  readonly size: Box;
  /** A stream dictionary gets the further entries that page contents or a form XObject need. */
  readonly content: (entries: PdfDict) => PdfStream;
  readonly resources: PdfDict;
}

/**
 * Takes the pages of a drawing over into an increment: their fonts as new objects, each once; their content as one
 * stream a page. Text and vector paths are all that drawings have, so fonts are their only resources.
 */
export async function importDrawing(writer: IncrementWriter, pdf: PDFDocument): Promise<DrawnPage[]> {
  const bytes = await pdf.save({
    useObjectStreams: false,
    addDefaultPage: false,
    updateFieldAppearances: false,
  });
  const view = openDocument(bytes, { mode: 'strict' }).latest;
  const pages = [...walkPages(view)];
  const fonts = pages.map(
    (page) => view.dict(view.dict(page.dict.get('Resources'))?.get('Font')) ?? new PdfDict(),
  );
  const imported = importObject(view, writer, fonts);
  return pages.map((page, index) => {
    const font = isArray(imported) ? imported[index] : undefined;
    const data = deflateSync(contentOf(view, page.dict));
    return {
      size: page.mediaBox,
      content: (entries) => streamOf(entries.with({ Filter: name('FlateDecode') }), data),
      resources: dict({ Font: font, ProcSet: [name('PDF'), name('Text')] }),
    };
  });
}

function contentOf(view: PdfView, page: PdfDict): Uint8Array {
  const held = view.resolve(page.get('Contents'));
  const streams = (isArray(held) ? held : [held]).map((item) => view.resolve(item));
  return Buffer.concat(
    streams.flatMap((item) => (item instanceof PdfStream ? [view.decode(item), Buffer.from('\n')] : [])),
  );
}
