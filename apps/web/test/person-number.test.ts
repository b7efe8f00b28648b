import { describe, expect, it } from 'vitest';
import { readPersonNumber } from '../src/lib/birth-date.js';
import { isOrganisationNumber } from '../src/lib/organisation-number.js';

const today = new Date('2026-11-22T12:00:00Z');

describe('a birth date as people write it', () => {
  it.each(['17.05.1990', '17.5.1990', '17051990', '1990-05-17', ' 17 05 1990 ', '17/5/1990'])(
    'reads %s',
    (text) => {
      expect(readPersonNumber(text, today)).toEqual({ kind: 'birth-date', birthDate: '1990-05-17' });
    },
  );

  it.each([
    ['', 'empty'],
    ['i går', 'format'],
    ['170590', 'format'],
    ['31.02.1990', 'no-such-date'],
    ['29.02.2023', 'no-such-date'],
    ['17.05.1790', 'no-such-date'],
    ['23.11.2026', 'future'],
  ])('does not take %s', (text, reason) => {
    expect(readPersonNumber(text, today)).toEqual({ kind: 'invalid', reason });
  });
});

describe('a national identity number', () => {
  it('is taken when it is synthetic (month + 80)', () => {
    expect(readPersonNumber('178590 12345', today)).toEqual({
      kind: 'national-id',
      nationalId: '17859012345',
    });
  });

  it('is never taken when it may be real', () => {
    expect(readPersonNumber('17059012345', today)).toEqual({ kind: 'invalid', reason: 'real-number' });
  });
});

describe('an organisation number', () => {
  it('has nine digits whose last is right by modulus 11', () => {
    expect(isOrganisationNumber('974760673')).toBe(true);
    expect(isOrganisationNumber('974760674')).toBe(false);
    expect(isOrganisationNumber('97476067')).toBe(false);
    expect(isOrganisationNumber('abcdefghi')).toBe(false);
  });
});
