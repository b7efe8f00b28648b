import { createHash } from 'node:crypto';
import type { DocumentInput } from '../pdf/byte-source.js';
import { openDocument, passwordOf, type PdfDocument } from '../pdf/document.js';
import { prefixOf, signedChunks, type SignedRange } from '../verify/byte-range.js';
import { Evidence } from '../verify/evidence.js';
import { findSignatures, type FoundSignature } from '../verify/find-signatures.js';
import type { BaselineLevel } from '../verify/report.js';
import { parseCertificate, type Certificate } from '../x509/certificate.js';
import { checkCmsRequirements, type ConformingCms } from './check-cms.js';
import { checkSignatureDictionary, kindOf } from './check-dictionary.js';
import {
  checkDocumentTimestamp,
  checkSignatureTimestamps,
  type HoldingTimestamp,
} from './check-time-stamps.js';
import { checkSecurityStore, missingValidationData, type Validated } from './check-validation-data.js';
import { ConformanceFindings, type ConformanceFinding } from './requirements.js';

/** The level to check against, and what narrows the check. */
export interface CheckBaselineOptions {
  /** The level that every signature is to have. */
  readonly level: BaselineLevel;
  /** Names of the fields to check. Default: all that are signed. */
  readonly fields?: readonly string[];
  /** Certificates (DER) that need no validation data besides those that signed themselves. */
  readonly trustAnchors?: readonly Uint8Array[];
  /** User or owner password of an encrypted file. */
  readonly password?: string;
}

/** How one signature or document time-stamp meets the requirements. */
export interface SignatureConformance {
  /** Fully qualified field name. */
  readonly field: string;
  readonly type: 'signature' | 'timestamp';
  /** The highest level whose requirements are all met; null for none, and for document time-stamps. */
  readonly reached: BaselineLevel | null;
  /** Whether nothing that the level asked for demands ("shall") is missing. */
  readonly conforms: boolean;
  /** What the level asked for, or one below it, demands or recommends and does not find. */
  readonly findings: readonly ConformanceFinding[];
}

/** How the signatures of a document meet the requirements of a baseline level. Plain JSON. */
export interface BaselineConformance {
  readonly level: BaselineLevel;
  /** Whether there is a signature, and all that were checked conform. */
  readonly conforms: boolean;
  /** In the order in which they stand in the file. */
  readonly signatures: readonly SignatureConformance[];
}

interface Checked {
  readonly found: FoundSignature;
  readonly type: 'signature' | 'timestamp';
  readonly range: SignedRange | undefined;
  readonly findings: ConformanceFindings;
  readonly cms?: ConformingCms;
  readonly timestamps: readonly HoldingTimestamp[];
  /** Of a document time-stamp. */
  readonly stamp?: HoldingTimestamp;
}

/**
 * Checks signatures against what a PAdES baseline level demands (EN 319 142-1 §6.3 with EN 319 122-1, RFC 5652 and
 * ISO 32000-2): the dictionary, the CMS and its attributes, time-stamps, and the validation data in the document. What is
 * looked at stands in the file alone: nobody is asked, nobody is trusted, and what was changed after signing is not
 * looked at; that is what `verifyDocument` is for.
 *
 * @throws PadesError `pdf.…` where the file cannot be read, `x509.malformed` for a trust anchor that is no certificate.
 */
export function checkBaseline(input: DocumentInput, options: CheckBaselineOptions): BaselineConformance {
  const document = openDocument(input, passwordOf(options));
  const trustAnchors = (options.trustAnchors ?? []).map(parseCertificate);
  const evidence = new Evidence();
  evidence.addSecurityStore(document.latest);
  const checked = findSignatures(document).map((found) => checkOne(document, found, evidence));
  const signatures: SignatureConformance[] = [];
  for (const [index, one] of checked.entries()) {
    if (options.fields !== undefined && !options.fields.includes(one.found.field.name)) continue;
    if (one.type === 'signature') checkLongTerm(document, one, checked.slice(index + 1), trustAnchors);
    const findings = one.findings.upTo(one.type === 'timestamp' ? 'B-LTA' : options.level);
    signatures.push({
      field: one.found.field.name,
      type: one.type,
      reached: one.type === 'timestamp' ? null : one.findings.reached(),
      conforms: findings.every(({ severity }) => severity !== 'error'),
      findings,
    });
  }
  return {
    level: options.level,
    conforms:
      signatures.some(({ type }) => type === 'signature') && signatures.every(({ conforms }) => conforms),
    signatures,
  };
}

/** What is known of the document that a CMS belongs to. */
export interface CheckCmsBaselineOptions {
  /** Keys of the signature dictionary that the CMS goes into; those that exclude attributes are looked for. */
  readonly dictionaryEntries?: readonly string[];
  /** Digest of the bytes that the ByteRange covers, by the signer's digest algorithm. */
  readonly messageDigest?: Uint8Array;
}

/**
 * Checks a CMS by itself, before it goes into a document, against what level B-B demands of it, and its time-stamps
 * against B-T.
 */
export function checkCmsBaseline(
  cms: Uint8Array,
  options: CheckCmsBaselineOptions = {},
): { readonly reached: 'B-B' | 'B-T' | null; readonly findings: readonly ConformanceFinding[] } {
  const findings = new ConformanceFindings();
  const { messageDigest } = options;
  const checked = checkCmsRequirements(
    cms,
    {
      documentDigest: messageDigest === undefined ? undefined : () => messageDigest,
      dictionaryEntries: new Set(options.dictionaryEntries ?? []),
    },
    findings,
  );
  const timestamps = checked === undefined ? [] : checkSignatureTimestamps(checked, [], findings);
  if (timestamps.length === 0) findings.add('time-stamp-missing', 'The CMS carries no signature time-stamp');
  const reached = findings.reached();
  const stamped = reached !== null && reached !== 'B-B';
  return {
    reached: stamped ? 'B-T' : reached,
    findings: findings.upTo('B-T').filter(({ code }) => code !== 'time-stamp-missing'),
  };
}

function checkOne(document: PdfDocument, found: FoundSignature, evidence: Evidence): Checked {
  const findings = new ConformanceFindings();
  const type = kindOf(found);
  const range = checkSignatureDictionary(document, found, findings);
  const base = { found, type, range, findings } as const;
  const contents = range?.contents ?? found.location.contents;
  if (contents === undefined) return { ...base, timestamps: [] };
  if (type === 'timestamp') {
    const stamp = range && checkDocumentTimestamp(document.source, range, evidence.certificates, findings);
    return { ...base, timestamps: [], ...(stamp === undefined ? {} : { stamp }) };
  }
  const cms = checkCmsRequirements(
    contents,
    {
      documentDigest: range && ((digest) => digestOf(document, range, digest)),
      dictionaryEntries: new Set(found.signature.dict.entries.keys()),
    },
    findings,
  );
  if (cms === undefined) return { ...base, timestamps: [] };
  if (cms.signedData.trailing.some((octet) => octet !== 0))
    findings.add('dictionary-contents-padding', 'Other bytes than zeros follow the CMS in /Contents');
  return { ...base, cms, timestamps: checkSignatureTimestamps(cms, evidence.certificates, findings) };
}

function digestOf(document: PdfDocument, range: SignedRange, digestName: string): Uint8Array {
  const hash = createHash(digestName);
  for (const chunk of signedChunks(document.source, range)) hash.update(chunk);
  return hash.digest();
}

/** Unsigned attributes for validation data, which PAdES keeps in the document (EN 319 122-1 §6.3 forbids them as well). */
const VALIDATION_ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.9.16.2.21', 'complete-certificate-references'],
  ['1.2.840.113549.1.9.16.2.22', 'complete-revocation-references'],
  ['1.2.840.113549.1.9.16.2.23', 'certificate-values'],
  ['1.2.840.113549.1.9.16.2.24', 'revocation-values'],
  ['1.2.840.113549.1.9.16.2.26', 'time-stamped-certs-crls-references'],
]);

/** Levels B-T, B-LT and B-LTA of a signature, with what stands behind it in the file. */
function checkLongTerm(
  document: PdfDocument,
  signature: Checked,
  later: readonly Checked[],
  trustAnchors: readonly Certificate[],
): void {
  const { findings, cms, range, timestamps } = signature;
  const stamps = later.filter(({ type, stamp }) => type === 'timestamp' && stamp !== undefined);
  if (timestamps.length === 0 && stamps.length === 0)
    findings.add(
      'time-stamp-missing',
      'Neither a signature time-stamp nor a later document time-stamp is there',
    );
  if (cms === undefined || range === undefined) return;
  for (const [oid, name] of VALIDATION_ATTRIBUTES)
    if (cms.signerInfo.unsignedAttributes.has(oid))
      findings.add('validation-attribute-present', `The CMS carries the attribute ${name}`);

  // The newest document time-stamp proves the rest, and needs no data of its own until it is renewed.
  const inner = stamps.slice(0, -1);
  const demandedWith = (covered: readonly Checked[]): Validated[] => {
    const stamped = [...timestamps, ...covered.flatMap(({ stamp }) => stamp ?? [])];
    const times = [...timestamps, ...stamps.flatMap(({ stamp }) => stamp ?? [])].map(
      ({ token }) => token.tstInfo.genTime,
    );
    const [earliest = new Date()] = times.sort((a, b) => a.getTime() - b.getTime());
    return [
      ...(cms.certificate === undefined ? [] : [{ certificate: cms.certificate, at: earliest }]),
      ...stamped.map(({ certificate, token }) => ({ certificate, at: token.tstInfo.genTime })),
    ];
  };
  const tokens = [...timestamps, ...stamps.flatMap(({ stamp }) => stamp ?? [])];
  const demanded = demandedWith(inner);
  const common = { cms, timestamps: tokens, trustAnchors };
  checkSecurityStore(document.latest, demanded, findings);
  for (const { code, message } of missingValidationData({
    ...common,
    view: document.latest,
    validated: demanded,
  }))
    findings.add(code, message);
  checkArchive(document, stamps, (covered) => ({ ...common, validated: demandedWith(covered) }), findings);
}

/** A document time-stamp that covers all the validation data (EN 319 142-1 §6.3, requirement y). */
function checkArchive(
  document: PdfDocument,
  stamps: readonly Checked[],
  demand: (covered: readonly Checked[]) => Omit<Parameters<typeof missingValidationData>[0], 'view'>,
  findings: ConformanceFindings,
): void {
  if (stamps.length === 0) {
    findings.add('archive-time-stamp-missing', 'No document time-stamp follows the signature');
    return;
  }
  let reason = '';
  for (const [index, { range }] of stamps.entries()) {
    if (range === undefined) continue;
    const covered = document.reopen(prefixOf(document.source, range.end)).latest;
    const [missing] = missingValidationData({ ...demand(stamps.slice(0, index)), view: covered });
    if (missing === undefined && covered.catalog.has('DSS')) return;
    reason = missing?.message ?? 'it covers no security store';
  }
  findings.add(
    'archive-time-stamp-not-covering',
    `No document time-stamp covers all validation data: ${reason}`,
  );
}
