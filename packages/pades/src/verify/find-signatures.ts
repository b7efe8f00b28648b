import { PadesError, unlessRefused } from '../errors.js';
import type { PdfDocument, PdfView } from '../pdf/document.js';
import { indexOf } from '../pdf/indirect-object.js';
import { limits } from '../pdf/limits.js';
import {
  listSignatureFields,
  locateSignature,
  type SignatureField,
  type SignatureLocation,
  type SignatureValue,
} from '../pdf/signature-fields.js';
import { prefixOf } from './byte-range.js';

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
 * All signatures of a file: those of the document as it is now, those that only earlier revisions have, and those that no
 * revision leads to. In the order in which they stand in the file.
 *
 * @throws PadesError `pdf.limit-exceeded` where there are more than 500.
 */
export function findSignatures(document: PdfDocument): FoundSignature[] {
  const found = new Map<string, FoundSignature>();
  const newest = document.revisions.length - 1;
  for (let index = newest; index >= 0 && index > newest - MAX_REVISIONS; index--) {
    const view = document.at(index);
    for (const field of index === newest ? listSignatureFields(view) : readable(view)) {
      if (field.signature === undefined) continue;
      const location = locateSignature(document, field.signature, view);
      const presence = index === newest ? 'present' : 'removed';
      const one: FoundSignature = { field, signature: field.signature, location, view, presence };
      if (!found.has(keyOf(one))) found.set(keyOf(one), one);
      if (found.size > limits.signatures)
        throw new PadesError('pdf.limit-exceeded', 'The file claims to hold too many signatures');
    }
  }
  const known = new Set([...found.values()].map(({ location }) => rangeKey(location)));
  for (const hidden of findHidden(document, known)) found.set(keyOf(hidden), hidden);
  return [...found.values()].sort((a, b) => endOf(a.location) - endOf(b.location));
}

/** Places looked at in search of hidden signatures. */
const MAX_PLACES = 200;

/**
 * Signatures that no revision leads to any more, since what follows them was made not to build upon them. The bytes that
 * such a signature covers are opened as a file of their own.
 */
function* findHidden(document: PdfDocument, known: ReadonlySet<string>): Generator<FoundSignature> {
  const { source } = document;
  const seen = new Set(known);
  let at = indexOf(source, BYTE_RANGE, 0);
  for (let places = 0; at !== undefined && places < MAX_PLACES; places++) {
    const text = Buffer.from(source.read(at + BYTE_RANGE.length, 80)).toString('latin1');
    const match = /^\s*\[\s*0\s+(\d{1,15})\s+(\d{1,15})\s+(\d{1,15})\s*\]/.exec(text);
    at = indexOf(source, BYTE_RANGE, at + BYTE_RANGE.length);
    if (match === null) continue;
    const [gapStart = 0, gapEnd = 0, rest = 0] = match.slice(1).map(Number);
    const key = [0, gapStart, gapEnd, rest].join(' ');
    if (seen.has(key) || gapEnd + rest > source.size) continue;
    seen.add(key);
    const hidden = openHidden(document, key, gapEnd + rest);
    if (hidden !== undefined) yield hidden;
  }
}

const BYTE_RANGE = '/ByteRange';

function openHidden(document: PdfDocument, key: string, size: number): FoundSignature | undefined {
  try {
    const signed = document.reopen(prefixOf(document.source, size));
    const view = signed.latest;
    for (const field of listSignatureFields(view)) {
      if (field.signature === undefined) continue;
      const location = locateSignature(signed, field.signature, view);
      if (rangeKey(location) === key)
        return { field, signature: field.signature, location, view, presence: 'removed' };
    }
  } catch (error) {
    // Bytes that are no document of their own hide no signature.
    if (!(error instanceof PadesError)) throw error;
  }
  return undefined;
}

/** One signature, also where another one claims the same bytes. */
const keyOf = ({
  field,
  location,
  signature,
}: Pick<FoundSignature, 'field' | 'location' | 'signature'>): string =>
  `${rangeKey(location)} ${signature.ref?.num ?? field.name}`;

const rangeKey = ({ byteRange }: SignatureLocation): string => byteRange?.join(' ') ?? '';

const endOf = ({ byteRange }: SignatureLocation): number => (byteRange?.[2] ?? 0) + (byteRange?.[3] ?? 0);

/** An older revision that cannot be read can show nothing. */
const readable = (view: PdfView): SignatureField[] => unlessRefused(() => listSignatureFields(view)) ?? [];
