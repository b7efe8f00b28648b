import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PDFDocument, type PDFFont } from 'pdf-lib';
import { subsettingFontkit } from './subsetting-fontkit.js';

/** The two weights that pages and seals are written in. */
export interface FontPair {
  readonly regular: PDFFont;
  readonly strong: PDFFont;
}

const requireFile = createRequire(import.meta.url);
const fontFiles = {
  regular: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  strong: '@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf',
} as const;
const loaded = new Map<string, Uint8Array>();

/** Noto Sans (SIL Open Font License): Latin with Norwegian and Sami letters, Greek, Cyrillic. */
export function defaultFontBytes(weight: keyof typeof fontFiles): Uint8Array {
  let bytes = loaded.get(weight);
  if (!bytes) {
    bytes = readFileSync(requireFile.resolve(fontFiles[weight]));
    loaded.set(weight, bytes);
  }
  return bytes;
}

/** A document of its own to draw in, and its fonts, of which only the letters used will be embedded. */
export async function newDrawing(
  fontBytes: Uint8Array | undefined,
): Promise<{ readonly pdf: PDFDocument; readonly fonts: FontPair }> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.registerFontkit(subsettingFontkit);
  const embed = (bytes: Uint8Array): Promise<PDFFont> =>
    pdf.embedFont(bytes, {
      subset: true,
      customName: subsetName(subsettingFontkit.create(bytes).postscriptName),
    });
  const regular = await embed(fontBytes ?? defaultFontBytes('regular'));
  const strong = fontBytes ? regular : await embed(defaultFontBytes('strong'));
  return { pdf, fonts: { regular, strong } };
}

/** The name of a font that is embedded in part: six letters and a plus sign before its own (ISO 32000-2 §9.9.2). */
function subsetName(postscriptName: string | null): string {
  const tag = Array.from({ length: 6 }, () => String.fromCharCode(65 + randomInt(26))).join('');
  return `${tag}+${(postscriptName ?? 'Font').replace(/[^\w-]/g, '')}`;
}
