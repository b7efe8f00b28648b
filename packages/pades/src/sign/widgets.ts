import type { WidgetFrame } from '../appearance/seal.js';
import type { PdfView } from '../pdf/document.js';
import type { IncrementWriter } from '../pdf/increment.js';
import { isArray, PdfDict, PdfRef, type PdfObject } from '../pdf/objects.js';
import { pageByRef, pageOfWidget, readBox, type PageByRef } from '../pdf/pages.js';
import type { SignatureField } from '../pdf/signature-fields.js';
import type { Rect } from './types.js';

/** A widget annotation of a field, as an object of its own. */
export interface FieldWidget {
  readonly ref: PdfRef;
  readonly dict: PdfDict;
  readonly rect: Rect;
}

/**
 * Every widget of a field: the field itself where the two are one object, else its kids. A kid that stands directly in
 * the list, against the rules, becomes an object of its own.
 */
export function widgetsOf(writer: IncrementWriter, field: SignatureField): FieldWidget[] {
  const { ref } = field;
  const view = writer.document.latest;
  const kids = view.resolve(field.dict.get('Kids'));
  if (!ref) return [];
  if (field.dict.has('Rect') || !isArray(kids) || kids.length === 0) return [widget(view, ref, field.dict)];
  const refs = kids.map((kid) => (kid instanceof PdfDict ? writer.add(kid.with({ Parent: ref })) : kid));
  if (refs.some((kid, index) => kid !== kids[index])) writer.update(ref, { Kids: refs });
  return refs.flatMap((kid) => {
    const dict = kid instanceof PdfRef ? writer.current(kid) : undefined;
    return kid instanceof PdfRef && dict instanceof PdfDict ? [widget(view, kid, dict)] : [];
  });
}

function widget(view: PdfView, ref: PdfRef, dict: PdfDict): FieldWidget {
  return { ref, dict, rect: readBox(view, dict.get('Rect')) ?? [0, 0, 0, 0] };
}

/** The page of a widget, and whether the page lists it. */
export interface WidgetPage {
  readonly page: PageByRef;
  readonly listed: 'listed' | 'missing';
}

/** Finds the page by the widget's `/P`, and only where that does not list it by looking through all pages. */
export function findWidgetPage(view: PdfView, { ref, dict }: FieldWidget): WidgetPage | undefined {
  const named = dict.get('P');
  const page = named instanceof PdfRef ? pageByRef(view, named) : undefined;
  if (page && lists(view, page, ref)) return { page, listed: 'listed' };
  const found = pageOfWidget(view, ref, dict);
  if (!found) return undefined;
  return { page: found, listed: lists(view, found, ref) ? 'listed' : 'missing' };
}

function lists(view: PdfView, page: PageByRef, widgetRef: PdfRef): boolean {
  const annotations = view.resolve(page.dict.get('Annots'));
  return (
    isArray(annotations) && annotations.some((item) => item instanceof PdfRef && item.num === widgetRef.num)
  );
}

/** Background and border that a widget's appearance is to have (ISO 32000-2 Table 192, Table 168). */
export function frameOf(view: PdfView, dict: PdfDict): WidgetFrame | undefined {
  const characteristics = view.dict(dict.get('MK'));
  const background = colourOf(view, characteristics?.get('BG'));
  const border = colourOf(view, characteristics?.get('BC'));
  if (!background && !border) return undefined;
  const width = view.resolve(view.dict(dict.get('BS'))?.get('W'));
  return {
    ...(background ? { background } : {}),
    ...(border ? { border } : {}),
    borderWidth: typeof width === 'number' && width >= 0 ? width : 1,
  };
}

function colourOf(view: PdfView, value: PdfObject | undefined): WidgetFrame['background'] {
  const array = view.resolve(value);
  const numbers = (isArray(array) ? array : []).map((item) => view.resolve(item));
  if (!numbers.every((item): item is number => typeof item === 'number')) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = numbers;
  if (numbers.length === 1) return [a];
  if (numbers.length === 3) return [a, b, c];
  return numbers.length === 4 ? [a, b, c, d] : undefined;
}
