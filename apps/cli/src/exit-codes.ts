/** Exit codes of every `segl` command. */
export const exitCode = {
  /** Done, or everything holds. */
  good: 0,
  /** Refused with a code, or a signature does not hold. */
  refused: 1,
  /** A file cannot be read, or not as a PDF. */
  unreadable: 2,
  /** The command was called wrongly (EX_USAGE of sysexits.h). */
  usage: 64,
  /** Whoever read the output stopped reading: what shells tell of a program that SIGPIPE ended. */
  pipeClosed: 141,
} as const;
