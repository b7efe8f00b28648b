import type { IncrementWriter } from '../pdf/increment.js';
import { name, PdfDict, type PdfRef } from '../pdf/objects.js';
import type { PdfPage } from '../pdf/pages.js';
import { StructureTree } from '../structure/structure-tree.js';
import { fieldCaptions } from './captions.js';
import { addToForm, requirePageRef, signatureWidget, type NewWidget } from './form.js';
import type { Language } from './types.js';

export interface AddedField extends Omit<NewWidget, 'pageRef' | 'structParent'> {
  readonly page: PdfPage;
  /** Of the words in its appearance. */
  readonly language?: Language;
  /** Whether a signature stands in the document already: its pages then keep what else they say. */
  readonly document: { readonly signed: boolean };
}

/**
 * Adds a signature field to page, form and, in a tagged document, to the structure tree (ISO 14289-1 §7.18): it then has
 * words for screen readers.
 */
export function addField(writer: IncrementWriter, field: AddedField): PdfRef {
  const { page, language, document, ...entries } = field;
  const pageRef = requirePageRef(page);
  const structure = StructureTree.open(writer);
  if (!structure) {
    const widget = writer.add(signatureWidget({ ...entries, pageRef }));
    writer.appendTo(pageRef, 'Annots', widget);
    addToForm(writer, [widget]);
    return widget;
  }
  const key = structure.newKey();
  const alternateName = entries.alternateName ?? fieldCaptions[language ?? 'en'];
  const widget = writer.add(signatureWidget({ ...entries, alternateName, pageRef, structParent: key }));
  writer.appendTo(pageRef, 'Annots', widget);
  const words = language === undefined ? {} : { language };
  structure.addField(structure.top, { widget, page: pageRef, key, ...words });
  structure.finish();
  if (!document.signed) orderTabs(writer, pageRef);
  addToForm(writer, [widget]);
  return widget;
}

/** Pages with annotations of a tagged document are walked through in the order of its structure (ISO 14289-1 §7.18.3). */
export function orderTabs(writer: IncrementWriter, pageRef: PdfRef): void {
  const page = writer.current(pageRef);
  if (page instanceof PdfDict && !page.has('Tabs')) writer.update(pageRef, { Tabs: name('S') });
}
