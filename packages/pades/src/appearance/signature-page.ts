import type { PDFDocument, PDFPage } from 'pdf-lib';
import type { Rect, SignaturePageOptions } from '../sign/types.js';
import type { FontPair } from './fonts.js';
import type { Palette } from './palette.js';
import { drawSealMark } from './seal-mark.js';
import { wrapText } from './text.js';
import { wordings } from './wording.js';

/** Where one slot lies: on which of the appended pages, and its rectangle there. */
export interface SlotPlace {
  readonly page: number;
  readonly rect: Rect;
  /** What stands above it, for example `Signature 1`. */
  readonly caption: string;
}

const margin = 56;
const gutter = 20;
const boxHeight = 80;
const captionHeight = 20;
const rowGap = 16;

export interface SignaturePagesInput {
  readonly size: { readonly width: number; readonly height: number };
  readonly slots: number;
  readonly options: SignaturePageOptions;
  readonly palette: Palette;
}

/** Draws as many pages as the slots need, and says where the slots are. */
export function drawSignaturePages(
  pdf: PDFDocument,
  fonts: FontPair,
  input: SignaturePagesInput,
): SlotPlace[] {
  const { width, height } = input.size;
  const boxWidth = (width - 2 * margin - gutter) / 2;
  const places: SlotPlace[] = [];
  for (let pageNumber = 0; places.length < input.slots; pageNumber++) {
    const page = pdf.addPage([width, height]);
    let top = drawHead(page, fonts, input);
    while (places.length < input.slots && top - captionHeight - boxHeight >= margin) {
      for (let column = 0; column < 2 && places.length < input.slots; column++) {
        const left = margin + column * (boxWidth + gutter);
        const rect: Rect = [left, top - captionHeight - boxHeight, left + boxWidth, top - captionHeight];
        const caption = wordings[input.options.language].slot(places.length + 1);
        drawSlot(page, fonts, input.palette, rect, caption);
        places.push({ page: pageNumber, rect, caption });
      }
      top -= captionHeight + boxHeight + rowGap;
    }
  }
  return places;
}

/** Heading, title and reference; returns where the slots begin. */
function drawHead(page: PDFPage, fonts: FontPair, input: SignaturePagesInput): number {
  const { palette, options } = input;
  const { width, height } = input.size;
  const wording = wordings[options.language];
  let y = height - margin - 24;
  drawSealMark(page, { x: width - margin - 30, top: height - margin + 2, size: 30, colour: palette.accent });
  page.drawText(wording.heading, { x: margin, y, size: 24, font: fonts.strong, color: palette.ink });
  y -= 16;
  const facts: [string, string | undefined][] = [
    [wording.document, options.documentTitle],
    [wording.reference, options.reference],
  ];
  const labelWidth = Math.max(...facts.map(([label]) => fonts.regular.widthOfTextAtSize(label, 10))) + 16;
  for (const [label, value] of facts) {
    if (!value) continue;
    const lines = wrapText(value, fonts.regular, 10, width - 2 * margin - labelWidth).slice(0, 3);
    y -= 15;
    page.drawText(label, { x: margin, y, size: 10, font: fonts.regular, color: palette.quiet });
    lines.forEach((line, index) => {
      if (index > 0) y -= 14;
      page.drawText(line, { x: margin + labelWidth, y, size: 10, font: fonts.regular, color: palette.ink });
    });
  }
  y -= 20;
  page.drawLine({
    start: { x: margin, y },
    end: { x: width - margin, y },
    thickness: 1,
    color: palette.accent,
  });
  y -= 4;
  for (const line of wrapText(wording.intro, fonts.regular, 9, width - 2 * margin)) {
    y -= 14;
    page.drawText(line, { x: margin, y, size: 9, font: fonts.regular, color: palette.quiet });
  }
  return y - 18;
}

function drawSlot(page: PDFPage, fonts: FontPair, palette: Palette, rect: Rect, caption: string): void {
  page.drawText(caption, {
    x: rect[0],
    y: rect[3] + 6,
    size: 8.5,
    font: fonts.regular,
    color: palette.quiet,
  });
  page.drawRectangle({
    x: rect[0],
    y: rect[1],
    width: rect[2] - rect[0],
    height: rect[3] - rect[1],
    borderColor: palette.line,
    borderWidth: 0.75,
  });
}
