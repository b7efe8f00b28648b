import { PadesError } from '../errors.js';
import type { PdfDocument, PdfView } from '../pdf/document.js';
import {
  listSignatureFields,
  locateSignature,
  type SignatureField,
  type SignatureLocation,
  type SignatureValue,
} from '../pdf/signature-fields.js';

/** A signed field, and where its signature stands. */
export interface FoundSignature {
  readonly field: SignatureField;
  readonly signature: SignatureValue;
  readonly location: SignatureLocation;
  /** The newest view in which the field holds this signature. */
  readonly view: PdfView;
  /** Whether the document as it is now still has it. */
  readonly presence: 'present' | 'removed';
}

/** Revisions in which removed signatures are looked for, from the newest backwards. */
const MAX_REVISIONS = 200;

/**
 * All signatures of a file: those of the document as it is now, and those that only earlier revisions have. In the order
 * in which they stand in the file.
 */
export function findSignatures(document: PdfDocument): FoundSignature[] {
  const found = new Map<string, FoundSignature>();
  const newest = document.revisions.length - 1;
  for (let index = newest; index >= 0 && index > newest - MAX_REVISIONS; index--) {
    const view = document.at(index);
    for (const field of index === newest ? listSignatureFields(view) : readable(view)) {
      if (field.signature === undefined) continue;
      const location = locateSignature(document, field.signature, view);
      const key = keyOf(field, location);
      if (found.has(key)) continue;
      const presence = index === newest ? 'present' : 'removed';
      found.set(key, { field, signature: field.signature, location, view, presence });
    }
  }
  return [...found.values()].sort((a, b) => endOf(a.location) - endOf(b.location));
}

const keyOf = (field: SignatureField, location: SignatureLocation): string =>
  location.byteRange === undefined ? `${field.name} ?` : location.byteRange.join(' ');

const endOf = ({ byteRange }: SignatureLocation): number => (byteRange?.[2] ?? 0) + (byteRange?.[3] ?? 0);

/** An older revision that cannot be read can show nothing. */
function readable(view: PdfView): SignatureField[] {
  try {
    return listSignatureFields(view);
  } catch (error) {
    if (!(error instanceof PadesError)) throw error;
    return [];
  }
}
