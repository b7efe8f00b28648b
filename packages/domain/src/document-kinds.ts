/** What a sender says that a document is. */
export const documentKinds = [
  'agreement',
  'application',
  'bid',
  'notice',
  'consent',
  'minutes',
  'other',
  'will',
] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** A will is made on paper, before two witnesses who are there at the same time (arveloven § 42). */
export const kindsNotSignable: ReadonlySet<DocumentKind> = new Set(['will']);

/** So many pages are looked at: a will says what it is where it begins. */
export const pagesLookedAtForWill = 5;

/**
 * Words that wills begin with or are full of, in bokmål, nynorsk and English. They also stand in documents that are no
 * wills (the division of an estate): hence a question to the sender, never a refusal by itself.
 */
const wordsOfWills = [
  /(?<!\p{L})testament(et|e|er|a)?(?!\p{L})/u,
  /(?<!\p{L})testament(arisk|ariske|ær|ære)(?!\p{L})/u,
  /(?<!\p{L})siste vilje(n)?(?!\p{L})/u,
  /(?<!\p{L})last will(?!\p{L})/u,
  /(?<!\p{L})(testator|testatrix|bequeath)(?!\p{L})/u,
];

/** Whether a text may be that of a will. Lines and pages are joined by the caller, in reading order. */
export function looksLikeWill(text: string): boolean {
  const plain = text.normalize('NFKC').toLocaleLowerCase('nb').replace(/\s+/gu, ' ');
  return wordsOfWills.some((pattern) => pattern.test(plain));
}

/** Why a document of that kind and text cannot be sent for signing; undefined when it can. */
export function willRefusal(document: {
  readonly kind: DocumentKind;
  readonly text: string;
  /** What the sender answered when asked about it. */
  readonly answer: 'not-a-will' | 'not-asked';
}): 'will' | 'looks-like-will' | undefined {
  if (kindsNotSignable.has(document.kind)) return 'will';
  return document.answer === 'not-asked' && looksLikeWill(document.text) ? 'looks-like-will' : undefined;
}
