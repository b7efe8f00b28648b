import type { IncrementWriter } from '../pdf/increment.js';
import { dict, name, PdfDict, type PdfObject, type PdfRef, type PdfStream } from '../pdf/objects.js';
import { serializeNumber, serializeText } from '../pdf/serializer.js';
import { textString } from '../pdf/text-string.js';
import { colourOperator, round, type Colour } from './colour.js';
import { compressed, EmbeddedFont } from './embedded-font.js';
import type { FontFace, Glyph } from './font-face.js';
import type { FontStack } from './fonts.js';
import type { DrawingRules } from './palette.js';
import { calibratedGrey } from './picture.js';
import { shapeLine, type GlyphRun } from './shape-line.js';
import type { PathStep } from './svg-path.js';

/** The fonts of one or more drawings, each embedded once. */
export class FontBook {
  private readonly fonts = new Map<FontFace, EmbeddedFont>();

  constructor(private readonly writer: IncrementWriter) {}

  font(face: FontFace): EmbeddedFont {
    let font = this.fonts.get(face);
    if (!font) {
      font = new EmbeddedFont(this.writer, face, `F${this.fonts.size + 1}`);
      this.fonts.set(face, font);
    }
    return font;
  }

  /** Writes the fonts, once everything is drawn. */
  finish(options: { readonly cidSet: 'with' | 'without' }): void {
    for (const font of this.fonts.values()) font.finish(options);
  }
}

export interface TextPlace {
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly size: number;
  readonly font: FontStack;
  readonly colour: Colour;
}

export interface PathPaint {
  /** Where the path's origin comes to lie, its y growing downwards. */
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly fill?: Colour;
  readonly stroke?: Colour;
  /** In units of the path. */
  readonly strokeWidth?: number;
}

/** A content stream being written (ISO 32000-2 §7.8.2), with the resources that it names. */
export class Canvas {
  private readonly operations: string[] = [];
  private readonly fonts = new Map<string, PdfRef>();
  private readonly images = new Map<string, PdfRef>();

  constructor(
    private readonly book: FontBook,
    private readonly rules: DrawingRules,
  ) {}

  get resources(): PdfDict {
    return dict({
      ColorSpace: this.rules.grey === 'calibrated' ? dict({ DefaultGray: calibratedGrey }) : undefined,
      Font: this.fonts.size > 0 ? new PdfDict(new Map<string, PdfObject>(this.fonts)) : undefined,
      XObject: this.images.size > 0 ? new PdfDict(new Map<string, PdfObject>(this.images)) : undefined,
      ProcSet: [name('PDF'), name('Text'), ...(this.images.size > 0 ? [name('ImageB'), name('ImageC')] : [])],
    });
  }

  /** The content as a stream with further entries, such as those of a form XObject. */
  stream(entries: PdfDict): PdfStream {
    return compressed(Buffer.from(this.operations.join('\n'), 'latin1'), entries);
  }

  /** Marks what is drawn: as an artifact, or with an identifier as part of a structure element (§14.6, §14.8.2.2). */
  marked(
    mark: { readonly artifact: 'layout' } | { readonly tag: string; readonly mcid: number },
    draw: () => void,
  ): void {
    this.operations.push('artifact' in mark ? '/Artifact BMC' : `/${mark.tag} <</MCID ${mark.mcid}>> BDC`);
    draw();
    this.operations.push('EMC');
  }

  rectangle(
    box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
    paint: { readonly fill?: Colour; readonly stroke?: Colour; readonly strokeWidth?: number },
  ): void {
    this.operations.push(
      'q',
      ...paintState(paint),
      `${numbers(box.x, box.y, box.width, box.height)} re ${paintOperator(paint)}`,
      'Q',
    );
  }

  path(steps: readonly PathStep[], paint: PathPaint): void {
    const { x, y, scale } = paint;
    const operator = { move: 'm', line: 'l', curve: 'c', close: 'h' } as const;
    this.operations.push('q', `${numbers(scale, 0, 0, -scale, x, y)} cm`, '1 J 1 j', ...paintState(paint));
    for (const { kind, points } of steps)
      this.operations.push(`${numbers(...points)} ${operator[kind]}`.trimStart());
    this.operations.push(paintOperator(paint), 'Q');
  }

  image(
    ref: PdfRef,
    box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  ): void {
    const key = `Im${ref.num}`;
    this.images.set(key, ref);
    this.operations.push('q', `${numbers(box.width, 0, 0, box.height, box.x, box.y)} cm`, `/${key} Do`, 'Q');
  }

  /**
   * Draws a line of text.
   *
   * @throws PadesError `sign.font-lacks-glyphs`.
   */
  text(source: string, place: TextPlace): void {
    const { text, runs } = shapeLine(source, place.font);
    if (runs.length === 0) return;
    this.operations.push(
      'BT',
      colourOperator(place.colour, 'fill'),
      `${numbers(1, 0, 0, 1, place.x, place.y)} Tm`,
    );
    for (const run of runs) this.run(text, run, place);
    this.operations.push('ET');
  }

  private run(text: string, run: GlyphRun, { size, font: stack }: TextPlace): void {
    const font = this.book.font(run.face);
    this.fonts.set(font.name, font.ref);
    this.operations.push(`/${font.name} ${numbers(size)} Tf`);
    const line = new GlyphLine(this.operations, font, size);
    for (const cluster of clustersOf(text, run)) {
      const spoken = nameCluster(font, cluster);
      if (spoken === cluster.text) for (const glyph of cluster.glyphs) line.show(glyph);
      else {
        // What the glyphs alone would be read as is not what is written (§14.9.4).
        const properties = dict({ Lang: textString(stack.language), ActualText: textString(cluster.text) });
        line.flush();
        this.operations.push(`/Span ${serializeText(properties)} BDC`);
        for (const glyph of cluster.glyphs) line.show(glyph);
        line.flush();
        this.operations.push('EMC');
      }
    }
    line.end();
  }
}

/** Glyphs that stand for some characters together. */
interface Cluster {
  readonly text: string;
  readonly glyphs: readonly Glyph[];
  readonly direction: GlyphRun['direction'];
}

/** The clusters of a run as they are seen from left to right. */
function clustersOf(text: string, run: GlyphRun): Cluster[] {
  const starts = [...new Set(run.glyphs.map((glyph) => glyph.cluster))].sort((a, b) => a - b);
  const endOf = new Map(starts.map((start, index) => [start, starts[index + 1] ?? run.end]));
  const clusters: { text: string; glyphs: Glyph[]; start: number; direction: GlyphRun['direction'] }[] = [];
  for (const glyph of run.glyphs) {
    const last = clusters[clusters.length - 1];
    if (last?.start === glyph.cluster) last.glyphs.push(glyph);
    else {
      const part = text.slice(glyph.cluster, endOf.get(glyph.cluster));
      clusters.push({ text: part, glyphs: [glyph], start: glyph.cluster, direction: run.direction });
    }
  }
  return clusters;
}

/** Tells the font what its glyphs stand for, and answers what a reader will make of them. */
function nameCluster(font: EmbeddedFont, { text, glyphs, direction }: Cluster): string {
  const [only] = glyphs;
  if (glyphs.length === 1 && only) return font.nameGlyph(only.id, text);
  const characters = Array.from(text);
  const own = (glyph: Glyph): string =>
    characters.find((character) => font.face.glyphOf(character.codePointAt(0) ?? 0) === glyph.id) ?? text;
  const logical = direction === 'rtl' ? [...glyphs].reverse() : glyphs;
  return logical.map((glyph) => font.nameGlyph(glyph.id, own(glyph))).join('');
}

/** Writes glyphs with as few operators as their places allow. */
class GlyphLine {
  private parts: (string | number)[] = [];
  /** Thousandths that the next glyph is to move to the left. */
  private pending = 0;
  private rise = 0;

  constructor(
    private readonly operations: string[],
    private readonly font: EmbeddedFont,
    private readonly size: number,
  ) {}

  show(glyph: Glyph): void {
    const { unitsPerEm } = this.font.face;
    const thousandths = (value: number): number => (value * 1000) / unitsPerEm;
    const rise = round((glyph.dy * this.size) / unitsPerEm);
    if (rise !== this.rise) {
      this.flush();
      this.operations.push(`${numbers(rise)} Ts`);
      this.rise = rise;
    }
    this.pending -= thousandths(glyph.dx);
    const adjustment = Math.round(this.pending * 10) / 10;
    if (adjustment !== 0) this.parts.push(adjustment);
    this.pending -= adjustment;
    const code = this.font.codeOf(glyph.id).toString(16).padStart(4, '0').toUpperCase();
    const last = this.parts[this.parts.length - 1];
    if (typeof last === 'string') this.parts[this.parts.length - 1] = last + code;
    else this.parts.push(code);
    this.pending += this.font.widthOf(glyph.id) - thousandths(glyph.advance) + thousandths(glyph.dx);
  }

  flush(): void {
    const [only] = this.parts;
    if (only === undefined) return;
    if (this.parts.length === 1 && typeof only === 'string') this.operations.push(`<${only}> Tj`);
    else {
      const items = this.parts.map((part) =>
        typeof part === 'string' ? `<${part}>` : serializeNumber(part),
      );
      this.operations.push(`[${items.join(' ')}] TJ`);
    }
    this.parts = [];
  }

  /** Leaves the place where the next run begins, and the baseline where it was. */
  end(): void {
    const adjustment = Math.round(this.pending * 10) / 10;
    if (adjustment !== 0) this.parts.push(adjustment);
    this.flush();
    if (this.rise !== 0) this.operations.push('0 Ts');
  }
}

function paintState(paint: {
  readonly fill?: Colour;
  readonly stroke?: Colour;
  readonly strokeWidth?: number;
}): string[] {
  return [
    ...(paint.fill ? [colourOperator(paint.fill, 'fill')] : []),
    ...(paint.stroke ? [colourOperator(paint.stroke, 'stroke'), `${numbers(paint.strokeWidth ?? 1)} w`] : []),
  ];
}

function paintOperator(paint: { readonly fill?: Colour; readonly stroke?: Colour }): string {
  if (paint.fill && paint.stroke) return 'B';
  return paint.fill ? 'f' : paint.stroke ? 'S' : 'n';
}

function numbers(...values: readonly number[]): string {
  return values.map((value) => serializeNumber(round(value))).join(' ');
}
