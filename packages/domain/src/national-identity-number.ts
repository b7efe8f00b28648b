/** Kinds of number: the birth number of residents, and the D-number of those staying for a while (day + 40). */
export type NationalIdentityNumberKind = 'birth-number' | 'd-number';

/** A number that passed {@link parseNationalIdentityNumber}. */
export interface NationalIdentityNumber {
  /** Eleven digits. */
  readonly number: string;
  readonly kind: NationalIdentityNumberKind;
  /** YYYY-MM-DD */
  readonly birthDate: string;
}

/** Why a text is no number that Segl takes. */
export type NationalIdentityNumberFault =
  'not-eleven-digits' | 'not-synthetic' | 'no-such-date' | 'check-digits';

export type NationalIdentityNumberResult =
  | { readonly valid: true; readonly value: NationalIdentityNumber }
  | { readonly valid: false; readonly fault: NationalIdentityNumberFault };

/** The tax administration's mark of a synthetic person: 80 is added to the month. */
const syntheticMonthOffset = 80;
const dNumberDayOffset = 40;
const firstWeights = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const secondWeights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/**
 * Reads a synthetic Norwegian national identity number (`DDMMYYIIIKK`, month + 80). Numbers of real people are refused
 * (`not-synthetic`) before anything else about them is judged: Segl's simulated BankID must never hold one.
 *
 * Source: Folkeregisterforskriften § 2-2-1 (layout, individual number by century, check digits modulo 11).
 */
export function parseNationalIdentityNumber(text: string): NationalIdentityNumberResult {
  if (!/^\d{11}$/.test(text)) return { valid: false, fault: 'not-eleven-digits' };
  const month = Number(text.slice(2, 4)) - syntheticMonthOffset;
  if (month < 1 || month > 12) return { valid: false, fault: 'not-synthetic' };
  const writtenDay = Number(text.slice(0, 2));
  const isDNumber = writtenDay > dNumberDayOffset;
  const day = isDNumber ? writtenDay - dNumberDayOffset : writtenDay;
  const year = fullYear(Number(text.slice(4, 6)), Number(text.slice(6, 9)));
  const birthDate = year === undefined ? undefined : calendarDate(year, month, day);
  if (birthDate === undefined) return { valid: false, fault: 'no-such-date' };
  if (checkDigits(text.slice(0, 9)) !== text.slice(9)) return { valid: false, fault: 'check-digits' };
  return { valid: true, value: { number: text, kind: isDNumber ? 'd-number' : 'birth-number', birthDate } };
}

/** What {@link makeNationalIdentityNumber} needs. */
export interface NationalIdentityNumberParts {
  /** YYYY-MM-DD, 1854 to 2039. */
  readonly birthDate: string;
  /** 0 to 999; which of them fit depends on the year of birth. */
  readonly individualNumber: number;
  /** Default: birth number. */
  readonly kind?: NationalIdentityNumberKind;
}

/**
 * Makes a synthetic number. Undefined when the individual number does not fit the century, when the date does not
 * exist, or when a check digit would be 10 (about one in six: take the next individual number).
 */
export function makeNationalIdentityNumber(parts: NationalIdentityNumberParts): string | undefined {
  const { birthDate, individualNumber, kind = 'birth-number' } = parts;
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(birthDate);
  if (match === null || !Number.isInteger(individualNumber)) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (calendarDate(year, month, day) === undefined) return undefined;
  if (individualNumber < 0 || individualNumber > 999) return undefined;
  if (fullYear(year % 100, individualNumber) !== year) return undefined;
  const nine = [
    pad(kind === 'd-number' ? day + dNumberDayOffset : day, 2),
    pad(month + syntheticMonthOffset, 2),
    pad(year % 100, 2),
    pad(individualNumber, 3),
  ].join('');
  const digits = checkDigits(nine);
  return digits === undefined ? undefined : nine + digits;
}

/** For people's eyes: the birth date stays, the rest is hidden. Personal numbers are never shown whole. */
export function maskNationalIdentityNumber(number: string): string {
  return `${number.slice(0, 6)} •••••`;
}

function fullYear(twoDigits: number, individualNumber: number): number | undefined {
  if (individualNumber <= 499) return 1900 + twoDigits;
  if (individualNumber <= 749 && twoDigits >= 54) return 1800 + twoDigits;
  if (twoDigits <= 39) return 2000 + twoDigits;
  if (individualNumber >= 900) return 1900 + twoDigits;
  return undefined;
}

function calendarDate(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` : undefined;
}

function checkDigits(nineDigits: string): string | undefined {
  const first = checkDigit(nineDigits, firstWeights);
  if (first === undefined) return undefined;
  const second = checkDigit(`${nineDigits}${first}`, secondWeights);
  return second === undefined ? undefined : `${first}${second}`;
}

function checkDigit(digits: string, weights: readonly number[]): number | undefined {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  const digit = (11 - (sum % 11)) % 11;
  return digit === 10 ? undefined : digit;
}

const pad = (value: number, length: number): string => String(value).padStart(length, '0');
