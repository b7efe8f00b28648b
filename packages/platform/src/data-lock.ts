import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { PlatformError } from './errors.js';

/** Holds a data folder for one process. */
export interface DataLock {
  /** Gives the folder free; call last, after the database is closed. */
  release(): Promise<void>;
}

const lockFileName = 'segl.lock';

/**
 * Takes the data folder (made 0700 when it is not there) for this process: the embedded database has no lock of its own,
 * and two processes on it would destroy it. A lock left by a process that no longer runs is taken over.
 *
 * @throws PlatformError `platform.data-locked`, naming the process that holds it
 */
export async function acquireDataLock(dataDir: string): Promise<DataLock> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const file = path.join(dataDir, lockFileName);
  const token = await ownToken();
  // Twice: the first try may find and clear a dead process's lock.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    if (await createLock(file, token)) {
      return {
        async release() {
          if ((await readLock(file)) === token) await rm(file, { force: true });
        },
      };
    }
    await clearDeadLock(file);
  }
  throw new PlatformError('platform.data-locked', `${dataDir} was taken by another process just now`);
}

/** The lock appears whole: a lock still being written would look like one that names no process. */
async function createLock(file: string, token: string): Promise<boolean> {
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeFile(temporary, token, { mode: 0o600, flush: true });
    await link(temporary, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function clearDeadLock(file: string): Promise<void> {
  const token = await readLock(file);
  if (token === undefined) return;
  const [pid = '', startedAt] = token.split(' ');
  if (isRunning(Number(pid)) && (await startOf(Number(pid))) === startedAt) {
    throw new PlatformError(
      'platform.data-locked',
      `${path.dirname(file)} is in use by process ${pid}; stop that one first`,
    );
  }
  // Moved aside first: of two processes that clear the same lock, one only succeeds, and neither removes a new lock.
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
    const moved = await readFile(aside, 'utf8');
    if (moved !== token) await rename(aside, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function readLock(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function ownToken(): Promise<string> {
  return `${process.pid} ${await startOf(process.pid)}`;
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * When a process began, in the kernel's ticks, so that a pid given to another process (as in a restarted container, where
 * everybody is pid 1) is not taken for the old one. `-` where there is no /proc.
 */
async function startOf(pid: number): Promise<string> {
  try {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name (field 2) may hold spaces and brackets; field 22 is counted from its end.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    return fields[19] ?? '-';
  } catch {
    return '-'; // no /proc on this system, or the process is gone
  }
}
