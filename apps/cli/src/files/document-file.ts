import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fstatSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  writevSync,
  type Stats,
} from 'node:fs';
import path from 'node:path';
import { openFile, type ByteSource, type DocumentInput, type Increment } from '@segl/pades';
import { FileError } from './failure.js';
import type { FileTask, Progress } from './job.js';
import { isSystemError, reasonOf, statIfPossible } from './system-errors.js';

/** Files up to this size are read in one go and written in one go. */
const smallBytes = 4 * 1024 * 1024;

/** A file opened for reading. */
export interface OpenedFile {
  readonly input: DocumentInput;
  close(): void;
}

/** Opens a document: small files are read whole, larger ones stay on disk. */
export function openInput(file: string, progress?: Progress): OpenedFile {
  // Opening a pipe would wait for somebody to write into it. Of a folder, and of what is not there, opening says more.
  const found = statIfPossible(file);
  if (found !== undefined && !found.isFile() && !found.isDirectory())
    throw new FileError('file.unreadable', 'It is a device or pipe, not a file');
  try {
    const small = readSmall(file);
    if (small !== undefined) {
      progress?.addBytes(small.length);
      return { input: small, close: nothing };
    }
    const source = openFile(file);
    return {
      input: progress === undefined ? source : counted(source, progress),
      close: () => {
        source.close();
      },
    };
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw new FileError('file.unreadable', `It cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

function nothing(): void {
  // Nothing is held open.
}

function readSmall(file: string): Uint8Array | undefined {
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    if (size > smallBytes) return undefined;
    const bytes = new Uint8Array(size);
    let filled = 0;
    while (filled < size) {
      const count = readSync(fd, bytes, filled, size - filled, filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(fd);
  }
}

/** Tells how many bytes have been read in long sweeps: hashing and copying. */
function counted(source: ByteSource, progress: Progress): ByteSource {
  return {
    size: source.size,
    inMemory: source.inMemory,
    read: (offset, length) => source.read(offset, length),
    readInto: (target, offset) => {
      const count = source.readInto(target, offset);
      progress.addBytes(count);
      return count;
    },
    close: () => {
      source.close();
    },
  };
}

/**
 * Writes a document with what was appended to it. The result appears under its name when it is whole, or not at all. It
 * replaces the input only where the task says so by naming the same path; where that is a link, the file behind it is
 * replaced and the link stays. A file that is replaced hands its mode on.
 */
export async function writeOutput(task: FileTask, input: DocumentInput, result: Increment): Promise<void> {
  const { output } = task;
  if (output === undefined) throw new TypeError('This command needs to know where its result goes');
  try {
    const existing = replaceable(task.input, output);
    const target = output === task.input ? realpathSync(output) : output;
    if (input instanceof Uint8Array) writeSmall(target, [input, result.increment], existing?.mode);
    else await result.writeTo({ path: target });
  } catch (cause) {
    if (!isSystemError(cause) && !isWriteError(cause)) throw cause;
    throw new FileError('file.unwritable', `${output} cannot be written: ${reasonOf(cause)}`, { cause });
  }
}

function writeSmall(target: string, parts: readonly Uint8Array[], mode: number | undefined): void {
  const unfinished = path.join(path.dirname(target), `.segl-${randomBytes(6).toString('hex')}`);
  const fd = openSync(unfinished, 'wx', mode === undefined ? 0o666 : 0o600);
  let open = true;
  try {
    if (mode !== undefined) fchmodSync(fd, mode & 0o777);
    const expected = parts.reduce((sum, part) => sum + part.length, 0);
    const written = writevSync(fd, parts);
    if (written !== expected) throw new FileError('file.unwritable', `${target} could not be written whole`);
    open = false;
    closeSync(fd);
    renameSync(unfinished, target);
  } catch (error) {
    if (open) closeSync(fd);
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/**
 * What stands at the target already. Only a file can be replaced, and it must not be the input: the same file may go by
 * two names, by a link or in another case.
 */
function replaceable(input: string, output: string): Stats | undefined {
  const existing = statIfPossible(output);
  if (existing === undefined) return undefined;
  if (!existing.isFile())
    throw new FileError(
      'file.not-regular',
      `${output} is ${existing.isDirectory() ? 'a folder' : 'a device or pipe'}, not a file that can be replaced`,
    );
  if (output === input) return existing;
  const original = statIfPossible(input);
  if (original !== undefined && original.ino === existing.ino && original.dev === existing.dev)
    throw new FileError('file.would-overwrite', `${output} is the input itself`);
  return existing;
}

const isWriteError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error &&
  'code' in error &&
  ['ENOSPC', 'EROFS', 'EDQUOT', 'EFBIG', 'EEXIST'].includes(String(error.code));
