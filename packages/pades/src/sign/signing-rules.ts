import type { PadesErrorCode } from '../errors.js';
import { PadesError } from '../errors.js';
import type { PdfView } from '../pdf/document.js';
import {
  locks,
  readRestrictions,
  type DocMdpLevel,
  type FieldMdp,
  type PermissionBits,
} from '../pdf/permissions.js';
import { listSignatureFields, type SignatureField } from '../pdf/signature-fields.js';
import type { Refusal } from './report.js';

/** What a document's earlier signatures and encryption leave open. */
export interface SigningRules {
  readonly fields: readonly SignatureField[];
  readonly signed: boolean;
  /** The strictest level that any signature set. */
  readonly docMdp: DocMdpLevel | undefined;
  readonly fieldLocks: readonly FieldMdp[];
  /** Bits that bind whoever opened the file; undefined where none do. */
  readonly permissions: PermissionBits | undefined;
  /** Why no signature at all may be added. */
  readonly refusals: readonly Refusal[];
  /** Why no field may be added; signing an empty field may still be allowed. */
  readonly newFieldRefusals: readonly Refusal[];
}

/** Reads what a document allows (ISO 32000-2 §12.8.2.2, §12.8.2.4, Table 22). */
export function readSigningRules(view: PdfView): SigningRules {
  const { encryption } = view;
  const locked = encryption?.lockedBy;
  // The owner may do everything (§7.6.4.1).
  const permissions = encryption?.openedWith === 'owner' ? undefined : encryption?.permissions;
  // Strings and object streams of an encrypted file cannot be read without its key.
  const fields = locked ? readable(() => listSignatureFields(view), locked) : listSignatureFields(view);
  let docMdp: DocMdpLevel | undefined;
  const fieldLocks: FieldMdp[] = [];
  for (const field of fields) {
    if (!field.signature) continue;
    const restrictions = readRestrictions(view, field);
    fieldLocks.push(...restrictions.fieldMdp);
    if (restrictions.docMdp && (docMdp === undefined || restrictions.docMdp < docMdp)) {
      docMdp = restrictions.docMdp;
    }
  }
  const refusals: Refusal[] = [];
  if (locked) refusals.push(refusal(locked, lockedMessages[locked]));
  if (docMdp === 1)
    refusals.push(refusal('sign.docmdp-forbids', 'A certification allows no further changes'));
  if (permissions && !permissions.fillForms) {
    refusals.push(refusal('sign.permission-forbids', 'The permission bits forbid filling in and signing'));
  }
  const newFieldRefusals = [...refusals];
  if (fieldLocks.some((lock) => lock.action === 'All')) {
    newFieldRefusals.push(refusal('sign.fieldmdp-locked', 'An earlier signature locks every field'));
  }
  if (permissions && !(permissions.modify && permissions.annotate)) {
    newFieldRefusals.push(refusal('sign.permission-forbids', 'The permission bits forbid new form fields'));
  }
  const signed = fields.some((field) => field.signature !== undefined);
  return { fields, signed, docMdp, fieldLocks, permissions, refusals, newFieldRefusals };
}

/** Throws the first refusal, if there is one. */
export function requireNone(refusals: readonly Refusal[]): void {
  const [first] = refusals;
  if (first) throw new PadesError(first.code, first.message);
}

/** Whether an earlier signature locks a field of this name. */
export function isLocked(rules: SigningRules, fieldName: string): boolean {
  return rules.fieldLocks.some((lock) => locks(lock, fieldName));
}

function refusal(code: PadesErrorCode, message: string): Refusal {
  return { code, message };
}

const lockedMessages = {
  'pdf.password-required': 'The document is encrypted and needs a password',
  'pdf.password-wrong': 'The password does not open the document',
  'pdf.encrypted': 'The document is encrypted in a way that is not supported',
};

function readable<T>(read: () => T[], lockedBy: PadesErrorCode): T[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof PadesError && error.code === lockedBy) return [];
    throw error;
  }
}
