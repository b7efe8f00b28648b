import { PadesError } from '../errors.js';
import type { DocumentInput } from '../pdf/byte-source.js';
import { openDocument, type PdfDocument, type PdfView } from '../pdf/document.js';
import { isArray, isInteger, nameValue } from '../pdf/objects.js';
import { walkPages, type PdfPage } from '../pdf/pages.js';
import { readRestrictions } from '../pdf/permissions.js';
import type { SignatureField } from '../pdf/signature-fields.js';
import { decodeTextString } from '../pdf/text-string.js';
import { findActiveContent } from './active-content.js';
import { readClaims } from '../pdf/claims.js';
import { requireRepairable } from './repairs.js';
import type {
  DocumentReport,
  EarlierSignature,
  PageReport,
  Refusal,
  SignatureFieldReport,
} from './report.js';
import { readSigningRules, type SigningRules } from './signing-rules.js';

/** How a document is looked over. */
export interface InspectOptions {
  /** User or owner password of an encrypted document. */
  readonly password?: string;
}

/**
 * Looks a document over before anything is done with it: what it is, what it can do by itself, who signed it and what
 * it lets others add. Nothing is verified: neither signatures nor claims of conformance.
 *
 * @throws PadesError `pdf.not-a-pdf`, `pdf.truncated`, `pdf.malformed` or `pdf.limit-exceeded` where the file cannot be
 *   read at all. Everything else is in the report, a password that is missing or wrong too.
 */
export function inspectDocument(input: DocumentInput, options: InspectOptions = {}): DocumentReport {
  const document = openDocument(input, { ...options, locked: 'structure' });
  const view = document.latest;
  const { encryption } = document;
  const locked = encryption?.lockedBy !== undefined;
  const pages = unlessLocked(locked, () => [...walkPages(view)], []);
  const pageCount = pages.length > 0 ? pages.length : declaredPages(view, locked);
  if (pageCount === 0 && !locked) throw new PadesError('pdf.page-tree-invalid', 'The document has no pages');
  const rules = readSigningRules(view);
  const form = unlessLocked(locked, () => view.dict(view.catalog.get('AcroForm')), undefined);
  const xfa = form?.has('XFA') ?? false;
  const activeContent = unlessLocked(locked, () => findActiveContent(view), []);
  const refusals = [...rules.refusals, ...faults(document, rules)];
  const claims = unlessLocked(locked, () => readClaims(view), {});
  const title = unlessLocked(locked, () => readTitle(view), undefined);
  const newFieldsPermitted = refusals.length === 0 && rules.newFieldRefusals.length === rules.refusals.length;
  return {
    bytes: document.source.size,
    version: versionOf(document, view, locked),
    pageCount,
    pages: pages.map(reportPage),
    encrypted: encryption !== undefined,
    ...(encryption ? { encryption } : {}),
    ...(encryption?.permissions ? { permissions: encryption.permissions } : {}),
    revisions: document.revisions.length,
    repairs: document.repairs,
    truncated: document.truncated,
    activeContent,
    xfa,
    acroForm: form !== undefined,
    // Names are strings, and those of a locked file cannot be read.
    signatureFields: locked ? [] : reportFields(view, rules.fields, pages),
    tagged: unlessLocked(locked, () => isTagged(view), false),
    ...claims,
    ...(title === undefined ? {} : { title }),
    signing: {
      permitted: refusals.length === 0,
      refusals,
      newFieldsPermitted,
      newPagesPermitted: newFieldsPermitted && !rules.signed,
    },
  };
}

/**
 * Throws the first reason why a document cannot be signed.
 *
 * @throws PadesError with the code of the first of `report.signing.refusals`.
 */
export function requireSignable(report: DocumentReport): void {
  const [first] = report.signing.refusals;
  if (first) throw new PadesError(first.code, first.message);
}

/** In a locked file object streams cannot be opened; what lies in them stays unknown. */
function unlessLocked<T>(locked: boolean, read: () => T, otherwise: T): T {
  if (!locked) return read();
  try {
    return read();
  } catch (error) {
    if (error instanceof PadesError && error.code !== 'pdf.limit-exceeded') return otherwise;
    throw error;
  }
}

function declaredPages(view: PdfView, locked: boolean): number {
  const count = unlessLocked(
    locked,
    () => view.resolve(view.dict(view.catalog.get('Pages'))?.get('Count')),
    undefined,
  );
  return locked && isInteger(count) && count > 0 ? count : 0;
}

/** What {@link requireRepairable} refuses when somebody signs; a cut end and an XFA form are told, and are no refusal. */
function faults(document: PdfDocument, found: Pick<SigningRules, 'signed' | 'fields'>): Refusal[] {
  const refusals: Refusal[] = [];
  try {
    requireRepairable(document, found);
  } catch (error) {
    if (!(error instanceof PadesError)) throw error;
    refusals.push({ code: error.code, message: error.message });
  }
  return refusals;
}

function versionOf(document: PdfDocument, view: PdfView, locked: boolean): string {
  const inCatalog = unlessLocked(
    locked,
    () => nameValue(view.resolve(view.catalog.get('Version'))),
    undefined,
  );
  if (inCatalog === undefined || !/^\d\.\d$/.test(inCatalog)) return document.headerVersion;
  return inCatalog > document.headerVersion ? inCatalog : document.headerVersion;
}

function reportPage(page: PdfPage): PageReport {
  return { mediaBox: page.mediaBox, cropBox: page.cropBox, rotate: page.rotate, userUnit: page.userUnit };
}

function isTagged(view: PdfView): boolean {
  return view.resolve(view.dict(view.catalog.get('MarkInfo'))?.get('Marked')) === true;
}

function readTitle(view: PdfView): string | undefined {
  const title = decodeTextString(view.resolve(view.dict(view.trailer.get('Info'))?.get('Title')));
  return title === undefined || title.trim() === '' ? undefined : title;
}

function reportFields(
  view: PdfView,
  fields: readonly SignatureField[],
  pages: readonly PdfPage[],
): SignatureFieldReport[] {
  const pageOf = widgetPages(view, pages, fields);
  return fields.map((field) => {
    const pageIndex = field.widgetRef ? pageOf.get(field.widgetRef.num) : undefined;
    return {
      name: field.name,
      signed: field.signature !== undefined,
      ...(pageIndex === undefined ? {} : { pageIndex }),
      rect: field.rect,
      ...(field.signature ? { signature: reportSignature(view, field) } : {}),
    };
  });
}

function widgetPages(
  view: PdfView,
  pages: readonly PdfPage[],
  fields: readonly SignatureField[],
): Map<number, number> {
  const found = new Map<number, number>();
  if (fields.length === 0) return found;
  const wanted = new Set(fields.map((field) => field.widgetRef?.num));
  for (const page of pages) {
    const annotations = view.resolve(page.dict.get('Annots'));
    for (const item of isArray(annotations) ? annotations : []) {
      if (typeof item === 'object' && item !== null && 'num' in item && wanted.has(item.num)) {
        found.set(item.num, page.index);
      }
    }
  }
  return found;
}

function reportSignature(view: PdfView, field: SignatureField): EarlierSignature {
  const dict = field.signature?.dict;
  const subFilter = nameValue(view.resolve(dict?.get('SubFilter')));
  const isTimestamp =
    nameValue(view.resolve(dict?.get('Type'))) === 'DocTimeStamp' || subFilter === 'ETSI.RFC3161';
  const name = decodeTextString(view.resolve(dict?.get('Name')));
  const claimedTime = decodeTextString(view.resolve(dict?.get('M')));
  const range = view.resolve(dict?.get('ByteRange'));
  const byteRange = isArray(range) ? range.map((item) => view.resolve(item)).filter(isInteger) : undefined;
  const { docMdp, fieldMdp } = readRestrictions(view, field);
  return {
    kind: isTimestamp ? 'document-timestamp' : 'signature',
    subFilter,
    ...(name === undefined ? {} : { name }),
    ...(claimedTime === undefined ? {} : { claimedTime }),
    ...(byteRange ? { byteRange } : {}),
    ...(docMdp === undefined ? {} : { docMdp }),
    ...(fieldMdp[0] ? { fieldMdp: fieldMdp[0] } : {}),
  };
}
