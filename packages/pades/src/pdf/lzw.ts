import { PadesError } from '../errors.js';

const clear = 256;
const endOfData = 257;

/**
 * LZW as PDF uses it (ISO 32000-2 §7.4.4): codes of 9 to 12 bits, most significant bit first.
 *
 * @param earlyChange 1 where the code length grows one code early (the default), else 0.
 */
export function decodeLzw(bytes: Uint8Array, earlyChange: 0 | 1, maxBytes: number): Uint8Array {
  // Each entry is its predecessor and one more byte; lengths let entries be written from the back.
  const prefix = new Uint16Array(4096);
  const suffix = new Uint8Array(4096);
  const lengths = new Uint16Array(4096);
  for (let code = 0; code < 256; code++) {
    suffix[code] = code;
    lengths[code] = 1;
  }
  let out = new Uint8Array(Math.min(maxBytes, Math.max(1024, bytes.length * 4)));
  let length = 0;
  let next = 258;
  let width = 9;
  let previous = -1;
  let bits = 0;
  let bitCount = 0;

  const write = (code: number): number => {
    const count = lengths[code] ?? 0;
    if (length + count > maxBytes) {
      throw new PadesError('pdf.limit-exceeded', `A stream grows beyond ${maxBytes} bytes`);
    }
    if (length + count > out.length) {
      const wider = new Uint8Array(Math.min(maxBytes, Math.max(out.length * 2, length + count)));
      wider.set(out.subarray(0, length));
      out = wider;
    }
    let at = length + count;
    let current = code;
    while (--at > length) {
      out[at] = suffix[current] ?? 0;
      current = prefix[current] ?? 0;
    }
    out[length] = suffix[current] ?? 0;
    length += count;
    return suffix[current] ?? 0;
  };

  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xffffff;
    bitCount += 8;
    if (bitCount < width) continue;
    bitCount -= width;
    const code = (bits >> bitCount) & ((1 << width) - 1);
    if (code === endOfData) break;
    if (code === clear) {
      next = 258;
      width = 9;
      previous = -1;
      continue;
    }
    if (previous < 0) {
      if (code > 255) throw new PadesError('pdf.malformed', 'LZW data begins with an unknown code');
      write(code);
    } else if (code < next) {
      const first = write(code);
      if (next < 4096) add(previous, first);
    } else if (code === next && next < 4096) {
      // The entry being made now: the previous one and its own first byte.
      let first = previous;
      while ((lengths[first] ?? 1) > 1) first = prefix[first] ?? 0;
      add(previous, suffix[first] ?? 0);
      write(code);
    } else throw new PadesError('pdf.malformed', 'LZW data with an unknown code');
    previous = code;
    if (next + earlyChange >= 1 << width && width < 12) width++;
  }
  return out.subarray(0, length);

  function add(before: number, last: number): void {
    prefix[next] = before;
    suffix[next] = last;
    lengths[next] = (lengths[before] ?? 0) + 1;
    next++;
  }
}
