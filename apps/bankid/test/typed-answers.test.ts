import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBirthDate, showBirthDate } from '../src/dialog/birth-date.js';
import { chooseLanguage } from '../src/dialog/texts/translate.js';
import { codeAt, makeCodeSecret, matchCode, timeStepAt } from '../src/proof/one-time-codes.js';
import { passwordFault } from '../src/proof/passwords.js';
import { createRoomSecrets } from '../src/secrets/room-secrets.js';

describe('birth dates as people type them', () => {
  it.each(['24051987', '24.05.1987', '24.5.1987', '24/5 1987', ' 24-05-1987 ', '1987-05-24'])(
    '%s',
    (text) => {
      expect(readBirthDate(text)).toBe('1987-05-24');
    },
  );

  it.each(['', '240587', '31021987', '29022023', '00051987', '24051787', '2405198', 'i går', '24.05.19870'])(
    'not %j',
    (text) => {
      expect(readBirthDate(text)).toBeUndefined();
    },
  );

  it('come back as they are shown', () => {
    const dates = fc.date({ min: new Date('1854-01-01'), max: new Date('2039-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        const iso = date.toISOString().slice(0, 10);
        expect(readBirthDate(showBirthDate(iso))).toBe(iso);
      }),
    );
  });
});

describe('one-time codes (RFC 6238)', () => {
  const secret = Buffer.from('12345678901234567890');

  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1234567890, '005924'],
    [20000000000, '353130'],
  ])('at %i are those of Appendix B, six digits', async (seconds, code) => {
    expect(codeAt(secret, new Date(seconds * 1000))).toBe(code);
  });

  it('are taken one step early and late, and only after the last step used', async () => {
    const at = new Date('2026-11-22T12:00:15Z');
    const step = timeStepAt(at);
    for (const shift of [-2, -1, 0, 1, 2]) {
      const code = codeAt(secret, new Date(at.getTime() + shift * 30_000));
      const expected = Math.abs(shift) <= 1 ? step + shift : undefined;
      expect(matchCode({ kind: 'time', secret, last: -1, drift: 0 }, code, at)).toBe(expected);
      expect(matchCode({ kind: 'time', secret, last: step + shift, drift: 0 }, code, at)).toBeUndefined();
    }
  });

  it('come from secrets of 160 bits', () => {
    expect(makeCodeSecret()).toHaveLength(20);
  });
});

describe('personal passwords', () => {
  it.each([
    ['fjell-lykt-482', undefined],
    ['StoreOgSmaa', undefined],
    ['abc123', 'too-short'],
    ['a1'.repeat(40), 'too-long'],
    ['barebokstaver', 'too-simple'],
    ['1234567890', 'too-simple'],
    ['kari-24051987', 'holds-birth-date'],
    ['kari240587x', 'holds-birth-date'],
    ['19870524-kari', 'holds-birth-date'],
  ])('%s: %s', (password, fault) => {
    expect(passwordFault(password, '1987-05-24')).toBe(fault);
  });
});

describe('languages', () => {
  it.each([
    [['nn-NO', 'nb'], 'nn'],
    [['no'], 'nb'],
    [['se', 'en-US'], 'en'],
    [['de'], 'nb'],
    [[], 'nb'],
  ] as const)('%j: %s', (wanted, chosen) => {
    expect(chooseLanguage(wanted, 'nb')).toBe(chosen);
  });
});

describe('secrets of the room', () => {
  const secrets = createRoomSecrets({ id: 'test', key: new Uint8Array(32).fill(7) });
  const others = createRoomSecrets({ id: 'test', key: new Uint8Array(32).fill(8) });

  it('open with the same key and label only', () => {
    const sealed = secrets.sealText('24858730054', 'national-id:a');
    expect(secrets.unsealText(sealed, 'national-id:a')).toBe('24858730054');
    expect(() => secrets.unsealText(sealed, 'national-id:b')).toThrow();
    expect(() => others.unsealText(sealed, 'national-id:a')).toThrow();
  });

  it('know their own device tokens only', () => {
    const token = secrets.signDevice('device-1');
    expect(secrets.readDevice(token)).toBe('device-1');
    expect(others.readDevice(token)).toBeUndefined();
    expect(secrets.readDevice(`${token}x`)).toBeUndefined();
    expect(secrets.readDevice('device-1')).toBeUndefined();
    expect(secrets.readDevice(undefined)).toBeUndefined();
  });
});
