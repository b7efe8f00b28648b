import { describeRevisions, inspectDocument } from '@segl/pades';
import { exitCode } from '../../exit-codes.js';
import { inspectionInWords } from '../inspection-in-words.js';
import type { JobOf, Operation } from '../job.js';
import { jsonLine } from '../outcome.js';
import { reportOf } from './outcomes.js';

/** Looks files over; nothing is waited for. */
export function prepareInspect(job: JobOf<'inspect'>): Operation {
  const { settings, output } = job;
  return {
    concurrency: 1,
    run: (task, progress) =>
      reportOf({ task, job, progress }, (input) => {
        const file = task.input;
        const report = inspectDocument(input, settings);
        const history = describeRevisions(input, settings);
        return {
          exitCode: exitCode.good,
          stdout:
            output === 'json'
              ? jsonLine({ file, ...report, history })
              : inspectionInWords(file, report, history),
        };
      }),
  };
}
