import { findSignerCertificate } from '../cms/find-signer.js';
import { OID } from '../cms/oids.js';
import { parseSignedData } from '../cms/parse-signed-data.js';
import { PadesError, unlessRefused } from '../errors.js';
import type { DocumentInput } from '../pdf/byte-source.js';
import { openDocument, passwordOf, type PdfDocument, type PdfView } from '../pdf/document.js';
import { nameValue } from '../pdf/objects.js';
import {
  listSignatureFields,
  walkFields,
  type FormField,
  type SignatureValue,
} from '../pdf/signature-fields.js';
import { decodeTextString } from '../pdf/text-string.js';
import { parseCertificate } from '../x509/certificate.js';
import { nameValue as nameIn } from '../x509/name.js';
import { sameObject } from './compare-objects.js';
import type { Change } from './comparison.js';
import { compareRevisions } from './modification.js';
import type { Modification } from './report.js';

/** A signature or document time-stamp that a revision brought. */
export interface RevisionSignature {
  readonly field: string;
  readonly kind: 'signature' | 'document-timestamp';
  /** As the certificate says, else as `/Name` claims; null where neither does. Nothing of it is verified. */
  readonly by: string | null;
}

/** One save of a file, and what it did to the document. Plain JSON. */
export interface RevisionReport {
  /** From 1, the oldest. */
  readonly number: number;
  /** Where its bytes begin, and how many there are. */
  readonly offset: number;
  readonly bytes: number;
  readonly crossReference: string;
  readonly signatures: readonly RevisionSignature[];
  /**
   * Fields of the signatures whose bytes take in this revision as a whole: the first of them was made over it, and who
   * made that one has signed for what the revision did.
   */
  readonly coveredBy: readonly string[];
  /** Fields that this revision added, other than those it signed. */
  readonly addedFields: readonly string[];
  /** Fields other than signatures whose value it changed. */
  readonly filledFields: readonly string[];
  readonly removedFields: readonly string[];
  /** The most that it did, as for what comes after a signature; null for the first one, and where it cannot be told. */
  readonly modification: Modification | null;
  /** What else it changed, in words. */
  readonly otherChanges: readonly string[];
}

/** Revisions that are compared, from the newest backwards: more say nothing to a person, and cost time. */
const MAX_COMPARED = 100;

/**
 * Tells what each revision of a document did: who signed, which fields came, went and were filled, and whatever else was
 * changed. Nothing is verified; see `verifyDocument`.
 *
 * @throws PadesError `pdf.not-a-pdf`, `pdf.truncated`, `pdf.malformed` or `pdf.limit-exceeded`. Of encrypted documents that
 *   the password does not open, only places and sizes are told.
 */
export function describeRevisions(
  input: DocumentInput,
  options: { readonly password?: string } = {},
): readonly RevisionReport[] {
  const document = openDocument(input, { ...passwordOf(options), locked: 'structure' });
  const locked = document.encryption?.lockedBy !== undefined;
  const covers = locked ? [] : coverage(document);
  return document.revisions.map((revision, index) => {
    const offset = document.revisions[index - 1]?.endOffset ?? 0;
    const told = locked ? nothingTold : readable(() => describe(document, index));
    return {
      number: index + 1,
      offset,
      bytes: revision.endOffset - offset,
      crossReference: revision.kind,
      coveredBy: covers.filter(({ end }) => end >= revision.endOffset).map(({ field }) => field),
      ...told,
    };
  });
}

type Told = Omit<RevisionReport, 'number' | 'offset' | 'bytes' | 'crossReference' | 'coveredBy'>;

const nothingTold: Told = {
  signatures: [],
  addedFields: [],
  filledFields: [],
  removedFields: [],
  modification: null,
  otherChanges: [],
};

/** A revision that cannot be read is told as such, and the others are told all the same. */
function readable(tell: () => Told): Told {
  try {
    return tell();
  } catch (error) {
    if (!(error instanceof PadesError)) throw error;
    return { ...nothingTold, otherChanges: [`It cannot be read: ${error.message}`] };
  }
}

/** Which fields sign up to where, the innermost first. */
function coverage(document: PdfDocument): { readonly field: string; readonly end: number }[] {
  const view = document.latest;
  return listSignatureFields(view)
    .flatMap(({ name, signature }) => {
      const range = view.resolve(signature?.dict.get('ByteRange'));
      const [, , from, length] = Array.isArray(range) ? range.map((item) => view.resolve(item)) : [];
      const known = typeof from === 'number' && typeof length === 'number';
      return known ? [{ field: name, end: from + length }] : [];
    })
    .sort((a, b) => a.end - b.end);
}

function describe(document: PdfDocument, index: number): Told {
  const current = document.at(index);
  const before = index === 0 ? undefined : document.at(index - 1);
  const fields = compareFields(before, current);
  const signed = before === undefined ? new Set<string>() : signatureKeys(before);
  const signatures = listSignatureFields(current).flatMap(({ name, signature }) =>
    signature === undefined || signed.has(keyOf(name, signature))
      ? []
      : [{ field: name, kind: kindOf(current, signature), by: signerOf(current, signature) }],
  );
  const bySignature = new Set(signatures.map(({ field }) => field));
  const told = {
    signatures,
    addedFields: before === undefined ? [] : fields.added.filter((name) => !bySignature.has(name)),
    filledFields: fields.filled,
    removedFields: fields.removed,
  };
  if (before === undefined || document.revisions.length - index > MAX_COMPARED)
    return { ...told, modification: null, otherChanges: [] };
  const changes = compareRevisions(before, current, anything, {
    declared: new Set(document.revisions[index]?.objectNumbers() ?? []),
    placeOf: (num) => current.entry(num),
  });
  return { ...told, modification: mostOf(changes), otherChanges: otherChanges(changes) };
}

/** No certification and no lock: what was done is told, whether or not it was allowed. */
const anything = { docMdp: 3, isLocked: () => false } as const;

const ORDER: readonly Modification[] = ['none', 'lta-updates', 'form-filling', 'annotations', 'other'];

const mostOf = (changes: readonly Change[]): Modification =>
  changes.reduce<Modification>(
    (most, { level }) => (ORDER.indexOf(level) > ORDER.indexOf(most) ? level : most),
    'none',
  );

const otherChanges = (changes: readonly Change[]): string[] => [
  ...new Set(
    changes.flatMap(({ level, finding }) =>
      finding !== undefined && (level === 'other' || level === 'annotations') ? [finding.message] : [],
    ),
  ),
];

function compareFields(
  before: PdfView | undefined,
  current: PdfView,
): { readonly added: string[]; readonly filled: string[]; readonly removed: string[] } {
  const old = new Map<string, FormField>(
    before ? [...walkFields(before)].map((field) => [field.name, field]) : [],
  );
  const now = new Map([...walkFields(current)].map((field) => [field.name, field]));
  const changed = [...now].filter(([name, field]) => {
    const earlier = old.get(name);
    if (earlier === undefined || before === undefined || field.type === 'Sig') return false;
    return !sameObject(before.resolve(earlier.value), current.resolve(field.value));
  });
  return {
    added: [...now.keys()].filter((name) => !old.has(name)),
    filled: changed.map(([name]) => name),
    removed: [...old.keys()].filter((name) => !now.has(name)),
  };
}

const keyOf = (field: string, signature: SignatureValue): string => `${field} ${signature.ref?.num ?? ''}`;

const signatureKeys = (view: PdfView): Set<string> =>
  new Set(
    listSignatureFields(view).flatMap(({ name, signature }) =>
      signature === undefined ? [] : [keyOf(name, signature)],
    ),
  );

const kindOf = (view: PdfView, { dict }: SignatureValue): RevisionSignature['kind'] =>
  nameValue(view.resolve(dict.get('SubFilter'))) === 'ETSI.RFC3161' ? 'document-timestamp' : 'signature';

function signerOf(view: PdfView, { dict }: SignatureValue): string | null {
  return nameInCertificate(view, dict) ?? decodeTextString(view.resolve(dict.get('Name'))) ?? null;
}

function nameInCertificate(view: PdfView, dict: SignatureValue['dict']): string | undefined {
  const contents = view.resolve(dict.get('Contents'));
  if (contents === undefined || contents === null || typeof contents !== 'object' || !('bytes' in contents))
    return undefined;
  // A signature that cannot be read names nobody; `verifyDocument` says what is wrong with it.
  return unlessRefused(() => {
    const { signerInfos, certificates } = parseSignedData(contents.bytes, { rules: 'ber' });
    const [signer] = signerInfos;
    const own = signer && findSignerCertificate(signer.sid, certificates.map(parseCertificate));
    return own && nameIn(own.subject, OID.commonName);
  });
}
