import { readClaims } from '../pdf/claims.js';
import type { PdfView } from '../pdf/document.js';
import { isArray, isInteger, PdfStream } from '../pdf/objects.js';
import { lightness, type Colour } from './colour.js';

/** The few colours there are. */
export interface Palette {
  readonly ink: Colour;
  readonly quiet: Colour;
  readonly line: Colour;
  readonly accent: Colour;
}

const greys = { ink: [0.1], quiet: [0.36], line: [0.78] } as const;

/** Grey and one green. Grey is DeviceGray, green DeviceRGB. */
export const colourPalette: Palette = { ...greys, accent: [0.04, 0.36, 0.35] };

/** Grey alone, for files whose output intent is not RGB. */
export const greyPalette: Palette = { ...greys, accent: [0.25] };

/** What a document lets appearances do. */
export interface DrawingRules {
  readonly palette: Palette;
  /** Device colour spaces that may be used, by their number of components; grey always may. */
  readonly colours: ReadonlySet<1 | 3 | 4>;
  /**
   * PDF/A-1 forbids it (ISO 19005-1 §6.4); later parts want a blending colour space, of the output intent or of the page
   * (ISO 19005-2 §6.2.10).
   */
  readonly transparency: 'allowed' | 'forbidden';
  /** PDF/A-1 wants CIDSets for subsets of fonts (ISO 19005-1 §6.3.5). */
  readonly cidSet: 'with' | 'without';
  /** Device grey needs an output intent, or a default that defines it (ISO 19005-2 §6.2.4.3). */
  readonly grey: 'device' | 'calibrated';
}

/**
 * What a document can bear: in a PDF/A file, device colours only as its output intent has them (ISO 19005-2 §6.2.4.3).
 * Files without output intents that claim no PDF/A are free.
 */
export function drawingRules(view: PdfView): DrawingRules {
  const { pdfA } = readClaims(view);
  const components = intentComponents(view);
  const bound = pdfA !== undefined || components.length > 0;
  const colours = new Set<1 | 3 | 4>([1]);
  for (const count of [3, 4] as const) {
    if (!bound || (components.length > 0 && components.every((item) => item === count))) colours.add(count);
  }
  return {
    palette: colours.has(3) ? colourPalette : greyPalette,
    colours,
    transparency: pdfA && (pdfA.part === 1 || components.length === 0) ? 'forbidden' : 'allowed',
    cidSet: pdfA?.part === 1 ? 'with' : 'without',
    grey: pdfA !== undefined && components.length === 0 ? 'calibrated' : 'device',
  };
}

/** Number of components of each output intent's profile; one that names none is taken as RGB. */
function intentComponents(view: PdfView): number[] {
  const intents = view.resolve(view.catalog.get('OutputIntents'));
  return (isArray(intents) ? intents : []).map((item) => {
    const profile = view.resolve(view.dict(item)?.get('DestOutputProfile'));
    const components = profile instanceof PdfStream ? view.resolve(profile.dict.get('N')) : undefined;
    return isInteger(components) ? components : 3;
  });
}

/** A colour as it is, or as grey where the document cannot bear it. */
export function bearable(colour: Colour, rules: DrawingRules): Colour {
  return rules.colours.has(colour.length) ? colour : [lightness(colour)];
}
