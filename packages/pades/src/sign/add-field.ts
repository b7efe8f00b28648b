import type { IncrementWriter } from '../pdf/increment.js';
import { name, PdfDict, type PdfRef } from '../pdf/objects.js';
import type { PdfPage } from '../pdf/pages.js';
import { StructureTree } from '../structure/structure-tree.js';
import { fieldCaptions } from './captions.js';
import { addToForm, signatureWidget, type NewWidget } from './form.js';
import { ownPage } from './own-objects.js';
import type { Language, Rect } from './types.js';

export interface AddedField extends Omit<NewWidget, 'pageRef' | 'structParent'> {
  readonly page: PdfPage;
  /** Of the words in its appearance. */
  readonly language?: Language;
  /** Whether a signature stands in the document already: its pages then keep what else they say. */
  readonly document: { readonly signed: boolean };
}

/**
 * Adds a signature field to page, form and, in a tagged document, to the structure tree (ISO 14289-1 §7.18), with words for
 * screen readers. Where a signature stands already the tree stays as it is, since verifiers take every change of it for
 * one of what was signed; a field that nobody sees then lies outside the page, where it needs no place in the tree.
 */
export function addField(writer: IncrementWriter, field: AddedField): PdfRef {
  const { page, language, document, ...entries } = field;
  const pageRef = ownPage(writer, page, document);
  const tree = StructureTree.open(writer);
  const structure = document.signed ? undefined : tree;
  const structParent = structure?.newKey();
  const alternateName = entries.alternateName ?? (tree ? fieldCaptions[language ?? 'en'] : undefined);
  const widget = writer.add(
    signatureWidget({
      ...entries,
      rect: tree && document.signed ? asideWhereInvisible(page, entries.rect) : entries.rect,
      pageRef,
      ...(alternateName === undefined ? {} : { alternateName }),
      ...(structParent === undefined ? {} : { structParent }),
    }),
  );
  writer.appendTo(pageRef, 'Annots', widget);
  if (structure && structParent !== undefined) {
    const words = language === undefined ? {} : { language };
    structure.addField(structure.top, { widget, page: pageRef, key: structParent, ...words });
    structure.finish();
    orderTabs(writer, pageRef);
  }
  addToForm(writer, [widget]);
  return widget;
}

/** A rectangle without an area goes to a point beside the page. */
export function asideWhereInvisible({ cropBox }: Pick<PdfPage, 'cropBox'>, rect: Rect): Rect {
  if (isVisible(rect)) return rect;
  const [x, y] = [cropBox[0] - 1, cropBox[1] - 1];
  return [x, y, x, y];
}

/** Whether a rectangle has an area. */
export function isVisible(rect: Rect): boolean {
  return rect[2] > rect[0] && rect[3] > rect[1];
}

/** Pages with annotations of a tagged document are walked through in the order of its structure (ISO 14289-1 §7.18.3). */
export function orderTabs(writer: IncrementWriter, pageRef: PdfRef): void {
  const page = writer.current(pageRef);
  if (page instanceof PdfDict && !page.has('Tabs')) writer.update(pageRef, { Tabs: name('S') });
}
