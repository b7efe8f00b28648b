import { grayscale, rgb, type Color } from 'pdf-lib';
import type { PdfView } from '../pdf/document.js';
import { isArray, isInteger, PdfStream } from '../pdf/objects.js';
import { readClaims } from '../pdf/claims.js';

/** The few colours there are. */
export interface Palette {
  readonly ink: Color;
  readonly quiet: Color;
  readonly line: Color;
  readonly accent: Color;
}

const greys = { ink: grayscale(0.1), quiet: grayscale(0.36), line: grayscale(0.78) } as const;

/** Grey and one green. Grey is DeviceGray, green DeviceRGB. */
export const colourPalette: Palette = { ...greys, accent: rgb(0.04, 0.36, 0.35) };

/** Grey alone, for files whose output intent is not RGB. */
export const greyPalette: Palette = { ...greys, accent: grayscale(0.25) };

/**
 * The palette that a document can bear: DeviceRGB is allowed in a PDF/A file only where its output intent is RGB
 * (ISO 19005-2 §6.2.4.3). Files without output intents are free.
 */
export function paletteFor(view: PdfView): Palette {
  const intents = view.resolve(view.catalog.get('OutputIntents'));
  if (!isArray(intents) || intents.length === 0) return readClaims(view).pdfA ? greyPalette : colourPalette;
  const rgbOnly = intents.every((item) => {
    const profile = view.resolve(view.dict(item)?.get('DestOutputProfile'));
    const components = profile instanceof PdfStream ? view.resolve(profile.dict.get('N')) : undefined;
    return !isInteger(components) || components === 3;
  });
  return rgbOnly ? colourPalette : greyPalette;
}
