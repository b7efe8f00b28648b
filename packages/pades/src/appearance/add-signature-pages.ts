import { PadesError } from '../errors.js';
import type { IncrementWriter } from '../pdf/increment.js';
import { dict, isInteger, name, PdfDict, PdfRef } from '../pdf/objects.js';
import { walkPages } from '../pdf/pages.js';
import type { Rect, SignaturePageOptions } from '../sign/types.js';
import { newDrawing } from './fonts.js';
import { importDrawing, type DrawnPage } from './import-drawing.js';
import { paletteFor } from './palette.js';
import { drawSignaturePages, type SlotPlace } from './signature-page.js';

/** Pages that were appended, and where the slots lie on them. */
export interface SignaturePages {
  /** Index of the first appended page in the document. */
  readonly firstIndex: number;
  readonly pages: readonly { readonly ref: PdfRef; readonly dict: PdfDict }[];
  readonly places: readonly SlotPlace[];
}

export interface SignaturePagesOptions {
  readonly page: SignaturePageOptions;
  readonly slots: number;
  readonly fontBytes: Uint8Array | undefined;
}

/**
 * Draws the signature pages and appends them to the root of the page tree, of which nothing else is touched.
 *
 * @throws PadesError `pdf.page-tree-invalid` where the root is no object of its own.
 */
export async function addSignaturePages(
  writer: IncrementWriter,
  options: SignaturePagesOptions,
): Promise<SignaturePages> {
  const view = writer.document.latest;
  const root = view.catalog.get('Pages');
  if (!(root instanceof PdfRef)) {
    throw new PadesError('pdf.page-tree-invalid', 'The root of the page tree is no object of its own');
  }
  const existing = [...walkPages(view)];
  const { pdf, fonts } = await newDrawing(options.fontBytes);
  const places = drawSignaturePages(pdf, fonts, {
    size: pageSize(existing[0]?.cropBox),
    slots: options.slots,
    options: options.page,
    palette: paletteFor(view),
  });
  const pages = (await importDrawing(writer, pdf)).map((drawn) => {
    const made = pageDict(drawn, root, writer.add(drawn.content(new PdfDict())));
    return { ref: writer.add(made), dict: made };
  });
  const count = view.resolve(view.dict(root)?.get('Count'));
  for (const page of pages) writer.appendTo(root, 'Kids', page.ref);
  writer.update(root, { Count: (isInteger(count) ? count : existing.length) + pages.length });
  return { firstIndex: existing.length, pages, places };
}

/** A4, or Letter where the document's own first page is Letter. */
function pageSize(firstPage: Rect | undefined): { width: number; height: number } {
  const [left, bottom, right, top] = firstPage ?? [0, 0, 0, 0];
  const sides = [right - left, top - bottom].sort((a, b) => a - b);
  const isLetter = Math.abs((sides[0] ?? 0) - 612) < 3 && Math.abs((sides[1] ?? 0) - 792) < 3;
  return isLetter ? { width: 612, height: 792 } : { width: 595.28, height: 841.89 };
}

function pageDict(drawn: DrawnPage, parent: PdfRef, content: PdfRef): PdfDict {
  return dict({
    Type: name('Page'),
    Parent: parent,
    MediaBox: [...drawn.size],
    // Written out, so that nothing is inherited from the document's own pages.
    CropBox: [...drawn.size],
    Rotate: 0,
    Resources: drawn.resources,
    Contents: content,
  });
}
