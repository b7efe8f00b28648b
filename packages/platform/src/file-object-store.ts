import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { PlatformError } from './errors.js';
import { isObjectKey, type ObjectStore } from './object-store.js';
import { assertOutsideTransaction } from './transaction-scope.js';

/** Files under one folder (0700), written beside their place, flushed to disk, and moved there whole. */
export function createFileObjectStore({ folder }: { folder: string }): ObjectStore {
  const root = path.resolve(folder);
  const place = (key: string) => {
    assertOutsideTransaction('the object store');
    if (!isObjectKey(key)) throw new PlatformError('platform.invalid-object-key', 'not an object key');
    return path.join(root, key);
  };

  return {
    async put(key, source, { ifNoneMatch } = {}) {
      const target = place(key);
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      // A leading dot is no object key: a half-written file can never be read as an object.
      const temporary = path.join(path.dirname(target), `.${randomUUID()}.tmp`);
      try {
        const written = await writeDurably(temporary, source);
        if (ifNoneMatch === '*') await linkNew(temporary, target);
        else await rename(temporary, target);
        await flushFolder(path.dirname(target));
        return written;
      } finally {
        await rm(temporary, { force: true });
      }
    },
    async get(key) {
      const target = place(key);
      // Opened here, so that a missing object is told by the promise and not by the stream.
      const file = await open(target, 'r').catch(notFound(key));
      return createReadStream(target, { fd: file });
    },
    async getBytes(key) {
      return readFile(place(key)).catch(notFound(key));
    },
    async head(key) {
      try {
        return { size: (await stat(place(key))).size };
      } catch (error) {
        if (hasCode(error, 'ENOENT')) return undefined;
        throw error;
      }
    },
    async delete(key) {
      await rm(place(key), { force: true });
    },
  };
}

async function writeDurably(file: string, source: Readable | Uint8Array) {
  const hash = createHash('sha256');
  let size = 0;
  const handle = await open(file, 'wx', 0o600);
  try {
    for await (const chunk of source instanceof Readable ? source : [source]) {
      const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      hash.update(bytes);
      size += bytes.byteLength;
      await handle.writeFile(bytes);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { size, sha256: hash.digest('hex') };
}

/** A hard link, unlike a rename, refuses a name that is taken: also when two processes try at once. */
async function linkNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (cause) {
    if (hasCode(cause, 'EEXIST')) {
      throw new PlatformError('platform.object-exists', 'the object exists already', { cause });
    }
    throw cause;
  }
}

/** Makes the new name itself survive a power cut; Windows cannot open folders and does without. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function notFound(key: string) {
  return (cause: unknown): never => {
    if (hasCode(cause, 'ENOENT')) {
      throw new PlatformError('platform.object-not-found', `there is no object ${key}`, { cause });
    }
    throw cause;
  };
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
