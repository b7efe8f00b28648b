import { randomBytes } from 'node:crypto';
import {
  eventLookAhead,
  resynchronisationLookAhead,
  resynchronisationSteps,
  timeStepsAside,
  type CodeUnitKind,
} from '@segl/domain';
import { generate, verify } from 'otplib';

/** Seconds that a code is shown (RFC 6238 time step). */
export const codePeriodSeconds = 30;
const secretBytes = 20;
const digits = 6;

/** A new secret of a code unit or app. */
export function makeCodeSecret(): Uint8Array {
  return randomBytes(secretBytes);
}

/** The code that a clock-driven unit shows at `at`: six digits. */
export async function codeAt(secret: Uint8Array, at: Date): Promise<string> {
  return generate({ secret, epoch: seconds(at), period: codePeriodSeconds, digits });
}

/** The code that an event-based unit shows at a press of its button: six digits. */
export async function codeOfEvent(secret: Uint8Array, counter: number): Promise<string> {
  return generate({ strategy: 'hotp', secret, counter, digits });
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
  readonly kind: CodeUnitKind;
  readonly secret: Uint8Array;
  /** Time steps, or counters, up to and including this one are used up. */
  readonly last: number;
  /** Time steps by which its clock is off. */
  readonly drift: number;
}

/**
 * The time step or counter whose code was typed, or undefined. The answer alone uses nothing up: `last` must be moved by
 * compare-and-set before the code counts as judged right.
 */
export async function matchCode(
  { kind, secret, last, drift }: CodeSource,
  code: string,
  typedAt: Date,
): Promise<number | undefined> {
  if (kind === 'event') {
    const result = await verify({
      strategy: 'hotp',
      secret,
      token: code,
      counter: last + 1,
      digits,
      counterTolerance: [0, eventLookAhead],
    });
    return result.valid ? last + 1 + result.delta : undefined;
  }
  const result = await verify({
    secret,
    token: code,
    epoch: seconds(typedAt) + drift * codePeriodSeconds,
    period: codePeriodSeconds,
    digits,
    epochTolerance: timeStepsAside * codePeriodSeconds,
  });
  // Not by `afterTimeStep`: it throws once the last step used lies ahead, as it may within the tolerance.
  const isFresh = result.valid && 'timeStep' in result && result.timeStep > last;
  return isFresh ? result.timeStep : undefined;
}

/** Where a unit stands after resynchronisation. */
export interface Resynchronised {
  readonly last: number;
  readonly drift: number;
}

/**
 * Finds a unit again whose clock or counter has run away: two codes in a row have to fit (RFC 4226 §7.4, RFC 6238 §6).
 * Undefined where they do not. Both codes are used up by it.
 */
export async function resynchronise(
  { kind, secret, last }: CodeSource,
  [first, second]: readonly [string, string],
  typedAt: Date,
): Promise<Resynchronised | undefined> {
  const now = timeStepAt(typedAt);
  const from = kind === 'event' ? last + 1 : Math.max(last + 1, now - resynchronisationSteps);
  const to = kind === 'event' ? last + resynchronisationLookAhead : now + resynchronisationSteps;
  for (let counter = from; counter < to; counter += 1) {
    // A time step is the counter of RFC 4226 (RFC 6238 §4.2).
    if ((await codeOfEvent(secret, counter)) !== first) continue;
    if ((await codeOfEvent(secret, counter + 1)) !== second) continue;
    return { last: counter + 1, drift: kind === 'event' ? 0 : counter + 1 - now };
  }
  return undefined;
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);
