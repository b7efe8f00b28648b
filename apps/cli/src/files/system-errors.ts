import { statSync, type Stats } from 'node:fs';

const systemCodes: ReadonlySet<string> = new Set([
  'ENOENT',
  'EACCES',
  'EISDIR',
  'ENOTDIR',
  'EPERM',
  'ELOOP',
  'EMFILE',
  'EIO',
  'ENAMETOOLONG',
]);

/** Errors of the operating system about files. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && systemCodes.has(String(error.code));

/** `ENOENT: no such file or directory, open 'x'` without code, system call and name: the message names the file itself. */
export const reasonOf = (error: Error): string =>
  error.message.replace(/^[A-Z\d]+: /, '').replace(/, [a-z]+(?: '.*)?$/s, '');

/**
 * What stands under a name, by way of links. Undefined where nothing can be found out: nothing is there, links lead in a
 * circle, the name is too long, a folder on the way is closed. Opening it tells which.
 */
export function statIfPossible(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}
