import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as fontkit from '@cantoo/fontkit';
import type { TextStyle } from './blocks.js';

const require = createRequire(import.meta.url);

/** The faces that converted documents are set in. */
export const faces = {
  regular: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
  italic: '@expo-google-fonts/noto-sans/400Regular_Italic/NotoSans_400Regular_Italic.ttf',
  boldItalic: '@expo-google-fonts/noto-sans/700Bold_Italic/NotoSans_700Bold_Italic.ttf',
  monospaced: '@expo-google-fonts/noto-sans-mono/400Regular/NotoSansMono_400Regular.ttf',
} as const;

/** The name of a face. */
export type FaceName = keyof typeof faces;

/**
 * Scripts whose letters can be set one after another. Others (such as Devanagari, of which the font has letters) need
 * reordering that the PDF writer does not do, so they count as lacking.
 */
const settable =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]$/u;
const lineControls = new Set(['\n']);

interface Face {
  bytes: Uint8Array;
  font: fontkit.Font;
  advances: Map<number, number>;
}

/** The fonts of converted documents: which letters there are, and how wide they are. */
export class FontSet {
  readonly #faces = new Map<FaceName, Face>();

  /** The file of a face (TrueType). */
  bytes(name: FaceName): Uint8Array {
    return this.#face(name).bytes;
  }

  /** Characters of `text` that cannot be set, each once, in order of appearance. */
  missingCharacters(text: string): string[] {
    const { font } = this.#face('regular');
    const missing = new Set<string>();
    const known = new Set<string>();
    for (const character of text) {
      if (known.has(character) || lineControls.has(character)) continue;
      const codePoint = character.codePointAt(0) ?? 0;
      if (settable.test(character) && font.hasGlyphForCodePoint(codePoint)) known.add(character);
      else missing.add(character);
    }
    return [...missing];
  }

  /** The face for a style; the regular one where the styled one lacks a letter. */
  faceFor(text: string, { bold, italic, monospaced }: TextStyle): FaceName {
    const upright: FaceName = bold ? 'bold' : 'regular';
    const slanted: FaceName = bold ? 'boldItalic' : 'italic';
    const wanted: FaceName = monospaced ? 'monospaced' : italic ? slanted : upright;
    if (wanted === 'regular') return wanted;
    const { font } = this.#face(wanted);
    for (const character of text) {
      if (!font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)) return 'regular';
    }
    return wanted;
  }

  /** Width of a text in points. Letters stand one after another: no kerning, no ligatures, as the writer sets them. */
  width(text: string, face: FaceName, sizePt: number): number {
    const { font, advances } = this.#face(face);
    let units = 0;
    for (const character of text) {
      const codePoint = character.codePointAt(0) ?? 0;
      let advance = advances.get(codePoint);
      if (advance === undefined) {
        advance = font.glyphForCodePoint(codePoint)?.advanceWidth ?? 0;
        advances.set(codePoint, advance);
      }
      units += advance;
    }
    return (units / font.unitsPerEm) * sizePt;
  }

  #face(name: FaceName): Face {
    let face = this.#faces.get(name);
    if (face === undefined) {
      const bytes = new Uint8Array(readFileSync(require.resolve(faces[name])));
      face = { bytes, font: parseFont(bytes), advances: new Map() };
      this.#faces.set(name, face);
    }
    return face;
  }
}

function parseFont(bytes: Uint8Array): fontkit.Font {
  const font = fontkit.create(bytes);
  if ('fonts' in font) throw new TypeError('a font collection, not a font');
  return font;
}
