import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PadesError } from '../errors.js';
import { loadFontFace, type FontFace } from './font-face.js';

/** Fonts for one weight: each character is set in the first that has it. */
export interface FontStack {
  readonly faces: readonly FontFace[];
  /** BCP 47; some fonts have letters of their own for a language. */
  readonly language: string;
}

/** The two weights that pages and seals are written in. */
export interface FontPair {
  readonly regular: FontStack;
  readonly strong: FontStack;
}

const requireFile = createRequire(import.meta.url);
const fontFiles = {
  regular: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  strong: '@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf',
} as const;
const loaded = new Map<string, Uint8Array>();

/** Noto Sans (SIL Open Font License): Latin with Norwegian and Sami letters, Greek, Cyrillic, Devanagari. */
export function defaultFontBytes(weight: keyof typeof fontFiles): Uint8Array {
  let bytes = loaded.get(weight);
  if (!bytes) {
    bytes = readFileSync(requireFile.resolve(fontFiles[weight]));
    loaded.set(weight, bytes);
  }
  return bytes;
}

export interface FontChoice {
  readonly fontBytes: Uint8Array | undefined;
  readonly fonts: readonly Uint8Array[] | undefined;
  readonly language: string;
}

/**
 * The fonts that words are set in: the caller's own, or Noto Sans, and then the further ones. Noto Sans comes last
 * where the caller's own font is the first, since a page has words of ours, too.
 *
 * @throws PadesError `sign.font-unusable`.
 */
export async function loadFonts({ fontBytes, fonts = [], language }: FontChoice): Promise<FontPair> {
  const plain = fontBytes === undefined && fonts.length === 0;
  const known = plain ? ownFonts.get(language) : undefined;
  if (known) return known;
  const stack = async (weight: keyof typeof fontFiles): Promise<FontStack> => {
    const own = defaultFontBytes(weight);
    const given = fontBytes ? [fontBytes, ...fonts] : fonts;
    const further = await Promise.all(given.map((bytes, index) => loadGiven(bytes, index, given.length)));
    const noto = await loadFontFace(own);
    return { faces: fontBytes ? [...further, noto] : [noto, ...further], language };
  };
  const pair = { regular: await stack('regular'), strong: await stack('strong') };
  if (plain) ownFonts.set(language, pair);
  return pair;
}

/** Where several fonts are given, the error says which of them it means. */
async function loadGiven(bytes: Uint8Array, index: number, count: number): Promise<FontFace> {
  try {
    return await loadFontFace(bytes);
  } catch (cause) {
    if (!(cause instanceof PadesError) || count === 1) throw cause;
    throw new PadesError(cause.code, `${cause.message} (number ${index + 1} of the fonts given)`, { cause });
  }
}

/** Noto Sans alone, by language, kept with the widths that were measured in it. */
const ownFonts = new Map<string, FontPair>();
