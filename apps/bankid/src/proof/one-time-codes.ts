import { randomBytes } from 'node:crypto';
import { generate, verify } from 'otplib';

/** Seconds that a code is shown (RFC 6238 time step). */
export const codePeriodSeconds = 30;
/** One step before and after: a code may be typed late, and code units' clocks drift. */
const toleranceSeconds = codePeriodSeconds;
const secretBytes = 20;

/** A new secret of a code unit. */
export function makeCodeSecret(): Uint8Array {
  return randomBytes(secretBytes);
}

/** The code that a unit shows at `at`: six digits. */
export async function codeAt(secret: Uint8Array, at: Date): Promise<string> {
  return generate({ secret, epoch: seconds(at), period: codePeriodSeconds, digits: 6 });
}

/** The number of the time step at `at`. */
export function timeStepAt(at: Date): number {
  return Math.floor(seconds(at) / codePeriodSeconds);
}

/** Seconds until the next code. */
export function secondsLeftAt(at: Date): number {
  return codePeriodSeconds - (seconds(at) % codePeriodSeconds);
}

/** What is known of a unit when a code is judged. */
export interface CodeSource {
  secret: Uint8Array;
  /** Steps up to and including this one are used up. */
  lastTimeStep: number;
}

/**
 * The time step whose code was typed, or undefined. The answer alone uses nothing up: `lastTimeStep` must be moved by
 * compare-and-set before the code counts as judged right.
 */
export async function matchCode(
  source: CodeSource,
  code: string,
  typedAt: Date,
): Promise<number | undefined> {
  const result = await verify({
    secret: source.secret,
    token: code,
    epoch: seconds(typedAt),
    period: codePeriodSeconds,
    digits: 6,
    epochTolerance: toleranceSeconds,
  });
  // Not by `afterTimeStep`: it throws once the last step used lies ahead, as it may within the tolerance.
  const isFresh = result.valid && 'timeStep' in result && result.timeStep > source.lastTimeStep;
  return isFresh ? result.timeStep : undefined;
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);
