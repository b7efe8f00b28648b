import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { toByteSource, type DocumentInput } from '../pdf/byte-source.js';
import type { Increment, WriteOptions } from './types.js';

const chunkBytes = 1024 * 1024;

/** Puts a document and the bytes appended to it together when asked. */
export function incrementOf(input: DocumentInput, increment: Uint8Array): Increment {
  const source = toByteSource(input);
  return {
    increment,
    originalBytes: source.size,
    toBytes() {
      const bytes = new Uint8Array(source.size + increment.length);
      source.readInto(bytes.subarray(0, source.size), 0);
      bytes.set(increment, source.size);
      return bytes;
    },
    async writeTo({ path }: WriteOptions) {
      const unfinished = `${path}.${randomBytes(6).toString('hex')}.part`;
      const file = createWriteStream(unfinished, { flags: 'wx' });
      try {
        for (let offset = 0; offset < source.size; offset += chunkBytes) {
          // A source may reuse its memory, and the stream keeps what it is given until it is written.
          const chunk = new Uint8Array(Math.min(chunkBytes, source.size - offset));
          source.readInto(chunk, offset);
          if (!file.write(chunk)) await once(file, 'drain');
        }
        file.end(increment);
        await once(file, 'close');
        await rename(unfinished, path);
      } catch (error) {
        file.destroy();
        await rm(unfinished, { force: true });
        throw error;
      }
    },
  };
}
