import { randomBytes } from 'node:crypto';
import {
  eventLookAhead,
  nearLookAhead,
  nearSteps,
  resynchronisationLookAhead,
  resynchronisationSteps,
  timeStepsAside,
  type CodeUnitKind,
} from '@segl/domain';
import { hotp } from './hotp.js';

/** Seconds that a code is shown (RFC 6238 time step). */
export const codePeriodSeconds = 30;
const secretBytes = 20;

/** A new secret of a code unit or app. */
export function makeCodeSecret(): Uint8Array {
  return randomBytes(secretBytes);
}

/** The code that a clock-driven unit shows at `at`: six digits. */
export function codeAt(secret: Uint8Array, at: Date): string {
  return hotp(secret, timeStepAt(at));
}

/** The code that an event-based unit shows at a press of its button: six digits. */
export function codeOfEvent(secret: Uint8Array, counter: number): string {
  return hotp(secret, counter);
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

/** Codes that are computed to judge a typed one, wherever in the window it is found. */
export const codesCompared: Readonly<Record<CodeUnitKind, number>> = {
  time: 2 * timeStepsAside + 1,
  event: eventLookAhead + 1,
};

/**
 * The time step or counter whose code was typed, or undefined. The answer alone uses nothing up: `last` must be moved by
 * compare-and-set before the code counts as judged right.
 */
export function matchCode(
  { kind, secret, last, drift }: CodeSource,
  code: string,
  typedAt: Date,
): number | undefined {
  const from = kind === 'event' ? last + 1 : Math.max(0, timeStepAt(typedAt) + drift - timeStepsAside);
  const found = codesFrom(secret, from, codesCompared[kind]).lastIndexOf(code);
  const place = from + found;
  return found >= 0 && place > last ? place : undefined;
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
export function resynchronise(
  { kind, secret, last }: CodeSource,
  [first, second]: readonly [string, string],
  typedAt: Date,
): Resynchronised | undefined {
  const now = timeStepAt(typedAt);
  const from = kind === 'event' ? last + 1 : Math.max(last + 1, now - resynchronisationSteps);
  const to = kind === 'event' ? last + resynchronisationLookAhead : now + resynchronisationSteps;
  for (let counter = from; counter < to; counter += 1) {
    if (hotp(secret, counter) !== first) continue;
    if (hotp(secret, counter + 1) !== second) continue;
    return { last: counter + 1, drift: kind === 'event' ? 0 : counter + 1 - now };
  }
  return undefined;
}

/** A code and when it was typed. */
export interface TypedCode {
  readonly code: string;
  readonly at: Date;
}

/** Codes that are computed to look for a unit near by, whatever it is and wherever it is found. */
export const codesComparedNear = nearLookAhead + 1;

/**
 * Finds a unit again that has run away a little, by a code that was judged wrong and the one that its holder typed next. A button
 * has to have been pressed twice in a row; of a clock, both codes have to be off by the same time, give or take a step.
 * Undefined where they do not fit, or one of them was used. Both are used up by it.
 */
export function findNearBy(
  { kind, secret, last }: CodeSource,
  missed: TypedCode,
  typed: TypedCode,
): Resynchronised | undefined {
  const [before, now] = [timeStepAt(missed.at), timeStepAt(typed.at)];
  const from = kind === 'event' ? last + 1 : Math.max(0, now - nearLookAhead / 2);
  const codes = codesFrom(secret, from, codesComparedNear);
  const isCodeOf = (counter: number, code: string): boolean =>
    counter > last && codes[counter - from] === code;
  if (kind === 'event') {
    const found = codes.findIndex((code, place) => code === missed.code && codes[place + 1] === typed.code);
    return found < 0 ? undefined : { last: from + found + 1, drift: 0 };
  }
  for (let drift = -nearSteps; drift <= nearSteps; drift += 1) {
    if (!isCodeOf(before + drift, missed.code)) continue;
    const place = [now + drift, now + drift + 1, now + drift - 1].find(
      (step) => step > before + drift && isCodeOf(step, typed.code),
    );
    if (place !== undefined) return { last: place, drift: place - now };
  }
  return undefined;
}

const codesFrom = (secret: Uint8Array, from: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => hotp(secret, from + index));

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);
