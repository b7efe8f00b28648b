import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Why there is no PostgreSQL here; tests print it and run their PGlite half. */
export interface NoPostgres {
  reason: string;
}

/** A server that this process started, or was told of. */
export interface PostgresServer {
  /** Address of its `postgres` database, as superuser. */
  url: string;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL in a temporary folder on a free loopback port; its data is gone when it stops. */
export async function startPostgres(): Promise<PostgresServer | NoPostgres> {
  const programs = await findPostgresPrograms();
  if (programs === undefined) {
    return {
      reason: 'PostgreSQL is not installed (set TEST_DATABASE_URL to a server, or install its package)',
    };
  }
  // PostgreSQL refuses to run as root.
  const account = process.getuid?.() === 0 ? await findServerAccount() : undefined;
  if (process.getuid?.() === 0 && account === undefined) {
    return { reason: 'PostgreSQL does not run as root, and there is no account "postgres" or "nobody"' };
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'segl-postgres-'));
  const data = path.join(folder, 'data');
  const password = randomBytes(16).toString('hex');
  const passwordFile = path.join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) {
    await chown(folder, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  const identity = { cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C' }, ...account };
  const init = [
    '-D',
    data,
    '-U',
    'segl',
    '-A',
    'scram-sha-256',
    '--pwfile',
    passwordFile,
    '-E',
    'UTF8',
    '--no-sync',
  ];
  await run(path.join(programs, 'initdb'), init, identity);

  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: folder,
    fsync: 'off',
  };
  const server = spawn(
    path.join(programs, 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...identity, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = once(server, 'exit');
  const stopWithUs = () => server.kill('SIGKILL');
  process.once('exit', stopWithUs);
  await new Promise<void>((resolve, reject) => {
    let log = '';
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('ready to accept connections')) resolve();
    });
    exited.then(() => reject(new Error(`PostgreSQL ended at once:\n${log}`)), reject);
  });
  return {
    url: `postgresql://segl:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      process.off('exit', stopWithUs);
      server.kill('SIGINT'); // fast shutdown: does not wait for clients
      await exited;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function findServerAccount(): Promise<{ uid: number; gid: number } | undefined> {
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const account = accounts.find((fields) => fields[0] === name);
    if (account !== undefined) return { uid: Number(account[2]), gid: Number(account[3]) };
  }
  return undefined;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  if (address === null || typeof address === 'string') throw new TypeError('not a port');
  probe.close();
  await once(probe, 'close');
  return address.port;
}

/** Newest installed PostgreSQL's programs, such as `/usr/lib/postgresql/15/bin`; undefined when there is none. */
export async function findPostgresPrograms(): Promise<string | undefined> {
  const versions = await readdir('/usr/lib/postgresql').catch(() => []);
  const folders = [
    ...versions.sort((a, b) => Number(b) - Number(a)).map((version) => `/usr/lib/postgresql/${version}/bin`),
    '/opt/homebrew/opt/postgresql/bin',
    '/usr/local/pgsql/bin',
    ...(process.env['PATH'] ?? '').split(path.delimiter),
  ];
  return folders.find(
    (folder) => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'postgres')),
  );
}
