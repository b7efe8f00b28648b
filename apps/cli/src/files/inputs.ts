import { readdirSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { isSystemError, statIfPossible } from './system-errors.js';

/** A file to work on, and its place below the folder that was named (its bare name for a file). */
export interface InputFile {
  readonly path: string;
  readonly relative: string;
}

/**
 * The files that the arguments of a call name: files as they are, folders with every `.pdf` in them, to any depth, in the
 * order of their names. Hidden folders, links to folders, devices and pipes are passed over. What is not there, links
 * that lead nowhere, and folders that cannot be listed stay in the list, so that they are reported like any file that
 * cannot be read.
 */
export function expandInputs(paths: readonly string[]): { files: InputFile[]; emptyFolders: string[] } {
  const files: InputFile[] = [];
  const emptyFolders: string[] = [];
  for (const given of paths) {
    if (statIfPossible(given)?.isDirectory() !== true) {
      files.push({ path: given, relative: path.basename(given) });
      continue;
    }
    const before = files.length;
    walk(given, '', files);
    if (files.length === before) emptyFolders.push(given);
  }
  return { files, emptyFolders };
}

function walk(root: string, below: string, into: InputFile[]): void {
  let entries: Dirent[];
  try {
    entries = readdirSync(path.join(root, below), { withFileTypes: true });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    into.push({ path: path.join(root, below), relative: below === '' ? path.basename(root) : below });
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const relative = below === '' ? entry.name : path.join(below, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.')) walk(root, relative, into);
    } else if (/\.pdf$/i.test(entry.name) && mayBeFile(entry, path.join(root, relative)))
      into.push({ path: path.join(root, relative), relative });
  }
}

const mayBeFile = (entry: Dirent, at: string): boolean =>
  entry.isFile() || (entry.isSymbolicLink() && statIfPossible(at)?.isFile() !== false);
