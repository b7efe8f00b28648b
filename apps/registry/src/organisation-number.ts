const weights = [3, 2, 7, 6, 5, 4, 3, 2] as const;

/** The mod-11 check digit of eight digits, or undefined where the eight digits can have none. */
export function checkDigit(base: string): number | undefined {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(base[index]), 0);
  const digit = (11 - (sum % 11)) % 11;
  return digit === 10 ? undefined : digit;
}

/** Nine digits from eight. @throws RangeError when the eight digits cannot have a check digit. */
export function withCheckDigit(base: string): string {
  const digit = checkDigit(base);
  if (digit === undefined) throw new RangeError(`no check digit for ${base}`);
  return base + String(digit);
}

/** Whether a text is nine digits with a correct check digit. */
export function isOrganisationNumber(text: string): boolean {
  return /^\d{9}$/.test(text) && checkDigit(text.slice(0, 8)) === Number(text[8]);
}
