import { rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { acquireDataLock, createLogger, PlatformError } from '@segl/platform';
import { exitCode } from '../exit-codes.js';
import type { StartOptions } from './command.js';
import { readStartConfig, type StartConfig } from './config.js';
import { runProcess } from './process.js';
import { sayReady } from './words.js';

/**
 * `segl start`: takes the data folder, brings the database to this version, starts the rooms and keeps them running
 * until SIGINT or SIGTERM; a running signature is let finish.
 */
export async function start(options: StartOptions): Promise<void> {
  const startedAt = performance.now();
  const config = readStartConfig(process.env, { https: options.https === true });
  if (options.resetDemo) await resetDemo(config);
  const logger = createLogger({ level: config.logLevel });
  const lock = await acquireDataLock(config.dataDir);
  try {
    const running = await runProcess(config, { ...options, logger });
    sayReady(config, { port: running.port, milliseconds: performance.now() - startedAt });
    const signal = await nextSignal();
    console.log(`\n${signal}: finishing what is under way …`);
    await running.stop();
    console.log('Stopped. Nothing was lost.');
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    console.error(error.message);
    process.exitCode = exitCode.refused;
  } finally {
    await lock.release();
  }
  process.exit();
}

/** Forgets a demo's state. Refuses a folder that no Segl made, and anything but the embedded demo. */
async function resetDemo(config: StartConfig): Promise<void> {
  if (!config.demo || config.databaseUrl !== undefined) {
    throw new Error('--reset-demo forgets the embedded demo only: this is not one. Nothing was removed.');
  }
  if (!existsSync(config.dataDir)) return;
  if (!existsSync(path.join(config.dataDir, 'keys')) && !existsSync(path.join(config.dataDir, 'db'))) {
    throw new Error(`${config.dataDir} does not look like a data folder of Segl. Nothing was removed.`);
  }
  const lock = await acquireDataLock(config.dataDir);
  for (const part of ['db', 'objects', 'keys', 'demo', 'trust', 'vault', 'tls', 'tmp']) {
    await rm(path.join(config.dataDir, part), { recursive: true, force: true });
  }
  await lock.release();
}

function nextSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve(signal);
      });
    }
  });
}
