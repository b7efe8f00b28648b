import { unlessRefused } from '../errors.js';
import type { PdfView } from './document.js';
import { PdfStream } from './objects.js';

/** What a document says of itself in its XMP metadata; nothing of it is checked. */
export interface DocumentClaims {
  readonly pdfA?: { readonly part: number; readonly conformance: string };
  readonly pdfUa?: number;
}

const mostMetadataBytes = 4 * 1024 * 1024;

/** Reads the PDF/A and PDF/UA identification (ISO 19005-1 §6.7.11, ISO 14289-1 §5). */
export function readClaims(view: PdfView): DocumentClaims {
  const xmp = readMetadata(view);
  if (xmp === '') return {};
  const part = property(xmp, 'pdfaid', 'part');
  const ua = property(xmp, 'pdfuaid', 'part');
  return {
    ...(part
      ? { pdfA: { part: Number(part), conformance: property(xmp, 'pdfaid', 'conformance') ?? '' } }
      : {}),
    ...(ua ? { pdfUa: Number(ua) } : {}),
  };
}

/** Metadata that cannot be read claims nothing. */
function readMetadata(view: PdfView): string {
  const bytes = unlessRefused(() => {
    const stream = view.resolve(view.catalog.get('Metadata'));
    return stream instanceof PdfStream ? view.decode(stream, mostMetadataBytes) : undefined;
  });
  if (bytes === undefined) return '';
  // XMP may be UTF-16 or UTF-32, too; without their zero bytes the ASCII of properties reads the same.
  return Buffer.from(bytes).toString('utf8').replaceAll('\0', '');
}

/** A simple property, written as an element or as an attribute. */
function property(xmp: string, prefix: string, key: string): string | undefined {
  const match = new RegExp(
    `${prefix}:${key}\\s*(?:>\\s*([\\w.]{1,16})\\s*<|=\\s*["']([\\w.]{1,16})["'])`,
  ).exec(xmp);
  return match?.[1] ?? match?.[2];
}
