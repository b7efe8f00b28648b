import type { DocumentInput, Increment } from '@segl/pades';
import { exitCode } from '../../exit-codes.js';
import { openInput, writeOutput } from '../document-file.js';
import { failureOf, inWords } from '../failure.js';
import type { FileOutcome, FileTask, Job, Progress } from '../job.js';
import { doneInWords, failedLine, jsonLine, type ResultLine } from '../outcome.js';

/** One file of a job. */
interface Work {
  readonly task: FileTask;
  readonly job: Pick<Job, 'command' | 'output'>;
  readonly progress: Progress | undefined;
}

/** What was made of a document, and what is told of it. */
interface Made {
  readonly document: Increment;
  readonly told: Pick<ResultLine, 'level' | 'field' | 'time' | 'added'>;
}

/** What was found in a document. */
type Report = Pick<FileOutcome, 'exitCode' | 'stdout'>;

/** Opens one file, writes what is made of it, and tells of it in a line. */
export async function resultOf(
  { task, job, progress }: Work,
  make: (input: DocumentInput) => Promise<Made>,
): Promise<FileOutcome> {
  try {
    const told = await withInput(task.input, progress, async (input) => {
      const made = await make(input);
      await writeOutput(task, input, made.document);
      return made.told;
    });
    const line: ResultLine = { file: task.input, out: task.output ?? null, ok: true, ...told };
    const stdout = job.output === 'json' ? jsonLine(line) : doneInWords(job.command, line);
    return { exitCode: exitCode.good, stdout, stderr: '' };
  } catch (error) {
    return failed(job, task.input, error);
  }
}

/** Opens one file, and hands out what is found in it. What cannot be read has no report, whatever the reason. */
export async function reportOf(
  { task, job, progress }: Work,
  report: (input: DocumentInput) => Report | Promise<Report>,
): Promise<FileOutcome> {
  try {
    return { ...(await withInput(task.input, progress, report)), stderr: '' };
  } catch (error) {
    return { ...failed(job, task.input, error), exitCode: exitCode.unreadable };
  }
}

async function withInput<T>(
  file: string,
  progress: Progress | undefined,
  work: (input: DocumentInput) => T | Promise<T>,
): Promise<T> {
  const opened = openInput(file, progress);
  try {
    return await work(opened.input);
  } finally {
    opened.close();
  }
}

function failed(job: Work['job'], file: string, error: unknown): FileOutcome {
  const failure = failureOf(error);
  return job.output === 'json'
    ? { exitCode: failure.exitCode, stdout: failedLine(job, file, failure), stderr: '' }
    : { exitCode: failure.exitCode, stdout: '', stderr: inWords(file, failure) };
}
