import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { PadesError } from '../errors.js';
import { toByteSource, type ByteSource, type DocumentInput } from '../pdf/byte-source.js';
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
      const file = await open(unfinished, 'wx');
      try {
        await copy(source, file);
        await writeWhole(file, increment);
        await file.close();
        await rename(unfinished, path);
      } catch (error) {
        await file.close();
        await rm(unfinished, { force: true });
        throw error;
      }
    },
  };
}

/** Copies by way of one buffer, so that a file of any size takes no more memory than a small one. */
async function copy(source: ByteSource, file: FileHandle): Promise<void> {
  if (source.inMemory) {
    await writeWhole(file, source.read(0, source.size));
    return;
  }
  const buffer = new Uint8Array(Math.min(chunkBytes, source.size));
  for (let offset = 0; offset < source.size;) {
    const count = source.readInto(buffer, offset);
    if (count === 0) throw new PadesError('pdf.truncated', 'The document became shorter while it was copied');
    await writeWhole(file, buffer.subarray(0, count));
    offset += count;
  }
}

async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done);
    done += bytesWritten;
  }
}
