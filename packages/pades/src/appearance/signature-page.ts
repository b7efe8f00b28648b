import { PadesError } from '../errors.js';
import type { Rect, SignaturePageOptions } from '../sign/types.js';
import type { Canvas } from './canvas.js';
import type { FontPair } from './fonts.js';
import type { Palette } from './palette.js';
import { drawSealMark } from './seal-mark.js';
import { widthOf, wrapText } from './text.js';
import { wordings } from './wording.js';

/** Where one slot lies: on which of the appended pages, and its rectangle there. */
export interface SlotPlace {
  readonly page: number;
  readonly rect: Rect;
  /** What stands above it, for example `Signature 1`. */
  readonly caption: string;
}

/** How what is drawn is marked for the structure of a tagged document; plain documents mark nothing. */
export interface ContentTags {
  artifact(draw: () => void): void;
  element(type: 'H1' | 'P', draw: () => void): void;
  /** The place of a slot in the order of reading. */
  slot(index: number): void;
}

/** A page being drawn. */
export interface PageSurface {
  readonly canvas: Canvas;
  readonly tags: ContentTags;
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
  readonly fonts: FontPair;
  readonly addPage: () => PageSurface;
}

/**
 * Draws as many pages as the slots need, and says where the slots are.
 *
 * @throws PadesError `sign.font-unusable` where words in the font given leave no room for a slot on a page.
 */
export function drawSignaturePages(input: SignaturePagesInput): SlotPlace[] {
  const boxWidth = (input.size.width - 2 * margin - gutter) / 2;
  const places: SlotPlace[] = [];
  for (let pageNumber = 0; places.length < input.slots; pageNumber++) {
    const page = input.addPage();
    let top = drawHead(page, input);
    if (top - captionHeight - boxHeight < margin) {
      throw new PadesError('sign.font-unusable', 'In this font the words of the page leave no room to sign');
    }
    while (places.length < input.slots && top - captionHeight - boxHeight >= margin) {
      for (let column = 0; column < 2 && places.length < input.slots; column++) {
        const left = margin + column * (boxWidth + gutter);
        const rect: Rect = [left, top - captionHeight - boxHeight, left + boxWidth, top - captionHeight];
        const caption = wordings[input.options.language].slot(places.length + 1);
        drawSlot(page, input, rect, caption);
        page.tags.slot(places.length);
        places.push({ page: pageNumber, rect, caption });
      }
      top -= captionHeight + boxHeight + rowGap;
    }
  }
  return places;
}

/** Heading, title and reference; returns where the slots begin. */
function drawHead({ canvas, tags }: PageSurface, input: SignaturePagesInput): number {
  const { palette, options, fonts } = input;
  const { width, height } = input.size;
  const wording = wordings[options.language];
  let y = height - margin - 24;
  const mark = { x: width - margin - 30, top: height - margin + 2, size: 30, colour: palette.accent };
  tags.artifact(() => {
    drawSealMark(canvas, mark);
  });
  tags.element('H1', () => {
    canvas.text(wording.heading, { x: margin, y, size: 24, font: fonts.strong, colour: palette.ink });
  });
  y -= 16;
  const facts: [string, string | undefined][] = [
    [wording.document, options.documentTitle],
    [wording.reference, options.reference],
  ];
  const labelWidth = Math.max(...facts.map(([label]) => widthOf(label, fonts.regular, 10))) + 16;
  for (const [label, value] of facts) {
    if (!value) continue;
    const lines = wrapText(value, fonts.regular, 10, width - 2 * margin - labelWidth).slice(0, 3);
    y -= 15;
    tags.element('P', () => {
      canvas.text(label, { x: margin, y, size: 10, font: fonts.regular, colour: palette.quiet });
      lines.forEach((line, index) => {
        if (index > 0) y -= 14;
        canvas.text(line, { x: margin + labelWidth, y, size: 10, font: fonts.regular, colour: palette.ink });
      });
    });
  }
  y -= 20;
  tags.artifact(() => {
    canvas.rectangle(
      { x: margin, y: y - 0.5, width: width - 2 * margin, height: 1 },
      { fill: palette.accent },
    );
  });
  y -= 4;
  tags.element('P', () => {
    for (const line of wrapText(wording.intro, fonts.regular, 9, width - 2 * margin)) {
      y -= 14;
      canvas.text(line, { x: margin, y, size: 9, font: fonts.regular, colour: palette.quiet });
    }
  });
  return y - 18;
}

function drawSlot(
  { canvas, tags }: PageSurface,
  { fonts, palette }: SignaturePagesInput,
  rect: Rect,
  caption: string,
): void {
  tags.element('P', () => {
    canvas.text(caption, {
      x: rect[0],
      y: rect[3] + 6,
      size: 8.5,
      font: fonts.regular,
      colour: palette.quiet,
    });
  });
  tags.artifact(() => {
    canvas.rectangle(
      { x: rect[0], y: rect[1], width: rect[2] - rect[0], height: rect[3] - rect[1] },
      { stroke: palette.line, strokeWidth: 0.75 },
    );
  });
}
