import { extendDocument, type ExtendedDocument } from '@segl/pades';
import { noTimestampServer, timestampSource, validationOptions } from '../evidence.js';
import type { JobOf, Operation } from '../job.js';
import { resultOf } from './outcomes.js';

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
      resultOf({ task, job, progress }, async (input) => {
        const document = await extendDocument(input, options);
        return { document, told: { level, added: document.steps.map(stepName) } };
      }),
  };
}

const stepName = ({ kind }: ExtendedDocument['steps'][number]): string => kind;
