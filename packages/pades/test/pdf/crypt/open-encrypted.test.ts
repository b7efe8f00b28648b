import { describe, expect, it } from 'vitest';
import { openDocument } from '../../../src/pdf/document.js';
import { PdfDict, PdfRef, PdfStream } from '../../../src/pdf/objects.js';
import { decodeTextString } from '../../../src/pdf/text-string.js';
import { codeOf } from '../../support.js';
import { onePage, tablePdf } from '../made-pdfs.js';
import { fixture, locked, ownerPassword, replaced, userPassword } from './fixtures.js';

function titleOf(bytes: Uint8Array, password?: string): string | undefined {
  const view = openDocument(bytes, {
    mode: 'strict',
    ...(password === undefined ? {} : { password }),
  }).latest;
  return decodeTextString(view.resolve(view.dict(view.trailer.get('Info'))?.get('Title')));
}

function contentOf(bytes: Uint8Array, password: string): string {
  const view = openDocument(bytes, { mode: 'strict', password }).latest;
  for (const num of view.objectNumbers()) {
    const object = view.object(num);
    if (!(object instanceof PdfStream) || object.dict.has('Type')) continue;
    return Buffer.from(view.decode(object)).toString('latin1');
  }
  throw new TypeError('The page has no content');
}

describe.each(locked)('the standard security handler: %s', (name, algorithm, keyBits, revision) => {
  const bytes = fixture(name);

  it.each([
    ['user', userPassword],
    ['owner', ownerPassword],
  ] as const)('opens with the password of the %s', (openedWith, password) => {
    const { encryption } = openDocument(bytes, { mode: 'strict', password });
    expect(encryption).toMatchObject({ handler: 'Standard', algorithm, keyBits, revision, openedWith });
    expect(encryption).toMatchObject({ opensWithoutPassword: false, lockedBy: undefined });
    expect(titleOf(bytes, password)).toBe('Loan (copy)');
    expect(contentOf(bytes, password)).toContain('(Hello) Tj');
  });

  it('asks for a password, and says when it is wrong', () => {
    expect(codeOf(() => openDocument(bytes))).toBe('pdf.password-required');
    expect(codeOf(() => openDocument(bytes, { password: '' }))).toBe('pdf.password-wrong');
    expect(codeOf(() => openDocument(bytes, { password: `${userPassword} ` }))).toBe('pdf.password-wrong');
  });

  it('shows the structure of a locked file, and none of its words', () => {
    const document = openDocument(bytes, { locked: 'structure' });
    expect(document.encryption).toMatchObject({ lockedBy: 'pdf.password-required', openedWith: undefined });
    for (const num of document.latest.objectNumbers()) {
      const entry = document.latest.entry(num);
      if (entry?.kind === 'compressed') {
        expect(codeOf(() => document.latest.object(num))).toBe('pdf.password-required');
        continue;
      }
      const object = document.latest.object(num);
      if (object instanceof PdfDict) expect(object.has('Title')).toBe(false);
      if (object instanceof PdfStream) expect(codeOf(() => object.raw())).toBe('pdf.password-required');
    }
  });
});

describe('passwords', () => {
  it('of revision 6 are prepared and in any script (RFC 4013)', () => {
    const bytes = fixture('r6-aes-256-unicode');
    for (const password of ['пароль Ⅸ', 'пароль IX', 'пароль\u00a0I\u00adX']) {
      expect(titleOf(bytes, password)).toBe('Loan (copy)');
    }
    expect(codeOf(() => openDocument(bytes, { password: 'пароль X' }))).toBe('pdf.password-wrong');
  });

  it('of revision 6 are also taken as they are, as writers do that prepare nothing', () => {
    expect(titleOf(fixture('r6-aes-256-unprepared'), 'пароль Ⅸ')).toBe('Loan (copy)');
  });

  it('are not needed where the empty one opens, which is then never the owner', () => {
    const bytes = fixture('r6-aes-256-form-only');
    expect(titleOf(bytes)).toBe('Loan (copy)');
    expect(openDocument(bytes).encryption).toMatchObject({ openedWith: 'user', opensWithoutPassword: true });
    expect(openDocument(bytes, { password: 'eier' }).encryption?.openedWith).toBe('owner');
  });
});

describe('what is not encrypted', () => {
  it('metadata where the file says so', () => {
    const text = fixture('r4-aes-128-clear-metadata').toString('latin1');
    expect(text).toContain('adobe:ns:meta');
    const view = openDocument(fixture('r4-aes-128-clear-metadata'), { password: userPassword }).latest;
    const metadata = view.resolve(view.catalog.get('Metadata'));
    expect(metadata instanceof PdfStream && Buffer.from(view.decode(metadata)).toString()).toContain(
      'adobe:ns:meta',
    );
  });

  it('strings in object streams, beyond the stream itself', () => {
    const document = openDocument(fixture('r6-aes-256-object-streams'), { password: userPassword });
    const { latest } = document;
    const compressed = [...latest.objectNumbers()].filter((num) => latest.entry(num)?.kind === 'compressed');
    const names = compressed
      .map((num) => latest.dict(new PdfRef(num, 0)))
      .map((dict) => decodeTextString(latest.resolve(dict?.get('T'))));
    expect(names).toContain('First');
  });
});

describe('what cannot be opened', () => {
  it.each([
    ['a public-key security handler', '<</Filter /Adobe.PubSec /V 4 /R 4>>'],
    ['a handler of somebody else', '<</Filter /FoxitConnectedPDF /V 1 /R 2>>'],
    ['a version that was never published', '<</Filter /Standard /V 3 /R 3 /P -4>>'],
    ['a revision to come', '<</Filter /Standard /V 5 /R 7 /P -4>>'],
  ])('is refused: %s', (_, dictionary) => {
    const bytes = tablePdf(onePage, `/Encrypt ${dictionary}`);
    expect(codeOf(() => openDocument(bytes, { password: 'any' }))).toBe('pdf.encrypted');
    expect(openDocument(bytes, { locked: 'structure' }).encryption?.lockedBy).toBe('pdf.encrypted');
  });

  it.each([
    ['no values to hold a password against', '<</Filter /Standard /V 1 /R 2 /P -4>>'],
    ['no permissions', '<</Filter /Standard /V 1 /R 2>>'],
    ['no dictionary', '99 0 R'],
  ])('is malformed: %s', (_, dictionary) => {
    expect(codeOf(() => openDocument(tablePdf(onePage, `/Encrypt ${dictionary}`)))).toBe('pdf.malformed');
  });

  it('is refused where a crypt filter is not supported', () => {
    const bytes = replaced(fixture('r4-aes-128'), '/CFM /AESV2', '/CFM /None ');
    expect(codeOf(() => openDocument(bytes, { password: userPassword }))).toBe('pdf.encrypted');
  });
});

describe('/Perms (ISO 32000-2 Algorithm 13)', () => {
  const widened = replaced(
    fixture('r6-aes-256-form-only'),
    /\/P (-\d+)/,
    (_: string, value: string) => `/P ${'-4'.padEnd(value.length, ' ')}`,
  );

  it('keeps permissions as they were sealed, and says that they were changed', () => {
    const sealed = openDocument(fixture('r6-aes-256-form-only'));
    expect(sealed.repairs).toEqual([]);
    const document = openDocument(widened);
    expect(document.repairs.map(({ code }) => code)).toEqual(['permissions-doubtful']);
    expect(document.encryption?.permissions).toEqual(sealed.encryption?.permissions);
    expect(document.encryption?.permissions).toMatchObject({ fillForms: true, modify: false });
  });

  it('is a fault in strict mode', () => {
    expect(codeOf(() => openDocument(widened, { mode: 'strict' }))).toBe('pdf.malformed');
  });
});

it('a damaged cross-reference does not hide encrypted object streams', () => {
  const bytes = fixture('r6-aes-256-object-streams');
  const broken = Buffer.from(bytes.toString('latin1').replaceAll('startxref', 'startxxxx'), 'latin1');
  const document = openDocument(broken, { password: userPassword });
  expect(document.repairs.map(({ code }) => code)).toContain('xref-rebuilt');
  const { latest } = document;
  expect(decodeTextString(latest.resolve(latest.dict(latest.trailer.get('Info'))?.get('Title')))).toBe(
    'Loan (copy)',
  );
});
