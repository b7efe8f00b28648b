/**
 * The few DER elements (X.690 §10) that CRLs, OCSP and time-stamp answers are made of. Parts are complete elements already
 * encoded, so certificates and echoed request parts pass through byte by byte.
 */

function header(identifier: number, length: number): Buffer {
  if (length < 0x80) return Buffer.from([identifier, length]);
  if (length < 0x100) return Buffer.from([identifier, 0x81, length]);
  if (length < 0x10000) return Buffer.from([identifier, 0x82, length >> 8, length & 0xff]);
  if (length < 0x1000000) {
    return Buffer.from([identifier, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff]);
  }
  throw new RangeError('Nothing of ours is that long');
}

function element(identifier: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  return Buffer.concat([header(identifier, content.length), content]);
}

/** SEQUENCE, or SEQUENCE OF, in the order given. */
export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => element(0x30, ...parts);

/** `[n] EXPLICIT`; also `[n] IMPLICIT` of a constructed type given by its members. */
export const context = (tag: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  element(0xa0 | tag, ...parts);

/** `[n] IMPLICIT` of a primitive type. */
export const contextPrimitive = (tag: number, content: Uint8Array): Uint8Array =>
  element(0x80 | tag, content);

/** `[n] IMPLICIT NULL`. */
export const contextNull = (tag: number): Uint8Array => element(0x80 | tag);

export const octetString = (content: Uint8Array): Uint8Array => element(0x04, content);

/** BIT STRING with these unused bits at its end. */
export const bitString = (content: Uint8Array, unusedBits = 0): Uint8Array =>
  element(0x03, Buffer.from([unusedBits]), content);

export const utf8String = (text: string): Uint8Array => element(0x0c, Buffer.from(text, 'utf8'));

/** INTEGER, for numbers from 0 to 127. */
export const smallInteger = (value: number): Uint8Array => element(0x02, Buffer.from([value & 0x7f]));

/** INTEGER from the octets of a positive big-endian number, in hexadecimal. */
export function integerFromHex(hexadecimal: string): Uint8Array {
  const octets = Buffer.from(hexadecimal.length % 2 === 0 ? hexadecimal : `0${hexadecimal}`, 'hex');
  const negative = ((octets[0] ?? 0) & 0x80) !== 0;
  return element(0x02, negative ? Buffer.from([0]) : Buffer.alloc(0), octets);
}

/** BOOLEAN TRUE. */
export const trueValue = (): Uint8Array => Buffer.from([0x01, 0x01, 0xff]);

/** ENUMERATED, for numbers from 0 to 127. */
export const enumerated = (value: number): Uint8Array => element(0x0a, Buffer.from([value & 0x7f]));

/** GeneralizedTime in UTC, whole seconds (RFC 5280 §4.1.2.5.2). */
export function generalizedTime(time: Date): Uint8Array {
  const text = `${time.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
  return element(0x18, Buffer.from(text, 'latin1'));
}

/** OBJECT IDENTIFIER. */
export function oid(dotted: string): Uint8Array {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  const octets = [first * 40n + second, ...rest].flatMap((arc) => {
    const base128 = [Number(arc & 0x7fn)];
    for (let left = arc >> 7n; left > 0n; left >>= 7n) base128.unshift(Number(left & 0x7fn) | 0x80);
    return base128;
  });
  return element(0x06, Buffer.from(octets));
}

/** Time of certificates and CRLs: UTCTime through 2049, then GeneralizedTime (RFC 5280 §4.1.2.5). */
export function time(instant: Date): Uint8Array {
  if (instant.getUTCFullYear() >= 2050) return generalizedTime(instant);
  const text = `${instant.toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`;
  return element(0x17, Buffer.from(text, 'latin1'));
}
