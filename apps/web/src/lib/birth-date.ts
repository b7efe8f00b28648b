/** What a person wrote where a birth date or a synthetic national identity number is asked for. */
export type PersonNumber =
  | { kind: 'birth-date'; birthDate: string }
  | { kind: 'national-id'; nationalId: string }
  | { kind: 'invalid'; reason: 'empty' | 'format' | 'no-such-date' | 'future' | 'real-number' };

/**
 * Reads `ddmmyyyy`, `dd.mm.yyyy`, `yyyy-mm-dd` or an eleven-digit synthetic number (month + 80). Real national
 * identity numbers are refused: Segl's demonstration must never hold one.
 */
export function readPersonNumber(text: string, today: Date): PersonNumber {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'invalid', reason: 'empty' };
  const digits = trimmed.replace(/[\s.\-/]/g, '');
  if (/^\d{11}$/.test(digits)) {
    const month = Number(digits.slice(2, 4));
    return month >= 81 && month <= 92
      ? { kind: 'national-id', nationalId: digits }
      : { kind: 'invalid', reason: 'real-number' };
  }
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(trimmed);
  const norwegian =
    /^(\d{1,2})[.\s/](\d{1,2})[.\s/](\d{4})$/.exec(trimmed) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(digits);
  const [year, month, day] =
    iso !== null
      ? [Number(iso[1]), Number(iso[2]), Number(iso[3])]
      : norwegian !== null
        ? [Number(norwegian[3]), Number(norwegian[2]), Number(norwegian[1])]
        : [0, 0, 0];
  if (year === 0) return { kind: 'invalid', reason: 'format' };
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || year < 1900) {
    return { kind: 'invalid', reason: 'no-such-date' };
  }
  if (date.getTime() > today.getTime()) return { kind: 'invalid', reason: 'future' };
  return { kind: 'birth-date', birthDate: date.toISOString().slice(0, 10) };
}
