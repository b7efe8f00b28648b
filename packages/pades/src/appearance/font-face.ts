import type * as harfBuzzModule from 'harfbuzzjs';
import type { Face, Font } from 'harfbuzzjs';
import { PadesError } from '../errors.js';

type HarfBuzz = typeof harfBuzzModule;
let loading: Promise<HarfBuzz> | undefined;

/** Loads the shaper: who signs without a seal does without its memory and start-up time. */
async function loadHarfBuzz(): Promise<HarfBuzz> {
  loading ??= import('harfbuzzjs');
  return loading;
}

/** A glyph in its place within a run, in font units; runs go from left to right as they are seen. */
export interface Glyph {
  readonly id: number;
  readonly advance: number;
  readonly dx: number;
  readonly dy: number;
  /** Index of the first UTF-16 unit of the text that it stands for. */
  readonly cluster: number;
}

export interface ShapeRequest {
  /** The whole line: letters beside a run decide how those in it join. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly direction: 'ltr' | 'rtl';
  /** BCP 47. */
  readonly language: string;
}

/** Measures that a font descriptor tells (ISO 32000-2 Table 120), in thousandths of the size of letters. */
export interface FontMetrics {
  readonly box: readonly [number, number, number, number];
  readonly ascent: number;
  readonly descent: number;
  readonly capHeight: number;
  readonly italicAngle: number;
  readonly fixedPitch: 'fixed' | 'proportional';
}

const faces = new WeakMap<Uint8Array, Promise<FontFace>>();

/**
 * Reads a font: TrueType or OpenType, or the first of a collection. It is parsed once for as long as its bytes are held.
 *
 * @throws PadesError `sign.font-unusable`.
 */
export async function loadFontFace(bytes: Uint8Array): Promise<FontFace> {
  let face = faces.get(bytes);
  if (!face) {
    face = loadHarfBuzz().then((harfBuzz) => new FontFace(harfBuzz, bytes));
    faces.set(bytes, face);
  }
  return face;
}

/** A font as the shaper sees it. Variable fonts are taken at their default instance. */
export class FontFace {
  readonly unitsPerEm: number;
  readonly postscriptName: string;
  readonly outlines: 'truetype' | 'cff';
  readonly metrics: FontMetrics;
  private readonly face: Face;
  private readonly font: Font;

  constructor(
    private readonly harfBuzz: HarfBuzz,
    readonly bytes: Uint8Array,
  ) {
    this.face = new harfBuzz.Face(new harfBuzz.Blob(bytes), 0);
    const head = this.table('head');
    if (!head || head.length < 54) throw unusable('The font cannot be read');
    if (this.table('glyf')) this.outlines = 'truetype';
    else if (this.table('CFF ')) this.outlines = 'cff';
    else throw unusable('The font has no outlines that can be embedded');
    const os2 = this.table('OS/2');
    // Bits 0 to 3 of fsType hold the licence: 2 alone means that nobody may embed the font.
    if (os2 && os2.length >= 10 && (os2.readUInt16BE(8) & 0xf) === 2) {
      throw unusable('The licence of the font forbids that it is embedded');
    }
    this.font = new harfBuzz.Font(this.face);
    this.unitsPerEm = head.readUInt16BE(18);
    // OpenType, table head: 16 to 16384. All that is drawn is scaled by it.
    if (this.unitsPerEm < 16 || this.unitsPerEm > 16_384) {
      throw unusable('The font does not say how large its letters are');
    }
    this.postscriptName = this.face.getName(6, 'en').replace(/[^\w-]/g, '') || 'Font';
    this.metrics = this.readMetrics(head, os2);
  }

  /** Whether a font of one instance in a file of its own. */
  get plain(): boolean {
    return (
      Buffer.from(this.bytes.buffer, this.bytes.byteOffset, 4).toString('latin1') !== 'ttcf' &&
      !this.table('fvar')
    );
  }

  table(tag: string): Buffer | undefined {
    const bytes = this.face.referenceTable(tag);
    return bytes && bytes.length > 0 ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) : undefined;
  }

  /** The glyph of a character by itself; 0 where there is none. */
  glyphOf(codePoint: number): number {
    return this.font.nominalGlyph(codePoint) ?? 0;
  }

  /** Whether the font has a glyph of its own for a character. */
  has(codePoint: number): boolean {
    return this.glyphOf(codePoint) !== 0;
  }

  /** Width of a glyph in font units, as its `hmtx` table has it. */
  advanceOf(glyph: number): number {
    return this.font.glyphHAdvance(glyph);
  }

  shape({ text, start, end, direction, language }: ShapeRequest): Glyph[] {
    const { Buffer: ShapingBuffer, Direction, shape } = this.harfBuzz;
    const buffer = new ShapingBuffer();
    buffer.addText(text, start, end - start);
    buffer.guessSegmentProperties();
    buffer.setDirection(direction === 'rtl' ? Direction.RTL : Direction.LTR);
    buffer.setLanguage(language);
    shape(this.font, buffer);
    const positions = buffer.getGlyphPositions();
    return buffer.getGlyphInfos().map((info, index) => ({
      id: info.codepoint,
      cluster: info.cluster,
      advance: positions[index]?.xAdvance ?? 0,
      dx: positions[index]?.xOffset ?? 0,
      dy: positions[index]?.yOffset ?? 0,
    }));
  }

  private readMetrics(head: Buffer, os2: Buffer | undefined): FontMetrics {
    const scale = (value: number): number => Math.round((value * 1000) / this.unitsPerEm);
    const extents = this.font.hExtents();
    const post = this.table('post');
    const capHeight = os2 && os2.length >= 90 ? os2.readInt16BE(88) : 0;
    return {
      box: [
        scale(head.readInt16BE(36)),
        scale(head.readInt16BE(38)),
        scale(head.readInt16BE(40)),
        scale(head.readInt16BE(42)),
      ],
      ascent: scale(extents.ascender),
      descent: scale(extents.descender),
      capHeight: scale(capHeight > 0 ? capHeight : extents.ascender * 0.7),
      italicAngle: post && post.length >= 16 ? post.readInt32BE(4) / 65536 : 0,
      fixedPitch: post && post.length >= 16 && post.readUInt32BE(12) !== 0 ? 'fixed' : 'proportional',
    };
  }
}

function unusable(message: string): PadesError {
  return new PadesError('sign.font-unusable', message);
}
