import { PadesError } from '../errors.js';
import type { Resolve } from './filters.js';
import type { PdfDict } from './objects.js';

/** Undoes the PNG and TIFF predictors of Flate and LZW (ISO 32000-2 §7.4.4.4). */
export function undoPredictor(bytes: Uint8Array, parameters: PdfDict, resolve: Resolve): Uint8Array {
  const number = (key: string, otherwise: number): number => {
    const value = resolve(parameters.get(key));
    return typeof value === 'number' && Number.isInteger(value) ? value : otherwise;
  };
  const predictor = number('Predictor', 1);
  if (predictor <= 1) return bytes;
  const colors = number('Colors', 1);
  const bits = number('BitsPerComponent', 8);
  const columns = number('Columns', 1);
  if (colors < 1 || colors > 64 || ![1, 2, 4, 8, 16].includes(bits) || columns < 1 || columns > 2 ** 26) {
    throw new PadesError('pdf.malformed', 'Impossible predictor parameters');
  }
  const pixelBytes = Math.max(1, (colors * bits) >> 3);
  const rowBytes = (colors * bits * columns + 7) >> 3;
  if (predictor === 2) return undoTiff(bytes, colors, bits, rowBytes);
  if (predictor >= 10 && predictor <= 15) return undoPng(bytes, pixelBytes, rowBytes);
  throw new PadesError('pdf.unsupported-filter', `Predictor ${predictor} is not known`);
}

/** A row of zeros stands before the first, so that every row has one above it. */
function undoPng(bytes: Uint8Array, pixelBytes: number, rowBytes: number): Uint8Array {
  const rows = Math.ceil(bytes.length / (rowBytes + 1));
  const before = Math.min(rowBytes, bytes.length);
  const out = new Uint8Array(before + Math.max(0, bytes.length - rows));
  let from = 0;
  let to = before;
  while (from < bytes.length) {
    const type = bytes[from++] ?? 0;
    const undo = pngFilters[type];
    if (undo === undefined) throw new PadesError('pdf.malformed', `PNG row filter ${type} is not known`);
    const count = Math.min(rowBytes, bytes.length - from);
    undo(bytes, from, out, to, count, to - before, pixelBytes);
    from += count;
    to += count;
  }
  return out.subarray(before);
}

/** Numbers one by one, not in an object: there are millions of rows, of five bytes each. */
type UndoRow = (
  bytes: Uint8Array,
  from: number,
  out: Uint8Array,
  to: number,
  count: number,
  above: number,
  pixelBytes: number,
) => void;

/**
 * One loop for each filter of ISO/IEC 15948 §9.2, by its number: cross-reference streams have rows by the million, and
 * choosing anew for each byte took twice as long.
 */
const pngFilters: readonly UndoRow[] = [
  function none(bytes, from, out, to, count) {
    for (let i = 0; i < count; i++) out[to + i] = bytes[from + i] ?? 0;
  },
  function sub(bytes, from, out, to, count, _above, pixelBytes) {
    for (let i = 0; i < count; i++)
      out[to + i] = (bytes[from + i] ?? 0) + (i < pixelBytes ? 0 : (out[to + i - pixelBytes] ?? 0));
  },
  function up(bytes, from, out, to, count, above) {
    for (let i = 0; i < count; i++) out[to + i] = (bytes[from + i] ?? 0) + (out[above + i] ?? 0);
  },
  function average(bytes, from, out, to, count, above, pixelBytes) {
    for (let i = 0; i < count; i++) {
      const left = i < pixelBytes ? 0 : (out[to + i - pixelBytes] ?? 0);
      out[to + i] = (bytes[from + i] ?? 0) + ((left + (out[above + i] ?? 0)) >> 1);
    }
  },
  function paeth(bytes, from, out, to, count, above, pixelBytes) {
    for (let i = 0; i < count; i++) {
      const left = i < pixelBytes ? 0 : (out[to + i - pixelBytes] ?? 0);
      const corner = i < pixelBytes ? 0 : (out[above + i - pixelBytes] ?? 0);
      out[to + i] = (bytes[from + i] ?? 0) + nearest(left, out[above + i] ?? 0, corner);
    }
  },
];

/** Of the three neighbours the one nearest to left + up - corner; ties go to the left, then up. */
function nearest(left: number, up: number, corner: number): number {
  const byLeft = Math.abs(up - corner);
  const byUp = Math.abs(left - corner);
  const byCorner = Math.abs(left + up - 2 * corner);
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

function undoTiff(bytes: Uint8Array, colors: number, bits: number, rowBytes: number): Uint8Array {
  const out = Uint8Array.from(bytes);
  for (let row = 0; row < out.length; row += rowBytes) {
    const end = Math.min(row + rowBytes, out.length);
    if (bits === 8) {
      for (let i = row + colors; i < end; i++) out[i] = (out[i] ?? 0) + (out[i - colors] ?? 0);
    } else if (bits === 16) {
      for (let i = row + 2 * colors; i + 1 < end; i += 2) {
        const before = ((out[i - 2 * colors] ?? 0) << 8) | (out[i - 2 * colors + 1] ?? 0);
        const sum = (((out[i] ?? 0) << 8) | (out[i + 1] ?? 0)) + before;
        out[i] = sum >> 8;
        out[i + 1] = sum;
      }
    } else undoTiffBits(out.subarray(row, end), colors, bits);
  }
  return out;
}

function undoTiffBits(row: Uint8Array, colors: number, bits: number): void {
  const mask = (1 << bits) - 1;
  const before = new Array<number>(colors).fill(0);
  const samples = Math.floor((row.length * 8) / bits);
  for (let sample = 0; sample < samples; sample++) {
    const bit = sample * bits;
    const shift = 8 - bits - (bit & 7);
    const byte = row[bit >> 3] ?? 0;
    const value = (((byte >> shift) & mask) + (before[sample % colors] ?? 0)) & mask;
    row[bit >> 3] = (byte & ~(mask << shift)) | (value << shift);
    before[sample % colors] = value;
  }
}
