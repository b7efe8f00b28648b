import { PadesError } from '@segl/pades';
import { exitCode } from '../exit-codes.js';
import { adviceFor } from './advice.js';
import { printable } from './printable.js';
import { isSystemError } from './system-errors.js';

/** Why a file was not done, in a form that scripts can switch on. */
export interface Failure {
  readonly code: string;
  /** What is wrong. */
  readonly message: string;
  /** What to do about it, where that is known. */
  readonly advice?: string;
  readonly exitCode: number;
}

/** A file on disk that cannot be read or written. */
export class FileError extends Error {
  override readonly name = 'FileError';
  constructor(
    readonly code: 'file.unreadable' | 'file.unwritable' | 'file.would-overwrite' | 'file.not-regular',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What a file needs turns out to be missing in the call. */
export class CallError extends Error {
  override readonly name = 'CallError';
  constructor(
    readonly code: 'timestamp.no-server',
    message: string,
  ) {
    super(message);
  }
}

/** Codes of the engine that say "this document must not be signed so" rather than "this cannot be read". */
const refusedThoughReadable: ReadonlySet<string> = new Set([
  'pdf.encrypted',
  'pdf.password-required',
  'pdf.password-wrong',
]);

/** Any error as a failure of one file. What is not expected is told as `internal`, and never ends the other files. */
export function failureOf(error: unknown): Failure {
  if (error instanceof PadesError) {
    const unreadable = error.code.startsWith('pdf.') && !refusedThoughReadable.has(error.code);
    return failure(error.code, error.message, unreadable ? exitCode.unreadable : exitCode.refused);
  }
  if (error instanceof FileError)
    return failure(
      error.code,
      error.message,
      error.code === 'file.unreadable' ? exitCode.unreadable : exitCode.refused,
    );
  if (error instanceof CallError) return failure(error.code, error.message, exitCode.refused);
  if (isSystemError(error)) return failure('file.unreadable', error.message, exitCode.unreadable);
  return failure('internal', error instanceof Error ? error.message : String(error), exitCode.refused);
}

function failure(code: string, message: string, exit: number): Failure {
  const advice = adviceFor(code);
  return { code, message, exitCode: exit, ...(advice === undefined ? {} : { advice }) };
}

/** A failure as one line for people; its code stands last. */
export function inWords(subject: string, { message, advice, code }: Failure): string {
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return `${printable(`${subject}: ${sentence}${advice === undefined ? '' : ` ${advice}`} [${code}]`)}\n`;
}
