import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
      const mode = await modeOfReplaced(path);
      // A name of its own, not that of the target with more behind it: that may be as long as names can be.
      const unfinished = join(dirname(path), `.segl-${randomBytes(6).toString('hex')}`);
      const file = await open(unfinished, 'wx', mode === undefined ? 0o666 : 0o600);
      try {
        if (mode !== undefined) await file.chmod(mode);
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

/** Permissions of the file that will be replaced, which the new one takes over; undefined where there is none. */
async function modeOfReplaced(path: string): Promise<number | undefined> {
  try {
    const existing = await stat(path);
    if (existing.isFile()) return existing.mode & 0o777;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  throw new TypeError(`${path} is there and is no regular file`);
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
