import express from 'express';
import { createHttpServer, type Logger } from '@segl/platform';

/**
 * Told first of all, and by what: before anything is made, opened or forgotten, and nobody should wait for a database to
 * learn it.
 *
 * @throws PlatformError `platform.port-taken`
 */
export async function refuseTakenPort({
  port,
  host,
  logger,
}: {
  port: number;
  host: string | undefined;
  logger: Logger;
}): Promise<void> {
  const listening = { logger, port, ...(host === undefined ? {} : { host }) };
  const probe = createHttpServer({ ...listening, app: express() });
  await probe.listen();
  await probe.stop();
}
