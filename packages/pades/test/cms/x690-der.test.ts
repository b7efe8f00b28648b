import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAsn1, readFirst, Tag, type Asn1Element, type EncodingRules } from '../../src/cms/asn1-reader.js';
import {
  generalizedTime,
  integer,
  namedBits,
  octetString,
  oid,
  sequence,
  setOf,
} from '../../src/cms/asn1-writer.js';
import { PadesError } from '../../src/errors.js';

const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** Reads everything there is, so that every element is looked at. */
function walk(element: Asn1Element): number {
  return element.constructed ? element.children().reduce((sum, child) => sum + walk(child), 1) : 1;
}

describe('X.690 distinguished encoding', () => {
  it.each([
    ['indefinite length', '30 80 05 00 00 00'],
    ['length padded with zeros', '04 82 00 01 aa'],
    ['long form for a short length', '04 81 01 aa'],
    ['length beyond the bytes', '04 05 aa'],
    ['no length', '04'],
    ['nothing', ''],
    ['bytes after the element', '05 00 00'],
    ['padded tag number', '1f 80 01 00'],
    ['high tag form for a low number', '1f 05 00'],
    ['length of nine octets', '04 89 00 00 00 00 00 00 00 00 01 aa'],
  ])('refuses %s', (_, bytes) => {
    expect(() => readAsn1(hex(bytes))).toThrow(expect.objectContaining({ code: 'asn1.malformed' }));
  });

  it.each<[string, string, (element: Asn1Element) => unknown]>([
    ['INTEGER with a padding zero', '02 02 00 01', (e) => e.bigInteger()],
    ['INTEGER with a padding ff', '02 02 ff 80', (e) => e.bigInteger()],
    ['empty INTEGER', '02 00', (e) => e.bigInteger()],
    ['BOOLEAN that is neither 00 nor ff', '01 01 01', (e) => e.boolean()],
    ['OID with a padded arc', '06 03 2a 80 01', (e) => e.oid()],
    ['OID that ends within an arc', '06 02 2a 86', (e) => e.oid()],
    ['empty OID', '06 00', (e) => e.oid()],
    ['BIT STRING with eight unused bits', '03 02 08 00', (e) => e.bits()],
    ['constructed OCTET STRING', '24 03 04 01 aa', (e) => e.octets()],
    ['month 13', '18 0f 32303236 3133 3031 303030303030 5a', (e) => e.time()],
    ['30 February', '17 0d 323630323330 303030303030 5a', (e) => e.time()],
    ['INTEGER read as OID', '02 01 01', (e) => e.oid()],
    ['children of a primitive', '04 00', (e) => e.children()],
  ])('refuses %s', (_, bytes, read) => {
    expect(() => read(readAsn1(hex(bytes)))).toThrow(expect.objectContaining({ code: 'asn1.malformed' }));
  });

  it('reads an element to its end and leaves what follows', () => {
    expect(readFirst(hex('04 01 aa 00 00')).bytes).toEqual(hex('04 01 aa'));
  });

  it('refuses nesting that only serves to overflow the stack', () => {
    let der: Uint8Array = new Uint8Array([5, 0]);
    for (let i = 0; i < 60; i++) der = sequence(der);
    expect(() => walk(readAsn1(der))).toThrow(expect.objectContaining({ code: 'asn1.malformed' }));
  });

  it('sorts a SET OF by its encodings (§11.6)', () => {
    const [a, b] = [octetString(hex('02')), octetString(hex('01'))];
    expect(setOf([a, b])).toEqual(setOf([b, a]));
    expect(
      readAsn1(setOf([a, b]))
        .children()[0]
        ?.octets(),
    ).toEqual(hex('01'));
  });

  it('leaves trailing zero bits out of named bit lists (§11.2.2)', () => {
    expect(namedBits([0])).toEqual(hex('03 02 07 80'));
    expect(namedBits([5, 6])).toEqual(hex('03 02 01 06'));
    expect(namedBits([])).toEqual(hex('03 01 00'));
  });

  it('writes fractions of a second without trailing zeros (§11.7)', () => {
    const text = (time: string): string =>
      Buffer.from(generalizedTime(new Date(time)).subarray(2)).toString();
    expect(text('2026-11-22T10:20:30.120Z')).toBe('20261122102030.12Z');
    expect(text('2026-11-22T10:20:30.000Z')).toBe('20261122102030Z');
  });

  it('reads years before 1950 and after 2049 only as GeneralizedTime (RFC 5280 §4.1.2.5.1)', () => {
    expect(readAsn1(hex('17 0d 343931323331323335393539 5a')).time().getUTCFullYear()).toBe(2049);
    expect(readAsn1(hex('17 0d 353030313031303030303030 5a')).time().getUTCFullYear()).toBe(1950);
  });
});

describe('X.690 basic encoding, as older programs write it', () => {
  it('reads indefinite lengths and strings in pieces', () => {
    const element = readAsn1(hex('30 80 24 80 04 01 aa 04 01 bb 00 00 00 00'), 'ber');
    expect(element.children()[0]?.octets()).toEqual(hex('aa bb'));
  });

  it.each([
    ['never closed', '30 80 04 01 aa'],
    ['primitive', '04 80 00 00'],
  ])('refuses an indefinite length that is %s', (_, bytes) => {
    expect(() => readAsn1(hex(bytes), 'ber')).toThrow(PadesError);
  });
});

describe('properties', () => {
  it('round-trips integers', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 300n), max: 1n << 300n }), (value) => {
        expect(readAsn1(integer(value)).bigInteger()).toBe(value);
      }),
    );
  });

  it('round-trips object identifiers with arcs of any size', () => {
    const dotted = fc
      .tuple(
        fc.oneof(
          fc.tuple(fc.constantFrom(0n, 1n), fc.bigInt(0n, 39n)),
          fc.tuple(fc.constant(2n), fc.bigInt(0n, 1n << 128n)),
        ),
        fc.array(fc.bigInt(0n, 1n << 128n), { maxLength: 4 }),
      )
      .map(([root, rest]) => [...root, ...rest].join('.'));
    fc.assert(
      fc.property(dotted, (text) => {
        expect(readAsn1(oid(text)).oid()).toBe(text);
      }),
    );
  });

  it('round-trips times to the millisecond', () => {
    const time = fc.date({ min: new Date('1900-01-01'), max: new Date('2400-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(time, (date) => {
        expect(readAsn1(generalizedTime(date)).time()).toEqual(date);
      }),
    );
  });

  it.each<EncodingRules>(['der', 'ber'])(
    '%s: any bytes are read or refused with a code, never otherwise',
    (rules) => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
          try {
            const element = readFirst(bytes, rules);
            walk(element);
            if (element.tag === Tag.oid) element.oid();
            if (element.tag === Tag.utcTime || element.tag === Tag.generalizedTime) element.time();
            if (element.tag === Tag.integer) element.bigInteger();
          } catch (error) {
            expect(error).toMatchObject({ code: 'asn1.malformed' });
          }
        }),
        { numRuns: 2000 },
      );
    },
  );
});
