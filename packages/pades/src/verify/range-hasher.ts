import type { Hash } from 'node:crypto';
import { digestName, digestOid, hashFor } from '../cms/algorithms.js';
import type { DigestAlgorithm } from '../cms/types.js';
import type { ByteSource } from '../pdf/byte-source.js';
import { hashStateOf } from '../sign/hashing.js';
import type { PrefixHash } from '../sign/types.js';
import type { SignedRange } from './byte-range.js';

const CHUNK_BYTES = 1024 * 1024;

/**
 * Digests of what signatures cover, over a file that does not change meanwhile. Each later signature covers what earlier
 * ones do and more, so the state of the hash is kept, and a file with many signatures is read about once.
 */
export class RangeHasher {
  /** By digest: the state over the first bytes of the file. */
  private readonly running = new Map<string, { readonly hash: Hash; readonly length: number }>();
  private readonly buffer: Uint8Array;

  constructor(private readonly source: ByteSource) {
    this.buffer = new Uint8Array(Math.min(CHUNK_BYTES, source.size));
  }

  /**
   * The digest over a signed range. Fastest where ranges come in the order of their ends.
   *
   * Throws `cms.algorithm-unsupported`.
   */
  digest(range: SignedRange, oid: string): Uint8Array {
    const name = digestName(oid);
    const known = this.running.get(name);
    const usable = known !== undefined && known.length <= range.gapStart ? known : undefined;
    const before = usable?.hash ?? hashFor(oid);
    this.feed(before, usable?.length ?? 0, range.gapStart);
    this.running.set(name, { hash: before, length: range.gapStart });
    const whole = before.copy();
    this.feed(whole, range.gapEnd, range.end);
    return whole.digest();
  }

  /** The state reached over the beginning of the file, to go on from; undefined where there is none. */
  prefix(algorithm: DigestAlgorithm): PrefixHash | undefined {
    const reached = this.running.get(digestName(digestOid(algorithm)));
    return reached && hashStateOf(algorithm, reached.length, reached.hash.copy());
  }

  private feed(hash: Hash, from: number, to: number): void {
    for (let at = from; at < to; at += this.buffer.length) {
      const piece = this.buffer.subarray(0, Math.min(this.buffer.length, to - at));
      this.source.readInto(piece, at);
      hash.update(piece);
    }
  }
}
