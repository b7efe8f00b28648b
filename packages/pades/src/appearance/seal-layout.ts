import type { SealAppearance } from '../sign/types.js';
import type { FontPair } from './fonts.js';
import { fitLine, wrapText } from './text.js';
import { formatTime, wordings } from './wording.js';

export interface SealContent {
  readonly signerName: string;
  readonly signingTime: Date;
  readonly appearance: SealAppearance;
}

/** A line of the seal; sizes are in points before scaling. */
export interface SealLine {
  readonly text: string;
  readonly size: number;
  readonly strong: boolean;
  readonly quiet: boolean;
}

export interface SealLayout {
  readonly lines: readonly SealLine[];
  readonly scale: number;
}

/** Height of a line in sizes of its letters. */
export const leading = 1.32;

interface Paragraph {
  readonly text: string;
  readonly size: number;
  readonly strong?: true;
  readonly quiet?: true;
  readonly maxLines: number;
}

/** A layout whose letters are at least this large is taken before a plainer one. */
const comfortableScale = 0.55;

/**
 * Fits the words into a box: one under the other where there is room, else on two lines or one, and smaller. Words are
 * left out only where nothing else helps.
 */
export function layOutSeal(content: SealContent, fonts: FontPair, width: number, height: number): SealLayout {
  let best: SealLayout | undefined;
  for (const paragraphs of variants(content)) {
    const layout = fit(paragraphs, fonts, width, height);
    if (layout.scale >= comfortableScale && !layout.cut) return layout;
    if (!best || layout.scale > best.scale) best = layout;
  }
  return best ?? { lines: [], scale: 1 };
}

/** From the fullest to the plainest. */
function variants({ signerName, signingTime, appearance }: SealContent): Paragraph[][] {
  const wording = wordings[appearance.language];
  const time = formatTime(signingTime, appearance.language, appearance.timeZone ?? 'Europe/Oslo');
  const issuer = appearance.issuer === undefined ? '' : wording.issuedBy(appearance.issuer);
  const capacity = appearance.capacity ?? '';
  const join = (...parts: string[]): string => parts.filter((part) => part !== '').join(' · ');
  const name: Paragraph = { text: signerName, size: 12, strong: true, maxLines: 2 };
  const facts: Paragraph[] = [
    { text: capacity, size: 8, maxLines: 2 },
    { text: time, size: 8, maxLines: 2 },
    { text: issuer, size: 7, quiet: true, maxLines: 2 },
  ];
  return [
    [{ text: wording.signedBy, size: 7, quiet: true, maxLines: 1 }, name, ...facts],
    [name, ...facts],
    [name, { text: join(capacity, time, issuer), size: 8, maxLines: 2 }],
    [{ text: join(signerName, capacity, time, issuer), size: 9, maxLines: 1 }],
  ];
}

/** Smaller than this, and words are left out rather than shrunk. */
const smallestScale = 0.4;

function fit(
  paragraphs: readonly Paragraph[],
  fonts: FontPair,
  width: number,
  height: number,
): SealLayout & { readonly cut: boolean } {
  for (let scale = 1; ; scale *= 0.93) {
    const { lines, cut } = breakLines(paragraphs, fonts, width, scale);
    const total = lines.reduce((sum, line) => sum + line.size * scale * leading, 0);
    const fits = total <= height && (!cut || scale < smallestScale);
    if (fits || scale < 0.05) return { lines, scale, cut };
  }
}

function breakLines(
  paragraphs: readonly Paragraph[],
  fonts: FontPair,
  width: number,
  scale: number,
): { readonly lines: readonly SealLine[]; readonly cut: boolean } {
  let cut = false;
  const lines: SealLine[] = [];
  for (const { text, size, strong = false, quiet = false, maxLines } of paragraphs) {
    const font = strong ? fonts.strong : fonts.regular;
    const wrapped = wrapText(text, font, size * scale, width);
    const kept = wrapped.slice(0, maxLines);
    if (wrapped.length > maxLines) {
      cut = true;
      kept[maxLines - 1] = fitLine(wrapped.slice(maxLines - 1).join(' '), font, size * scale, width);
    }
    for (const line of kept) lines.push({ text: line, size, strong, quiet });
  }
  return { lines, cut };
}
