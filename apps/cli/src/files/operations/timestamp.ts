import { timestampDocument } from '@segl/pades';
import { openInput, writeOutput } from '../document-file.js';
import { timestampSource } from '../evidence.js';
import type { JobOf, Operation } from '../job.js';
import { resultOf } from '../outcome.js';

/** Document time-stamps; several files wait for the authority at once. */
export function prepareTimestamp(job: JobOf<'timestamp'>): Operation {
  const { settings } = job;
  const timestamp = timestampSource(settings);
  if (timestamp === undefined) throw new TypeError('A time-stamp needs a server');
  const { password } = settings;
  return {
    concurrency: 8,
    run: (task, progress) =>
      resultOf(task, job, async () => {
        const opened = openInput(task.input, progress);
        try {
          const stamped = await timestampDocument(opened.input, {
            timestamp,
            ...(password === undefined ? {} : { password }),
          });
          await writeOutput(task, opened.input, stamped);
          return { level: null, field: stamped.fieldName, time: stamped.genTime.toISOString() };
        } finally {
          opened.close();
        }
      }),
  };
}
