import { inflateSync } from 'node:zlib';
import { PadesError } from '../errors.js';

/** A picture as rows of 8-bit samples. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly components: 1 | 3;
  readonly samples: Buffer;
  /** One byte a pixel; absent where everything is opaque. */
  readonly alpha?: Buffer;
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex');
const mostPixels = 40_000_000;
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly type: number;
  readonly interlaced: boolean;
  readonly palette: Buffer;
  readonly transparency: Buffer | undefined;
}

/** Whether bytes begin as a PNG does. */
export function isPng(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 8)).equals(signature);
}

/**
 * Decodes a PNG (ISO/IEC 15948): every colour type and depth, interlaced or not. Samples of 16 bits lose their lower half.
 *
 * @throws PadesError `sign.image-unusable`.
 */
export function decodePng(bytes: Uint8Array): Raster {
  try {
    const { header, data } = readChunks(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    const channels = channelsOf[header.type];
    if (channels === undefined || ![1, 2, 4, 8, 16].includes(header.depth)) throw broken('an unknown kind');
    if (header.width * header.height > mostPixels || header.width * header.height === 0)
      throw broken('its size');
    const bits = channels * header.depth;
    const passes = passesOf(header);
    const needed = passes.reduce(
      (sum, pass) => sum + pass.height * (1 + Math.ceil((pass.width * bits) / 8)),
      0,
    );
    const raw = inflateSync(data, { maxOutputLength: needed + 1024 });
    if (raw.length < needed) throw broken('too few bytes');
    return assemble(header, channels, raw, passes);
  } catch (error) {
    if (error instanceof PadesError) throw error;
    throw new PadesError('sign.image-unusable', 'The PNG cannot be read', { cause: error });
  }
}

function broken(what: string): PadesError {
  return new PadesError('sign.image-unusable', `The PNG cannot be used: ${what}`);
}

function readChunks(png: Buffer): { readonly header: Header; readonly data: Buffer } {
  let head: Buffer | undefined;
  let palette: Buffer = Buffer.alloc(0);
  let transparency: Buffer | undefined;
  const data: Buffer[] = [];
  for (let at = 8; at + 8 <= png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') head = body;
    else if (type === 'PLTE') palette = body;
    else if (type === 'tRNS') transparency = body;
    else if (type === 'IDAT') data.push(body);
    else if (type === 'IEND') break;
    at += 12 + length;
  }
  if (!head) throw broken('no header');
  const header = {
    width: head.readUInt32BE(0),
    height: head.readUInt32BE(4),
    depth: head.readUInt8(8),
    type: head.readUInt8(9),
    interlaced: head.readUInt8(12) === 1,
    palette,
    transparency,
  };
  return { header, data: Buffer.concat(data) };
}

interface Pass {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly width: number;
  readonly height: number;
}

/** The one pass of a plain picture, or the seven of Adam7. */
function passesOf({ width, height, interlaced }: Header): Pass[] {
  const grid = interlaced
    ? [
        [0, 0, 8, 8],
        [4, 0, 8, 8],
        [0, 4, 4, 8],
        [2, 0, 4, 4],
        [0, 2, 2, 4],
        [1, 0, 2, 2],
        [0, 1, 1, 2],
      ]
    : [[0, 0, 1, 1]];
  return grid
    .map(([x = 0, y = 0, dx = 1, dy = 1]) => ({
      x,
      y,
      dx,
      dy,
      width: Math.max(0, Math.ceil((width - x) / dx)),
      height: Math.max(0, Math.ceil((height - y) / dy)),
    }))
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

function assemble(header: Header, channels: number, raw: Buffer, passes: readonly Pass[]): Raster {
  const { width, height, depth, type } = header;
  const components = type === 0 || type === 4 ? 1 : 3;
  const samples = Buffer.alloc(width * height * components);
  const alpha = Buffer.alloc(width * height, 255);
  const colourKey = keyOf(header);
  let opaque = true;
  let at = 0;
  for (const pass of passes) {
    const rowBytes = Math.ceil((pass.width * channels * depth) / 8);
    let above: Buffer = Buffer.alloc(rowBytes);
    for (let row = 0; row < pass.height; row++) {
      const line = unfilter(
        raw.readUInt8(at),
        raw.subarray(at + 1, at + 1 + rowBytes),
        above,
        Math.ceil((channels * depth) / 8),
      );
      at += 1 + rowBytes;
      above = line;
      for (let column = 0; column < pass.width; column++) {
        const pixel = (pass.y + row * pass.dy) * width + pass.x + column * pass.dx;
        const values = Array.from({ length: channels }, (_, index) =>
          sampleAt(line, column * channels + index, depth),
        );
        const opacity = putPixel(header, values, colourKey, samples, pixel * components);
        if (opacity !== 255) opaque = false;
        alpha[pixel] = opacity;
      }
    }
  }
  return { width, height, components, samples, ...(opaque ? {} : { alpha }) };
}

/** Undoes the filter of a row (ISO/IEC 15948 §9.2). */
function unfilter(filter: number, row: Buffer, above: Buffer, step: number): Buffer {
  const out = Buffer.from(row);
  for (let index = 0; index < out.length; index++) {
    const left = index >= step ? (out[index - step] ?? 0) : 0;
    const up = above[index] ?? 0;
    const corner = index >= step ? (above[index - step] ?? 0) : 0;
    let guess = 0;
    if (filter === 1) guess = left;
    else if (filter === 2) guess = up;
    else if (filter === 3) guess = (left + up) >> 1;
    else if (filter === 4) guess = paeth(left, up, corner);
    else if (filter !== 0) throw broken('an unknown filter');
    out[index] = ((out[index] ?? 0) + guess) & 255;
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

function sampleAt(line: Buffer, index: number, depth: number): number {
  if (depth === 8) return line[index] ?? 0;
  if (depth === 16) return line.readUInt16BE(index * 2);
  const bit = index * depth;
  return ((line[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}

/** The one colour that a picture without alpha may have transparent (`tRNS`). */
function keyOf({ type, transparency }: Header): readonly number[] | undefined {
  if (!transparency || (type !== 0 && type !== 2)) return undefined;
  return Array.from({ length: type === 0 ? 1 : 3 }, (_, index) => transparency.readUInt16BE(index * 2));
}

/** Writes a pixel's colour and answers its opacity. */
function putPixel(
  { type, depth, palette, transparency }: Header,
  values: readonly number[],
  colourKey: readonly number[] | undefined,
  samples: Buffer,
  at: number,
): number {
  const most = 2 ** depth - 1;
  const byte = (value: number | undefined): number => Math.round(((value ?? 0) * 255) / most);
  if (type === 3) {
    const entry = values[0] ?? 0;
    palette.copy(samples, at, entry * 3, entry * 3 + 3);
    return transparency?.[entry] ?? 255;
  }
  const colours = type === 0 || type === 4 ? 1 : 3;
  for (let index = 0; index < colours; index++) samples[at + index] = byte(values[index]);
  if (type === 4 || type === 6) return byte(values[colours]);
  return colourKey?.every((value, index) => value === values[index]) ? 0 : 255;
}
