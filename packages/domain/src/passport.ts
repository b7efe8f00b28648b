/** What the machine-readable zone of a passport says. */
export interface Passport {
  /** Code of the issuing state or organisation, as printed: `NOR`, `D`. */
  readonly issuingState: string;
  readonly number: string;
  /** Family name and given names in the zone's letters, words parted by spaces. */
  readonly familyName: string;
  readonly givenNames: string;
  /** YYYY-MM-DD */
  readonly birthDate: string;
  /** YYYY-MM-DD, the last day it is valid. */
  readonly expiresOn: string;
}

/** Why a text is no machine-readable zone of a passport. */
export type PassportFault = 'not-two-lines-of-44' | 'not-a-passport' | 'check-digits' | 'no-such-date';

export type PassportResult =
  | { readonly valid: true; readonly value: Passport }
  | { readonly valid: false; readonly fault: PassportFault };

const lineLength = 44;
const nameLength = 39;
const weights = [7, 3, 1] as const;
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * Reads the machine-readable zone of a passport, two lines of 44 as they are printed, and judges all its check digits.
 * Spaces and small letters are taken as typing does them. Nothing is guessed: a wrong character is a fault.
 *
 * Source: ICAO Doc 9303-4 (TD3), Doc 9303-3 §4.9 (check digits).
 *
 * @param today YYYY-MM-DD, since a year has two digits only: nobody is born after it
 */
export function readPassport(text: string, today: string): PassportResult {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.replace(/\s/g, '').toUpperCase())
    .filter((line) => line !== '');
  const [upper = '', lower = ''] = lines;
  const fits = (line: string): boolean => line.length === lineLength && /^[A-Z0-9<]+$/.test(line);
  if (lines.length !== 2 || !fits(upper) || !fits(lower)) return fault('not-two-lines-of-44');
  if (!upper.startsWith('P')) return fault('not-a-passport');
  if (!areCheckDigitsRight(lower)) return fault('check-digits');
  const birthDate = dateBefore(lower.slice(13, 19), today);
  const expiresOn = calendarDate(`20${lower.slice(21, 27)}`);
  if (birthDate === undefined || expiresOn === undefined) return fault('no-such-date');
  const [family = '', given = ''] = upper.slice(5).split('<<');
  return {
    valid: true,
    value: {
      issuingState: words(upper.slice(2, 5)),
      number: words(lower.slice(0, 9)),
      familyName: words(family),
      givenNames: words(given),
      birthDate,
      expiresOn,
    },
  };
}

/** Writes the machine-readable zone of an invented passport: two lines of 44. */
export function writePassport(passport: Passport): string {
  const name = `${inZoneLetters(passport.familyName)}<<${inZoneLetters(passport.givenNames)}`;
  const state = passport.issuingState.padEnd(3, '<');
  const upper = `P<${state}${name.slice(0, nameLength).padEnd(nameLength, '<')}`;
  const number = passport.number.padEnd(9, '<');
  const born = shortDate(passport.birthDate);
  const expires = shortDate(passport.expiresOn);
  const optional = '<'.repeat(14);
  const start = `${number}${checkDigit(number)}`;
  const middle = `${born}${checkDigit(born)}`;
  const end = `${expires}${checkDigit(expires)}${optional}<`;
  return `${upper}\n${start}${state}${middle}<${end}${checkDigit(start + middle + end)}`;
}

/** A check digit: weights 7, 3, 1 over the values of the characters, modulo 10 (Doc 9303-3 §4.9). */
export function checkDigit(text: string): string {
  const sum = [...text].reduce(
    (total, character, index) =>
      total + Math.max(0, alphabet.indexOf(character)) * (weights[index % weights.length] ?? 0),
    0,
  );
  return String(sum % 10);
}

/**
 * A name in the letters of the zone: `Bjørn-Åge` becomes `BJOERN<AAGE` (Doc 9303-3 §6). Marks that have no rule of their
 * own are dropped.
 */
export function inZoneLetters(name: string): string {
  return name
    .normalize('NFC')
    .toLocaleUpperCase('nb')
    .replace(/[ÆØÅÄÖÜÐĐŊŦÞŁẞ]/g, (letter) => transliterations[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}|['’.]/gu, '')
    .replace(/[^A-Z]+/g, '<')
    .replace(/^<|<$/g, '');
}

/** Whether a name in a bank's books is the one in the zone, which is cut where it has no room for the rest. */
export function isNameInZone(
  name: { readonly familyName: string; readonly givenName: string },
  passport: Pick<Passport, 'familyName' | 'givenNames'>,
): boolean {
  const cut = (text: string): string => text.slice(0, nameLength).replace(/<+$/, '');
  const inBooks = cut(`${inZoneLetters(name.familyName)}<<${inZoneLetters(name.givenName)}`);
  return inBooks === cut(`${inZoneLetters(passport.familyName)}<<${inZoneLetters(passport.givenNames)}`);
}

const transliterations: Readonly<Record<string, string>> = {
  Æ: 'AE',
  Ø: 'OE',
  Å: 'AA',
  Ä: 'AE',
  Ö: 'OE',
  Ü: 'UE',
  Ð: 'D',
  Đ: 'D',
  Ŋ: 'N',
  Ŧ: 'T',
  Þ: 'TH',
  Ł: 'L',
  ẞ: 'SS',
};

function areCheckDigitsRight(lower: string): boolean {
  const at = (from: number, to: number): string => lower.slice(from, to);
  const isRight = (text: string, digit: string): boolean => checkDigit(text) === digit;
  const optional = at(28, 42);
  // The digit over an empty optional field may be left out.
  const isOptionalRight = isRight(optional, at(42, 43)) || (/^<*$/.test(optional) && at(42, 43) === '<');
  return (
    isRight(at(0, 9), at(9, 10)) &&
    isRight(at(13, 19), at(19, 20)) &&
    isRight(at(21, 27), at(27, 28)) &&
    isOptionalRight &&
    isRight(at(0, 10) + at(13, 20) + at(21, 43), at(43, 44))
  );
}

/** The newest date with these two digits of a year that is not after `today`. */
function dateBefore(yymmdd: string, today: string): string | undefined {
  const candidates = ['20', '19'].map((century) => calendarDate(`${century}${yymmdd}`));
  return candidates.find((date) => date !== undefined && date <= today);
}

function calendarDate(yyyymmdd: string): string | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(yyyymmdd);
  if (match === null) return undefined;
  const iso = `${match[1] ?? ''}-${match[2] ?? ''}-${match[3] ?? ''}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : undefined;
}

const shortDate = (iso: string): string => iso.slice(2).replaceAll('-', '');
const words = (field: string): string => field.replace(/<+/g, ' ').trim();
const fault = (of: PassportFault): PassportResult => ({ valid: false, fault: of });
