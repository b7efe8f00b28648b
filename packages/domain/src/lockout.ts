import type { SuspensionReason } from './bankid-states.js';

/** The two secrets that are judged. */
export type GuessedFactor = 'code' | 'password';

/** Wrong tries since the last success or the bank's reopening. */
export interface WrongTries {
  readonly wrongCodes: number;
  readonly wrongPasswords: number;
}

/** How many wrong tries suspend: passwords (9314) and codes (9403) alike. */
export const wrongTriesAllowed = 5;

/** Wrong codes from one unknown device before it has to wait (9439); such guesses suspend nobody. */
export const wrongCodesAllowedPerDevice = 5;

const counterOf: Readonly<Record<GuessedFactor, keyof WrongTries>> = {
  code: 'wrongCodes',
  password: 'wrongPasswords',
};
const suspensionOf: Readonly<Record<GuessedFactor, SuspensionReason>> = {
  code: 'code',
  password: 'password',
};

/** No wrong tries: after a success, and after the bank has reopened. */
export const noWrongTries: WrongTries = { wrongCodes: 0, wrongPasswords: 0 };

export type WrongTryVerdict =
  | { readonly suspended: false; readonly triesLeft: number }
  | { readonly suspended: true; readonly suspension: SuspensionReason };

/**
 * What a wrong guess means, once it is counted in `tries`. A try is counted *before* it is judged, by compare-and-set: so
 * however many guesses arrive at once at most `wrongTriesAllowed` are judged, and a crash in between counts as a wrong try.
 */
export function judgeWrongTry(tries: WrongTries, factor: GuessedFactor): WrongTryVerdict {
  const triesLeft = wrongTriesAllowed - tries[counterOf[factor]];
  return triesLeft > 0
    ? { suspended: false, triesLeft }
    : { suspended: true, suspension: suspensionOf[factor] };
}

/** Longest time between typing the code and the password (BID-14D1). */
export const codeToPasswordSeconds = 120;

/** Longest life of a dialog (9409). */
export const dialogSeconds = 600;
