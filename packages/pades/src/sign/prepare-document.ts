import { newDrawing } from '../appearance/fonts.js';
import { importDrawing, type DrawnPage } from '../appearance/import-drawing.js';
import { paletteFor } from '../appearance/palette.js';
import { drawSignaturePages, type SlotPlace } from '../appearance/signature-page.js';
import { PadesError } from '../errors.js';
import type { DocumentInput } from '../pdf/byte-source.js';
import { openDocument } from '../pdf/document.js';
import { IncrementWriter } from '../pdf/increment.js';
import { dict, isInteger, name, PdfDict, PdfRef, streamOf, type PdfObject } from '../pdf/objects.js';
import { pageAt, walkPages } from '../pdf/pages.js';
import { addToForm, fieldNames, requirePageRef, signatureWidget } from './form.js';
import { incrementOf } from './increment-file.js';
import { readClaims } from './claims.js';
import { isLocked, readSigningRules, requireNone, type SigningRules } from './signing-rules.js';
import { requireRepairable } from './repairs.js';
import type { PreparedDocument, PrepareDocumentOptions, Rect, SignatureSlot } from './types.js';

const mostSlots = 500;

/**
 * Adds empty, anonymous signature fields to a document, and where nothing forbids it a page that shows them, as one
 * incremental update: the original bytes stay as they are. A document that carries a signature gets no page (that
 * would be a change to what was signed); its slots are then invisible fields on the first page.
 *
 * @throws PadesError `pdf.encrypted`, `sign.docmdp-forbids`, `sign.fieldmdp-locked`, `sign.permission-forbids`,
 *   `sign.repair-breaks-signatures`, or a `pdf.` code where the file cannot be read.
 */
export async function prepareDocument(
  input: DocumentInput,
  options: PrepareDocumentOptions,
): Promise<PreparedDocument> {
  if (!Number.isInteger(options.slots) || options.slots < 1 || options.slots > mostSlots) {
    throw new TypeError(`slots must be an integer from 1 to ${mostSlots}`);
  }
  const document = openDocument(input);
  const view = document.latest;
  const rules = readSigningRules(view);
  requireNone(rules.newFieldRefusals);
  requireRepairable(document, rules);
  const writer = new IncrementWriter(document);
  const names = slotNames(writer, rules, options);
  const appendPage = options.signaturePage !== undefined && !rules.signed;
  const drawn = appendPage ? await addSignaturePages(writer, options) : undefined;
  const slots = drawn ? addVisibleSlots(writer, names, drawn) : addInvisibleSlots(writer, names);
  const increment = writer.build().bytes;
  return {
    ...incrementOf(input, increment),
    slots,
    signaturePage: drawn
      ? { appended: true, pageIndexes: drawn.pages.map((_, index) => drawn.firstIndex + index) }
      : { appended: false, reason: options.signaturePage ? 'signed-before' : 'not-requested' },
  };
}

function slotNames(writer: IncrementWriter, rules: SigningRules, options: PrepareDocumentOptions): string[] {
  const prefix = options.fieldPrefix ?? 'Segl';
  if (prefix === '' || prefix.includes('.')) throw new TypeError('fieldPrefix must have no full stop');
  const taken = fieldNames(writer);
  const names: string[] = [];
  for (let number = 1; names.length < options.slots; number++) {
    const candidate = `${prefix}-${number}`;
    if (taken.has(candidate)) continue;
    if (isLocked(rules, candidate)) {
      throw new PadesError('sign.fieldmdp-locked', `An earlier signature locks the field ${candidate}`);
    }
    names.push(candidate);
  }
  return names;
}

interface DrawnPages {
  /** Index of the first appended page in the document. */
  readonly firstIndex: number;
  readonly pages: readonly { readonly ref: PdfRef; readonly dict: PdfDict }[];
  readonly places: readonly SlotPlace[];
}

async function addSignaturePages(
  writer: IncrementWriter,
  options: PrepareDocumentOptions,
): Promise<DrawnPages> {
  const view = writer.document.latest;
  const { signaturePage } = options;
  const root = view.catalog.get('Pages');
  if (!signaturePage || !(root instanceof PdfRef)) {
    throw new PadesError('pdf.page-tree-invalid', 'The root of the page tree is no object of its own');
  }
  const existing = [...walkPages(view)];
  const { pdf, fonts } = await newDrawing(options.fontBytes);
  const palette = paletteFor(view, { pdfA: readClaims(view).pdfA !== undefined });
  const size = pageSize(existing[0]?.cropBox);
  const places = drawSignaturePages(pdf, fonts, {
    size,
    slots: options.slots,
    options: signaturePage,
    palette,
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

function addVisibleSlots(
  writer: IncrementWriter,
  names: readonly string[],
  drawn: DrawnPages,
): SignatureSlot[] {
  const fields: PdfRef[] = [];
  const onPage = new Map<number, PdfRef[]>();
  const [first] = drawn.places;
  const empty = first ? emptyAppearance(writer, first.rect) : undefined;
  const slots = names.map((fieldName, index): SignatureSlot => {
    const place = drawn.places[index];
    const page = place && drawn.pages[place.page];
    if (!place || !page) throw new TypeError('Every slot has its place');
    const widget = signatureWidget({
      fieldName,
      rect: place.rect,
      pageRef: page.ref,
      ...(empty ? { appearance: empty } : {}),
    });
    const ref = writer.add(widget);
    fields.push(ref);
    onPage.set(place.page, [...(onPage.get(place.page) ?? []), ref]);
    return { name: fieldName, pageIndex: drawn.firstIndex + place.page, rect: place.rect };
  });
  for (const [index, widgets] of onPage) {
    const page = drawn.pages[index];
    if (page) writer.set(page.ref, page.dict.with({ Annots: widgets }));
  }
  addToForm(writer, fields);
  return slots;
}

/** PDF/A wants an appearance for every widget that can be seen (ISO 19005-2 §6.3.3). */
function emptyAppearance(writer: IncrementWriter, rect: Rect): PdfRef {
  const form: Record<string, PdfObject> = {
    Type: name('XObject'),
    Subtype: name('Form'),
    BBox: [0, 0, rect[2] - rect[0], rect[3] - rect[1]],
    Resources: new PdfDict(),
  };
  return writer.add(streamOf(dict(form), new Uint8Array()));
}

function addInvisibleSlots(writer: IncrementWriter, names: readonly string[]): SignatureSlot[] {
  const pageRef = requirePageRef(pageAt(writer.document.latest, 0));
  const rect: Rect = [0, 0, 0, 0];
  const fields = names.map((fieldName) => writer.add(signatureWidget({ fieldName, rect, pageRef })));
  for (const field of fields) writer.appendTo(pageRef, 'Annots', field);
  addToForm(writer, fields);
  return names.map((slotName) => ({ name: slotName, pageIndex: 0, rect }));
}
