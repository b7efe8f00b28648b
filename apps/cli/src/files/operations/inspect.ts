import { describeRevisions, inspectDocument } from '@segl/pades';
import { exitCode } from '../../exit-codes.js';
import { openInput } from '../document-file.js';
import { failureOf, inWords } from '../failure.js';
import { inspectionInWords } from '../inspection-in-words.js';
import type { JobOf, Operation } from '../job.js';
import { failedLine, jsonLine } from '../outcome.js';

/** Looks files over; nothing is waited for. */
export function prepareInspect(job: JobOf<'inspect'>): Operation {
  const { settings, output } = job;
  return {
    concurrency: 1,
    run({ input: file }, progress) {
      try {
        const opened = openInput(file, progress);
        try {
          const report = inspectDocument(opened.input, settings);
          const history = describeRevisions(opened.input, settings);
          return Promise.resolve({
            exitCode: exitCode.good,
            stdout:
              output === 'json'
                ? jsonLine({ file, ...report, history })
                : inspectionInWords(file, report, history),
            stderr: '',
          });
        } finally {
          opened.close();
        }
      } catch (error) {
        const failure = failureOf(error);
        return Promise.resolve({
          exitCode: exitCode.unreadable,
          stdout: output === 'json' ? failedLine(job, file, failure) : '',
          stderr: output === 'json' ? '' : inWords(file, failure),
        });
      }
    },
  };
}
