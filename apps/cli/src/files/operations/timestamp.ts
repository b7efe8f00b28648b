import { timestampDocument } from '@segl/pades';
import { timestampSource } from '../evidence.js';
import type { JobOf, Operation } from '../job.js';
import { resultOf } from './outcomes.js';

/** Document time-stamps; several files wait for the authority at once. */
export function prepareTimestamp(job: JobOf<'timestamp'>): Operation {
  const { settings } = job;
  const timestamp = timestampSource(settings);
  if (timestamp === undefined) throw new TypeError('A time-stamp needs a server');
  const { password } = settings;
  const options = { timestamp, ...(password === undefined ? {} : { password }) };
  return {
    concurrency: 8,
    run: (task, progress) =>
      resultOf({ task, job, progress }, async (input) => {
        const document = await timestampDocument(input, options);
        const { fieldName: field, genTime } = document;
        return { document, told: { level: null, field, time: genTime.toISOString() } };
      }),
  };
}
