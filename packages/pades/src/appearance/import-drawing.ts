import { deflateSync } from 'node:zlib';
import type { PDFDocument } from 'pdf-lib';
import { openDocument, type PdfView } from '../pdf/document.js';
import { importObject } from '../pdf/import-graph.js';
import type { IncrementWriter } from '../pdf/increment.js';
import { dict, isArray, name, PdfDict, PdfRef, PdfStream, streamOf, type PdfObject } from '../pdf/objects.js';
import { decodeStream } from '../pdf/filters.js';
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
  addCidSets(writer, isArray(imported) ? imported : []);
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

/** PDF/A-1 wants to be told which characters an embedded subset has (ISO 19005-1 §6.3.5): all that it numbers. */
function addCidSets(writer: IncrementWriter, pageFonts: readonly PdfObject[]): void {
  const follow = (value: PdfObject | undefined): PdfObject | undefined =>
    value instanceof PdfRef ? writer.current(value) : value;
  const entries = pageFonts.flatMap((fonts) => (fonts instanceof PdfDict ? [...fonts.entries.values()] : []));
  for (const entry of entries) {
    const font = follow(entry);
    const descendants = font instanceof PdfDict ? follow(font.get('DescendantFonts')) : undefined;
    const descendant = isArray(descendants) ? follow(descendants[0]) : undefined;
    const descriptorRef = descendant instanceof PdfDict ? descendant.get('FontDescriptor') : undefined;
    const descriptor = follow(descriptorRef);
    if (!(descriptorRef instanceof PdfRef) || !(descriptor instanceof PdfDict)) continue;
    const file = follow(descriptor.get('FontFile2'));
    if (!(file instanceof PdfStream) || descriptor.has('CIDSet')) continue;
    const count = glyphCount(Buffer.from(decodeStream(file, follow)));
    const set = Buffer.alloc(Math.ceil(count / 8));
    for (let cid = 0; cid < count; cid++) set[cid >> 3] = (set[cid >> 3] ?? 0) | (0x80 >> (cid & 7));
    writer.update(descriptorRef, { CIDSet: writer.add(streamOf(new PdfDict(), set)) });
  }
}

/** `numGlyphs` of the font's maxp table. */
function glyphCount(font: Buffer): number {
  for (let record = 12; record < 12 + font.readUInt16BE(4) * 16; record += 16) {
    if (font.toString('latin1', record, record + 4) === 'maxp') {
      return font.readUInt16BE(font.readUInt32BE(record + 8) + 4);
    }
  }
  throw new TypeError('A font without a maxp table');
}
