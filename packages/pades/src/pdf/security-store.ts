import { PadesError } from '../errors.js';
import type { PdfView } from './document.js';
import { isArray, PdfStream, type PdfObject } from './objects.js';

const MAX_ITEMS = 2000;
const MAX_ITEM_BYTES = 32 * 1024 * 1024;

/** What a document security store holds (ISO 32000-2 §12.8.4.3, Table 261), each item in DER as found. */
export interface SecurityStore {
  readonly certificates: readonly Uint8Array[];
  readonly ocspResponses: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
}

/**
 * Reads the document security store of a view; empty where there is none. Items that cannot be read are left out, and
 * entries for single signatures (`/VRI`) are not looked at: what they hold stands in the whole store too.
 */
export function readSecurityStore(view: PdfView): SecurityStore {
  const store = view.dict(view.catalog.get('DSS'));
  return {
    certificates: streams(view, store?.get('Certs')),
    ocspResponses: streams(view, store?.get('OCSPs')),
    crls: streams(view, store?.get('CRLs')),
  };
}

function streams(view: PdfView, value: PdfObject | undefined): Uint8Array[] {
  const items = view.resolve(value);
  if (!isArray(items)) return [];
  const found: Uint8Array[] = [];
  for (const item of items.slice(0, MAX_ITEMS)) {
    const bytes = readItem(view, item);
    if (bytes !== undefined) found.push(bytes);
  }
  return found;
}

function readItem(view: PdfView, item: PdfObject): Uint8Array | undefined {
  try {
    const stream = view.resolve(item);
    return stream instanceof PdfStream ? view.decode(stream, MAX_ITEM_BYTES) : undefined;
  } catch (error) {
    // What cannot be read cannot serve as evidence; what is then missing is missed where it is needed.
    if (error instanceof PadesError) return undefined;
    throw error;
  }
}
