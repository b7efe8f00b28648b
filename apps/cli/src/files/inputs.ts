import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** A file to work on, and its place below the folder that was named (its bare name for a file). */
export interface InputFile {
  readonly path: string;
  readonly relative: string;
}

/**
 * The files that the arguments of a call name: files as they are, folders with every `.pdf` in them, to any depth, in the
 * order of their names. Hidden folders and links to folders are passed over. What is not there stays in the list, so that
 * it is reported like any file that cannot be read.
 */
export function expandInputs(paths: readonly string[]): { files: InputFile[]; emptyFolders: string[] } {
  const files: InputFile[] = [];
  const emptyFolders: string[] = [];
  for (const given of paths) {
    if (statSync(given, { throwIfNoEntry: false })?.isDirectory() !== true) {
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
  const entries = readdirSync(path.join(root, below), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const relative = below === '' ? entry.name : path.join(below, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.')) walk(root, relative, into);
    } else if (/\.pdf$/i.test(entry.name)) into.push({ path: path.join(root, relative), relative });
  }
}
