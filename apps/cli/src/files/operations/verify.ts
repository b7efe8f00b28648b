import { createCachingResolver, createHttpResolver, verifyDocument, type VerifyOptions } from '@segl/pades';
import { exitCode } from '../../exit-codes.js';
import { readCertificates } from '../certificates.js';
import type { JobOf, Operation } from '../job.js';
import { jsonLine } from '../outcome.js';
import { verdictInWords } from '../verdict-in-words.js';
import { reportOf } from './outcomes.js';

/** Verifying asks nobody for signatures; with `ask`, several files wait for servers at once. */
export function prepareVerify(job: JobOf<'verify'>): Operation {
  const { settings, output } = job;
  const options: VerifyOptions = {
    trustAnchors: readCertificates(settings.trust),
    intermediates: readCertificates(settings.certificates),
    ...(settings.at === undefined ? {} : { at: new Date(settings.at) }),
    ...(settings.password === undefined ? {} : { password: settings.password }),
    ...(settings.revocation === 'ask' ? { resolver: createCachingResolver(createHttpResolver()) } : {}),
  };
  return {
    concurrency: settings.revocation === 'ask' ? 8 : 1,
    run: (task, progress) =>
      reportOf({ task, job, progress }, async (input) => {
        const file = task.input;
        const report = await verifyDocument(input, options);
        return {
          exitCode: report.ok === true ? exitCode.good : exitCode.refused,
          stdout: output === 'json' ? jsonLine({ file, ...report }) : verdictInWords(file, report),
        };
      }),
  };
}
