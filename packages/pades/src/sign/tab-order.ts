import type { IncrementWriter } from '../pdf/increment.js';
import { name, PdfDict, type PdfRef } from '../pdf/objects.js';

/** Pages with annotations of a tagged document are walked through in the order of its structure (ISO 14289-1 §7.18.3). */
export function orderTabs(writer: IncrementWriter, pageRef: PdfRef): void {
  const page = writer.current(pageRef);
  if (page instanceof PdfDict && !page.has('Tabs')) writer.update(pageRef, { Tabs: name('S') });
}
