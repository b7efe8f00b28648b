import type { upload } from '@segl/contracts';
import { z } from 'zod';

const pageFindings = z.object({ fontsNotEmbedded: z.array(z.string()), lettersMissing: z.boolean() });
const namedAtMost = 6;

/** What the sender should know about fonts, from the findings of all pages. */
export function fontWarnings(findings: readonly unknown[]): upload.IntakeWarning[] {
  const pages = findings.map((page) => pageFindings.parse(page));
  const names = [...new Set(pages.flatMap(({ fontsNotEmbedded }) => fontsNotEmbedded))].sort();
  const warnings: upload.IntakeWarning[] = [];
  if (names.length > 0) {
    const shown = names.slice(0, namedAtMost).join(', ') + (names.length > namedAtMost ? ', …' : '');
    warnings.push({
      code: 'upload.fonts-not-embedded',
      detail: `The PDF uses fonts that it does not carry (${shown}). It may look different in other programs; letters and words are the same.`,
    });
  }
  if (pages.some(({ lettersMissing }) => lettersMissing)) {
    warnings.push({
      code: 'upload.letters-missing',
      detail:
        'The PDF holds letters of a font that it does not carry, such as Chinese, Japanese, Korean or Arabic. They may be missing on the pages shown. Save the PDF with embedded fonts and upload it again.',
    });
  }
  return warnings;
}
