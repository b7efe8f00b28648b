import { acquireDataLock, type DataLock, type Logger } from '@segl/platform';
import type { StartOptions } from './command.js';
import type { StartConfig } from './config.js';
import { forgetDemo, requireDemoToReset } from './reset-demo.js';
import { refuseTakenPort } from './taken-port.js';

/**
 * Holds the data folder for this process, begun anew where that is asked for. In this order, so that a start that is refused
 * leaves everything as it was: the port, what is to be forgotten, the folder.
 *
 * @throws PlatformError `platform.port-taken`, `platform.data-locked`
 * @throws Error when `--reset-demo` must not forget what is there
 */
export async function takeDataFolder(
  config: StartConfig,
  { resetDemo, logger }: Pick<StartOptions, 'resetDemo'> & { logger: Logger },
): Promise<DataLock> {
  await refuseTakenPort({ ...config, logger });
  if (resetDemo) await requireDemoToReset(config);
  const lock = await acquireDataLock(config.dataDir);
  if (resetDemo) await forgetDemo(config.dataDir);
  return lock;
}
