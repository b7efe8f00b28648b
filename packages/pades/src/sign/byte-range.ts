import type { IncrementWriter } from '../pdf/increment.js';
import type { PdfRef } from '../pdf/objects.js';
import { byteRangePlaceholder, type SignatureDictionary } from './signature-dictionary.js';
import type { ByteRange, PrefixHash } from './types.js';

const leastContentsBytes = 512;
const mostContentsBytes = 4 * 1024 * 1024;

/** Throws a `TypeError` where no room of that many bytes can be left for a signature or time-stamp. */
export function requireContentsBytes(contentsBytes: number): void {
  if (
    !Number.isInteger(contentsBytes) ||
    contentsBytes < leastContentsBytes ||
    contentsBytes > mostContentsBytes
  ) {
    throw new TypeError(
      `contentsBytes must be an integer from ${leastContentsBytes} to ${mostContentsBytes}`,
    );
  }
}

/** An increment with a signature dictionary in it, whose `/ByteRange` is still the placeholder. */
export interface BuiltSignature {
  readonly increment: Uint8Array;
  /** Offset of `/ByteRange` in the increment. */
  readonly byteRangeOffset: number;
  readonly byteRange: ByteRange;
}

/**
 * Builds the increment, and tells the byte range of the signature in it: everything but its `/Contents`, which with `<` and
 * `>` is the gap (ISO 32000-2 §12.8.1).
 */
export function buildSignature(
  writer: IncrementWriter,
  value: PdfRef,
  dictionary: Pick<SignatureDictionary, 'byteRangeOffset' | 'contentsOffset'>,
  contentsBytes: number,
): BuiltSignature {
  const { size } = writer.document.source;
  const { bytes: increment, valueOffsets } = writer.build();
  const at = valueOffsets.get(value.num);
  if (at === undefined) throw new TypeError('The signature dictionary was not written');
  const contentsStart = size + at + dictionary.contentsOffset;
  const contentsEnd = contentsStart + 2 + contentsBytes * 2;
  return {
    increment,
    byteRangeOffset: at + dictionary.byteRangeOffset,
    byteRange: [0, contentsStart, contentsEnd, size + increment.length - contentsEnd],
  };
}

/** Writes a byte range where {@link byteRangePlaceholder} stands. */
export function writeByteRange(increment: Uint8Array, offset: number, byteRange: ByteRange): void {
  const text = `/ByteRange [${byteRange.join(' ')}]`.padEnd(byteRangePlaceholder.length, ' ');
  increment.set(Buffer.from(text, 'latin1'), offset);
}

/** The digest over what a byte range covers: the hashed original, and the increment but for its `/Contents`. */
export function digestOver(prefix: PrefixHash, increment: Uint8Array, byteRange: ByteRange): Uint8Array {
  const hash = prefix.fork();
  hash.update(increment.subarray(0, byteRange[1] - prefix.length));
  hash.update(increment.subarray(byteRange[2] - prefix.length));
  return hash.digest();
}
