import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, statSync, writevSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import { openFile, type ByteSource, type DocumentInput, type Increment } from '@segl/pades';
import { FileError, isSystemError } from './failure.js';
import type { FileTask, Progress } from './job.js';

/** Files up to this size are read in one go and written in one go. */
const smallBytes = 4 * 1024 * 1024;

/** A file opened for reading. */
export interface OpenedFile {
  readonly input: DocumentInput;
  close(): void;
}

/** Opens a document: small files are read whole, larger ones stay on disk. */
export function openInput(path: string, progress?: Progress): OpenedFile {
  try {
    const small = readSmall(path);
    if (small !== undefined) {
      progress?.addBytes(small.length);
      return { input: small, close: nothing };
    }
    const source = openFile(path);
    return {
      input: progress === undefined ? source : counted(source, progress),
      close: () => {
        source.close();
      },
    };
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw new FileError('file.unreadable', reason(cause), { cause });
  }
}

function nothing(): void {
  // Nothing is held open.
}

function readSmall(path: string): Uint8Array | undefined {
  const fd = openSync(path, 'r');
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

let unfinishedFiles = 0;

/**
 * Writes a document with what was appended to it. The result appears under its name when it is whole, or not at all. It
 * replaces the input only where task says so by naming the same path.
 */
export async function writeOutput(task: FileTask, input: DocumentInput, result: Increment): Promise<void> {
  const { output } = task;
  if (output === undefined) throw new TypeError('This command needs to know where its result goes');
  if (output !== task.input) refuseSameFile(task.input, output);
  try {
    if (input instanceof Uint8Array) writeSmall(output, [input, result.increment]);
    else await result.writeTo({ path: output });
  } catch (cause) {
    if (!isSystemError(cause) && !isWriteError(cause)) throw cause;
    throw new FileError('file.unwritable', reason(cause), { cause });
  }
}

function writeSmall(output: string, parts: readonly Uint8Array[]): void {
  const unfinished = `${output}.${process.pid}-${threadId}-${(unfinishedFiles += 1)}.part`;
  const fd = openSync(unfinished, 'wx');
  try {
    const expected = parts.reduce((sum, part) => sum + part.length, 0);
    const written = writevSync(fd, parts);
    if (written !== expected) throw new FileError('file.unwritable', `${output} could not be written whole`);
  } catch (error) {
    closeSync(fd);
    rmSync(unfinished, { force: true });
    throw error;
  }
  closeSync(fd);
  renameSync(unfinished, output);
}

/** The same file may go by two names: a link, another case. */
function refuseSameFile(input: string, output: string): void {
  const existing = statSync(output, { throwIfNoEntry: false });
  if (existing === undefined) return;
  const original = statSync(input, { throwIfNoEntry: false });
  if (original !== undefined && original.ino === existing.ino && original.dev === existing.dev)
    throw new FileError('file.would-overwrite', `${output} is the input itself`);
}

const isWriteError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error &&
  'code' in error &&
  ['ENOSPC', 'EROFS', 'EDQUOT', 'EFBIG', 'EEXIST'].includes(String(error.code));

/** `ENOENT: no such file or directory, open 'x'` without the name of the system call. */
function reason(error: NodeJS.ErrnoException): string {
  return error.message
    .replace(/^[A-Z]+: /, '')
    .replace(/, (?:open|stat|read|mkdir|rename|writev|write) '/, ": '");
}
