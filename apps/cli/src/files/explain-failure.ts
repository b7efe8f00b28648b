import { failureOf, inWords } from './failure.js';

/** Says why a command could not begin, and returns the exit code for it. */
export function explainFailure(error: unknown): number {
  const failure = failureOf(error);
  process.stderr.write(inWords('segl', failure));
  return failure.exitCode;
}
