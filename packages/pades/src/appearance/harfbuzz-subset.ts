import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PadesError } from '../errors.js';

/** What is used of WebAssembly, which the types of Node do not declare. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** The functions of HarfBuzz's subsetter that are used (hb-subset.h); pointers are numbers. */
interface Subsetter {
  readonly memory: { readonly buffer: ArrayBuffer };
  _initialize(): void;
  malloc(bytes: number): number;
  free(pointer: number): void;
  hb_blob_create(data: number, length: number, mode: number, user: number, destroy: number): number;
  hb_blob_destroy(blob: number): void;
  hb_blob_get_length(blob: number): number;
  hb_blob_get_data(blob: number, length: number): number;
  hb_face_create(blob: number, index: number): number;
  hb_face_destroy(face: number): void;
  hb_face_reference_blob(face: number): number;
  hb_set_add(set: number, value: number): void;
  hb_subset_input_create_or_fail(): number;
  hb_subset_input_destroy(input: number): void;
  hb_subset_input_glyph_set(input: number): number;
  hb_subset_input_set(input: number, kind: number): number;
  hb_subset_input_set_flags(input: number, flags: number): void;
  hb_subset_input_pin_all_axes_to_default(input: number, face: number): number;
  hb_subset_or_fail(face: number, input: number): number;
}

const requireFile = createRequire(import.meta.url);
let loaded: Subsetter | undefined;

function load(): Subsetter {
  if (!loaded) {
    const module = new WebAssembly.Module(
      readFileSync(requireFile.resolve('harfbuzzjs/dist/harfbuzz-subset.wasm')),
    );
    loaded = new WebAssembly.Instance(module).exports as Subsetter;
    loaded._initialize();
  }
  return loaded;
}

const memoryMode = { readonly: 1 } as const;
const retainGlyphNumbers = 0x2;
const noLayoutClosure = 0x200;
const tablesToDrop = 3;
/** What only layout needs, which is done when the glyphs are drawn. */
const unneeded = [
  'GSUB',
  'GPOS',
  'GDEF',
  'BASE',
  'JSTF',
  'kern',
  'name',
  'vhea',
  'vmtx',
  'VORG',
  'DSIG',
  'meta',
];

/**
 * Cuts a font down to some glyphs, which keep their numbers; a variable font becomes its default instance.
 *
 * @throws PadesError `sign.font-unusable`.
 */
export function subsetFont(font: Uint8Array, glyphs: Iterable<number>): Buffer {
  const hb = load();
  const data = hb.malloc(font.length);
  if (data === 0) throw new PadesError('sign.font-unusable', 'The font is too large');
  new Uint8Array(hb.memory.buffer).set(font, data);
  const blob = hb.hb_blob_create(data, font.length, memoryMode.readonly, 0, 0);
  const face = hb.hb_face_create(blob, 0);
  const input = hb.hb_subset_input_create_or_fail();
  try {
    const wanted = hb.hb_subset_input_glyph_set(input);
    for (const glyph of glyphs) hb.hb_set_add(wanted, glyph);
    const dropped = hb.hb_subset_input_set(input, tablesToDrop);
    for (const tag of unneeded) hb.hb_set_add(dropped, Buffer.from(tag, 'latin1').readUInt32BE(0));
    hb.hb_subset_input_set_flags(input, retainGlyphNumbers | noLayoutClosure);
    hb.hb_subset_input_pin_all_axes_to_default(input, face);
    const subset = hb.hb_subset_or_fail(face, input);
    if (subset === 0) throw new PadesError('sign.font-unusable', 'The font cannot be embedded in part');
    const result = hb.hb_face_reference_blob(subset);
    const start = hb.hb_blob_get_data(result, 0);
    // The memory may have grown since, so it is looked up again.
    const bytes = Buffer.from(new Uint8Array(hb.memory.buffer, start, hb.hb_blob_get_length(result)));
    hb.hb_blob_destroy(result);
    hb.hb_face_destroy(subset);
    return bytes;
  } finally {
    hb.hb_subset_input_destroy(input);
    hb.hb_face_destroy(face);
    hb.hb_blob_destroy(blob);
    hb.free(data);
  }
}

/** A table of a font file. */
export function tableOf(font: Buffer, tag: string): Buffer | undefined {
  for (let record = 12; record < 12 + font.readUInt16BE(4) * 16; record += 16) {
    if (font.toString('latin1', record, record + 4) !== tag) continue;
    const offset = font.readUInt32BE(record + 8);
    return font.subarray(offset, offset + font.readUInt32BE(record + 12));
  }
  return undefined;
}
