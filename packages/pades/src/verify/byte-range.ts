import type { ByteSource } from '../pdf/byte-source.js';
import type { Findings } from './findings.js';

/** A ByteRange that has the right form: two pieces around one gap, from the first byte on. */
export interface SignedRange {
  /** Where the gap begins: the opening delimiter of `/Contents`. */
  readonly gapStart: number;
  /** Behind the closing delimiter. */
  readonly gapEnd: number;
  /** Where the signed bytes end: the size of the file when it was signed. */
  readonly end: number;
  /** The hexadecimal string in the gap, decoded; padding included. */
  readonly contents: Uint8Array;
}

/** Largest `/Contents` that is believed. */
const MAX_GAP_BYTES = 8 * 1024 * 1024;

/**
 * Checks the form of a ByteRange (ISO 32000-2 §12.8.1): four integers, from byte 0, inside the file, and the gap exactly
 * one hexadecimal string with its delimiters. Anything else could leave room for what is not signed.
 */
export function checkByteRange(
  source: ByteSource,
  byteRange: readonly number[] | undefined,
  findings: Findings,
): SignedRange | undefined {
  if (byteRange === undefined) {
    findings.add('byterange-missing', 'The signature does not say which bytes it covers');
    return undefined;
  }
  const [start, firstLength, gapEnd, secondLength, more] = byteRange;
  if (
    start === undefined ||
    firstLength === undefined ||
    gapEnd === undefined ||
    secondLength === undefined ||
    more !== undefined ||
    byteRange.some((value) => value < 0)
  ) {
    findings.add('byterange-malformed', `ByteRange [${byteRange.slice(0, 8).join(' ')}] is not two pieces`);
    return undefined;
  }
  if (start !== 0) {
    findings.add('byterange-not-from-start', `The signed bytes begin at ${start} instead of 0`);
    return undefined;
  }
  const gapStart = firstLength;
  if (gapEnd + secondLength > source.size) {
    findings.add('byterange-beyond-file', 'The signed bytes reach beyond the end of the file');
    return undefined;
  }
  if (gapEnd <= gapStart + 1 || gapEnd - gapStart > MAX_GAP_BYTES) {
    findings.add('byterange-gap', 'Between the signed bytes there is no room for a signature');
    return undefined;
  }
  const contents = decodeHexString(source.read(gapStart, gapEnd - gapStart));
  if (contents === undefined) {
    findings.add('byterange-gap', 'What the signature leaves out is not exactly its own /Contents');
    return undefined;
  }
  return { gapStart, gapEnd, end: gapEnd + secondLength, contents };
}

/** `<hex digits>` and nothing else. */
function decodeHexString(bytes: Uint8Array): Uint8Array | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (!/^<[0-9A-Fa-f]*>$/.test(text)) return undefined;
  const digits = text.slice(1, -1);
  return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex');
}

const CHUNK_BYTES = 1024 * 1024;

/** The signed bytes in order, in pieces of at most 1 MiB; a piece is valid until the next one is asked for. */
export function* signedChunks(source: ByteSource, range: SignedRange): Generator<Uint8Array> {
  const buffer = new Uint8Array(Math.min(CHUNK_BYTES, range.end));
  for (const [from, to] of [
    [0, range.gapStart],
    [range.gapEnd, range.end],
  ] as const) {
    for (let at = from; at < to; at += buffer.length) {
      const piece = buffer.subarray(0, Math.min(buffer.length, to - at));
      source.readInto(piece, at);
      yield piece;
    }
  }
}

/** The first bytes of a source, as a source of their own. */
export function prefixOf(source: ByteSource, size: number): ByteSource {
  const clamp = (length: number, offset: number): number => Math.max(0, Math.min(length, size - offset));
  return {
    size,
    inMemory: source.inMemory,
    read: (offset, length) => source.read(offset, clamp(length, offset)),
    readInto: (target, offset) => source.readInto(target.subarray(0, clamp(target.length, offset)), offset),
    close() {
      // The source belongs to whoever opened it.
    },
  };
}
