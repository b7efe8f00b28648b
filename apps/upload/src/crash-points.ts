/**
 * Places in steps 1 and 3 where an end-to-end test may have the process kill itself (`POST /test/crash`, which is there
 * only with `SEGL_TEST_CLOCK=1`). Each name says what has just been made durable, or done.
 */
export const crashPoints = [
  // step 1
  'after-file-received',
  'after-file-stored',
  'after-intake-recorded',
  'after-file-checked',
  'after-intake-accepted',
  // step 3
  'after-page-stored',
] as const;
export type CrashPoint = (typeof crashPoints)[number];

/** Called at each crash point; does nothing but in tests. */
export type CrashSeam = (point: CrashPoint) => void;
