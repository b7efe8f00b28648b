import { PadesError } from '../errors.js';
import type { PdfDocument, PdfView } from './document.js';
import { isArray, PdfDict, PdfRef, PdfStream, type PdfObject } from './objects.js';
import { firstPage } from './pages.js';
import { walkFields } from './signature-fields.js';

/**
 * Numbers from `first` on that the document refers to though no object has them: a new object under one of them would
 * be taken for what somebody else once meant, such as a new signature for the lost value of an old field. Looked at is
 * what signing adds to: catalog, form, fields and first page, and the whole text of a file that had to be scanned.
 */
export function danglingNumbers(document: PdfDocument, first: number): Set<number> {
  const found = new Set<number>();
  const collect = (value: PdfObject | undefined, depth = 0): void => {
    if (value instanceof PdfRef) {
      if (value.num >= first) found.add(value.num);
    } else if (depth > 8) return;
    else if (isArray(value)) value.forEach((item) => collect(item, depth + 1));
    else if (value instanceof PdfDict) for (const item of value.entries.values()) collect(item, depth + 1);
    else if (value instanceof PdfStream) collect(value.dict, depth);
  };
  const view = document.latest;
  for (const num of document.scannedReferences) if (num >= first) found.add(num);
  try {
    collect(view.catalog);
    const form = view.dict(view.catalog.get('AcroForm'));
    collect(form);
    collect(view.resolve(form?.get('Fields')));
    for (const field of walkFields(view)) collect(field.dict);
    collectFirstPage(view, collect);
  } catch (error) {
    // What cannot be read is reported where it is needed.
    if (!(error instanceof PadesError)) throw error;
  }
  return found;
}

function collectFirstPage(view: PdfView, collect: (value: PdfObject | undefined) => void): void {
  const page = firstPage(view);
  if (!page) return;
  collect(page.dict);
  const annotations = view.resolve(page.dict.get('Annots'));
  collect(annotations);
  if (isArray(annotations)) annotations.forEach((item) => collect(view.resolve(item)));
}
