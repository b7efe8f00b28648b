import type { PdfView } from './document.js';
import { isArray, nameValue, type PdfDict, type PdfObject } from './objects.js';
import type { SignatureField } from './signature-fields.js';
import { decodeTextString } from './text-string.js';

/** What a certification lets people do afterwards (ISO 32000-2 Table 257). */
export type DocMdpLevel = 1 | 2 | 3;

/** Fields that a signature locks (ISO 32000-2 Table 259). */
export interface FieldMdp {
  readonly action: 'All' | 'Include' | 'Exclude';
  readonly fields: readonly string[];
}

/** The restrictions one signature put on the document. */
export interface SignatureRestrictions {
  /** Level of a certification, or of a signed field's lock (PDF 2.0). */
  readonly docMdp: DocMdpLevel | undefined;
  readonly fieldMdp: readonly FieldMdp[];
}

/** Reads the restrictions of a signed field from its signature references and its lock. */
export function readRestrictions(view: PdfView, field: SignatureField): SignatureRestrictions {
  let docMdp: DocMdpLevel | undefined;
  const fieldMdp: FieldMdp[] = [];
  const references = view.resolve(field.signature?.dict.get('Reference'));
  for (const item of isArray(references) ? references : []) {
    const reference = view.dict(item);
    const parameters = view.dict(reference?.get('TransformParams'));
    switch (nameValue(view.resolve(reference?.get('TransformMethod')))) {
      case 'DocMDP':
        // Without parameters, or without /P, the level is 2.
        docMdp = stricter(docMdp, readLevel(view, parameters?.get('P')) ?? 2);
        break;
      case 'FieldMDP':
        if (parameters) fieldMdp.push(readFieldMdp(view, parameters));
        break;
      default:
    }
  }
  const lock = field.signature ? view.dict(field.dict.get('Lock')) : undefined;
  if (lock) {
    fieldMdp.push(readFieldMdp(view, lock));
    const level = readLevel(view, lock.get('P'));
    if (level) docMdp = stricter(docMdp, level);
  }
  return { docMdp, fieldMdp };
}

function stricter(a: DocMdpLevel | undefined, b: DocMdpLevel): DocMdpLevel {
  return a !== undefined && a < b ? a : b;
}

function readLevel(view: PdfView, value: PdfObject | undefined): DocMdpLevel | undefined {
  const level = view.resolve(value);
  return level === 1 || level === 2 || level === 3 ? level : undefined;
}

/** Reads the parameters of a FieldMDP transform, or a signature field lock: both have the same entries. */
export function readFieldMdp(view: PdfView, dict: PdfDict): FieldMdp {
  const action = nameValue(view.resolve(dict.get('Action')));
  const names = view.resolve(dict.get('Fields'));
  const fields = (isArray(names) ? names : [])
    .map((item) => decodeTextString(view.resolve(item)))
    .filter((item) => item !== undefined);
  if (action === 'Include' || action === 'Exclude') return { action, fields };
  // An action that is not known is taken at its strictest.
  return { action: 'All', fields: [] };
}

/** Whether a lock covers a field: by its own name, or by that of a field above it. */
export function locks(lock: FieldMdp, fieldName: string): boolean {
  const named = lock.fields.some((name) => fieldName === name || fieldName.startsWith(`${name}.`));
  return lock.action === 'All' || (lock.action === 'Include' ? named : !named);
}

/** Permission bits of the standard security handler (ISO 32000-2 Table 22). */
export interface PermissionBits {
  readonly value: number;
  readonly print: boolean;
  readonly modify: boolean;
  readonly copy: boolean;
  readonly annotate: boolean;
  readonly fillForms: boolean;
  readonly extract: boolean;
  readonly assemble: boolean;
  readonly printHighQuality: boolean;
}

/** What `/P` of an encryption dictionary of that `/R` allows. */
export function permissionBits(value: number, revision: number): PermissionBits {
  const bits = value | 0;
  // Bits are counted from 1 in the standard.
  const bit = (position: number): boolean => (bits & (1 << (position - 1))) !== 0;
  // Revision 2 handlers know bits 3 to 6 only; the finer ones follow from them.
  const fine = revision >= 3;
  return {
    value,
    print: bit(3),
    modify: bit(4),
    copy: bit(5),
    annotate: bit(6),
    fillForms: fine ? bit(9) || bit(6) : bit(6),
    extract: fine ? bit(10) || bit(5) : bit(5),
    assemble: fine ? bit(11) || bit(4) : bit(4),
    printHighQuality: fine ? bit(3) && bit(12) : bit(3),
  };
}
