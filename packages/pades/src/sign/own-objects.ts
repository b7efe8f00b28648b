import { PadesError } from '../errors.js';
import type { IncrementWriter } from '../pdf/increment.js';
import { isArray, name, PdfDict, PdfRef, type PdfObject } from '../pdf/objects.js';
import type { PdfPage } from '../pdf/pages.js';
import type { FormField } from '../pdf/signature-fields.js';

/** Whether a signature stands in the document already: what it covers is then left where it is. */
interface Signed {
  readonly signed: boolean;
}

/**
 * The reference of a page that a widget can be put on. A page that stands directly in `/Kids`, against ISO 32000-2
 * Table 30, becomes an object of its own.
 *
 * @throws PadesError `pdf.page-tree-invalid` where it cannot.
 */
export function ownPage(writer: IncrementWriter, page: PdfPage, { signed }: Signed): PdfRef {
  if (page.ref) return page.ref;
  if (signed || !page.inKids) {
    throw new PadesError('pdf.page-tree-invalid', `Page ${page.index + 1} is no object of its own`);
  }
  const { parent, item } = page.inKids;
  return ownItem(writer, { owner: parent, key: 'Kids', item }, { Type: name('Page'), Parent: parent });
}

/**
 * The reference of a field that a signature can be put into. A field that stands directly in its list, against ISO 32000-2
 * Table 224, becomes an object of its own.
 *
 * @throws PadesError `pdf.malformed` where it cannot.
 */
export function ownField(writer: IncrementWriter, field: FormField, { signed }: Signed): PdfRef {
  if (field.ref) return field.ref;
  if (signed || !field.inList) {
    throw new PadesError('pdf.malformed', `The field ${field.name} is no object of its own`);
  }
  const { parent, item } = field.inList;
  if (parent) return ownItem(writer, { owner: parent, key: 'Kids', item }, { Parent: parent });
  return ownItem(writer, { owner: ownForm(writer), key: 'Fields', item }, {});
}

function ownForm(writer: IncrementWriter): PdfRef {
  const { catalogRef } = writer.document.latest;
  const catalog = catalogRef && writer.current(catalogRef);
  const form = catalog instanceof PdfDict ? catalog.get('AcroForm') : undefined;
  if (form instanceof PdfRef) return form;
  if (!catalogRef || !(form instanceof PdfDict)) {
    throw new PadesError('pdf.malformed', 'The document has no form');
  }
  const made = writer.add(form);
  writer.update(catalogRef, { AcroForm: made });
  return made;
}

/** Puts a reference where a dictionary stood in an array, unless that was done before. */
function ownItem(
  writer: IncrementWriter,
  { owner, key, item }: { readonly owner: PdfRef; readonly key: string; readonly item: number },
  entries: Readonly<Record<string, PdfObject>>,
): PdfRef {
  const holder = writer.current(owner);
  const held = holder instanceof PdfDict ? holder.get(key) : undefined;
  const list = held instanceof PdfRef ? writer.current(held) : held;
  const value = isArray(list) ? list[item] : undefined;
  if (value instanceof PdfRef) return value;
  if (!isArray(list) || !(value instanceof PdfDict)) {
    throw new PadesError('pdf.malformed', `Item ${item} of /${key} is no dictionary`);
  }
  const made = writer.add(value.with(entries));
  const changed = list.map((other, index) => (index === item ? made : other));
  if (held instanceof PdfRef) writer.set(held, changed);
  else writer.update(owner, { [key]: changed });
  return made;
}
