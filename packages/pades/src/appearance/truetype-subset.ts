import { PadesError } from '../errors.js';

/**
 * Makes a TrueType font of only the glyphs that a text uses (ISO 32000-2 §9.9: glyf, head, hhea, hmtx, loca, maxp, and
 * the hinting tables). The subsetter of `@pdf-lib/fontkit` writes short offsets even where glyphs have odd lengths, as
 * in Noto Sans, and the letters come out blank.
 */
export class TrueTypeSubset {
  private readonly tables: ReadonlyMap<string, Buffer>;
  /** Old glyph numbers by new ones. Glyph 0, for what is missing, is always there. */
  private readonly glyphs: number[] = [0];
  private readonly renumbered = new Map<number, number>([[0, 0]]);

  constructor(font: Uint8Array) {
    this.tables = readTables(Buffer.from(font.buffer, font.byteOffset, font.byteLength));
  }

  /** Whether a font has outlines this class can take apart. */
  static handles(font: Uint8Array): boolean {
    try {
      const tables = readTables(Buffer.from(font.buffer, font.byteOffset, font.byteLength));
      return ['glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp'].every((tag) => tables.has(tag));
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  /** The number of a glyph in the subset; it is added if need be. */
  includeGlyph(glyph: number | { readonly id: number }): number {
    const id = typeof glyph === 'number' ? glyph : glyph.id;
    const known = this.renumbered.get(id);
    if (known !== undefined) return known;
    const number = this.glyphs.length;
    this.glyphs.push(id);
    this.renumbered.set(id, number);
    return number;
  }

  /** Number of glyphs, parts of composite glyphs included once the font is encoded. */
  get glyphCount(): number {
    return this.glyphs.length;
  }

  /**
   * The font file.
   *
   * @throws PadesError `sign.font-unusable` where its tables lead past their ends.
   */
  encode(): Uint8Array {
    try {
      return this.encodeTables();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new PadesError('sign.font-unusable', 'The tables of the font are damaged', { cause: error });
    }
  }

  private encodeTables(): Uint8Array {
    const outlines: Buffer[] = [];
    // Composite glyphs bring their parts along, which may be composite themselves: the list grows while it is read.
    for (let index = 0; index < this.glyphs.length; index++) {
      outlines.push(this.outline(this.glyphs[index] ?? 0));
    }
    const head = Buffer.from(this.table('head'));
    head.writeInt16BE(1, 50);
    const hhea = Buffer.from(this.table('hhea'));
    hhea.writeUInt16BE(this.glyphs.length, 34);
    const maxp = Buffer.from(this.table('maxp'));
    maxp.writeUInt16BE(this.glyphs.length, 4);
    const tables = new Map<string, Buffer>([
      ['glyf', Buffer.concat(outlines)],
      ['head', head],
      ['hhea', hhea],
      ['hmtx', this.metrics()],
      ['loca', locations(outlines)],
      ['maxp', maxp],
    ]);
    for (const tag of ['cvt ', 'fpgm', 'prep']) {
      const table = this.tables.get(tag);
      if (table) tables.set(tag, table);
    }
    return writeFont(tables);
  }

  private table(tag: string): Buffer {
    const table = this.tables.get(tag);
    if (!table) throw new TypeError(`The font has no ${tag} table`);
    return table;
  }

  private outline(id: number): Buffer {
    const loca = this.table('loca');
    const long = this.table('head').readInt16BE(50) === 1;
    const offset = (index: number): number =>
      long ? loca.readUInt32BE(index * 4) : loca.readUInt16BE(index * 2) * 2;
    const glyph = this.table('glyf').subarray(offset(id), offset(id + 1));
    // Padded, so that every glyph begins at a multiple of four.
    const copy = Buffer.alloc((glyph.length + 3) & ~3);
    glyph.copy(copy);
    if (glyph.length >= 10 && glyph.readInt16BE(0) < 0) this.renumberParts(copy);
    return copy;
  }

  private renumberParts(glyph: Buffer): void {
    const flag = { words: 0x1, scale: 0x8, more: 0x20, twoScales: 0x40, matrix: 0x80 };
    let position = 10;
    for (let flags = flag.more; (flags & flag.more) !== 0;) {
      flags = glyph.readUInt16BE(position);
      glyph.writeUInt16BE(this.includeGlyph(glyph.readUInt16BE(position + 2)), position + 2);
      position += 4 + ((flags & flag.words) !== 0 ? 4 : 2);
      if ((flags & flag.scale) !== 0) position += 2;
      else if ((flags & flag.twoScales) !== 0) position += 4;
      else if ((flags & flag.matrix) !== 0) position += 8;
    }
  }

  private metrics(): Buffer {
    const hmtx = this.table('hmtx');
    const full = this.table('hhea').readUInt16BE(34);
    const out = Buffer.alloc(this.glyphs.length * 4);
    this.glyphs.forEach((id, index) => {
      const advance = hmtx.readUInt16BE(Math.min(id, full - 1) * 4);
      const bearing = id < full ? hmtx.readInt16BE(id * 4 + 2) : hmtx.readInt16BE(full * 4 + (id - full) * 2);
      out.writeUInt16BE(advance, index * 4);
      out.writeInt16BE(bearing, index * 4 + 2);
    });
    return out;
  }
}

function readTables(font: Buffer): Map<string, Buffer> {
  const tables = new Map<string, Buffer>();
  const count = font.readUInt16BE(4);
  for (let index = 0; index < count; index++) {
    const record = 12 + index * 16;
    const offset = font.readUInt32BE(record + 8);
    const length = font.readUInt32BE(record + 12);
    tables.set(font.toString('latin1', record, record + 4), font.subarray(offset, offset + length));
  }
  return tables;
}

function locations(outlines: readonly Buffer[]): Buffer {
  const loca = Buffer.alloc((outlines.length + 1) * 4);
  let offset = 0;
  outlines.forEach((outline, index) => {
    offset += outline.length;
    loca.writeUInt32BE(offset, (index + 1) * 4);
  });
  return loca;
}

const checksumOfFont = 0xb1b0afba;

/** Puts tables together under a directory (OpenType, "Organization of an OpenType font"). */
function writeFont(tables: ReadonlyMap<string, Buffer>): Uint8Array {
  const sorted = [...tables].sort(([a], [b]) => (a < b ? -1 : 1));
  const power = Math.floor(Math.log2(sorted.length));
  const directory = Buffer.alloc(12 + sorted.length * 16);
  directory.writeUInt32BE(0x00010000, 0);
  directory.writeUInt16BE(sorted.length, 4);
  directory.writeUInt16BE(2 ** power * 16, 6);
  directory.writeUInt16BE(power, 8);
  directory.writeUInt16BE(sorted.length * 16 - 2 ** power * 16, 10);
  const parts: Buffer[] = [directory];
  let offset = directory.length;
  let headOffset = 0;
  sorted.forEach(([tag, table], index) => {
    const padded = Buffer.alloc((table.length + 3) & ~3);
    table.copy(padded);
    // The head table's own checksum is of the table with a zero in place of the font's.
    if (tag === 'head') {
      padded.writeUInt32BE(0, 8);
      headOffset = offset;
    }
    const record = 12 + index * 16;
    directory.write(tag, record, 'latin1');
    directory.writeUInt32BE(checksum(padded), record + 4);
    directory.writeUInt32BE(offset, record + 8);
    directory.writeUInt32BE(table.length, record + 12);
    parts.push(padded);
    offset += padded.length;
  });
  const font = Buffer.concat(parts);
  font.writeUInt32BE((checksumOfFont - checksum(font)) >>> 0, headOffset + 8);
  return font;
}

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let offset = 0; offset < bytes.length; offset += 4) sum = (sum + bytes.readUInt32BE(offset)) >>> 0;
  return sum;
}
