import { PadesError } from '../errors.js';
import { PdfString } from './objects.js';

/** Whether faults of syntax are borne with (as readers in the field do) or named. */
export type ParseMode = 'lenient' | 'strict';

/**
 * Thrown when a window of a file ends inside a token. It never leaves the package: whoever opened the window
 * widens it and tries again, or reports the file as truncated.
 */
export class EndOfWindow extends Error {}

const regular = 0;
const white = 1;
const delimiter = 2;
const classes = new Uint8Array(256);
for (const byte of [0, 9, 10, 12, 13, 32]) classes[byte] = white;
for (const character of '()<>[]{}/%') classes[character.charCodeAt(0)] = delimiter;

export function isWhite(byte: number | undefined): boolean {
  return byte !== undefined && classes[byte] === white;
}

export function isDelimiter(byte: number | undefined): boolean {
  return byte !== undefined && classes[byte] === delimiter;
}

export function isRegular(byte: number | undefined): boolean {
  return byte !== undefined && classes[byte] === regular;
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

export function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Reads tokens (ISO 32000-2 §7.2) from a window of a file. */
export class Lexer {
  position: number;

  constructor(
    readonly bytes: Uint8Array,
    /** Where the window begins in the file; for messages and spans. */
    readonly base: number,
    readonly mode: ParseMode,
    start = 0,
    /** True where the window ends with the file (or the stream), so that its end also ends a token. */
    readonly final = true,
  ) {
    this.position = start;
  }

  get offset(): number {
    return this.base + this.position;
  }

  malformed(message: string): PadesError {
    return new PadesError('pdf.malformed', message, { offset: this.offset });
  }

  /** The byte at the position; asks for a wider window at its end. */
  peek(): number | undefined {
    const byte = this.bytes[this.position];
    if (byte === undefined && !this.final) throw new EndOfWindow();
    return byte;
  }

  /** Passes white space and comments. */
  skipWhite(): void {
    for (;;) {
      const byte = this.peek();
      if (byte === undefined) return;
      if (classes[byte] === white) this.position++;
      else if (byte === 0x25) {
        for (let b = this.peek(); b !== undefined && b !== 10 && b !== 13; b = this.peek()) {
          this.position++;
        }
      } else return;
    }
  }

  /** True, and passed, when the regular characters at the position are exactly `word`. */
  keyword(word: string): boolean {
    const start = this.position;
    for (let i = 0; i < word.length; i++) {
      if (this.bytes[start + i] !== word.charCodeAt(i)) {
        if (start + i >= this.bytes.length && !this.final) throw new EndOfWindow();
        return false;
      }
    }
    const next = this.bytes[start + word.length];
    if (next === undefined && !this.final) throw new EndOfWindow();
    if (isRegular(next)) return false;
    this.position = start + word.length;
    return true;
  }

  /** The run of regular characters at the position, as a byte string. */
  word(): string {
    const start = this.position;
    while (isRegular(this.peek())) this.position++;
    return latin1(this.bytes, start, this.position);
  }

  /** An unsigned integer, or undefined (and nothing passed) where there is none. */
  unsigned(): number | undefined {
    const start = this.position;
    let value = 0;
    for (let byte = this.peek(); isDigit(byte); byte = this.peek()) {
      value = value * 10 + ((byte ?? 0) - 0x30);
      this.position++;
      if (this.position - start > 15) break;
    }
    if (this.position === start || this.position - start > 15) {
      this.position = start;
      return undefined;
    }
    return value;
  }

  /** A name (§7.3.5), the position being on its solidus. */
  nameToken(): string {
    this.position++;
    const start = this.position;
    let escaped = false;
    for (let byte = this.peek(); isRegular(byte); byte = this.peek()) {
      if (byte === 0x23) escaped = true;
      this.position++;
    }
    const plain = latin1(this.bytes, start, this.position);
    if (!escaped) return plain;
    return plain.replace(/#([0-9A-Fa-f]{2})?/g, (whole, hex: string | undefined) => {
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      if (this.mode === 'strict') throw this.malformed('A number sign in a name without two digits');
      return whole;
    });
  }

  /** A literal string (§7.3.4.2), the position being on its parenthesis. */
  literalString(): PdfString {
    this.position++;
    const start = this.position;
    let depth = 1;
    let plain = true;
    for (;;) {
      const byte = this.peek();
      if (byte === undefined) throw this.malformed('A string that does not end');
      this.position++;
      if (byte === 0x5c) {
        plain = false;
        if (this.peek() !== undefined) this.position++;
      } else if (byte === 0x0d) plain = false;
      else if (byte === 0x28) depth++;
      else if (byte === 0x29 && --depth === 0) break;
    }
    const body = this.bytes.subarray(start, this.position - 1);
    return new PdfString(plain ? body.slice() : unescape(body), 'literal');
  }

  /** A hexadecimal string (§7.3.4.3), the position being on its less-than sign. */
  hexString(): PdfString {
    this.position++;
    const start = this.position;
    const close = this.bytes.indexOf(0x3e, start);
    this.position = close < 0 ? this.bytes.length : close;
    if (this.peek() === undefined) throw this.malformed('A hexadecimal string that does not end');
    const end = this.position++;
    // Signatures make strings of many thousand digits: those without a blank among them are decoded at once.
    const plain = Buffer.from(latin1(this.bytes, start, end), 'hex');
    if (plain.length * 2 === end - start) {
      return new PdfString(new Uint8Array(plain.buffer, plain.byteOffset, plain.length), 'hex');
    }
    const bytes = new Uint8Array((end - start + 1) >> 1);
    let digits = 0;
    for (let i = start; i < end; i++) {
      const value = hexValue(this.bytes[i]);
      if (value < 0) {
        if (isWhite(this.bytes[i])) continue;
        if (this.mode === 'strict') throw this.malformed('A hexadecimal string with other characters');
        continue;
      }
      const at = digits >> 1;
      bytes[at] = digits & 1 ? (bytes[at] ?? 0) | value : value << 4;
      digits++;
    }
    return new PdfString(bytes.subarray(0, (digits + 1) >> 1), 'hex');
  }
}

/** Bytes as a string of one character a byte. */
export function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end - start < 24) {
    let text = '';
    for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] ?? 0);
    return text;
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start, end);
}

const escapes = new Map([
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
  [0x62, 8],
  [0x66, 12],
]);

function unescape(body: Uint8Array): Uint8Array {
  const out = new Uint8Array(body.length);
  let length = 0;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i] ?? 0;
    if (byte === 0x0d) {
      // An end of line in a string counts as a line feed, however it is written.
      if (body[i + 1] === 0x0a) i++;
      out[length++] = 0x0a;
      continue;
    }
    if (byte !== 0x5c) {
      out[length++] = byte;
      continue;
    }
    const next = body[++i];
    if (next === undefined || next === 0x0a) continue;
    if (next === 0x0d) {
      if (body[i + 1] === 0x0a) i++;
      continue;
    }
    if (next >= 0x30 && next <= 0x37) {
      let value = next - 0x30;
      for (let n = 0; n < 2; n++) {
        const digit = body[i + 1];
        if (digit === undefined || digit < 0x30 || digit > 0x37) break;
        value = value * 8 + digit - 0x30;
        i++;
      }
      out[length++] = value & 0xff;
      continue;
    }
    out[length++] = escapes.get(next) ?? next;
  }
  return out.subarray(0, length);
}
