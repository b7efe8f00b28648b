import { constants, inflateRawSync, inflateSync, type ZlibOptions } from 'node:zlib';
import { PadesError } from '../errors.js';
import { limits } from './limits.js';
import { decodeLzw } from './lzw.js';
import { isArray, nameValue, PdfDict, type PdfObject, type PdfStream } from './objects.js';
import { undoPredictor } from './predictors.js';
import { hexValue, isWhite } from './lexer.js';

/** Resolves references inside a stream dictionary. */
export type Resolve = (value: PdfObject | undefined) => PdfObject | undefined;

/**
 * The bytes of a stream with its filters undone (ISO 32000-2 §7.4). Image filters are not handled; a crypt filter is undone
 * where the stream is read, and passed over here.
 *
 * @throws PadesError `pdf.unsupported-filter`, `pdf.limit-exceeded`, `pdf.malformed`.
 */
export function decodeStream(
  stream: PdfStream,
  resolve: Resolve,
  maxBytes: number = limits.decodedStreamBytes,
): Uint8Array {
  const filters = listOf(resolve(stream.dict.get('Filter') ?? stream.dict.get('F')), resolve);
  const parameters = listOf(resolve(stream.dict.get('DecodeParms') ?? stream.dict.get('DP')), resolve);
  if (filters.length > 8) throw new PadesError('pdf.limit-exceeded', 'More than eight filters on one stream');
  let bytes = stream.raw();
  filters.forEach((filter, index) => {
    const parameter = parameters[index];
    bytes = decodeOne(
      nameValue(filter) ?? '?',
      bytes,
      parameter instanceof PdfDict ? parameter : new PdfDict(),
      resolve,
      maxBytes,
    );
    if (bytes.length > maxBytes) throw tooLarge(maxBytes);
  });
  return bytes;
}

function listOf(value: PdfObject | undefined, resolve: Resolve): (PdfObject | undefined)[] {
  if (value === undefined || value === null) return [];
  return isArray(value) ? value.map((item) => resolve(item)) : [value];
}

function decodeOne(
  filter: string,
  bytes: Uint8Array,
  parameters: PdfDict,
  resolve: Resolve,
  maxBytes: number,
): Uint8Array {
  switch (filter) {
    case 'FlateDecode':
    case 'Fl':
      return undoPredictor(inflate(bytes, maxBytes), parameters, resolve);
    case 'LZWDecode':
    case 'LZW': {
      const early = resolve(parameters.get('EarlyChange'));
      return undoPredictor(decodeLzw(bytes, early === 0 ? 0 : 1, maxBytes), parameters, resolve);
    }
    case 'ASCIIHexDecode':
    case 'AHx':
      return decodeAsciiHex(bytes);
    case 'ASCII85Decode':
    case 'A85':
      return decodeAscii85(bytes);
    case 'RunLengthDecode':
    case 'RL':
      return decodeRunLength(bytes, maxBytes);
    case 'Crypt':
      return bytes;
    default:
      throw new PadesError('pdf.unsupported-filter', `The filter ${filter} is not supported`);
  }
}

function tooLarge(maxBytes: number): PadesError {
  return new PadesError('pdf.limit-exceeded', `A stream grows beyond ${maxBytes} bytes`);
}

function inflate(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const options = { maxOutputLength: maxBytes, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    return inflateSync(bytes, options);
  } catch (error) {
    if (isTooLarge(error)) throw tooLarge(maxBytes);
    // A damaged header or checksum is common, and the data behind it is mostly whole.
    try {
      return inflateRawSync(bytes.subarray(2), options);
    } catch (second) {
      if (isTooLarge(second)) throw tooLarge(maxBytes);
      const whole = inflateStart(bytes, options);
      if (whole) return whole;
      throw new PadesError('pdf.malformed', 'A compressed stream cannot be read', { cause: error });
    }
  }
}

/** Looking for the damage takes some twenty tries, each of which may cost as much as the stream. */
const mostSalvagedBytes = 1024 * 1024;

/** What comes out of a stream before the place where it is damaged; other readers show as much. */
function inflateStart(bytes: Uint8Array, options: ZlibOptions): Uint8Array | undefined {
  let best: Uint8Array | undefined;
  let [sound, damaged] = [2, bytes.length];
  while (sound + 1 < damaged) {
    const middle = (sound + damaged) >> 1;
    try {
      best = inflateSync(bytes.subarray(0, middle), { ...options, maxOutputLength: mostSalvagedBytes });
      sound = middle;
    } catch (error) {
      if (isTooLarge(error)) return undefined;
      damaged = middle;
    }
  }
  return best !== undefined && best.length > 0 ? best : undefined;
}

function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError;
}

function decodeAsciiHex(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array((bytes.length + 1) >> 1);
  let digits = 0;
  for (const byte of bytes) {
    if (byte === 0x3e) break;
    const value = hexValue(byte);
    if (value < 0) continue;
    const at = digits >> 1;
    out[at] = digits & 1 ? (out[at] ?? 0) | value : value << 4;
    digits++;
  }
  return out.subarray(0, (digits + 1) >> 1);
}

function decodeAscii85(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let group: number[] = [];
  const flush = (): void => {
    const count = group.length;
    if (count < 2) return;
    while (group.length < 5) group.push(84);
    const value = group.reduce((sum, digit) => sum * 85 + digit, 0);
    const four = [value / 0x1000000, value / 0x10000, value / 0x100, value].map((part) => part & 0xff);
    out.push(...four.slice(0, count - 1));
    group = [];
  };
  for (const byte of bytes) {
    if (byte === 0x7e) break;
    if (isWhite(byte)) continue;
    if (byte === 0x7a && group.length === 0) out.push(0, 0, 0, 0);
    else if (byte >= 0x21 && byte <= 0x75) {
      group.push(byte - 0x21);
      if (group.length === 5) flush();
    } else throw new PadesError('pdf.malformed', 'A character that is not ASCII base-85');
  }
  flush();
  return Uint8Array.from(out);
}

function decodeRunLength(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let total = 0;
  for (let i = 0; i < bytes.length;) {
    const length = bytes[i++] ?? 128;
    if (length === 128) break;
    const part =
      length < 128 ? bytes.subarray(i, i + length + 1) : new Uint8Array(257 - length).fill(bytes[i] ?? 0);
    i += length < 128 ? length + 1 : 1;
    total += part.length;
    if (total > maxBytes) throw tooLarge(maxBytes);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
