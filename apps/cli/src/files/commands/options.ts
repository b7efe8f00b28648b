import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { UsageError } from '../../usage-error.js';
import { bearClosedPipes } from '../closed-pipe.js';
import { expandInputs } from '../inputs.js';
import type { FileTask, Job, JobOf } from '../job.js';
import { planOutputs, type OutputOptions } from '../outputs.js';
import { readSecret } from '../secrets.js';

/** Options of every command that works on files. */
export interface RunFlags {
  readonly json?: true;
  readonly quiet?: true;
  readonly jobs?: number;
}

export interface PasswordFlags {
  readonly passwordFile?: string;
  readonly passwordEnv?: string;
}

export interface EvidenceFlags {
  readonly tsa?: string[];
  readonly trust?: string[];
  readonly certificates?: string[];
}

/** Options of every command that makes files of files. */
export interface ResultFlags extends RunFlags, PasswordFlags, EvidenceFlags, OutputOptions {}

/** Takes an option that may be given again. */
export const repeated = (value: string, earlier: string[] | undefined): string[] => [
  ...(earlier ?? []),
  value,
];

export function integer(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || value < from || value > to)
      throw new InvalidArgumentError(`It must be a whole number from ${String(from)} to ${String(to)}.`);
    return value;
  };
}

function webAddress(text: string, earlier?: string[]): string[] {
  if (!URL.canParse(text) || !['http:', 'https:'].includes(new URL(text).protocol))
    throw new InvalidArgumentError('It must be an address that begins with http:// or https://.');
  return repeated(text, earlier);
}

/** Servers to ask for time-stamps, in this order. */
export const tsaOption = (): Option =>
  new Option('--tsa <url>', 'RFC 3161 time-stamp server; again for others to fall back on').argParser(
    webAddress,
  );

const addRunOptions = (command: Command): Command =>
  command
    .optionsGroup('Options:')
    .option('--json', 'one JSON object a line and file, on standard output')
    .option('--quiet', 'no progress and no summary on standard error')
    .addOption(
      new Option('--jobs <count>', 'threads to use at most (default: one for each core)').argParser(
        integer(1, 256),
      ),
    );

const addPasswordOptions = (command: Command): Command =>
  command
    .optionsGroup('Encrypted PDFs:')
    .option('--password-file <file>', 'file whose first line opens encrypted PDFs; - is standard input')
    .option('--password-env <name>', 'environment variable that holds it');

export const addOutputOptions = (command: Command): Command =>
  command
    .optionsGroup('Result:')
    .option('--out <file>', 'where the result goes (one input)')
    .option('--out-dir <folder>', 'where the results go; names, and folders below those named, are kept')
    .option('--suffix <text>', 'put behind the name of each result; alone: results stand beside the inputs')
    .option('--in-place', 'replace each input by its result');

const addTrustOptions = (command: Command, defaults: string): Command =>
  command
    .optionsGroup('Trust:')
    .option(
      '--trust <place>',
      `trust anchors: a folder or file, PEM or DER; again for more${defaults}`,
      repeated,
    )
    .option(
      '--certificates <place>',
      'certificates that may stand between; a folder or file, as above',
      repeated,
    );

/** Places with certificates must be there: a wrong name would silently trust nothing. */
export function requirePlaces(places: readonly string[]): readonly string[] {
  const missing = places.find((place) => !existsSync(place));
  if (missing !== undefined) throw new UsageError(`There is no file or folder ${missing} with certificates.`);
  return places;
}

/** The anchors asked for, or those of the Segl in ./data (or DATA_DIR), if there is one. */
export function trustOrDefault(trust: readonly string[] | undefined): readonly string[] {
  if (trust !== undefined) return requirePlaces(trust);
  const own = path.resolve(process.env['DATA_DIR'] ?? './data', 'trust/anchors');
  return statSync(own, { throwIfNoEntry: false })?.isDirectory() === true ? [own] : [];
}

export function evidenceOf(flags: EvidenceFlags): {
  readonly tsa: readonly string[];
  readonly trust: readonly string[];
  readonly certificates: readonly string[];
} {
  return {
    tsa: flags.tsa ?? [],
    trust: requirePlaces(flags.trust ?? []),
    certificates: requirePlaces(flags.certificates ?? []),
  };
}

export function passwordOf(flags: PasswordFlags): { readonly password?: string } {
  const password = readSecret('password', { file: flags.passwordFile, env: flags.passwordEnv });
  return password === undefined ? {} : { password };
}

/** The files of a call, without targets. */
export function inputsOf(files: readonly string[]): FileTask[] {
  const found = expandInputs(files);
  requireSome(found.emptyFolders);
  return found.files.map(({ path: input }) => ({ input }));
}

/** The files of a call, each with its target. */
export function tasksOf(files: readonly string[], flags: OutputOptions): FileTask[] {
  const found = expandInputs(files);
  requireSome(found.emptyFolders);
  return planOutputs(found.files, flags);
}

function requireSome([folder]: readonly string[]): void {
  if (folder !== undefined) throw new UsageError(`There is no PDF in folder ${folder}.`);
}

/** What a call comes to: the files, and what is to be done to each. */
type Plan = { readonly tasks: readonly FileTask[] } & {
  [C in Job['command']]: Pick<JobOf<C>, 'command' | 'settings'>;
}[Job['command']];

/**
 * Plans the work of a call and does it; sets the exit code of the process.
 *
 * @throws UsageError
 */
export async function run(flags: RunFlags, plan: () => Plan): Promise<void> {
  try {
    const { tasks, ...work } = plan();
    const job: Job = { ...work, output: flags.json ? 'json' : 'words' };
    bearClosedPipes(job.command);
    const { runFiles } = await import('../run-files.js');
    process.exitCode = await runFiles(job, tasks, {
      threads: flags.jobs,
      progress: flags.quiet ? 'none' : 'on-terminal',
    });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { explainFailure } = await import('../explain-failure.js');
    process.exitCode = explainFailure(error);
  }
}

/** The options that every command ends with, and what its help says below them. */
export function addCommonOptions(
  command: Command,
  about: {
    /** What anchors are by default, behind `--trust`; left out where no chain is followed. */
    readonly trust?: string;
    /** What exit codes 0 and 1 mean. */
    readonly good: string;
    readonly refused: string;
    readonly examples: readonly string[];
  },
): Command {
  if (about.trust !== undefined) addTrustOptions(command, about.trust);
  addPasswordOptions(command);
  return addRunOptions(command).addHelpText(
    'after',
    `
Exit codes:
  0   ${about.good}
  1   ${about.refused}
  2   a file cannot be read, or not as a PDF
  64  the command was called wrongly
With several files: the highest of all.

Examples:
${about.examples.map((example) => `  ${example}`).join('\n')}`,
  );
}
