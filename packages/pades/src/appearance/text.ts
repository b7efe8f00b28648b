import type { FontStack } from './fonts.js';
import { graphemesOf, shapeLine } from './shape-line.js';

const mostMeasured = 10_000;
const measured = new WeakMap<FontStack, Map<string, number>>();

/**
 * Width of a text in points. Words are measured once for each font, since shaping them takes far longer than adding up
 * their widths, and a layout asks for the same words at many sizes.
 *
 * @throws PadesError `sign.font-lacks-glyphs`.
 */
export function widthOf(text: string, font: FontStack, size: number): number {
  const known = measured.get(font) ?? new Map<string, number>();
  measured.set(font, known);
  if (known.size > mostMeasured) known.clear();
  const unit = text
    .split(/(?<= )|(?= )/)
    .map((word) => {
      const width = known.get(word) ?? shapeLine(word, font).width;
      known.set(word, width);
      return width;
    })
    .reduce((sum, width) => sum + width, 0);
  return unit * size;
}

/** Text broken into lines no wider than `width` points; a word that is too wide alone is broken anywhere. */
export function wrapText(text: string, font: FontStack, size: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((item) => item !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer, font, size) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (widthOf(line, font, size) > width && graphemesOf(line).length > 1) {
      const fitting = longestFitting(line, font, size, width);
      lines.push(fitting);
      line = line.slice(fitting.length);
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** Text on one line, cut with an ellipsis where it does not fit. */
export function fitLine(text: string, font: FontStack, size: number, width: number): string {
  const whole = text.replace(/\s+/g, ' ').trim();
  if (widthOf(whole, font, size) <= width) return whole;
  const room = Math.max(0, width - widthOf('…', font, size));
  return `${longestFitting(whole, font, size, room).trimEnd()}…`;
}

function longestFitting(text: string, font: FontStack, size: number, width: number): string {
  const characters = graphemesOf(text);
  let low = 1;
  let high = characters.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (shapeLine(characters.slice(0, middle).join(''), font).width * size <= width) low = middle;
    else high = middle - 1;
  }
  return characters.slice(0, low).join('');
}
