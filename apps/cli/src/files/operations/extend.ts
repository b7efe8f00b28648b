import { extendDocument, type ExtendedDocument } from '@segl/pades';
import { openInput, writeOutput } from '../document-file.js';
import { noTimestampServer, timestampSource, validationOptions } from '../evidence.js';
import type { JobOf, Operation } from '../job.js';
import { resultOf } from '../outcome.js';

/** Raising asks servers, so several files wait at once; answers about revocation are asked for once a thread. */
export function prepareExtend(job: JobOf<'extend'>): Operation {
  const { settings } = job;
  const { level, fields, password } = settings;
  const options = {
    level,
    timestamp: timestampSource(settings) ?? noTimestampServer,
    ...(fields.length === 0 ? {} : { fields }),
    ...(password === undefined ? {} : { password }),
    validation: validationOptions(settings),
  };
  return {
    concurrency: 8,
    run: (task, progress) =>
      resultOf(task, job, async () => {
        const opened = openInput(task.input, progress);
        try {
          const extended = await extendDocument(opened.input, options);
          await writeOutput(task, opened.input, extended);
          return { level, added: extended.steps.map(stepName) };
        } finally {
          opened.close();
        }
      }),
  };
}

const stepName = ({ kind }: ExtendedDocument['steps'][number]): string => kind;
