import type { PageFindings } from './drawn-page.js';
import { readBuffer, type Pdfium, type Pointer } from './pdfium-module.js';

/** ISO 32000-2 §9.6.2.2: the fourteen fonts that every viewer brings along. */
const standardFonts =
  /^(Helvetica|Courier)(-Bold|-Oblique|-BoldOblique)?$|^Times-(Roman|Bold|Italic|BoldItalic)$|^Symbol$|^ZapfDingbats$/;
const symbolFonts = /^(Symbol|ZapfDingbats|Wingdings)/;

/** Letters beyond what the replacement fonts hold: Latin, general punctuation, currency, letter-like signs, arrows. */
const beyondLatin =
  /[^\p{ASCII}\u0080-\u024F\u2000-\u206F\u20A0-\u20CF\u2100-\u22FF\u25A0-\u27BF\uE000-\uFFFF]/u;

const objectTypeText = 1; // FPDF_PAGEOBJ_TEXT
const objectTypeForm = 5; // FPDF_PAGEOBJ_FORM
const maxObjects = 20_000;
const maxDepth = 8;

/** Looks at the fonts of a page's text: which of them the file does not carry. */
export function findFontsNotEmbedded(pdfium: Pdfium, page: Pointer, textPage: Pointer): PageFindings {
  const names = new Set<string>();
  let lettersMissing = false;
  const seen = new Map<Pointer, string | undefined>();
  for (const object of textObjects(pdfium, page)) {
    const font = pdfium._FPDFTextObj_GetFont(object);
    if (font === 0) continue;
    if (!seen.has(font)) seen.set(font, nameIfNotEmbedded(pdfium, font));
    const name = seen.get(font);
    if (name === undefined) continue;
    if (!standardFonts.test(name)) names.add(name);
    lettersMissing ||= !symbolFonts.test(name) && beyondLatin.test(textOf(pdfium, object, textPage));
  }
  return { fontsNotEmbedded: [...names].sort(), lettersMissing };
}

function* textObjects(pdfium: Pdfium, page: Pointer): Generator<Pointer> {
  const level = (count: number, at: (index: number) => Pointer, depth: number) =>
    Array.from({ length: Math.min(Math.max(count, 0), maxObjects) }, (_, index) => ({
      object: at(index),
      depth,
    })).reverse();
  const stack = level(
    pdfium._FPDFPage_CountObjects(page),
    (index) => pdfium._FPDFPage_GetObject(page, index),
    0,
  );
  let visited = 0;
  for (let next = stack.pop(); next !== undefined && visited < maxObjects; next = stack.pop(), visited++) {
    const { object, depth } = next;
    const type = object === 0 ? 0 : pdfium._FPDFPageObj_GetType(object);
    if (type === objectTypeText) yield object;
    if (type === objectTypeForm && depth < maxDepth) {
      const count = pdfium._FPDFFormObj_CountObjects(object);
      stack.push(...level(count, (index) => pdfium._FPDFFormObj_GetObject(object, index), depth + 1));
    }
  }
}

function nameIfNotEmbedded(pdfium: Pdfium, font: Pointer): string | undefined {
  if (pdfium._FPDFFont_GetIsEmbedded(font) !== 0) return undefined;
  const bytes = readBuffer(pdfium, (buffer, size) => pdfium._FPDFFont_GetBaseFontName(font, buffer, size));
  const name = Buffer.from(bytes).toString('latin1').replace(/\0.*$/s, '');
  return name.replace(/^[A-Z]{6}\+/, '').slice(0, 80) || 'unnamed';
}

function textOf(pdfium: Pdfium, object: Pointer, textPage: Pointer): string {
  const bytes = readBuffer(pdfium, (buffer, size) =>
    pdfium._FPDFTextObj_GetText(object, textPage, buffer, size),
  );
  return Buffer.from(bytes).toString('utf16le').replaceAll('\0', '');
}
