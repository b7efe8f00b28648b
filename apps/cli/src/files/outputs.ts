import { mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../usage-error.js';
import type { InputFile } from './inputs.js';
import type { FileTask } from './job.js';
import { reasonOf } from './system-errors.js';

/** Where results go, as typed. */
export interface OutputOptions {
  readonly out?: string;
  readonly outDir?: string;
  readonly suffix?: string;
  readonly inPlace?: true;
}

/**
 * Decides where the result of each input goes, and makes the folders for it. An input is never the target unless
 * `--in-place` says so, and no two results share a name: in place, a file is done once, however often it is named.
 *
 * @throws UsageError
 */
export function planOutputs(files: readonly InputFile[], options: OutputOptions): FileTask[] {
  const { out, outDir, suffix, inPlace } = options;
  const ways = [out, outDir, inPlace].filter((way) => way !== undefined).length;
  if (ways > 1) throw new UsageError('Give one of --out, --out-dir and --in-place.');
  if (ways === 0 && suffix === undefined)
    throw new UsageError(
      'Say where the result goes: --out FILE, --out-dir FOLDER, --suffix TEXT or --in-place.',
    );
  if (suffix !== undefined && /[/\\]/.test(suffix))
    throw new UsageError('--suffix is put behind names; for another folder there is --out-dir.');
  if (inPlace) return eachOnce(files).map(({ path: input }) => ({ input, output: input }));
  if (out !== undefined && files.length > 1)
    throw new UsageError('--out takes one file; for several give --out-dir FOLDER.');

  const inputs = new Set(files.map((file) => path.resolve(file.path)));
  const taken = new Map<string, string>();
  const folders = new Set<string>();
  const tasks = files.map((file) => {
    const output = out ?? placeOf(file, outDir, suffix ?? '');
    const absolute = path.resolve(output);
    if (inputs.has(absolute))
      throw new UsageError(`${output} is an input; give another place, or --in-place to replace it.`);
    const other = taken.get(absolute);
    if (other !== undefined)
      throw new UsageError(`Two results would be called ${output}: those of ${other} and ${file.path}.`);
    taken.set(absolute, file.path);
    if (outDir !== undefined) folders.add(path.dirname(absolute));
    return { input: file.path, output };
  });
  for (const folder of folders) makeFolder(folder);
  return tasks;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UsageError(`The folder ${folder} cannot be made: ${reasonOf(error)}.`);
  }
}

/**
 * Files by their first name: one that is named twice, by itself, by way of a folder or by a link, would be read twice at
 * once, and the last result written would be without the signature of the other.
 */
function eachOnce(files: readonly InputFile[]): InputFile[] {
  const seen = new Set<string>();
  return files.filter((file) => {
    const place = realPlace(file.path);
    if (seen.has(place)) return false;
    seen.add(place);
    return true;
  });
}

function realPlace(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    // What cannot be followed cannot be read either, and is told so when its turn comes.
    return path.resolve(file);
  }
}

function placeOf(file: InputFile, outDir: string | undefined, suffix: string): string {
  const { dir, name, ext } = path.parse(outDir === undefined ? file.path : path.join(outDir, file.relative));
  return path.join(dir, `${name}${suffix}${ext === '' ? '.pdf' : ext}`);
}
