import { createRequire } from 'node:module';
import type fontkit from '@pdf-lib/fontkit';
import { TrueTypeSubset } from './truetype-subset.js';

type ParsedFont = ReturnType<typeof fontkit.create>;
const parsed = new WeakMap<Uint8Array, ParsedFont>();

const requireModule = createRequire(import.meta.url);

/** Loaded when a font is first parsed: who signs without a seal does without its memory and start-up time. */
function loadFontkit(): typeof fontkit {
  return requireModule('@pdf-lib/fontkit') as typeof fontkit;
}

/**
 * `@pdf-lib/fontkit` for pdf-lib's `registerFontkit`, with two things set right: TrueType fonts are cut down by
 * a subsetter of our own, and a font is parsed once for as long as its bytes are held, since that takes longer than
 * drawing a seal.
 */
export const subsettingFontkit = {
  /** Parses a font; what pdf-lib calls. */
  create(bytes: Uint8Array): ParsedFont {
    let font = parsed.get(bytes);
    if (!font) {
      font = loadFontkit().create(bytes);
      if (TrueTypeSubset.handles(bytes)) {
        Object.assign(font, { createSubset: () => new TrueTypeSubset(bytes) });
      }
      parsed.set(bytes, font);
    }
    return font;
  },
};
