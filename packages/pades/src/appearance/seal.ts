import type { IncrementWriter } from '../pdf/increment.js';
import { dict, name, type PdfRef } from '../pdf/objects.js';
import type { PdfPage } from '../pdf/pages.js';
import type { Rect } from '../sign/types.js';
import { Canvas, FontBook } from './canvas.js';
import type { Colour } from './colour.js';
import { loadFonts, type FontPair } from './fonts.js';
import { drawInk, readHandwriting } from './handwriting.js';
import { bearable, drawingRules, type DrawingRules } from './palette.js';
import { addPicture, type Picture } from './picture.js';
import { layOutSeal, leading, type SealContent } from './seal-layout.js';
import { drawSealMark } from './seal-mark.js';

/** What a widget's own appearance characteristics ask for (ISO 32000-2 Table 192). */
export interface WidgetFrame {
  readonly background?: Colour;
  readonly border?: Colour;
  /** In points. */
  readonly borderWidth: number;
}

export interface SealPlace {
  readonly rect: Rect;
  readonly rotate: PdfPage['rotate'];
  /** Points to a unit of the page (`/UserUnit`). */
  readonly userUnit: number;
  readonly frame?: WidgetFrame;
}

/** Draws seals of one signature, into as many places as its field has. */
export interface SealPainter {
  /** Adds the seal as a form XObject that fills the rectangle and stands upright as the page is shown. */
  add(place: SealPlace): PdfRef;
  /** Writes what the seals share. */
  finish(): void;
}

/**
 * Gets a seal ready to be drawn (ISO 32000-2 §12.5.5).
 *
 * @throws PadesError `sign.font-unusable`, `sign.image-unusable`; and, when it is added, `sign.font-lacks-glyphs`.
 */
export async function paintSeal(writer: IncrementWriter, content: SealContent): Promise<SealPainter> {
  const { language, fontBytes, fonts, image } = content.appearance;
  const pair = await loadFonts({ fontBytes, fonts, language });
  const rules = drawingRules(writer.document.latest);
  const picture = image ? addPicture(writer, image, rules) : undefined;
  const book = new FontBook(writer);
  return {
    add(place) {
      const canvas = new Canvas(book, rules);
      const { width, height } = uprightSize(place);
      drawFrame(canvas, { width, height }, place.frame, rules);
      drawSeal(canvas, pair, { width, height, rules }, { ...content, picture });
      const form = dict({
        Type: name('XObject'),
        Subtype: name('Form'),
        FormType: 1,
        BBox: [0, 0, width, height],
        Matrix: rotation(place.rotate),
        Resources: canvas.resources,
      });
      return writer.add(canvas.stream(form));
    },
    finish: () => book.finish(rules),
  };
}

function uprightSize({ rect, rotate, userUnit }: SealPlace): { width: number; height: number } {
  const wide = (rect[2] - rect[0]) * userUnit;
  const high = (rect[3] - rect[1]) * userUnit;
  return rotate === 90 || rotate === 270 ? { width: high, height: wide } : { width: wide, height: high };
}

/** Turns what is drawn upright against the page's own turn. Only direction matters: the viewer moves it into place. */
function rotation(rotate: PdfPage['rotate']): number[] {
  switch (rotate) {
    case 90:
      return [0, 1, -1, 0, 0, 0];
    case 180:
      return [-1, 0, 0, -1, 0, 0];
    case 270:
      return [0, -1, 1, 0, 0, 0];
    default:
      return [1, 0, 0, 1, 0, 0];
  }
}

function drawFrame(
  canvas: Canvas,
  { width, height }: { readonly width: number; readonly height: number },
  frame: WidgetFrame | undefined,
  rules: DrawingRules,
): void {
  if (frame?.background) {
    canvas.rectangle({ x: 0, y: 0, width, height }, { fill: bearable(frame.background, rules) });
  }
  if (frame?.border && frame.borderWidth > 0) {
    const inset = frame.borderWidth / 2;
    const box = { x: inset, y: inset, width: width - 2 * inset, height: height - 2 * inset };
    canvas.rectangle(box, { stroke: bearable(frame.border, rules), strokeWidth: frame.borderWidth });
  }
}

/** Share of a seal's width, or of a high one's height, that a picture gets. */
const pictureShare = 0.4;

function drawSeal(
  canvas: Canvas,
  fonts: FontPair,
  box: { readonly width: number; readonly height: number; readonly rules: DrawingRules },
  content: SealContent & { readonly picture: Picture | undefined },
): void {
  const { palette } = box.rules;
  const padding = Math.min(10, box.height * 0.12, box.width * 0.06);
  const inner = { width: box.width - 2 * padding, height: box.height - 2 * padding };
  const area = { left: padding, bottom: padding, width: inner.width, height: inner.height };
  const { handwriting } = content.appearance;
  if (content.picture || handwriting) {
    const beside = inner.width > inner.height * 1.4;
    const part = beside
      ? { x: padding, y: padding, width: inner.width * pictureShare, height: inner.height }
      : {
          x: padding,
          y: padding + inner.height * (1 - pictureShare),
          width: inner.width,
          height: inner.height * pictureShare,
        };
    if (content.picture) drawPicture(canvas, content.picture, part);
    // The hand goes over the picture, as a pen over a stamp.
    if (handwriting) drawInk(canvas, readHandwriting(handwriting), part, palette.ink);
    if (beside) {
      area.left += part.width + padding;
      area.width -= part.width + padding;
    } else area.height -= part.height + padding;
  } else if (inner.width > inner.height * 2) {
    // The mark is left out where it would squeeze the words.
    const mark = Math.min(inner.height, 44);
    const top = padding + inner.height / 2 + mark / 2;
    drawSealMark(canvas, { x: padding, top, size: mark, colour: palette.accent });
    area.left += mark + padding;
    area.width -= mark + padding;
  }
  drawWords(canvas, fonts, area, content, box.rules);
}

function drawPicture(
  canvas: Canvas,
  picture: Picture,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): void {
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  canvas.image(picture.ref, {
    x: box.x + (box.width - width) / 2,
    y: box.y + (box.height - height) / 2,
    width,
    height,
  });
}

function drawWords(
  canvas: Canvas,
  fonts: FontPair,
  area: { readonly left: number; readonly bottom: number; readonly width: number; readonly height: number },
  content: SealContent,
  { palette }: DrawingRules,
): void {
  const { lines, scale } = layOutSeal(content, fonts, area.width, area.height);
  const total = lines.reduce((sum, line) => sum + line.size * scale * leading, 0);
  let y = area.bottom + (area.height + total) / 2;
  for (const line of lines) {
    const size = line.size * scale;
    y -= size * leading;
    canvas.text(line.text, {
      x: area.left,
      y: y + size * 0.28,
      size,
      font: line.strong ? fonts.strong : fonts.regular,
      colour: line.quiet ? palette.quiet : palette.ink,
    });
  }
}
