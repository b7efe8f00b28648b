import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOrganisationNumber, organisationNumberCheckDigit } from '../src/organisation-number.js';

describe('an organisation number (mod 11)', () => {
  it.each(['974760673', '923609016'])('%s of a public register holds', (number) => {
    expect(isOrganisationNumber(number)).toBe(true);
  });
  it.each(['974760674', '97476067', '9747606730', '000000000', 'abcdefghi', ' 974760673'])(
    '%s does not',
    (n) => {
      expect(isOrganisationNumber(n)).toBe(false);
    },
  );
  it('catches every single wrong digit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10_000_000, max: 99_999_999 }),
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 1, max: 9 }),
        (base, position, shift) => {
          const check = organisationNumberCheckDigit(String(base));
          fc.pre(check !== undefined);
          const digits = [...`${base}${check}`];
          digits[position] = String((Number(digits[position]) + shift) % 10);
          expect(isOrganisationNumber(digits.join(''))).toBe(false);
        },
      ),
    );
  });
});
