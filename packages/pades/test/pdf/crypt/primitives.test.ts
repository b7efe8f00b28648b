import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { decryptAes, encryptAes } from '../../../src/pdf/crypt/aes.js';
import { passwordBytes, saslPrep } from '../../../src/pdf/crypt/passwords.js';
import { rc4 } from '../../../src/pdf/crypt/rc4.js';
import { decodeTextString, encodeDocString } from '../../../src/pdf/text-string.js';
import { PdfString } from '../../../src/pdf/objects.js';
import { codeOf } from '../../support.js';

describe('RC4 (RFC 6229)', () => {
  it.each([
    ['40 bits', '0102030405', 'b2396305f03dc027ccc3524a0a1118a8'],
    ['56 bits', '01020304050607', '293f02d47f37c9b633f2af5285feb46b'],
    ['128 bits', '0102030405060708090a0b0c0d0e0f10', '9ac7cc9a609d1ef7b2932899cde41b97'],
  ])('gives the key stream of %s', (_, key, stream) => {
    expect(Buffer.from(rc4(Buffer.from(key, 'hex'), new Uint8Array(16))).toString('hex')).toBe(stream);
  });
});

describe('AES-CBC (ISO 32000-2 §7.6.3.1)', () => {
  it.each([16, 32])('comes back with a key of %i bytes, never twice the same', (length) => {
    const key = new Uint8Array(length).fill(7);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (data) => {
        const encrypted = encryptAes(key, data);
        expect(encrypted).not.toEqual(encryptAes(key, data));
        expect(Buffer.from(decryptAes(key, encrypted, 'strict'))).toEqual(Buffer.from(data));
      }),
    );
  });

  it('reads what is left of cut data, and names the fault in strict mode', () => {
    const key = new Uint8Array(16);
    const encrypted = encryptAes(key, Buffer.from('a text of more than one block'));
    const cut = encrypted.subarray(0, encrypted.length - 3);
    expect(Buffer.from(decryptAes(key, cut, 'lenient')).toString()).toBe('a text of more t');
    expect(codeOf(() => decryptAes(key, cut, 'strict'))).toBe('pdf.malformed');
    expect(codeOf(() => decryptAes(key, encrypted.subarray(0, 32), 'strict'))).toBe('pdf.malformed');
  });

  it('takes what is empty as it is', () => {
    expect(decryptAes(new Uint8Array(16), new Uint8Array(), 'strict')).toHaveLength(0);
  });
});

describe('SASLprep (RFC 4013 §3)', () => {
  it.each([
    ['I\u00adX', 'IX'],
    ['user', 'user'],
    ['USER', 'USER'],
    ['ª', 'a'],
    ['Ⅸ', 'IX'],
    ['\u0007', undefined],
    ['\u0627\u0031', undefined],
    ['a\u00a0b', 'a b'],
    ['\u05d0\u05d1', '\u05d0\u05d1'],
  ])('prepares %j', (text, expected) => {
    expect(saslPrep(text)).toBe(expected);
  });
});

describe('bytes of a password', () => {
  it('are tried in PDFDocEncoding first for revisions to 4', () => {
    expect(passwordBytes('€', 3).map((bytes) => Buffer.from(bytes).toString('hex'))).toEqual([
      'a0',
      'e282ac',
    ]);
    expect(passwordBytes('abc', 4)).toHaveLength(1);
  });

  it('are UTF-8 and no more than 127 for revisions 5 and 6', () => {
    const [first] = passwordBytes('å'.repeat(100), 6);
    expect(first).toHaveLength(127);
  });

  it('in PDFDocEncoding read back as the same text', () => {
    const text = 'Åse – “7 €” ﬁ ˘ ž';
    expect(decodeTextString(new PdfString(encodeDocString(text) ?? new Uint8Array()))).toBe(text);
    expect(encodeDocString('пароль')).toBeUndefined();
  });
});
