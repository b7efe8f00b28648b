import type { SignaturePages } from '../appearance/add-signature-pages.js';
import { PadesError } from '../errors.js';
import type { DocumentInput } from '../pdf/byte-source.js';
import { openDocument, passwordOf } from '../pdf/document.js';
import { IncrementWriter } from '../pdf/increment.js';
import type { PdfRef } from '../pdf/objects.js';
import { dict, name, PdfDict, streamOf, type PdfObject } from '../pdf/objects.js';
import { pageAt } from '../pdf/pages.js';
import { addToForm, fieldNames, requirePageRef, signatureWidget } from './form.js';
import { incrementOf } from './increment-file.js';
import { isLocked, readSigningRules, requireNone, type SigningRules } from './signing-rules.js';
import { requireRepairable } from './repairs.js';
import type {
  PreparedDocument,
  PrepareDocumentOptions,
  Rect,
  SignaturePageOptions,
  SignatureSlot,
} from './types.js';

const mostSlots = 500;

/**
 * Adds empty, anonymous signature fields to a document, and where nothing forbids it a page that shows them, as one
 * incremental update: the original bytes stay as they are. A document that carries a signature gets no page (that
 * would be a change to what was signed); its slots are then invisible fields on the first page.
 *
 * @throws PadesError `pdf.password-required`, `pdf.password-wrong`, `pdf.encrypted`, `sign.docmdp-forbids`, `sign.fieldmdp-locked`, `sign.permission-forbids`,
 *   `sign.repair-breaks-signatures`, or a `pdf.` code where the file cannot be read.
 */
export async function prepareDocument(
  input: DocumentInput,
  options: PrepareDocumentOptions,
): Promise<PreparedDocument> {
  if (!Number.isInteger(options.slots) || options.slots < 1 || options.slots > mostSlots) {
    throw new TypeError(`slots must be an integer from 1 to ${mostSlots}`);
  }
  const document = openDocument(input, passwordOf(options));
  const view = document.latest;
  const rules = readSigningRules(view);
  requireNone(rules.newFieldRefusals);
  requireRepairable(document, rules);
  const writer = new IncrementWriter(document);
  const names = slotNames(writer, rules, options);
  const page = rules.signed ? undefined : options.signaturePage;
  const drawn = page && (await drawPages(writer, page, options));
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

async function drawPages(
  writer: IncrementWriter,
  page: SignaturePageOptions,
  { slots, fontBytes }: PrepareDocumentOptions,
): Promise<SignaturePages> {
  // Drawing takes memory and time to load that a document without a page should not cost.
  const { addSignaturePages } = await import('../appearance/add-signature-pages.js');
  return addSignaturePages(writer, { page, slots, fontBytes });
}

function addVisibleSlots(
  writer: IncrementWriter,
  names: readonly string[],
  drawn: SignaturePages,
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
      alternateName: place.caption,
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
