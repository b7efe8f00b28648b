import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acquireDataLock } from '../src/index.js';

let dataDir: string;
beforeEach(async () => {
  dataDir = path.join(await mkdtemp(path.join(tmpdir(), 'segl-lock-')), 'data');
});
afterEach(() => rm(path.dirname(dataDir), { recursive: true, maxRetries: 5 }));

it('makes the folder for its owner alone and holds it until released', async () => {
  const lock = await acquireDataLock(dataDir);
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  await expect(acquireDataLock(dataDir)).rejects.toMatchObject({
    code: 'platform.data-locked',
    message: expect.stringContaining(`process ${process.pid}`),
  });
  await lock.release();
  expect(await readdir(dataDir)).toEqual([]);
  await (await acquireDataLock(dataDir)).release();
});

it('names the living process that holds it', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(other, 'spawn');
  await (await acquireDataLock(dataDir)).release();
  const started = await startOf(other.pid);
  await writeFile(path.join(dataDir, 'segl.lock'), `${other.pid} ${started}`);
  await expect(acquireDataLock(dataDir)).rejects.toThrow(`process ${other.pid}`);
  other.kill('SIGKILL');
  await once(other, 'exit');
  await (await acquireDataLock(dataDir)).release();
});

it.runIf(process.platform === 'linux')(
  'takes over when the pid now belongs to a process that began later',
  async () => {
    await (await acquireDataLock(dataDir)).release();
    await writeFile(path.join(dataDir, 'segl.lock'), `${process.pid} 1`);
    await (await acquireDataLock(dataDir)).release();
  },
);

it.each(['', 'nonsense', '0 -', '-1 -'])('takes over a lock that names no process: %j', async (content) => {
  await (await acquireDataLock(dataDir)).release();
  await writeFile(path.join(dataDir, 'segl.lock'), content);
  await (await acquireDataLock(dataDir)).release();
});

it('goes to exactly one of many who come at once', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => acquireDataLock(dataDir)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('does not remove a lock that became another’s', async () => {
  const lock = await acquireDataLock(dataDir);
  await writeFile(path.join(dataDir, 'segl.lock'), '1 1');
  await lock.release();
  expect(await readFile(path.join(dataDir, 'segl.lock'), 'utf8')).toBe('1 1');
});

async function startOf(pid: number | undefined): Promise<string> {
  try {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8');
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
  } catch {
    return '-';
  }
}
