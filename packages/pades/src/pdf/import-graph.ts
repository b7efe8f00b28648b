import type { PdfView } from './document.js';
import type { IncrementWriter } from './increment.js';
import { isArray, PdfDict, PdfRef, PdfStream, type PdfObject } from './objects.js';

/**
 * Copies an object of another document, and everything it refers to, into an increment under new numbers.
 *
 * @returns the object with its references rewritten; streams come back as references, since they must be indirect.
 */
export function importObject(from: PdfView, writer: IncrementWriter, value: PdfObject): PdfObject {
  const copies = new Map<number, PdfRef>();
  const waiting: { readonly num: number; readonly copy: PdfRef }[] = [];

  const rewrite = (item: PdfObject): PdfObject => {
    if (item instanceof PdfRef) {
      let copy = copies.get(item.num);
      if (!copy) {
        copy = writer.allocate();
        copies.set(item.num, copy);
        waiting.push({ num: item.num, copy });
      }
      return copy;
    }
    if (isArray(item)) return item.map(rewrite);
    if (item instanceof PdfDict) return rewriteDict(item);
    if (item instanceof PdfStream) return writer.add(rewriteStream(item));
    return item;
  };
  const rewriteDict = (item: PdfDict): PdfDict =>
    new PdfDict(new Map([...item.entries].map(([key, entry]) => [key, rewrite(entry)])));
  const rewriteStream = (item: PdfStream): PdfStream =>
    new PdfStream(rewriteDict(item.dict.with({ Length: undefined })), item.raw, item.length);

  const result = rewrite(value);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const object = from.object(next.num);
    writer.set(next.copy, object instanceof PdfStream ? rewriteStream(object) : rewrite(object));
  }
  return result;
}
