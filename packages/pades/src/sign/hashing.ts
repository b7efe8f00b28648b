import { createHash, type Hash } from 'node:crypto';
import { nodeDigest } from '../cms/algorithms.js';
import type { DigestAlgorithm } from '../cms/types.js';
import { PadesError } from '../errors.js';
import type { ByteSource } from '../pdf/byte-source.js';
import type { PrefixHash } from './types.js';

const chunkBytes = 1024 * 1024;
/** After this many bytes other work of the process gets its turn. */
const turnBytes = 32 * chunkBytes;

/**
 * Hashes a whole source by reads of 1 MiB, or takes up where an earlier signature has hashed the same bytes. A state whose
 * last bytes are others than those of the source is of another document: then everything is hashed.
 */
export async function hashSource(
  source: ByteSource,
  digestAlgorithm: DigestAlgorithm,
  known: PrefixHash | undefined,
): Promise<PrefixHash> {
  const usable = known?.digestAlgorithm === digestAlgorithm && known.length <= source.size;
  const hash = usable ? stateOf(known, source) : undefined;
  const running = hash ?? createHash(nodeDigest(digestAlgorithm));
  let offset = hash && known ? known.length : 0;
  const buffer = source.inMemory ? undefined : new Uint8Array(Math.min(chunkBytes, source.size - offset));
  for (let turn = offset + turnBytes; offset < source.size;) {
    if (buffer) {
      const count = source.readInto(buffer, offset);
      if (count === 0) throw new PadesError('pdf.truncated', 'The file became shorter while it was read');
      running.update(buffer.subarray(0, count));
      offset += count;
    } else {
      const part = source.read(offset, turnBytes);
      running.update(part);
      offset += part.length;
    }
    if (offset >= turn) {
      turn = offset + turnBytes;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
  return new HashState(digestAlgorithm, source.size, running, tailOf(source, source.size));
}

/** The state after further bytes, which must not change any more: they are hashed when somebody goes on from there. */
export function extendHash(prefix: PrefixHash, bytes: Uint8Array): PrefixHash | undefined {
  return prefix instanceof HashState ? prefix.followedBy(bytes) : undefined;
}

/** A hash that has taken in the first bytes of a file, as a state to go on from: {@link withTail} says of which file. */
export function hashStateOf(digestAlgorithm: DigestAlgorithm, length: number, hash: Hash): PrefixHash {
  return new HashState(digestAlgorithm, length, hash, undefined);
}

/** A state that was made over this very source; it is taken up only where the bytes before its end are these. */
export function withTail(prefix: PrefixHash, source: ByteSource): PrefixHash {
  return prefix instanceof HashState ? prefix.over(source) : prefix;
}

function stateOf(prefix: PrefixHash, source: ByteSource): Hash | undefined {
  return prefix instanceof HashState && prefix.isOf(source) ? prefix.copy() : undefined;
}

const tailBytes = 64;

/** A copy: what it comes from may be the whole file. */
function tailOf(source: ByteSource, end: number): Uint8Array {
  const start = Math.max(0, end - tailBytes);
  return Uint8Array.from(source.read(start, end - start));
}

class HashState implements PrefixHash {
  constructor(
    readonly digestAlgorithm: DigestAlgorithm,
    readonly length: number,
    private readonly hash: Hash,
    /** The last bytes that the hash has taken in; without them the state fits no source. */
    private readonly tail: Uint8Array | undefined,
    /** Bytes behind those that the hash has taken in: few signatures are followed by another. */
    private readonly pending: readonly Uint8Array[] = [],
  ) {}

  over(source: ByteSource): HashState {
    return new HashState(
      this.digestAlgorithm,
      this.length,
      this.hash,
      tailOf(source, this.hashed),
      this.pending,
    );
  }

  /** Pending bytes hold signatures, which tell apart what was made from one template. */
  isOf(source: ByteSource): boolean {
    if (this.tail === undefined) return false;
    let offset = this.hashed - this.tail.length;
    for (const bytes of [this.tail, ...this.pending]) {
      if (Buffer.compare(source.read(offset, bytes.length), bytes) !== 0) return false;
      offset += bytes.length;
    }
    return true;
  }

  private get hashed(): number {
    return this.pending.reduce((end, bytes) => end - bytes.length, this.length);
  }

  copy(): Hash {
    const hash = this.hash.copy();
    for (const bytes of this.pending) hash.update(bytes);
    return hash;
  }

  followedBy(bytes: Uint8Array): HashState {
    return new HashState(this.digestAlgorithm, this.length + bytes.length, this.hash, this.tail, [
      ...this.pending,
      bytes,
    ]);
  }

  fork(): { update(data: Uint8Array): void; digest(): Uint8Array } {
    const hash = this.copy();
    return {
      update: (data) => {
        hash.update(data);
      },
      digest: () => hash.digest(),
    };
  }
}
