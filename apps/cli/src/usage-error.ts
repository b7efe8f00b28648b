/** The command was called wrongly: told in one sentence, and answered with exit code 64. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
