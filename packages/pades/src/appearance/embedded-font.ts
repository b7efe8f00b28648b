import { randomInt } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { IncrementWriter } from '../pdf/increment.js';
import { dict, name, PdfDict, type PdfObject, type PdfRef, PdfString, streamOf } from '../pdf/objects.js';
import { readCidCharset } from './cff-charset.js';
import type { FontFace } from './font-face.js';
import { subsetFont, tableOf } from './harfbuzz-subset.js';
import { toUnicodeMap } from './to-unicode.js';
import { TrueTypeSubset } from './truetype-subset.js';

/** The font program of a subset, and which codes stand for its glyphs. */
interface Subset {
  codeOf(glyph: number): number;
  /** The stream's bytes, and entries of the descriptor and the stream. */
  program(): {
    readonly bytes: Uint8Array;
    readonly key: 'FontFile2' | 'FontFile3';
    readonly entries: PdfDict;
  };
  /** Every CID that the program numbers. */
  cids(): Iterable<number>;
}

/** A font being used in a drawing; of it only the glyphs used will be embedded, as a Type 0 font (ISO 32000-2 §9.7). */
export class EmbeddedFont {
  readonly ref: PdfRef;
  private readonly subset: Subset;
  private readonly widths = new Map<number, number>();
  private readonly unicode = new Map<number, string>();

  constructor(
    private readonly writer: IncrementWriter,
    readonly face: FontFace,
    /** Name in the resources. */
    readonly name: string,
  ) {
    this.ref = writer.allocate();
    this.subset = subsetOf(face);
  }

  /** The code of a glyph. */
  codeOf(glyph: number): number {
    const code = this.subset.codeOf(glyph);
    if (!this.widths.has(code)) this.widths.set(code, this.widthOf(glyph));
    return code;
  }

  /** Width of a glyph as the font's `/W` tells it, in thousandths. */
  widthOf(glyph: number): number {
    return Math.round((this.face.advanceOf(glyph) * 100_000) / this.face.unitsPerEm) / 100;
  }

  /** Says what text a glyph stands for, and answers what it is taken for: the first text it was given. */
  nameGlyph(glyph: number, text: string): string {
    const code = this.codeOf(glyph);
    const known = this.unicode.get(code);
    if (known !== undefined) return known;
    this.unicode.set(code, text);
    return text;
  }

  /** Writes the font. `cidSet`: PDF/A-1 wants to be told which CIDs a subset has (ISO 19005-1 §6.3.5). */
  finish(options: { readonly cidSet: 'with' | 'without' }): void {
    const { writer, face } = this;
    const tag = Array.from({ length: 6 }, () => String.fromCharCode(65 + randomInt(26))).join('');
    const baseFont = name(`${tag}+${face.postscriptName}`);
    const program = this.subset.program();
    const { metrics } = face;
    const descriptor = writer.add(
      dict({
        Type: name('FontDescriptor'),
        FontName: baseFont,
        // Symbolic: characters outside the standard Latin set (Table 121).
        Flags: 4 | (metrics.fixedPitch === 'fixed' ? 1 : 0) | (metrics.italicAngle === 0 ? 0 : 64),
        FontBBox: [...metrics.box],
        ItalicAngle: metrics.italicAngle,
        Ascent: metrics.ascent,
        Descent: metrics.descent,
        CapHeight: metrics.capHeight,
        StemV: 80,
        [program.key]: writer.add(compressed(program.bytes, program.entries)),
        CIDSet: options.cidSet === 'with' ? writer.add(compressed(this.cidSet(), new PdfDict())) : undefined,
      }),
    );
    const descendant = writer.add(
      dict({
        Type: name('Font'),
        Subtype: name(program.key === 'FontFile2' ? 'CIDFontType2' : 'CIDFontType0'),
        BaseFont: baseFont,
        CIDSystemInfo: dict({ Registry: ascii('Adobe'), Ordering: ascii('Identity'), Supplement: 0 }),
        FontDescriptor: descriptor,
        DW: 1000,
        W: this.widthArray(),
        CIDToGIDMap: program.key === 'FontFile2' ? name('Identity') : undefined,
      }),
    );
    const toUnicode = Buffer.from(toUnicodeMap(this.unicode), 'latin1');
    writer.set(
      this.ref,
      dict({
        Type: name('Font'),
        Subtype: name('Type0'),
        BaseFont: baseFont,
        Encoding: name('Identity-H'),
        DescendantFonts: [descendant],
        ToUnicode: writer.add(compressed(toUnicode, new PdfDict())),
      }),
    );
  }

  private widthArray(): PdfObject[] {
    return [...this.widths].sort(([a], [b]) => a - b).flatMap(([code, width]) => [code, [width]]);
  }

  private cidSet(): Uint8Array {
    const cids = [...this.subset.cids()];
    const set = Buffer.alloc((cids.reduce((max, cid) => Math.max(max, cid), 0) >> 3) + 1);
    for (const cid of cids) set[cid >> 3] = (set[cid >> 3] ?? 0) | (0x80 >> (cid & 7));
    return set;
  }
}

function ascii(text: string): PdfString {
  return new PdfString(Buffer.from(text, 'latin1'));
}

/** A stream object, deflated. */
export function compressed(bytes: Uint8Array, entries: PdfDict): ReturnType<typeof streamOf> {
  return streamOf(entries.with({ Filter: name('FlateDecode') }), deflateSync(bytes));
}

function subsetOf(face: FontFace): Subset {
  if (face.plain && TrueTypeSubset.handles(face.bytes)) return renumbered(face);
  return face.outlines === 'truetype' ? keptTrueType(face) : keptCff(face);
}

/** The common case: glyphs get new numbers, in the order in which they are used. */
function renumbered(face: FontFace): Subset {
  const subset = new TrueTypeSubset(face.bytes);
  let encoded: Uint8Array | undefined;
  return {
    codeOf: (glyph) => subset.includeGlyph(glyph),
    program() {
      encoded = subset.encode();
      return { bytes: encoded, key: 'FontFile2', entries: dict({ Length1: encoded.length }) };
    },
    cids: () => Array.from({ length: subset.glyphCount }, (_, cid) => cid),
  };
}

/** Variable fonts and collections. */
function keptTrueType(face: FontFace): Subset {
  const used = new Set<number>([0]);
  return {
    codeOf(glyph) {
      used.add(glyph);
      return glyph;
    },
    program() {
      const bytes = subsetFont(face.bytes, used);
      return { bytes, key: 'FontFile2', entries: dict({ Length1: bytes.length }) };
    },
    cids: () => Array.from({ length: Math.max(...used) + 1 }, (_, cid) => cid),
  };
}

/** OpenType fonts with PostScript outlines: only their CFF table is embedded. */
function keptCff(face: FontFace): Subset {
  const used = new Set<number>([0]);
  const cff = face.table('CFF ') ?? Buffer.alloc(0);
  const charset = readCidCharset(cff, face.table('maxp')?.readUInt16BE(4) ?? 0);
  const cidOf = (glyph: number): number => charset?.[glyph] ?? glyph;
  return {
    codeOf(glyph) {
      used.add(glyph);
      return cidOf(glyph);
    },
    program() {
      const bytes = tableOf(subsetFont(face.bytes, used), 'CFF ') ?? Buffer.alloc(0);
      return { bytes, key: 'FontFile3', entries: dict({ Subtype: name('CIDFontType0C') }) };
    },
    cids: () => Array.from({ length: Math.max(...used) + 1 }, (_, glyph) => cidOf(glyph)),
  };
}
