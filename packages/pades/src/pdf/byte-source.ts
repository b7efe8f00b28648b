import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { PadesError } from '../errors.js';

/**
 * Where the bytes of a file come from. Reading is synchronous and by position, so that a file of any size is
 * opened, searched and hashed without being held in memory.
 */
export interface ByteSource {
  /** Number of bytes. */
  readonly size: number;
  /**
   * Bytes from `offset`, at most `length`, fewer at the end of the file. The result must not be written to and may
   * share memory with the source.
   */
  read(offset: number, length: number): Uint8Array;
  /** Fills `target` from `offset` and returns how many bytes were written. */
  readInto(target: Uint8Array, offset: number): number;
  /** True where `read` costs nothing, however much is asked for. */
  readonly inMemory: boolean;
  /** Lets go of the file; a buffer needs nothing. */
  close(): void;
}

/** A source over bytes in memory; nothing is copied. */
export function fromBytes(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    inMemory: true,
    read(offset, length) {
      const start = clamp(offset, bytes.length);
      return bytes.subarray(start, clamp(start + length, bytes.length));
    },
    readInto(target, offset) {
      const part = bytes.subarray(clamp(offset, bytes.length)).subarray(0, target.length);
      target.set(part);
      return part.length;
    },
    close() {
      // Nothing is held open.
    },
  };
}

const blockBytes = 64 * 1024;
const cachedBlocks = 64;

/**
 * A source over a file on disk. Small reads go through a cache of 4 MiB; large ones go straight to the file.
 * The caller closes it.
 */
export function openFile(path: string): ByteSource {
  const fd = openSync(path, 'r');
  const size = fstatSync(fd).size;
  const cache = new Map<number, Uint8Array>();
  const readExactly = (target: Uint8Array, offset: number): number => {
    let done = 0;
    while (done < target.length) {
      const got = readSync(fd, target, done, target.length - done, offset + done);
      if (got === 0) break;
      done += got;
    }
    return done;
  };
  const block = (index: number): Uint8Array => {
    const known = cache.get(index);
    if (known) {
      cache.delete(index);
      cache.set(index, known);
      return known;
    }
    const bytes = new Uint8Array(Math.min(blockBytes, size - index * blockBytes));
    readExactly(bytes, index * blockBytes);
    cache.set(index, bytes);
    const oldest = cache.keys().next();
    if (cache.size > cachedBlocks && !oldest.done) cache.delete(oldest.value);
    return bytes;
  };
  return {
    size,
    inMemory: false,
    read(offset, length) {
      const start = clamp(offset, size);
      const end = clamp(start + length, size);
      const first = Math.floor(start / blockBytes);
      if (end > start && end <= (first + 1) * blockBytes) {
        return block(first).subarray(start - first * blockBytes, end - first * blockBytes);
      }
      const bytes = new Uint8Array(end - start);
      readExactly(bytes, start);
      return bytes;
    },
    readInto(target, offset) {
      return readExactly(target.subarray(0, Math.max(0, size - offset)), offset);
    },
    close() {
      closeSync(fd);
    },
  };
}

/** A source that continues another with bytes in memory: a file and the increment not yet written to it. */
export function concatenated(first: ByteSource, tail: Uint8Array): ByteSource {
  const size = first.size + tail.length;
  return {
    size,
    inMemory: false,
    read(offset, length) {
      const start = clamp(offset, size);
      const end = clamp(start + length, size);
      if (end <= first.size) return first.read(start, end - start);
      if (start >= first.size) return tail.subarray(start - first.size, end - first.size);
      const bytes = new Uint8Array(end - start);
      bytes.set(first.read(start, first.size - start));
      bytes.set(tail.subarray(0, end - first.size), first.size - start);
      return bytes;
    },
    readInto(target, offset) {
      const part = this.read(offset, target.length);
      target.set(part);
      return part.length;
    },
    close() {
      first.close();
    },
  };
}

/** What the functions of this package take as a document. */
export type DocumentInput = Uint8Array | ByteSource;

export function toByteSource(input: DocumentInput): ByteSource {
  return input instanceof Uint8Array ? fromBytes(input) : input;
}

/** All bytes of a source; refuses above `maxBytes` (`pdf.limit-exceeded`). */
export function readAll(source: ByteSource, maxBytes = 2 ** 31 - 1): Uint8Array {
  if (source.size > maxBytes) {
    throw new PadesError('pdf.limit-exceeded', `${source.size} bytes do not fit in memory`);
  }
  return source.read(0, source.size);
}

function clamp(value: number, max: number): number {
  return value < 0 ? 0 : value > max ? max : value;
}
