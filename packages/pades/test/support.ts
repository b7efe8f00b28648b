import { PadesError, type PadesErrorCode } from '../src/errors.js';

/** The code of the error that `run` throws, or undefined where it throws none. Other errors pass through. */
export function codeOf(run: () => unknown): PadesErrorCode | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return codeOfError(error);
  }
}

/** The same for a promise. */
export async function codeOfRejection(promise: Promise<unknown>): Promise<PadesErrorCode | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    return codeOfError(error);
  }
}

function codeOfError(error: unknown): PadesErrorCode {
  if (error instanceof PadesError) return error.code;
  throw error;
}
