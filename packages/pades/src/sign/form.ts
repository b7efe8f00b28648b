import { PadesError } from '../errors.js';
import { readClaims } from '../pdf/claims.js';
import type { IncrementWriter } from '../pdf/increment.js';
import { dict, isArray, isInteger, name, PdfDict, PdfRef, streamOf, type PdfObject } from '../pdf/objects.js';
import { walkFields } from '../pdf/signature-fields.js';
import { textString } from '../pdf/text-string.js';
import type { Rect } from './types.js';

/** Annotation flags (ISO 32000-2 Table 167). */
export const annotationFlags = { invisible: 1, hidden: 2, print: 4, noView: 32, locked: 128 } as const;

/** Signatures exist, and the file must only be appended to (ISO 32000-2 Table 225). */
const sigFlags = 3;

/** Marks the form as signed and adds fields to it, making the form where there is none. */
export function addToForm(writer: IncrementWriter, fields: readonly PdfRef[]): void {
  const { catalog, catalogRef } = requireCatalog(writer);
  const held = catalog.get('AcroForm');
  const form = held instanceof PdfRef ? writer.current(held) : held;
  if (!(form instanceof PdfDict)) {
    const made = writer.add(dict({ Fields: [...fields], SigFlags: sigFlags }));
    writer.update(catalogRef, { AcroForm: made });
    return;
  }
  const flags = writer.document.latest.resolve(form.get('SigFlags'));
  const changes: Record<string, PdfObject> = {};
  if (!isInteger(flags) || (flags & sigFlags) !== sigFlags) {
    changes['SigFlags'] = (isInteger(flags) ? flags : 0) | sigFlags;
  }
  const listed = form.get('Fields');
  const array = listed instanceof PdfRef ? writer.current(listed) : listed;
  if (fields.length > 0) {
    if (listed instanceof PdfRef && isArray(array)) writer.set(listed, [...array, ...fields]);
    else changes['Fields'] = [...(isArray(array) ? array : []), ...fields];
  }
  if (Object.keys(changes).length === 0) return;
  if (held instanceof PdfRef) writer.update(held, changes);
  else writer.update(catalogRef, { AcroForm: form.with(changes) });
}

function requireCatalog(writer: IncrementWriter): { catalog: PdfDict; catalogRef: PdfRef } {
  const { catalogRef } = writer.document.latest;
  const catalog = catalogRef ? writer.current(catalogRef) : undefined;
  if (!catalogRef || !(catalog instanceof PdfDict)) {
    throw new PadesError('pdf.malformed', 'The document has no catalog');
  }
  return { catalog, catalogRef };
}

export interface NewWidget {
  readonly fieldName: string;
  /** What screen readers say of the field. */
  readonly alternateName?: string;
  readonly rect: Rect;
  readonly pageRef: PdfRef;
  readonly appearance?: PdfRef;
  readonly value?: PdfRef;
  /** A signature field lock dictionary (ISO 32000-2 Table 236). */
  readonly lock?: PdfRef;
  /** Key in the parent tree of a tagged document. */
  readonly structParent?: number;
}

/** An object that is both a signature field and its widget (ISO 32000-2 §12.7.5.5). */
export function signatureWidget(widget: NewWidget): PdfDict {
  return dict({
    Type: name('Annot'),
    Subtype: name('Widget'),
    FT: name('Sig'),
    T: textString(widget.fieldName),
    TU: widget.alternateName === undefined ? undefined : textString(widget.alternateName),
    F: annotationFlags.print | annotationFlags.locked,
    Rect: [...widget.rect],
    P: widget.pageRef,
    AP: widget.appearance ? dict({ N: widget.appearance }) : undefined,
    V: widget.value,
    Lock: widget.lock,
    StructParent: widget.structParent,
  });
}

/**
 * An appearance that shows nothing: for fields that wait for their signature, since PDF/A wants one for every widget that
 * can be seen (ISO 19005-2 §6.3.3), and PDF/A-1 for those that cannot, too (ISO 19005-1 §6.9).
 */
export function emptyAppearance(writer: IncrementWriter, rect: Rect): PdfRef {
  const form = dict({
    Type: name('XObject'),
    Subtype: name('Form'),
    BBox: [0, 0, rect[2] - rect[0], rect[3] - rect[1]],
    Resources: new PdfDict(),
  });
  return writer.add(streamOf(form, new Uint8Array()));
}

/**
 * Appearance of a field that nobody sees: none, but for PDF/A-1. Where a certification allows nothing more there is none
 * either, since verifiers then bear a time-stamp's field only if it is bare.
 */
export function invisibleAppearance(
  writer: IncrementWriter,
  rules: { readonly docMdp: 1 | 2 | 3 | undefined },
): { readonly appearance?: PdfRef } {
  if (rules.docMdp === 1 || readClaims(writer.document.latest).pdfA?.part !== 1) return {};
  return { appearance: emptyAppearance(writer, [0, 0, 0, 0]) };
}

/** Names of all fields, to keep new ones apart from. */
export function fieldNames(writer: IncrementWriter): Set<string> {
  const names = new Set<string>();
  for (const field of walkFields(writer.document.latest)) {
    names.add(field.name);
    // A field may not share its name with one that has children, either.
    const [first] = field.name.split('.');
    if (first) names.add(first);
  }
  return names;
}
