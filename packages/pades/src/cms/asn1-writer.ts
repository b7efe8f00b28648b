/**
 * A DER writer (X.690 §10): each function returns one complete element. Parts are bytes already encoded, so raw
 * certificates and tokens pass through untouched.
 */

const UNIVERSAL_CONSTRUCTED = 0x20;
const CONTEXT = 0x80;

/** Octets of a length in its long form, behind the one that counts them; none in the short form. */
function longLengthOctets(length: number): number {
  if (length < 0x80) return 0;
  return length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
}

function element(identifier: number, parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const long = longLengthOctets(length);
  const out = Buffer.allocUnsafe(2 + long + length);
  out[0] = identifier;
  out[1] = long === 0 ? length : 0x80 | long;
  if (long > 0) out.writeUIntBE(length, 2, long);
  let at = 2 + long;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** SEQUENCE of the given elements, in order. */
export const sequence = (...parts: readonly Uint8Array[]): Uint8Array =>
  element(0x10 | UNIVERSAL_CONSTRUCTED, parts);

/** SET OF the given elements, sorted as DER demands (X.690 §11.6). */
export const setOf = (parts: readonly Uint8Array[]): Uint8Array =>
  element(0x11 | UNIVERSAL_CONSTRUCTED, sorted(parts));

/** `[n] EXPLICIT` around complete elements; also `[n] IMPLICIT` of a SEQUENCE given by its members. */
export const context = (tag: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  element(CONTEXT | UNIVERSAL_CONSTRUCTED | tag, parts);

/** `[n] IMPLICIT SET OF`: the members sorted, under a context tag. */
export const contextSetOf = (tag: number, parts: readonly Uint8Array[]): Uint8Array =>
  element(CONTEXT | UNIVERSAL_CONSTRUCTED | tag, sorted(parts));

/** `[n] IMPLICIT` primitive with these content octets. */
export const contextPrimitive = (tag: number, content: Uint8Array): Uint8Array =>
  element(CONTEXT | tag, [content]);

/** The same element under another identifier octet: turns `[0] IMPLICIT SET OF` into `SET OF` and back. */
export function retag(der: Uint8Array, identifier: number): Uint8Array {
  const out = Buffer.from(der);
  out[0] = identifier;
  return out;
}

export const octetString = (content: Uint8Array): Uint8Array => element(0x04, [content]);

/** BIT STRING with no unused bits. */
export const bitString = (content: Uint8Array): Uint8Array => element(0x03, [Buffer.from([0]), content]);

/** Named-bit BIT STRING from bit numbers, trailing zero bits removed (X.690 §11.2.2). */
export function namedBits(bits: readonly number[]): Uint8Array {
  if (bits.length === 0) return element(0x03, [Buffer.from([0])]);
  const last = Math.max(...bits);
  const bytes = Buffer.alloc((last >> 3) + 1);
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return element(0x03, [Buffer.from([7 - (last & 7)]), bytes]);
}

export const nullValue = (): Uint8Array => Buffer.from([0x05, 0x00]);

export const trueValue = (): Uint8Array => Buffer.from([0x01, 0x01, 0xff]);

export const utf8String = (text: string): Uint8Array => element(0x0c, [Buffer.from(text, 'utf8')]);

/** IA5String. Throws a `TypeError` for characters beyond ASCII. */
export function ia5String(text: string): Uint8Array {
  if (!/^\p{ASCII}+$/u.test(text)) throw new TypeError('Only ASCII can stand here');
  return element(0x16, [Buffer.from(text, 'latin1')]);
}

export const enumerated = (value: number): Uint8Array => element(0x0a, [integerOctets(BigInt(value))]);

/** INTEGER from a number, or from the octets of a positive big-endian number. */
export function integer(value: number | bigint | Uint8Array): Uint8Array {
  if (typeof value === 'number' || typeof value === 'bigint')
    return element(0x02, [integerOctets(BigInt(value))]);
  let start = 0;
  while (start < value.length - 1 && value[start] === 0) start++;
  const octets = value.length === 0 ? Buffer.from([0]) : value.subarray(start);
  return element(0x02, (octets[0] ?? 0) & 0x80 ? [Buffer.from([0]), octets] : [octets]);
}

function integerOctets(value: bigint): Uint8Array {
  const out: number[] = [];
  let rest = value;
  for (;;) {
    const octet = Number(rest & 0xffn);
    out.unshift(octet);
    rest >>= 8n;
    if ((rest === 0n && octet < 0x80) || (rest === -1n && octet >= 0x80)) return Buffer.from(out);
  }
}

/** Identifiers that were encoded before; every signature needs the same dozen. */
const knownOids = new Map<string, Uint8Array>();
const mostKnownOids = 256;

/** OBJECT IDENTIFIER; arcs may be of any size (`2.25.<UUID>`). Throws a `TypeError` on what is no OID. */
export function oid(dotted: string): Uint8Array {
  const known = knownOids.get(dotted);
  if (known !== undefined) return known;
  const encoded = encodeOid(dotted);
  if (knownOids.size < mostKnownOids) knownOids.set(dotted, encoded);
  return encoded;
}

function encodeOid(dotted: string): Uint8Array {
  if (!/^[012](\.(0|[1-9]\d*))+$/.test(dotted)) throw new TypeError(`Not an object identifier: ${dotted}`);
  const arcs = dotted.split('.').map(BigInt);
  const [first = 0n, second = 0n, ...rest] = arcs;
  if (first < 2n && second > 39n) throw new TypeError(`Not an object identifier: ${dotted}`);
  const out: number[] = [];
  for (const arc of [first * 40n + second, ...rest]) {
    const octets = [Number(arc & 0x7fn)];
    for (let left = arc >> 7n; left > 0n; left >>= 7n) octets.unshift(Number(left & 0x7fn) | 0x80);
    out.push(...octets);
  }
  return element(0x06, [Buffer.from(out)]);
}

/** GeneralizedTime in UTC; fractions of a second only where there are any (X.690 §11.7). */
export function generalizedTime(time: Date): Uint8Array {
  const [date = '', clock = ''] = time.toISOString().split('T');
  const [seconds = '', fraction = ''] = clock.replace('Z', '').split('.');
  const digits = fraction.replace(/0+$/, '');
  const text = `${date.replaceAll('-', '')}${seconds.replaceAll(':', '')}${digits === '' ? '' : `.${digits}`}Z`;
  return element(0x18, [Buffer.from(text, 'latin1')]);
}

function sorted(parts: readonly Uint8Array[]): Uint8Array[] {
  return [...parts].sort((a, b) => Buffer.compare(a, b));
}
