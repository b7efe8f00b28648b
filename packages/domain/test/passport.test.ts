import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDigit, inZoneLetters, isNameInZone, readPassport, writePassport } from '../src/index.js';

const today = '2026-11-22';
/** The specimen of ICAO Doc 9303-4, appendix A. */
const specimen = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10';

describe("a passport's machine-readable zone (ICAO Doc 9303-4)", () => {
  it('is read as the specimen of the standard says', () => {
    expect(readPassport(specimen, today)).toEqual({
      valid: true,
      value: {
        issuingState: 'UTO',
        number: 'L898902C3',
        familyName: 'ERIKSSON',
        givenNames: 'ANNA MARIA',
        birthDate: '1974-08-12',
        expiresOn: '2012-04-15',
      },
    });
  });

  it('has the check digits of the standard (Doc 9303-3, appendix A)', () => {
    expect(
      ['520727', 'AB2134<<<', 'L898902C3', '740812', '120415', 'ZE184226B<<<<<'].map(checkDigit),
    ).toEqual(['3', '5', '6', '2', '9', '1']);
  });

  it('is taken with the spaces and small letters of typing', () => {
    expect(readPassport(` ${specimen.toLowerCase().replace('<<', '< <')}\r\n\n`, today).valid).toBe(true);
  });

  it('is refused when one character of the lower line is another, or two digits changed places', () => {
    const [upper = '', lower = ''] = specimen.split('\n');
    const judged = [0, 8, 9, 13, 18, 19, 21, 26, 27, 28, 42, 43];
    for (const at of judged) {
      const other = lower[at] === '4' ? '6' : '4';
      const changed = `${upper}\n${lower.slice(0, at)}${other}${lower.slice(at + 1)}`;
      expect(readPassport(changed, today), `at ${String(at)}`).toEqual({
        valid: false,
        fault: 'check-digits',
      });
    }
    const swapped = `${upper}\n${lower.replace('7408122', '4708122')}`;
    expect(readPassport(swapped, today)).toEqual({ valid: false, fault: 'check-digits' });
  });

  it.each([
    ['', 'not-two-lines-of-44'],
    [specimen.replace('\n', ''), 'not-two-lines-of-44'],
    [specimen.slice(0, -1), 'not-two-lines-of-44'],
    [specimen.replace('ANNA', 'ÅNNA'), 'not-two-lines-of-44'],
    [specimen.replace('P<', 'V<'), 'not-a-passport'],
  ])('is refused as %j', (text, fault) => {
    expect(readPassport(text, today)).toEqual({ valid: false, fault });
  });

  it('is refused with a date that does not exist, though the digits fit', () => {
    const passport = { issuingState: 'NOR', number: 'A1', familyName: 'A', givenNames: 'B' };
    const zone = writePassport({ ...passport, birthDate: '1990-02-30', expiresOn: '2030-01-01' });
    expect(readPassport(zone, today)).toEqual({ valid: false, fault: 'no-such-date' });
  });

  it('tells nobody as born in the future', () => {
    const passport = {
      issuingState: 'NOR',
      number: 'A1',
      familyName: 'A',
      givenNames: 'B',
      expiresOn: '2030-01-01',
    };
    const born = (birthDate: string) => readPassport(writePassport({ ...passport, birthDate }), today);
    expect(born('2026-11-22')).toMatchObject({ value: { birthDate: '2026-11-22' } });
    expect(born('1926-11-23')).toMatchObject({ value: { birthDate: '1926-11-23' } });
  });

  it('is read back as written, whoever it is', () => {
    const day = fc
      .date({ min: new Date('2000-01-01'), max: new Date('2026-11-22'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    const passports = fc.record({
      issuingState: fc.constantFrom('NOR', 'SWE', 'D'),
      number: fc.stringMatching(/^[A-Z0-9]{1,9}$/),
      familyName: fc.stringMatching(/^[A-Z]{1,12}( [A-Z]{1,4})?$/),
      givenNames: fc.stringMatching(/^[A-Z]{1,12}( [A-Z]{1,4})?$/),
      birthDate: day,
      expiresOn: day,
    });
    fc.assert(
      fc.property(passports, (passport) => {
        expect(readPassport(writePassport(passport), today)).toEqual({ valid: true, value: passport });
      }),
    );
  });
});

describe('names in the zone', () => {
  it('are written in its letters (Doc 9303-3 §6)', () => {
    expect(['Bjørn-Åge', "D'Ærlig", 'Áilu Ŋiŋŋá', 'Przykładowy'].map(inZoneLetters)).toEqual([
      'BJOERN<AAGE',
      'DAERLIG',
      'AILU<NINNA',
      'PRZYKLADOWY',
    ]);
  });

  it('are compared as far as the zone has room', () => {
    const long = { familyName: 'Langenavn-Eksempelstrøm', givenName: 'Anne-Margrethe Charlotte Wilhelmine' };
    const zone = writePassport({
      issuingState: 'NOR',
      number: 'A1',
      familyName: long.familyName,
      givenNames: long.givenName,
      birthDate: '1958-01-31',
      expiresOn: '2030-01-01',
    });
    const read = readPassport(zone, today);
    if (!read.valid) throw new Error(read.fault);
    expect(isNameInZone(long, read.value)).toBe(true);
    expect(isNameInZone({ ...long, familyName: 'Eksempelstrøm' }, read.value)).toBe(false);
    expect(isNameInZone({ ...long, givenName: 'Anna-Margrethe' }, read.value)).toBe(false);
    expect(
      isNameInZone(
        { familyName: 'Eriksson', givenName: 'Anna' },
        { familyName: 'ERIKSSON', givenNames: 'ANNA MARIA' },
      ),
    ).toBe(false);
  });
});
