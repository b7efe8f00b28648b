import path from 'node:path';
import { openDatabase, type DatabaseHandle } from '@segl/database';
import type { Logger, ServiceName } from '@segl/platform';
import type { StartConfig } from './config.js';

/** The databases of one process. */
export interface Databases {
  /** Migrates, and holds jobs and limits that all rooms share. */
  shared: DatabaseHandle;
  /** A room's own, by its own role where DATABASE_URL_<ROOM> gives one. */
  of(service: ServiceName): DatabaseHandle;
  close(): Promise<void>;
}

/** Opens PostgreSQL where it is set, and otherwise the embedded database that all rooms of the process share. */
export async function openDatabases(config: StartConfig, logger: Logger): Promise<Databases> {
  const shared = await openDatabase({
    url: config.databaseUrl,
    dataDir: path.join(config.dataDir, 'db'),
    logger,
  });
  const own = new Map<ServiceName, DatabaseHandle>();
  for (const [service, url] of Object.entries(config.databaseUrls)) {
    own.set(service as ServiceName, await openDatabase({ url, logger }));
  }
  return {
    shared,
    of: (service) => own.get(service) ?? shared,
    async close() {
      for (const database of own.values()) await database.close();
      await shared.close();
    },
  };
}
