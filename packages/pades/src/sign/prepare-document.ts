import type { SignaturePages } from '../appearance/add-signature-pages.js';
import { PadesError } from '../errors.js';
import type { DocumentInput } from '../pdf/byte-source.js';
import { openDocument, passwordOf } from '../pdf/document.js';
import { IncrementWriter } from '../pdf/increment.js';
import type { PdfRef } from '../pdf/objects.js';
import { pageAt, type PdfPage } from '../pdf/pages.js';
import { StructureTree } from '../structure/structure-tree.js';
import { asideWhereInvisible, isVisible, orderTabs } from './add-field.js';
import { fieldCaptions } from './captions.js';
import { addToForm, emptyAppearance, fieldNames, invisibleAppearance, signatureWidget } from './form.js';
import { incrementOf } from './increment-file.js';
import { ownPage } from './own-objects.js';
import { requirePlace } from './place-signature.js';
import { isLocked, readSigningRules, requireNone, type SigningRules } from './signing-rules.js';
import { requireRepairable } from './repairs.js';
import type {
  PreparedDocument,
  PrepareDocumentOptions,
  SignaturePageOptions,
  SignatureSlot,
  SlotPlacement,
} from './types.js';
import { settleUsageRights } from './usage-rights.js';

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
  if (options.places && options.signaturePage)
    throw new TypeError('places and signaturePage exclude each other');
  const tree = StructureTree.open(writer);
  const structure = rules.signed ? undefined : tree;
  const page = rules.signed ? undefined : options.signaturePage;
  const drawn = page && (await drawPages(writer, page, options, structure));
  const slots = drawn
    ? addVisibleSlots(writer, names, drawn, structure)
    : addSlotsOnPages(writer, names, { places: options.places, structure, tree, rules });
  structure?.finish();
  settleUsageRights(writer, new Set(['field']), rules);
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
  { slots, fontBytes, fonts }: PrepareDocumentOptions,
  structure: StructureTree | undefined,
): Promise<SignaturePages> {
  // Drawing takes memory and time to load that a document without a page should not cost.
  const { addSignaturePages } = await import('../appearance/add-signature-pages.js');
  return addSignaturePages(writer, { page, slots, fontBytes, fonts, structure });
}

function addVisibleSlots(
  writer: IncrementWriter,
  names: readonly string[],
  drawn: SignaturePages,
  structure: StructureTree | undefined,
): SignatureSlot[] {
  const fields: { widget: PdfRef; key: number }[] = [];
  const onPage = new Map<number, PdfRef[]>();
  const [first] = drawn.places;
  const empty = first ? emptyAppearance(writer, first.rect) : undefined;
  const slots = names.map((fieldName, index): SignatureSlot => {
    const place = drawn.places[index];
    const page = place && drawn.pages[place.page];
    if (!place || !page) throw new TypeError('Every slot has its place');
    const key = structure?.newKey();
    const made = signatureWidget({
      fieldName,
      alternateName: place.caption,
      rect: place.rect,
      pageRef: page.ref,
      ...(empty ? { appearance: empty } : {}),
      ...(key === undefined ? {} : { structParent: key }),
    });
    const widget = writer.add(made);
    fields.push({ widget, key: key ?? 0 });
    onPage.set(place.page, [...(onPage.get(place.page) ?? []), widget]);
    return { name: fieldName, pageIndex: drawn.firstIndex + place.page, rect: place.rect };
  });
  for (const [index, widgets] of onPage) {
    const page = drawn.pages[index];
    if (page) writer.set(page.ref, page.dict.with({ Annots: widgets }));
  }
  if (structure) drawn.tag(structure, fields);
  addToForm(
    writer,
    fields.map(({ widget }) => widget),
  );
  return slots;
}

/** Slots on pages that the document has: where the caller wants them, or else invisible ones on the first page. */
function addSlotsOnPages(
  writer: IncrementWriter,
  names: readonly string[],
  options: {
    readonly places: readonly SlotPlacement[] | undefined;
    readonly structure: StructureTree | undefined;
    /** The tree of a tagged document, whether or not it may grow. */
    readonly tree: StructureTree | undefined;
    readonly rules: SigningRules;
  },
): SignatureSlot[] {
  const { places, structure, tree, rules } = options;
  if (places && places.length !== names.length)
    throw new TypeError('places must have one entry for each slot');
  const invisible: SlotPlacement = { pageIndex: 0, rect: [0, 0, 0, 0] };
  const nothing = places ? {} : invisibleAppearance(writer, rules);
  const pages = new Map<number, PdfPage>();
  const fields: PdfRef[] = [];
  const slots = names.map((fieldName, index): SignatureSlot => {
    const { pageIndex, rect: wanted } = places?.[index] ?? invisible;
    const page = pages.get(pageIndex) ?? pageAt(writer.document.latest, pageIndex);
    pages.set(pageIndex, page);
    requirePlace(page, wanted, rules);
    const rect = tree && rules.signed ? asideWhereInvisible(page, wanted) : wanted;
    const pageRef = ownPage(writer, page, rules);
    const key = structure?.newKey();
    const widget = writer.add(
      signatureWidget({
        fieldName,
        rect,
        pageRef,
        ...(isVisible(rect) ? { appearance: emptyAppearance(writer, rect) } : nothing),
        ...(tree ? { alternateName: `${fieldCaptions.en} ${index + 1}` } : {}),
        ...(key === undefined ? {} : { structParent: key }),
      }),
    );
    fields.push(widget);
    writer.appendTo(pageRef, 'Annots', widget);
    if (structure && key !== undefined) {
      structure.addField(structure.top, { widget, page: pageRef, key });
      orderTabs(writer, pageRef);
    }
    return { name: fieldName, pageIndex, rect: wanted };
  });
  addToForm(writer, fields);
  return slots;
}
