import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fontkit from '@pdf-lib/fontkit';
import { PDFDocument, type PDFFont } from 'pdf-lib';
import { TrueTypeSubset } from './truetype-subset.js';

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

type ParsedFont = ReturnType<typeof fontkit.create>;
const parsed = new WeakMap<Uint8Array, ParsedFont>();

/**
 * `@pdf-lib/fontkit` for pdf-lib's `registerFontkit`, with two things set right: TrueType fonts are cut down by
 * {@link TrueTypeSubset}, and a font is parsed once for as long as its bytes are held, since that takes longer than
 * drawing a seal.
 */
export const subsettingFontkit = {
  create(bytes: Uint8Array): ParsedFont {
    let font = parsed.get(bytes);
    if (!font) {
      font = fontkit.create(bytes);
      if (TrueTypeSubset.handles(bytes))
        Object.assign(font, { createSubset: () => new TrueTypeSubset(bytes) });
      parsed.set(bytes, font);
    }
    return font;
  },
};

/** A document of its own to draw in, and its fonts, of which only the letters used will be embedded. */
export async function newDrawing(
  fontBytes: Uint8Array | undefined,
): Promise<{ readonly pdf: PDFDocument; readonly fonts: FontPair }> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.registerFontkit(subsettingFontkit);
  const embed = (bytes: Uint8Array): Promise<PDFFont> => pdf.embedFont(bytes, { subset: true });
  const regular = await embed(fontBytes ?? defaultFontBytes('regular'));
  const strong = fontBytes ? regular : await embed(defaultFontBytes('strong'));
  return { pdf, fonts: { regular, strong } };
}
