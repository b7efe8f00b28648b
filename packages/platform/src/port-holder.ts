import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';

/**
 * What listens on a port of this machine, in words: another Segl if it answers `/health` as one, else the process as
 * /proc or `lsof` knows it. Undefined when that cannot be known; never throws.
 */
export async function describePortHolder(port: number): Promise<string | undefined> {
  if (await answersAsSegl(port)) return 'another Segl';
  const pid = (await pidFromProc(port)) ?? (await pidFromLsof(port));
  if (pid === undefined) return undefined;
  const name = await commandOf(pid);
  return name === undefined ? `process ${pid}` : `process ${pid} (${name})`;
}

async function answersAsSegl(port: number): Promise<boolean> {
  for (const protocol of ['http', 'https']) {
    const patience = new AbortController();
    // Not `AbortSignal.timeout`, which does not keep a process alive: a program that hangs up at once can leave `fetch`
    // waiting for nothing, and a start with nothing else to do would end there without a word.
    const limit = setTimeout(() => {
      patience.abort();
    }, 1000);
    try {
      const response = await fetch(`${protocol}://localhost:${port}/health`, { signal: patience.signal });
      const body: unknown = await response.json();
      if (typeof body === 'object' && body !== null && 'name' in body && body.name === 'segl') return true;
    } catch {
      // Whatever it is, it does not speak like Segl.
    } finally {
      clearTimeout(limit);
    }
  }
  return false;
}

/** Linux: the listening socket's inode in /proc/net/tcp{,6}, then the process that has it open. */
async function pidFromProc(port: number): Promise<number | undefined> {
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of (await orUndefined(readFile(table, 'utf8')))?.split('\n').slice(1) ?? []) {
      const fields = line.trim().split(/\s+/);
      const localPort = fields[1]?.split(':')[1];
      const isListening = fields[3] === '0A';
      if (
        isListening &&
        localPort !== undefined &&
        Number.parseInt(localPort, 16) === port &&
        fields[9] !== undefined
      ) {
        inodes.add(`socket:[${fields[9]}]`);
      }
    }
  }
  if (inodes.size === 0) return undefined;
  for (const pid of (await orUndefined(readdir('/proc')))?.filter((name) => /^\d+$/.test(name)) ?? []) {
    for (const fd of (await orUndefined(readdir(`/proc/${pid}/fd`))) ?? []) {
      const target = await orUndefined(readlink(`/proc/${pid}/fd/${fd}`));
      if (target !== undefined && inodes.has(target)) return Number(pid);
    }
  }
  return undefined;
}

async function pidFromLsof(port: number): Promise<number | undefined> {
  if (process.platform === 'win32') return undefined;
  const output = await run('lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN']);
  const pid = Number(output?.split('\n')[0]);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

async function commandOf(pid: number): Promise<string | undefined> {
  const name = await orUndefined(readFile(`/proc/${pid}/comm`, 'utf8'));
  return (name ?? (await run('ps', ['-o', 'comm=', '-p', String(pid)])))?.trim() || undefined;
}

function run(command: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 2000 }, (error, stdout) =>
      resolve(error === null ? stdout : undefined),
    );
  });
}

/** What other users' processes keep to themselves, and what vanishes while we look, is no error here. */
async function orUndefined<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  return promise.catch(() => undefined);
}
