import { createLogger } from '@segl/platform';
import { exitCode } from '../exit-codes.js';
import type { StartOptions } from './command.js';
import { readStartConfig } from './config.js';
import { openDatabases } from './databases.js';
import { nextStopSignal } from './stop-signal.js';
import { takeDataFolder } from './take-data-folder.js';
import { tuneEngine } from './tune-engine.js';
import { sayReady } from './words.js';

/**
 * `segl start`: takes the data folder, brings the database to this version, starts the rooms and keeps them running
 * until SIGINT or SIGTERM; a running signature is let finish.
 */
export async function start(options: StartOptions): Promise<void> {
  const startedAt = performance.now();
  tuneEngine();
  const config = readStartConfig(process.env, { https: options.https === true });
  const logger = createLogger({ level: config.logLevel });
  const lock = await takeDataFolder(config, { ...options, logger });
  const stopSignal = nextStopSignal();
  try {
    const running = await Promise.race([startRooms(), stopSignal]);
    // What was under way is like after a crash, which the next start makes good.
    if (typeof running === 'string') return console.log(`\n${running}: stopped before it was ready.`);
    sayReady(config, { milliseconds: performance.now() - startedAt });
    const signal = await stopSignal;
    console.log(`\n${signal}: finishing what is under way …`);
    await running.stop();
    console.log('Stopped. Nothing was lost.');
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = exitCode.refused;
  } finally {
    await lock.release();
    // Whatever was opened before a fault must not keep a process that has given its folder free.
    process.exit();
  }

  /** The embedded database opens while the rooms are loaded. */
  async function startRooms() {
    const [databases, { runProcess }] = await Promise.all([
      openDatabases(config, logger),
      import('./process.js'),
    ]);
    return runProcess(config, { ...options, logger, databases });
  }
}
