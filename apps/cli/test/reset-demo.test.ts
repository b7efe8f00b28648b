import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireDataLock, createLogger } from '@segl/platform';
import { readStartConfig } from '../src/start/config.js';
import { forgetDemo, requireDemoToReset } from '../src/start/reset-demo.js';
import { takeDataFolder } from '../src/start/take-data-folder.js';
import { makeFolder } from './support.js';

const { folder, at } = makeFolder();
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(at('data-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
});

const put = (name: string): void => {
  mkdirSync(path.dirname(path.join(dataDir, name)), { recursive: true });
  writeFileSync(path.join(dataDir, name), 'kept');
};
const demo = (): Parameters<typeof requireDemoToReset>[0] => ({
  dataDir,
  demo: true,
  databaseUrl: undefined,
  objectStoreUrl: undefined,
});

describe('what may be begun anew', () => {
  it.each(['keys/vault-master.key', 'keys/service-web.json', 'demo/people.json', 'segl.lock'])(
    'is a folder with %s',
    async (mark) => {
      put(mark);
      put('db/PG_VERSION');
      await requireDemoToReset(demo());
    },
  );

  it('is a folder that is empty, or not there', async () => {
    await requireDemoToReset(demo());
    await requireDemoToReset({ ...demo(), dataDir: at('nothing') });
    expect(existsSync(at('nothing'))).toBe(false);
  });

  it('is no folder of somebody else’s, with the same names in it', async () => {
    put('db/schema.sql');
    put('keys/id_ed25519');
    await expect(requireDemoToReset(demo())).rejects.toThrow('does not look like a data folder of Segl');
  });

  it.each([
    ['on PostgreSQL', { databaseUrl: 'postgresql://localhost/segl' }],
    ['with objects on S3', { objectStoreUrl: 's3://bucket/' }],
    ['that is not the demo', { demo: false }],
  ])('is no installation %s', async (_what, other) => {
    put('keys/vault-master.key');
    await expect(requireDemoToReset({ ...demo(), ...other })).rejects.toThrow('Nothing was removed');
  });
});

it('forgets what Segl keeps, and nothing else', async () => {
  for (const name of ['db/PG_VERSION', 'keys/vault-master.key', 'tls/local.key.pem', 'notes.txt']) put(name);
  await forgetDemo(dataDir);
  expect(readdirSync(dataDir)).toEqual(['notes.txt']);
});

describe('a start that is refused leaves everything as it was', () => {
  const logger = createLogger({ level: 'silent' });
  const configOf = (port: string, folderForData = dataDir) =>
    readStartConfig({ PORT: port, DATA_DIR: folderForData }, { https: false });

  it('with --reset-demo, when the port is taken', async () => {
    put('keys/vault-master.key');
    const { port, free } = await takePort();
    await expect(takeDataFolder(configOf(port), { resetDemo: true, logger })).rejects.toThrow(
      `port ${port} is taken by process ${String(process.pid)}`,
    );
    await free();
    expect(readdirSync(dataDir)).toEqual(['keys']);
  });

  it('with --reset-demo, when the folder is held', async () => {
    put('keys/vault-master.key');
    const { port, free } = await takePort();
    await free();
    const lock = await acquireDataLock(dataDir);
    await expect(takeDataFolder(configOf(port), { resetDemo: true, logger })).rejects.toThrow(
      `in use by process ${String(process.pid)}`,
    );
    expect(readdirSync(dataDir).sort()).toEqual(['keys', 'segl.lock']);
    await lock.release();
  });

  it('with --reset-demo, when the folder is not Segl’s: no lock is left in it either', async () => {
    put('db/schema.sql');
    const { port, free } = await takePort();
    await free();
    await expect(takeDataFolder(configOf(port), { resetDemo: true, logger })).rejects.toThrow(
      'does not look',
    );
    expect(readdirSync(dataDir)).toEqual(['db']);
  });

  it('when the port is taken: no folder is made', async () => {
    const { port, free } = await takePort();
    await expect(takeDataFolder(configOf(port, at('new')), { logger })).rejects.toThrow('is taken by');
    await free();
    expect(existsSync(at('new'))).toBe(false);
  });
});

it('begins anew where it may, and holds the folder then', async () => {
  put('keys/vault-master.key');
  const { port, free } = await takePort();
  await free();
  const config = readStartConfig({ PORT: port, DATA_DIR: dataDir }, { https: false });
  const lock = await takeDataFolder(config, { resetDemo: true, logger: createLogger({ level: 'silent' }) });
  expect(readdirSync(dataDir)).toEqual(['segl.lock']);
  await lock.release();
});

/** A port that this process listens on, until it is freed. */
async function takePort(): Promise<{ port: string; free: () => Promise<void> }> {
  // Who asks what it is hears nothing.
  const holder = createServer((socket) => socket.destroy()).listen(0);
  await once(holder, 'listening');
  const address = holder.address();
  if (address === null || typeof address === 'string') throw new TypeError('not a port');
  return {
    port: String(address.port),
    async free() {
      holder.close();
      await once(holder, 'close');
    },
  };
}
