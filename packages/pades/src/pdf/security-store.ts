import { PadesError } from '../errors.js';
import type { PdfView } from './document.js';
import { isArray, PdfRef, PdfStream, type PdfObject } from './objects.js';

const MAX_ITEMS = 2000;
const MAX_ITEM_BYTES = 32 * 1024 * 1024;
/** All items of a store together: a few KB can inflate to many MB, and be listed again and again. */
const MAX_STORE_BYTES = 64 * 1024 * 1024;

/** What a document security store holds (ISO 32000-2 §12.8.4.3, Table 261), each item in DER as found. */
export interface SecurityStore {
  readonly certificates: readonly Uint8Array[];
  readonly ocspResponses: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
}

/**
 * Reads the document security store of a view; empty where there is none. Items that cannot be read are left out, an
 * object that is listed again counts once, and entries for single signatures (`/VRI`) are not looked at: what they hold
 * stands in the whole store too.
 *
 * @throws PadesError `pdf.limit-exceeded` where the items have more than 64 MiB together.
 */
export function readSecurityStore(view: PdfView): SecurityStore {
  const store = view.dict(view.catalog.get('DSS'));
  const reader = new ItemReader(view);
  return {
    certificates: reader.streams(store?.get('Certs')),
    ocspResponses: reader.streams(store?.get('OCSPs')),
    crls: reader.streams(store?.get('CRLs')),
  };
}

class ItemReader {
  private left = MAX_STORE_BYTES;

  constructor(private readonly view: PdfView) {}

  streams(value: PdfObject | undefined): Uint8Array[] {
    const items = this.view.resolve(value);
    if (!isArray(items)) return [];
    const seen = new Set<string>();
    const found: Uint8Array[] = [];
    for (const item of items.slice(0, MAX_ITEMS)) {
      if (item instanceof PdfRef) {
        const key = item.toString();
        if (seen.has(key)) continue;
        seen.add(key);
      }
      const bytes = this.read(item);
      if (bytes !== undefined) found.push(bytes);
    }
    return found;
  }

  private read(item: PdfObject): Uint8Array | undefined {
    const most = Math.min(MAX_ITEM_BYTES, this.left);
    try {
      const stream = this.view.resolve(item);
      if (!(stream instanceof PdfStream)) return undefined;
      const bytes = this.view.decode(stream, most);
      this.spend(bytes.length);
      return bytes;
    } catch (error) {
      // What cannot be read cannot serve as evidence; what is then missing is missed where it is needed.
      if (!(error instanceof PadesError) || this.left < 0) throw error;
      // What was too large took the work of inflating it all the same.
      if (error.code === 'pdf.limit-exceeded') this.spend(most < MAX_ITEM_BYTES ? most + 1 : most);
      return undefined;
    }
  }

  private spend(bytes: number): void {
    this.left -= bytes;
    if (this.left < 0)
      throw new PadesError(
        'pdf.limit-exceeded',
        `The document security store has more than ${MAX_STORE_BYTES} bytes`,
      );
  }
}
