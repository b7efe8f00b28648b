import type { PDFFont } from 'pdf-lib';

/** Text broken into lines no wider than `width` points; a word that is too wide alone is broken anywhere. */
export function wrapText(text: string, font: PDFFont, size: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((item) => item !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (font.widthOfTextAtSize(longer, size) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (font.widthOfTextAtSize(line, size) > width && line.length > 1) {
      const fitting = longestFitting(line, font, size, width);
      lines.push(fitting);
      line = line.slice(fitting.length);
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** Text on one line, cut with an ellipsis where it does not fit. */
export function fitLine(text: string, font: PDFFont, size: number, width: number): string {
  const whole = text.replace(/\s+/g, ' ').trim();
  if (font.widthOfTextAtSize(whole, size) <= width) return whole;
  const room = Math.max(0, width - font.widthOfTextAtSize('…', size));
  return `${longestFitting(whole, font, size, room).trimEnd()}…`;
}

function longestFitting(text: string, font: PDFFont, size: number, width: number): string {
  const characters = [...text];
  let low = 1;
  let high = characters.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (font.widthOfTextAtSize(characters.slice(0, middle).join(''), size) <= width) low = middle;
    else high = middle - 1;
  }
  return characters.slice(0, low).join('');
}
