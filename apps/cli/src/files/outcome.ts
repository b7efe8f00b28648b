import type { Failure } from './failure.js';
import type { Job } from './job.js';
import { printable, printableJson } from './printable.js';

/** One line of `--json` about a file that was signed, extended or time-stamped. */
export interface ResultLine {
  readonly file: string;
  readonly out: string | null;
  readonly ok: boolean;
  /** Baseline level of the signature; null for a document time-stamp, and where nothing was made. */
  readonly level: string | null;
  /** Field of the new signature or time-stamp. */
  readonly field?: string;
  /** Time that a document time-stamp proves, ISO 8601. */
  readonly time?: string;
  /** Revisions that an extension added: `validation-data`, `document-timestamp`. */
  readonly added?: readonly string[];
  readonly code?: string;
  readonly message?: string;
  readonly advice?: string;
}

/** What a command has done to a file, for people. */
export const deeds: Readonly<Record<Job['command'], { readonly good: string; readonly refused: string }>> = {
  sign: { good: 'signed', refused: 'refused' },
  extend: { good: 'extended', refused: 'refused' },
  timestamp: { good: 'time-stamped', refused: 'refused' },
  inspect: { good: 'inspected', refused: 'refused' },
  verify: { good: 'intact and trusted', refused: 'not' },
};

/** `in.pdf -> out.pdf: signed, B-B`, the line about a file that was done; in place it has one name. */
export function doneInWords(
  command: Job['command'],
  { file, out, level, time }: Pick<ResultLine, 'file' | 'out' | 'level' | 'time'>,
): string {
  const files = out === null || out === file ? file : `${file} -> ${out}`;
  const what = [deeds[command].good, level ?? time].filter((word) => word !== undefined);
  return `${printable(`${files}: ${what.join(', ')}`)}\n`;
}

/** The line of `--json` about a file that was not done. */
export function failedLine(
  { command }: Pick<Job, 'command'>,
  file: string,
  { code, message, advice }: Pick<Failure, 'code' | 'message' | 'advice'>,
): string {
  const error = { code, message, ...(advice === undefined ? {} : { advice }) };
  if (command === 'verify')
    return jsonLine({
      file,
      ok: false,
      intact: null,
      trusted: null,
      signatures: [],
      error,
    });
  if (command === 'inspect') return jsonLine({ file, error });
  const line: ResultLine = {
    file,
    out: null,
    ok: false,
    level: null,
    code,
    message,
    ...(advice === undefined ? {} : { advice }),
  };
  return jsonLine(line);
}

export const jsonLine = (value: object): string => `${printableJson(value)}\n`;
