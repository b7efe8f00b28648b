/**
 * Places between two steps where an end-to-end test may have the process kill itself (`POST /test/crash`, which is there
 * only with `SEGL_TEST_CLOCK=1`). Each name says what has just been made durable, or what is about to be.
 */
export const crashPoints = [
  // step 2
  'after-order-created',
  'after-original-stored',
  'after-prepared-stored',
  'after-prepared-revision',
  // step 3
  'after-rendering-requested',
  'before-order-opened',
  'after-order-opened',
  // step 5
  'after-consent-stored',
  // step 6
  'after-attempt-created',
  'after-attempt-pushed',
  'before-proof-accepted',
  'after-proof-accepted',
  // step 7
  'after-lease-taken',
  'before-intent-stored',
  'after-intent-stored',
  'after-vault-signed',
  'after-signature-stored',
  'after-timestamp-stored',
  'after-revocation-stored',
  // step 8
  'after-revision-stored',
  'before-commit',
  'after-commit',
  // step 9
  'after-mail-sent',
] as const;
export type CrashPoint = (typeof crashPoints)[number];

/** Called at each crash point; does nothing but in tests. */
export type CrashSeam = (point: CrashPoint) => void;
