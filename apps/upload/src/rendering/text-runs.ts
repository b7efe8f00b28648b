import type { upload } from '@segl/contracts';
import type { Pdfium, Pointer } from './pdfium-module.js';

/** A piece of text and where it stands. */
export type TextRun = upload.PageText['runs'][number];

/** Maps default user space to points from the top left corner of the page as shown. */
export type PageTransform = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** More characters than this on a page are an attack, not a text. */
const maxCharactersPerPage = 200_000;

/** A rectangle in points from the page's top left corner. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * The text of a page in reading order as runs with their rectangles. A run ends where a line ends or a wide gap is.
 *
 * @param textPage a handle of `FPDFText_LoadPage`
 */
export function readTextRuns(pdfium: Pdfium, textPage: Pointer, transform: PageTransform): TextRun[] {
  const count = Math.min(pdfium._FPDFText_CountChars(textPage), maxCharactersPerPage);
  const rect = pdfium.wasmExports.malloc(16);
  const builder = new RunBuilder();
  try {
    for (let index = 0; index < count; index++) {
      const codePoint = pdfium._FPDFText_GetUnicode(textPage, index);
      if (codePoint === 0x0a || codePoint === 0x0d) builder.endRun();
      else builder.add(characterOf(codePoint), readBox(pdfium, textPage, index, rect, transform));
    }
  } finally {
    pdfium.wasmExports.free(rect);
  }
  return builder.finish();
}

/** Hyphens that PDFium puts at a line's end stand as 0x02 or U+FFFE; other controls carry no text. */
function characterOf(codePoint: number): string {
  if (codePoint === 0x02 || codePoint === 0xfffe) return '-';
  if (codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0) || codePoint > 0x10ffff) return '';
  return String.fromCodePoint(codePoint);
}

function readBox(
  pdfium: Pdfium,
  textPage: Pointer,
  index: number,
  rect: Pointer,
  transform: PageTransform,
): Box | undefined {
  if (pdfium._FPDFText_GetLooseCharBox(textPage, index, rect) === 0) return undefined;
  return transformedRect(pdfium, rect, transform);
}

/** An `FS_RECTF` (left, top, right, bottom) in memory, as a box on the page as shown; undefined when it has no extent. */
export function transformedRect(pdfium: Pdfium, rect: Pointer, transform: PageTransform): Box | undefined {
  const view = new DataView(pdfium.HEAPU8.buffer, rect, 16);
  const corner = (x: number, y: number): readonly [number, number] => {
    const [a, b, c, d, e, f] = transform;
    return [a * x + c * y + e, b * x + d * y + f];
  };
  const [x1, y1] = corner(view.getFloat32(0, true), view.getFloat32(4, true));
  const [x2, y2] = corner(view.getFloat32(8, true), view.getFloat32(12, true));
  const box = {
    left: Math.min(x1, x2),
    top: Math.min(y1, y2),
    right: Math.max(x1, x2),
    bottom: Math.max(y1, y2),
  };
  const usable = Object.values(box).every(Number.isFinite) && box.right > box.left && box.bottom > box.top;
  return usable ? box : undefined;
}

/** A text in its box as a run; hundredths of a point are more than enough. */
export function toRun(text: string, { left, top, right, bottom }: Box): TextRun {
  return {
    text,
    x: rounded(left),
    y: rounded(top),
    width: rounded(right - left),
    height: rounded(bottom - top),
  };
}

class RunBuilder {
  readonly #runs: TextRun[] = [];
  #text = '';
  #box: Box | undefined;
  #last: Box | undefined;

  add(character: string, box: Box | undefined): void {
    if (character === '') return;
    if (box === undefined) {
      // A space that PDFium inferred from a gap; it has no place of its own.
      if (this.#text !== '') this.#text += character;
      return;
    }
    if (this.#last !== undefined && !continues(this.#last, box)) this.endRun();
    this.#text += character;
    this.#box = this.#box === undefined ? { ...box } : union(this.#box, box);
    this.#last = box;
  }

  endRun(): void {
    // Halves of a surrogate pair arrive one by one; what stays half is no text.
    const text = this.#text.replaceAll(/\p{Surrogate}|\uFFFD/gu, '').trim();
    const box = this.#box;
    if (text !== '' && box !== undefined) this.#runs.push(toRun(text, box));
    this.#text = '';
    this.#box = undefined;
    this.#last = undefined;
  }

  finish(): TextRun[] {
    this.endRun();
    return this.#runs;
  }
}

/** Whether a character goes on where the last one stood, in either direction of writing, level or turned. */
function continues(last: Box, next: Box): boolean {
  const height = Math.max(last.bottom - last.top, next.bottom - next.top);
  const width = Math.max(last.right - last.left, next.right - next.left);
  const sameLine = Math.abs((last.top + last.bottom) / 2 - (next.top + next.bottom) / 2) < height / 2;
  const sameColumn = Math.abs((last.left + last.right) / 2 - (next.left + next.right) / 2) < width / 2;
  const gapAcross = Math.max(next.left - last.right, last.left - next.right);
  const gapDown = Math.max(next.top - last.bottom, last.top - next.bottom);
  return (sameLine && gapAcross < height) || (sameColumn && gapDown < width / 2);
}

function union(a: Box, b: Box): Box {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
