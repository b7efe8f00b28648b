import type { Readable } from 'node:stream';

/** What is known of a stored object without reading it. */
export interface ObjectFacts {
  /** Bytes. */
  size: number;
}

/** What was written. */
export interface StoredObject extends ObjectFacts {
  /** SHA-256 of the bytes, lower-case hexadecimal, computed while they streamed. */
  sha256: string;
}

/**
 * Files of one room. Keys are `/`-separated names of letters, digits, `.`, `_` and `-`; no name starts with a dot.
 * Every call is refused inside a transaction scope (`platform.io-in-transaction`).
 *
 * @throws PlatformError `platform.invalid-object-key`, `platform.object-not-found` (get, getBytes), `platform.object-exists`
 */
export interface ObjectStore {
  /**
   * Stores an object; it is durable and complete, or not there, when the promise settles.
   * @param options.ifNoneMatch `'*'` refuses to replace an existing object (`platform.object-exists`).
   */
  put(key: string, source: Readable | Uint8Array, options?: PutOptions): Promise<StoredObject>;
  get(key: string): Promise<Readable>;
  getBytes(key: string): Promise<Uint8Array>;
  /** Undefined when there is no such object. */
  head(key: string): Promise<ObjectFacts | undefined>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
}

/** Options of {@link ObjectStore.put}. */
export interface PutOptions {
  ifNoneMatch?: '*';
  /** Media type told to an S3 store; the file store does not keep it. */
  contentType?: string;
}

const keyPattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

/** Whether `key` may name an object: no traversal, no hidden names, nothing a file system would read differently. */
export function isObjectKey(key: string): boolean {
  return key.length <= 512 && keyPattern.test(key);
}
