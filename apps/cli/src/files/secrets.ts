import { readFileSync } from 'node:fs';
import { UsageError } from '../usage-error.js';
import { reasonOf } from './system-errors.js';

/** Where a secret is, as typed: a file (`-` is standard input) or the name of an environment variable. */
export interface SecretPlace {
  readonly file?: string | undefined;
  readonly env?: string | undefined;
}

let standardInputRead = false;

/**
 * Reads a secret: the first line of a file or of standard input, or an environment variable. Secrets are never taken from
 * the command line itself, where every user of the machine can see them. Undefined where no place is given.
 *
 * @param what for messages, such as `passphrase`
 * @throws UsageError
 */
export function readSecret(what: string, { file, env }: SecretPlace): string | undefined {
  if (file !== undefined && env !== undefined)
    throw new UsageError(`Give --${what}-file or --${what}-env, not both.`);
  if (env !== undefined) {
    const value = process.env[env];
    if (value === undefined)
      throw new UsageError(`There is no environment variable ${env} with the ${what}.`);
    return value;
  }
  if (file === undefined) return undefined;
  if (file === '-') {
    if (standardInputRead) throw new UsageError('Only one secret can come from standard input.');
    standardInputRead = true;
  }
  // Some editors begin a file with U+FEFF, which is no part of the secret.
  return (
    readText(file, what)
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/, 1)[0] ?? ''
  );
}

function readText(file: string, what: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UsageError(`The file ${file} with the ${what} cannot be read: ${reasonOf(error)}.`);
  }
}
