import type { SealPainter, SealPlace } from '../appearance/seal.js';
import { PadesError } from '../errors.js';
import type { IncrementWriter } from '../pdf/increment.js';
import { dict, isInteger, type PdfDict, type PdfRef } from '../pdf/objects.js';
import { pageAt, type PdfPage } from '../pdf/pages.js';
import { readFieldMdp } from '../pdf/permissions.js';
import type { SignatureField } from '../pdf/signature-fields.js';
import { addField, isVisible } from './add-field.js';
import { addToForm, annotationFlags, emptyAppearance, fieldNames, invisibleAppearance } from './form.js';
import { ownField } from './own-objects.js';
import { requireSeedValues } from './seed-value.js';
import { docMdpReference, fieldMdpReference, lockDictionary } from './signature-dictionary.js';
import { isLocked, requireNone, type SigningRules } from './signing-rules.js';
import type { NewFieldLock, NewFieldOptions, PrepareSignatureOptions, Rect } from './types.js';
import { findWidgetPage, frameOf, widgetsOf, type FieldWidget } from './widgets.js';

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
  const found = rules.fields.find((item) => item.name === fieldName);
  if (!found) throw new PadesError('sign.field-not-found', `There is no signature field ${fieldName}`);
  if (found.signature) {
    throw new PadesError('sign.field-already-signed', `The field ${fieldName} is signed already`);
  }
  if (isLocked(rules, fieldName)) {
    throw new PadesError('sign.fieldmdp-locked', `An earlier signature locks the field ${fieldName}`);
  }
  const field = { ...found, ref: ownField(writer, found, rules) };
  const lock = fieldLock(writer, field);
  const { lockDocument } = requireSeedValues(
    writer.document.latest,
    field.dict,
    options,
    lock?.documentLevel,
  );
  // What the seed value demands is carried out by a lock of our own where the field has none.
  const closing: NewFieldLock | undefined = lockDocument ? { action: 'All', documentLevel: 1 } : undefined;
  const ownLock = closing ? writer.add(lockDictionary(closing)) : undefined;
  writer.update(field.ref, { V: value, ...(ownLock ? { Lock: ownLock } : {}) });
  await drawWidgets(writer, widgetsOf(writer, field), rules, options);
  addToForm(writer, []);
  return { fieldName, references: lockReferences(writer, closing ?? lock, options) };
}

/** Draws the seal into every widget of a field that can be seen. */
async function drawWidgets(
  writer: IncrementWriter,
  widgets: readonly FieldWidget[],
  rules: SigningRules,
  options: PrepareSignatureOptions,
): Promise<void> {
  const view = writer.document.latest;
  const painter = widgets.some(({ rect }) => isVisible(rect)) ? await painterFor(writer, options) : undefined;
  for (const widget of widgets) {
    const found = painter && isVisible(widget.rect) ? findWidgetPage(view, widget) : undefined;
    const seal =
      painter && isVisible(widget.rect)
        ? painter.add({
            rect: widget.rect,
            rotate: found?.page.rotate ?? 0,
            userUnit: found?.page.userUnit ?? 1,
            ...framed(frameOf(view, widget.dict)),
          })
        : undefined;
    writer.update(widget.ref, {
      F: flagsOf(writer, widget.dict, seal),
      ...(seal ? { AP: dict({ N: seal }), AS: undefined } : {}),
    });
    // What was signed must not find annotations on its pages that were not there.
    if (found?.listed === 'missing' && found.page.ref && !rules.signed) {
      writer.appendTo(found.page.ref, 'Annots', widget.ref);
    }
  }
  painter?.finish();
}

function framed(frame: SealPlace['frame']): Pick<SealPlace, 'frame'> {
  return frame ? { frame } : {};
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
  const rect = field.rect ?? [0, 0, 0, 0];
  requirePlace(page, rect, rules);
  const painter = isVisible(rect) ? await painterFor(writer, options) : undefined;
  const appearance = painter?.add({ rect, rotate: page.rotate, userUnit: page.userUnit });
  painter?.finish();
  addField(writer, {
    fieldName: field.name,
    page,
    rect,
    value,
    document: rules,
    ...(options.appearance ? { language: options.appearance.language } : {}),
    ...(field.alternateName === undefined ? {} : { alternateName: field.alternateName }),
    ...(isVisible(rect)
      ? { appearance: appearance ?? emptyAppearance(writer, rect) }
      : invisibleAppearance(writer, rules)),
    ...(field.lock ? { lock: writer.add(lockDictionary(field.lock)) } : {}),
  });
  return { fieldName: field.name, references: lockReferences(writer, field.lock, options) };
}

/**
 * Refuses a rectangle that nobody could see, and one that a certification does not allow.
 *
 * @throws PadesError `sign.field-outside-page`, `sign.docmdp-forbids`.
 */
export function requirePlace(
  { cropBox, index }: Pick<PdfPage, 'cropBox' | 'index'>,
  rect: Rect,
  rules: Pick<SigningRules, 'docMdp'>,
): void {
  if (!isVisible(rect)) return;
  const meets = rect[0] < cropBox[2] && rect[2] > cropBox[0] && rect[1] < cropBox[3] && rect[3] > cropBox[1];
  if (!meets) {
    throw new PadesError(
      'sign.field-outside-page',
      `The rectangle ${rect.join(' ')} lies outside what page ${index + 1} shows (${cropBox.join(' ')})`,
    );
  }
  // Signing is what the certification allows, showing something new is not: verifiers take it for an attack.
  if (rules.docMdp !== undefined) {
    throw new PadesError(
      'sign.docmdp-forbids',
      'A certification allows no new field that is shown: sign an empty one, or one without a rectangle',
    );
  }
}

async function painterFor(
  writer: IncrementWriter,
  { appearance, signerName, signingTime }: PrepareSignatureOptions,
): Promise<SealPainter | undefined> {
  if (!appearance) return undefined;
  // Drawing takes memory and time to load that an invisible signature should not cost.
  const { paintSeal } = await import('../appearance/seal.js');
  return paintSeal(writer, { signerName, signingTime, appearance });
}

/** What is seen must also print; what was hidden on purpose stays hidden where no seal is drawn. */
function flagsOf(writer: IncrementWriter, widget: PdfDict, seal: PdfRef | undefined): number {
  const held = writer.document.latest.resolve(widget.get('F'));
  const flags = (isInteger(held) ? held : 0) | annotationFlags.print | annotationFlags.locked;
  const hiding = annotationFlags.invisible | annotationFlags.hidden | annotationFlags.noView;
  return seal ? flags & ~hiding : flags;
}

/** The lock that a field has of its own (ISO 32000-2 Table 236). */
function fieldLock(writer: IncrementWriter, field: SignatureField): NewFieldLock | undefined {
  const view = writer.document.latest;
  const lock = view.dict(field.dict.get('Lock'));
  if (!lock) return undefined;
  const level = view.resolve(lock.get('P'));
  return {
    ...readFieldMdp(view, lock),
    ...(level === 1 || level === 2 || level === 3 ? { documentLevel: level } : {}),
  };
}

/** What a lock makes the signature say. A certification says itself what may follow, and may not say more than the lock. */
function lockReferences(
  writer: IncrementWriter,
  lock: NewFieldLock | undefined,
  { certification }: Pick<PrepareSignatureOptions, 'certification'>,
): PdfDict[] {
  const { catalogRef } = writer.document.latest;
  if (!lock || !catalogRef) return [];
  const references = [fieldMdpReference({ fields: [], ...lock }, catalogRef)];
  const { documentLevel } = lock;
  if (documentLevel && certification === undefined) references.push(docMdpReference(documentLevel));
  if (documentLevel && certification !== undefined && certification > documentLevel) {
    throw new PadesError(
      'sign.docmdp-forbids',
      `The field's lock allows level ${documentLevel}, and the certification would allow ${certification}`,
    );
  }
  return references;
}
