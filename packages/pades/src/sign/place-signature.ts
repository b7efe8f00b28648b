import { PadesError } from '../errors.js';
import type { IncrementWriter } from '../pdf/increment.js';
import type { PdfDict } from '../pdf/objects.js';
import { dict, isInteger, type PdfRef } from '../pdf/objects.js';
import { pageAt, pageOfWidget, type PdfPage } from '../pdf/pages.js';
import { readFieldMdp } from '../pdf/permissions.js';
import type { SignatureField } from '../pdf/signature-fields.js';
import { addToForm, annotationFlags, fieldNames, requirePageRef, signatureWidget } from './form.js';
import { requireSeedValues } from './seed-value.js';
import { docMdpReference, fieldMdpReference } from './signature-dictionary.js';
import { isLocked, requireNone, type SigningRules } from './signing-rules.js';
import type { NewFieldOptions, PrepareSignatureOptions, Rect } from './types.js';

/** The field that will hold the signature, and what its lock asks the signature dictionary to say. */
export interface PlacedSignature {
  readonly fieldName: string;
  readonly references: readonly PdfDict[];
}

/** Puts a signature, whose dictionary will be object `value`, into an existing empty field. */
export async function placeInField(
  writer: IncrementWriter,
  rules: SigningRules,
  fieldName: string,
  value: PdfRef,
  options: PrepareSignatureOptions,
): Promise<PlacedSignature> {
  requireNone(rules.refusals);
  const field = rules.fields.find((item) => item.name === fieldName);
  if (!field) throw new PadesError('sign.field-not-found', `There is no signature field ${fieldName}`);
  if (field.signature) {
    throw new PadesError('sign.field-already-signed', `The field ${fieldName} is signed already`);
  }
  if (isLocked(rules, fieldName)) {
    throw new PadesError('sign.fieldmdp-locked', `An earlier signature locks the field ${fieldName}`);
  }
  const { ref, widgetRef } = field;
  if (!ref || !widgetRef) {
    throw new PadesError('pdf.malformed', `The field ${fieldName} is no object of its own`);
  }
  const view = writer.document.latest;
  requireSeedValues(view, field.dict, {
    digestAlgorithm: options.digestAlgorithm,
    certification: options.certification,
  });
  writer.update(ref, { V: value });
  const visible = isVisible(field.rect);
  const page = visible && options.appearance ? pageOfWidget(view, widgetRef, field.widget) : undefined;
  const seal = await drawFor(writer, field.rect, page?.rotate ?? 0, options);
  writer.update(widgetRef, {
    F: flagsOf(writer, field, seal),
    ...(seal ? { AP: dict({ N: seal }) } : {}),
  });
  addToForm(writer, []);
  return { fieldName, references: lockReferences(writer, field) };
}

/** Makes a field and puts the signature into it. */
export async function placeInNewField(
  writer: IncrementWriter,
  rules: SigningRules,
  field: NewFieldOptions,
  value: PdfRef,
  options: PrepareSignatureOptions,
): Promise<PlacedSignature> {
  if (field.name === '' || field.name.includes('.')) {
    throw new TypeError('A new field needs a name without a full stop');
  }
  requireNone(rules.newFieldRefusals);
  if (isLocked(rules, field.name)) {
    throw new PadesError('sign.fieldmdp-locked', `An earlier signature locks the field ${field.name}`);
  }
  if (fieldNames(writer).has(field.name)) {
    throw new PadesError('sign.field-name-taken', `There is a field ${field.name} already`);
  }
  const page: PdfPage = pageAt(writer.document.latest, field.pageIndex ?? 0);
  const pageRef = requirePageRef(page);
  const rect = field.rect ?? [0, 0, 0, 0];
  const appearance = await drawFor(writer, rect, page.rotate, options);
  const widget = writer.add(
    signatureWidget({ fieldName: field.name, rect, pageRef, value, ...(appearance ? { appearance } : {}) }),
  );
  writer.appendTo(pageRef, 'Annots', widget);
  addToForm(writer, [widget]);
  return { fieldName: field.name, references: [] };
}

function isVisible(rect: Rect): boolean {
  return rect[2] > rect[0] && rect[3] > rect[1];
}

async function drawFor(
  writer: IncrementWriter,
  rect: Rect,
  rotate: PdfPage['rotate'],
  options: PrepareSignatureOptions,
): Promise<PdfRef | undefined> {
  if (!options.appearance || !isVisible(rect)) return undefined;
  // Drawing takes memory and time to load that an invisible signature should not cost.
  const { addSeal } = await import('../appearance/seal.js');
  return addSeal(writer, rect, rotate, {
    signerName: options.signerName,
    signingTime: options.signingTime,
    appearance: options.appearance,
  });
}

/** What is seen must also print; what was hidden on purpose stays hidden where no seal is drawn. */
function flagsOf(writer: IncrementWriter, field: SignatureField, seal: PdfRef | undefined): number {
  const held = writer.document.latest.resolve(field.widget.get('F'));
  const flags = (isInteger(held) ? held : 0) | annotationFlags.print | annotationFlags.locked;
  const hiding = annotationFlags.invisible | annotationFlags.hidden | annotationFlags.noView;
  return seal ? flags & ~hiding : flags;
}

/** What the field's own lock makes the signature say (ISO 32000-2 Table 236). */
function lockReferences(writer: IncrementWriter, field: SignatureField): PdfDict[] {
  const view = writer.document.latest;
  const lock = view.dict(field.dict.get('Lock'));
  const { catalogRef } = view;
  if (!lock || !catalogRef) return [];
  const references = [fieldMdpReference(readFieldMdp(view, lock), catalogRef)];
  const level = view.resolve(lock.get('P'));
  if (level === 1 || level === 2 || level === 3) references.push(docMdpReference(level));
  return references;
}
