import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

const abandonedAfterMilliseconds = 6 * 3600 * 1000;

/** The folder of this process for files on their way in. */
export interface TemporaryFolder {
  path: string;
  /** Removes what earlier processes left behind when they were killed in the middle of an upload. */
  removeAbandoned(options: { aloneHere: boolean }): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a folder (0700) of this process alone, inside the data folder. */
export async function createTemporaryFolder(dataDir: string): Promise<TemporaryFolder> {
  const parent = path.join(dataDir, 'tmp', 'upload');
  const own = path.join(parent, randomUUID());
  await mkdir(own, { recursive: true, mode: 0o700 });
  return {
    path: own,
    async removeAbandoned({ aloneHere }) {
      for (const name of await readdir(parent)) {
        const folder = path.join(parent, name);
        if (folder === own) continue;
        const { mtimeMs } = await stat(folder);
        // Several processes may share the folder; a young one is somebody's, unless nobody else can be here.
        if (aloneHere || Date.now() - mtimeMs > abandonedAfterMilliseconds) {
          await rm(folder, { recursive: true, force: true });
        }
      }
    },
    async remove() {
      await rm(own, { recursive: true, force: true });
    },
  };
}
