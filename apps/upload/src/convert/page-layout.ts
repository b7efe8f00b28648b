/** A4 in points, and what of it carries text. */
export const page = {
  widthPt: 595.28,
  heightPt: 841.89,
  marginLeftPt: 68,
  marginRightPt: 68,
  marginTopPt: 62,
  marginBottomPt: 68,
  /** Baseline of the footer, from the bottom edge. */
  footerPt: 40,
} as const;

/** Width of the text column in points. */
export const columnWidthPt = page.widthPt - page.marginLeftPt - page.marginRightPt;

/** Grey levels, 0 black to 1 white; all text keeps at least 7:1 against the paper. */
export const ink = { text: 0.1, quiet: 0.33, rule: 0.6, faintRule: 0.8, codeBackground: 0.955 } as const;

/** Sizes and distances of text, in points; `leading` is line height divided by size. */
export const type = {
  body: { sizePt: 10, leading: 1.42 },
  code: { sizePt: 9, leading: 1.4 },
  footer: { sizePt: 8.5 },
  headings: {
    1: { sizePt: 19, leading: 1.25, beforePt: 22, afterPt: 10 },
    2: { sizePt: 13, leading: 1.3, beforePt: 16, afterPt: 6 },
    3: { sizePt: 11, leading: 1.35, beforePt: 12, afterPt: 4 },
    4: { sizePt: 10, leading: 1.4, beforePt: 12, afterPt: 3 },
  },
  paragraphGapPt: 7,
  itemGapPt: 3,
  listIndentPt: 20,
  quoteIndentPt: 14,
  cell: { paddingXPt: 5, paddingYPt: 3 },
} as const;
