// One of several processes that migrate the same database; started by migrate.test.ts.
import { once } from 'node:events';
import { createLogger } from '@segl/platform';
import { openDatabase } from '@segl/database';

const database = await openDatabase({
  url: process.env['DATABASE_URL'],
  logger: createLogger({ level: 'silent' }),
});
const go = once(process, 'message');
process.send?.('ready');
await go;
const { applied } = await database.migrate();
process.send?.(applied);
await database.close();
process.disconnect();
