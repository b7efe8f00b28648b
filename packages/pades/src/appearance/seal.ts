import type { IncrementWriter } from '../pdf/increment.js';
import { dict, name, type PdfRef } from '../pdf/objects.js';
import type { PdfPage } from '../pdf/pages.js';
import type { Rect } from '../sign/types.js';
import type { PDFPage } from 'pdf-lib';
import { newDrawing, type FontPair } from './fonts.js';
import { importDrawing } from './import-drawing.js';
import { paletteFor, type Palette } from './palette.js';
import { layOutSeal, leading, type SealContent } from './seal-layout.js';
import { drawSealMark } from './seal-mark.js';

/**
 * Draws the seal and adds it to the increment as a form XObject that fills the field's rectangle and stands upright
 * as the page is shown (ISO 32000-2 §12.5.5).
 */
export async function addSeal(
  writer: IncrementWriter,
  rect: Rect,
  rotate: PdfPage['rotate'],
  content: SealContent,
): Promise<PdfRef> {
  const wide = rect[2] - rect[0];
  const high = rect[3] - rect[1];
  const turned = rotate === 90 || rotate === 270;
  const width = turned ? high : wide;
  const height = turned ? wide : high;
  const { pdf, fonts } = await newDrawing(content.appearance.fontBytes);
  const palette = paletteFor(writer.document.latest);
  drawSeal(pdf.addPage([width, height]), fonts, { width, height, palette }, content);
  const [drawn] = await importDrawing(writer, pdf);
  if (!drawn) throw new TypeError('A drawing has a page');
  const form = dict({
    Type: name('XObject'),
    Subtype: name('Form'),
    FormType: 1,
    BBox: [0, 0, width, height],
    Matrix: rotation(rotate),
    Resources: drawn.resources,
  });
  return writer.add(drawn.content(form));
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

function drawSeal(
  page: PDFPage,
  fonts: FontPair,
  box: { readonly width: number; readonly height: number; readonly palette: Palette },
  content: SealContent,
): void {
  const { palette } = box;
  const padding = Math.min(10, box.height * 0.12, box.width * 0.06);
  const inner = { width: box.width - 2 * padding, height: box.height - 2 * padding };
  // The mark is left out where it would squeeze the words.
  const mark = inner.width > inner.height * 2 ? Math.min(inner.height, 44) : 0;
  const gap = mark > 0 ? padding : 0;
  if (mark > 0) {
    drawSealMark(page, {
      x: padding,
      top: padding + inner.height / 2 + mark / 2,
      size: mark,
      colour: palette.accent,
    });
  }
  const left = padding + mark + gap;
  const width = box.width - left - padding;
  const { lines, scale } = layOutSeal(content, fonts, width, inner.height);
  const total = lines.reduce((sum, line) => sum + line.size * scale * leading, 0);
  let y = padding + (inner.height + total) / 2;
  for (const line of lines) {
    const size = line.size * scale;
    y -= size * leading;
    page.drawText(line.text, {
      x: left,
      y: y + size * 0.28,
      size,
      font: line.strong ? fonts.strong : fonts.regular,
      color: line.quiet ? palette.quiet : palette.ink,
    });
  }
}
