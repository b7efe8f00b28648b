import { PadesError } from '../errors.js';
import type { PdfView } from '../pdf/document.js';
import { isArray, isInteger, nameValue, type PdfDict, type PdfObject } from '../pdf/objects.js';
import { decodeTextString } from '../pdf/text-string.js';
import { requireSeedCertificate } from './seed-certificate.js';
import type { PrepareSignatureOptions } from './types.js';

/** Bits of `/Ff` in a seed value dictionary: which of its entries are demands (ISO 32000-2 Table 237). */
const demands = {
  Filter: 1,
  SubFilter: 2,
  V: 4,
  Reasons: 8,
  LegalAttestation: 16,
  AddRevInfo: 32,
  DigestMethod: 64,
  LockDocument: 128,
  AppearanceFilter: 256,
} as const;

/** The newest kind of seed value dictionary that is known: that of PDF 2.0. */
const newestVersion = 3;

/** What a field's seed value makes the signature do besides what the options say. */
export interface SeedDemands {
  /** The document is to be locked against every further change. */
  readonly lockDocument: boolean;
}

/** What of the options, and of the field's own lock, seed values can make demands on. */
export type SeedSubject = Pick<
  PrepareSignatureOptions,
  'digestAlgorithm' | 'certification' | 'reason' | 'legalAttestation' | 'announced' | 'appearance'
>;

/**
 * Checks every demand of a field's seed value dictionary. Entries that are only wishes (their bit in `/Ff` is clear) do not
 * stop a signature.
 *
 * @throws PadesError `sign.seed-value-unmet`, naming the entry.
 */
export function requireSeedValues(
  view: PdfView,
  field: PdfDict,
  subject: SeedSubject,
  lockLevel: 1 | 2 | 3 | undefined,
): SeedDemands {
  const seed = view.dict(field.get('SV'));
  if (!seed) return { lockDocument: false };
  const flags = view.resolve(seed.get('Ff'));
  const demanded = (key: keyof typeof demands): boolean =>
    seed.has(key) && isInteger(flags) && (flags & demands[key]) !== 0;
  if (demanded('V')) requireVersion(view.resolve(seed.get('V')));
  if (demanded('Filter')) requireFilter(view.resolve(seed.get('Filter')));
  if (demanded('SubFilter')) requireSubFilter(textsOf(view, seed.get('SubFilter')));
  if (demanded('DigestMethod')) requireDigest(textsOf(view, seed.get('DigestMethod')), subject);
  if (demanded('Reasons')) requireReason(textsOf(view, seed.get('Reasons')), subject);
  if (demanded('LegalAttestation')) requireAttestation(textsOf(view, seed.get('LegalAttestation')), subject);
  if (demanded('AddRevInfo') && view.resolve(seed.get('AddRevInfo')) === true) {
    if (!subject.announced?.revocationInfo)
      unmet('AddRevInfo', 'revocation information (level B-LT or higher)');
  }
  if (demanded('AppearanceFilter')) requireAppearance(textOf(view, seed.get('AppearanceFilter')), subject);
  requireMdp(view.resolve(view.dict(seed.get('MDP'))?.get('P')), subject);
  requireTimestamp(view, seed, subject);
  requireSeedCertificate(view, seed, subject.announced);
  const lock = demanded('LockDocument') ? textOf(view, seed.get('LockDocument')) : undefined;
  const locked = subject.certification === 1 || lockLevel === 1;
  if (lock === 'false' && locked) unmet('LockDocument', 'a document that is not locked');
  return { lockDocument: lock === 'true' && !locked };
}

function requireVersion(version: PdfObject | undefined): void {
  if (typeof version === 'number' && version > newestVersion) {
    unmet('V', `a program that knows version ${version} of seed values`);
  }
}

function requireFilter(filter: PdfObject | undefined): void {
  const value = nameValue(filter);
  if (value !== undefined && value !== 'Adobe.PPKLite') unmet('Filter', `the handler ${value}`);
}

function requireSubFilter(subFilters: readonly string[]): void {
  if (subFilters.length > 0 && !subFilters.includes('ETSI.CAdES.detached')) {
    unmet('SubFilter', `one of ${subFilters.join(', ')}`);
  }
}

function requireDigest(methods: readonly string[], { digestAlgorithm }: SeedSubject): void {
  const plain = (method: string): string => method.replace('-', '').toUpperCase();
  if (methods.length > 0 && !methods.map(plain).includes(plain(digestAlgorithm))) {
    unmet('DigestMethod', `a digest of ${methods.join(', ')}`);
  }
}

/** No reasons, or the one reason ".", demand that none is given. */
function requireReason(reasons: readonly string[], { reason }: SeedSubject): void {
  const none = reasons.length === 0 || (reasons.length === 1 && reasons[0] === '.');
  if (none && reason !== undefined) unmet('Reasons', 'that no reason is given');
  if (!none && (reason === undefined || !reasons.includes(reason))) {
    unmet('Reasons', `one of the reasons ${reasons.map((item) => JSON.stringify(item)).join(', ')}`);
  }
}

/** Attestations are those of certifications; other signatures have none. */
function requireAttestation(
  attestations: readonly string[],
  { certification, legalAttestation }: SeedSubject,
): void {
  if (certification === undefined || attestations.length === 0) return;
  if (legalAttestation === undefined || !attestations.includes(legalAttestation)) {
    unmet(
      'LegalAttestation',
      `one of the attestations ${attestations.map((item) => JSON.stringify(item)).join(', ')}`,
    );
  }
}

function requireAppearance(wanted: string | undefined, { appearance }: SeedSubject): void {
  if (wanted !== undefined && appearance?.name !== wanted) {
    unmet('AppearanceFilter', `the appearance ${JSON.stringify(wanted)}`);
  }
}

/** `/MDP` is a demand wherever it stands; level 0 wants a signature that is no certification. */
function requireMdp(level: PdfObject | undefined, { certification }: SeedSubject): void {
  if (level === 0 && certification !== undefined) unmet('MDP', 'a signature that is no certification');
  if (isInteger(level) && level >= 1 && level <= 3 && certification !== level) {
    unmet('MDP', `a certification of level ${level}`);
  }
}

function requireTimestamp(view: PdfView, seed: PdfDict, { announced }: SeedSubject): void {
  const timestamp = view.dict(seed.get('TimeStamp'));
  const flags = view.resolve(timestamp?.get('Ff'));
  if (!timestamp || !isInteger(flags) || (flags & 1) === 0 || announced?.timestamp) return;
  const url = textOf(view, timestamp.get('URL'));
  unmet('TimeStamp', url === undefined ? 'a time-stamp' : `a time-stamp, for example of ${url}`);
}

/** A text string, or the value of a name; booleans, which some write for `/LockDocument`, read as their words. */
function textOf(view: PdfView, value: PdfObject | undefined): string | undefined {
  const resolved = view.resolve(value);
  if (typeof resolved === 'boolean') return String(resolved);
  return nameValue(resolved) ?? decodeTextString(resolved);
}

/** The texts of an array, or of a single string, which older files have. */
function textsOf(view: PdfView, value: PdfObject | undefined): string[] {
  const list = view.resolve(value);
  return (isArray(list) ? list : [value])
    .map((item) => textOf(view, item))
    .filter((item) => item !== undefined);
}

function unmet(entry: string, what: string): never {
  throw new PadesError('sign.seed-value-unmet', `The field's seed value /${entry} demands ${what}`);
}
