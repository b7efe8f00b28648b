import { PadesError } from '../errors.js';
import type { IncrementWriter } from '../pdf/increment.js';
import {
  dict,
  isArray,
  isInteger,
  name,
  nameValue,
  PdfDict,
  PdfRef,
  type PdfObject,
} from '../pdf/objects.js';

/** ETSI's prefix for developer extensions. */
const PREFIX = 'ESIC';
const LEVEL = 1;

/**
 * Declares in the catalog that a file of PDF 1.x uses what ETSI added to ISO 32000-1: document security store and
 * document time-stamps (ISO 32000-2 §7.12; EN 319 142-1). PDF 2.0 has both itself, and needs no declaration.
 */
export function declareExtension(writer: IncrementWriter): void {
  const { document } = writer;
  const view = document.latest;
  const { catalogRef } = view;
  const catalog = catalogRef && writer.current(catalogRef);
  if (!catalogRef || !(catalog instanceof PdfDict))
    throw new PadesError('pdf.malformed', 'The document has no catalog');
  const version = nameValue(view.resolve(catalog.get('Version'))) ?? '1.0';
  if (Math.max(Number(document.headerVersion), Number(version)) >= 2) return;
  const held = catalog.get('Extensions');
  const extensions = held instanceof PdfRef ? writer.current(held) : held;
  const old = extensions instanceof PdfDict ? extensions : dict({});
  if (declares(writer, old.get(PREFIX))) return;
  const entry = dict({ BaseVersion: name('1.7'), ExtensionLevel: LEVEL });
  const changed = old.with({ [PREFIX]: entry });
  if (held instanceof PdfRef && extensions instanceof PdfDict) writer.set(held, changed);
  else writer.update(catalogRef, { Extensions: changed });
}

/** Whether an entry, or one of an array of them (ISO 32000-2 §7.12.1), already says as much. */
function declares(writer: IncrementWriter, entry: PdfObject | undefined): boolean {
  const view = writer.document.latest;
  const value = view.resolve(entry);
  const entries = isArray(value) ? value : [value];
  return entries.some((item) => {
    const level = view.resolve(view.dict(item)?.get('ExtensionLevel'));
    return isInteger(level) && level >= LEVEL;
  });
}
