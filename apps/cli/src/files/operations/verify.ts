import {
  createCachingResolver,
  createHttpResolver,
  verifyDocument,
  type VerificationReport,
  type VerifyOptions,
} from '@segl/pades';
import { exitCode } from '../../exit-codes.js';
import { readCertificates } from '../certificates.js';
import { openInput } from '../document-file.js';
import { failureOf, inWords } from '../failure.js';
import type { JobOf, Operation } from '../job.js';
import { failedLine, jsonLine } from '../outcome.js';
import { verdictInWords } from '../verdict-in-words.js';

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
    async run({ input: file }, progress) {
      try {
        const report = await verifyFile(file, options, progress);
        return {
          exitCode: report.ok === true ? exitCode.good : exitCode.refused,
          stdout: output === 'json' ? jsonLine({ file, ...report }) : verdictInWords(file, report),
          stderr: '',
        };
      } catch (error) {
        // What cannot be read has no verdict, whatever the reason.
        const failure = failureOf(error);
        return {
          exitCode: exitCode.unreadable,
          stdout: output === 'json' ? failedLine(job, file, failure) : '',
          stderr: output === 'json' ? '' : inWords(file, failure),
        };
      }
    },
  };
}

async function verifyFile(
  file: string,
  options: VerifyOptions,
  progress: Parameters<Operation['run']>[1],
): Promise<VerificationReport> {
  const opened = openInput(file, progress);
  try {
    return await verifyDocument(opened.input, options);
  } finally {
    opened.close();
  }
}
