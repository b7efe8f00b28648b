import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  makeNationalIdentityNumber,
  maskNationalIdentityNumber,
  parseNationalIdentityNumber,
} from '../src/index.js';

const parts = fc.record({
  birthDate: fc
    .date({ min: new Date('1900-01-01'), max: new Date('2039-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  individualNumber: fc.integer({ min: 0, max: 999 }),
  kind: fc.constantFrom('birth-number' as const, 'd-number' as const),
});

describe('synthetic national identity numbers', () => {
  it('reads back what it made', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const number = makeNationalIdentityNumber(given);
        fc.pre(number !== undefined);
        expect(parseNationalIdentityNumber(number ?? '')).toEqual({
          valid: true,
          value: { number, kind: given.kind, birthDate: given.birthDate },
        });
      }),
    );
  });

  it('finds every single wrong digit (modulo 11)', () => {
    fc.assert(
      fc.property(
        parts,
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 1, max: 9 }),
        (given, at, shift) => {
          const number = makeNationalIdentityNumber(given);
          fc.pre(number !== undefined);
          const digits = [...(number ?? '')];
          digits[at] = String((Number(digits[at]) + shift) % 10);
          expect(parseNationalIdentityNumber(digits.join('')).valid).toBe(false);
        },
      ),
    );
  });

  it('has no day that does not exist', () => {
    expect(makeNationalIdentityNumber({ birthDate: '2023-02-29', individualNumber: 500 })).toBeUndefined();
    expect(makeNationalIdentityNumber({ birthDate: '2023-13-01', individualNumber: 500 })).toBeUndefined();
  });

  it.each([
    ['1899-12-31', 500, '1899-12-31'],
    ['1999-12-31', 0, '1999-12-31'],
    ['1940-01-01', 900, '1940-01-01'],
    ['2000-01-01', 500, '2000-01-01'],
    ['2039-12-31', 990, '2039-12-31'],
  ])('keeps the century of %s by the individual number', (birthDate, from, expected) => {
    const number = firstNumber(birthDate, from);
    const result = parseNationalIdentityNumber(number);
    expect(result.valid && result.value.birthDate).toBe(expected);
  });

  it('refuses an individual number of another century', () => {
    expect(makeNationalIdentityNumber({ birthDate: '2000-01-01', individualNumber: 499 })).toBeUndefined();
    expect(makeNationalIdentityNumber({ birthDate: '1950-01-01', individualNumber: 800 })).toBeUndefined();
  });

  it('never takes the number of a real person', () => {
    // Well-formed, check digits right, but without the synthetic mark.
    expect(parseNationalIdentityNumber('01010750160')).toEqual({ valid: false, fault: 'not-synthetic' });
    fc.assert(
      fc.property(fc.stringMatching(/^[0-7]\d(0[1-9]|1[0-2])\d{7}$/), (number) => {
        expect(parseNationalIdentityNumber(number)).toEqual({ valid: false, fault: 'not-synthetic' });
      }),
    );
  });

  it('takes eleven digits and nothing else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^\d{11}$/.test(text));
        expect(parseNationalIdentityNumber(text)).toEqual({ valid: false, fault: 'not-eleven-digits' });
      }),
    );
  });

  it('hides the last five digits from people', () => {
    expect(maskNationalIdentityNumber('13868512345')).toBe('138685 •••••');
  });
});

function firstNumber(birthDate: string, from: number): string {
  for (let individualNumber = from; individualNumber <= 999; individualNumber += 1) {
    const number = makeNationalIdentityNumber({ birthDate, individualNumber });
    if (number !== undefined) return number;
  }
  throw new Error(`no number for ${birthDate}`);
}
