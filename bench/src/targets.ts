/** What a ratio is to keep to. */
export type Target = {
  /** The measurement that takes it. */
  readonly of: 'sign' | 'long-term' | 'many' | 'growth' | 'render' | 'log-ins';
  readonly what: string;
} & ({ readonly atMost: number } | { readonly atLeast: number });

/** Every target, in the order of the summary. */
export const targets = {
  'floor-1': { of: 'sign', what: 'B-B, RSA-2048, 1 MB, to the floor', atMost: 3.5 },
  'floor-10': { of: 'sign', what: 'B-B, RSA-2048, 10 MB, to the floor', atMost: 2 },
  'floor-100': { of: 'sign', what: 'B-B, RSA-2048, 100 MB, to the floor', atMost: 2 },
  pyhanko: { of: 'sign', what: "pyHanko's time at 1 MB to ours", atLeast: 20 },
  signpdf: { of: 'sign', what: "@signpdf's time at 10 MB to ours", atLeast: 20 },
  'second-signer': { of: 'sign', what: 'second signer on the same 100 MB to the first', atMost: 0.25 },
  'long-term': { of: 'long-term', what: "B-LTA with local TSA and OCSP to pyHanko's time", atMost: 0.2 },
  'many-rsa': { of: 'many', what: 'small files, RSA-2048: floor on two cores to `segl sign`', atLeast: 0.8 },
  'many-p256': { of: 'many', what: 'small files, P-256: floor on two cores to `segl sign`', atLeast: 0.8 },
  'growth-added': { of: 'growth', what: 'time a byte added, most to fewest bytes: linear', atMost: 1.5 },
  'growth-pages': { of: 'growth', what: 'most to fewest pages: flat', atMost: 1.5 },
  'growth-earlier': { of: 'growth', what: 'most to fewest earlier bytes: flat', atMost: 1.5 },
  'first-page': { of: 'render', what: 'first page of 200 pages to that of one page', atMost: 1.5 },
  'log-ins': { of: 'log-ins', what: 'log-ins a second to argon2id alone on the same cores', atLeast: 0.8 },
} as const satisfies Readonly<Record<string, Target>>;
export type TargetName = keyof typeof targets;

/** Whether a ratio keeps to its target. */
export function isMet(target: Target, ratio: number): boolean {
  return 'atMost' in target ? ratio <= target.atMost : ratio >= target.atLeast;
}

/** A target in words, such as `≤ 2x`. */
export function inWords(target: Target): string {
  return 'atMost' in target ? `≤ ${String(target.atMost)}x` : `≥ ${String(target.atLeast)}x`;
}

/** A ratio with as many digits as mean something. */
export function showRatio(ratio: number): string {
  return `${ratio.toFixed(ratio >= 10 ? 0 : ratio >= 1 ? 1 : 2)}x`;
}
