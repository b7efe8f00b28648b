import { organisationNumberCheckDigit } from '@segl/domain';

/** Nine digits from eight. @throws RangeError when the eight digits can have no check digit. */
export function withCheckDigit(base: string): string {
  const digit = organisationNumberCheckDigit(base);
  if (digit === undefined) throw new RangeError(`no check digit for ${base}`);
  return base + String(digit);
}
