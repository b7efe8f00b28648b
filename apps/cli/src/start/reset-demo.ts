import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { StartConfig } from './config.js';

/** What Segl keeps in a data folder; anything else there is somebody else's. */
const parts = ['db', 'objects', 'keys', 'demo', 'trust', 'vault', 'tls', 'tmp'];

/** What only Segl makes: one of them is there as soon as it keeps anything. A lock stays when it was killed. */
const marks = ['segl.lock', 'keys/service-web.json', 'keys/vault-master.key', 'demo/people.json'];

/**
 * Refuses to forget anything but the embedded demo, in a folder that Segl has made. Looks, and changes nothing: to be
 * asked before the folder is taken.
 *
 * @throws Error saying why; nothing was removed
 */
export async function requireDemoToReset({
  dataDir,
  demo,
  databaseUrl,
  objectStoreUrl,
}: Pick<StartConfig, 'dataDir' | 'demo' | 'databaseUrl' | 'objectStoreUrl'>): Promise<void> {
  if (!demo || databaseUrl !== undefined || objectStoreUrl !== undefined) {
    throw new Error('--reset-demo forgets the embedded demo only: this is not one. Nothing was removed.');
  }
  if (!existsSync(dataDir) || (await readdir(dataDir)).every(isLock)) return;
  if (!marks.some((mark) => existsSync(path.join(dataDir, mark)))) {
    throw new Error(`${dataDir} does not look like a data folder of Segl. Nothing was removed.`);
  }
}

/** Forgets the demo's state. The folder must be held by this process (`acquireDataLock`). */
export async function forgetDemo(dataDir: string): Promise<void> {
  for (const part of parts) await rm(path.join(dataDir, part), { recursive: true, force: true });
}

const isLock = (name: string): boolean => name.startsWith('segl.lock');
