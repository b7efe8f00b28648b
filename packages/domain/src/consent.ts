/** Languages a statement exists in. */
export type StatementLanguage = 'nb' | 'nn' | 'en';

/** What a signer confirms before the proof of identity (step 5). */
export interface ConsentStatement {
  readonly version: string;
  readonly language: StatementLanguage;
  readonly text: string;
}

/** Texts are never changed: a new wording is a new version, and old records keep theirs. */
const statements: Readonly<Record<string, Readonly<Record<StatementLanguage, string>>>> = {
  '2026-11': {
    nb: 'Jeg har lest og forstått dokumentet',
    nn: 'Eg har lese og forstått dokumentet',
    en: 'I have read and understood the document',
  },
};

/** The version shown today. */
export const currentStatementVersion = '2026-11';

/** The statement in one language; undefined when there is no such version. */
export function consentStatement(version: string, language: StatementLanguage): ConsentStatement | undefined {
  const texts = Object.hasOwn(statements, version) ? statements[version] : undefined;
  return texts === undefined ? undefined : { version, language, text: texts[language] };
}

/** When a page first came into view. */
export interface PageShown {
  readonly pageNumber: number;
  /** ISO 8601, UTC, as the browser told it. */
  readonly at: string;
}

/** One document as it was shown. */
export interface ConfirmedDocument {
  readonly documentId: string;
  readonly title: string;
  readonly pageCount: number;
  readonly preparedSha256: string;
  readonly manifestSha256: string;
  readonly pagesShown: readonly PageShown[];
}

/** Capacity in which somebody confirms: for themselves. Companies join with their own shape. */
export interface Capacity {
  readonly kind: 'self';
}

/**
 * The consent record. Its canonical JSON (RFC 8785) is hashed, and the hash stands under the signature. Identifiers of
 * order and party are random, so the hash tells an outsider nothing about its content.
 */
export interface ConsentRecord {
  readonly format: 'segl-consent-1';
  readonly consentId: string;
  readonly orderId: string;
  readonly partyId: string;
  readonly signerSub: string;
  readonly statement: ConsentStatement;
  readonly documents: readonly ConfirmedDocument[];
  readonly reachedEnd: 'scrolled' | 'declared';
  readonly capacity: Capacity;
  /** ISO 8601, UTC, by our clock. */
  readonly confirmedAt: string;
}

/** Whether the last page was shown, or the reader said they have read to the end without scrolling. */
export function hasReachedEnd(
  document: Pick<ConfirmedDocument, 'pageCount' | 'pagesShown'>,
  reachedEnd: ConsentRecord['reachedEnd'],
): boolean {
  return (
    reachedEnd === 'declared' ||
    document.pagesShown.some(({ pageNumber }) => pageNumber === document.pageCount)
  );
}
