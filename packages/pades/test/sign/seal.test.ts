import { PDFDocument, degrees } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { formatTime } from '../../src/appearance/wording.js';
import { TrueTypeSubset } from '../../src/appearance/truetype-subset.js';
import { defaultFontBytes } from '../../src/appearance/fonts.js';
import { subsettingFontkit } from '../../src/appearance/subsetting-fontkit.js';
import { openDocument } from '../../src/pdf/document.js';
import { PdfStream, PdfString, type PdfDict } from '../../src/pdf/objects.js';
import type { PrepareSignatureOptions } from '../../src/sign/types.js';
import { onePage, stream, tablePdf } from '../pdf/made-pdfs.js';
import { appearanceOf, fieldsOf, pretendToSign } from './fixtures.js';

const appearance = {
  language: 'nb',
  issuer: 'Fjordbanken',
  capacity: 'for Eksempel AS, styrets leder',
} as const;
const rect = [50, 60, 250, 120] as const;

async function seal(bytes: Uint8Array, options: Partial<PrepareSignatureOptions> = {}): Promise<Uint8Array> {
  return pretendToSign(bytes, { field: { new: { name: 'A', rect } }, appearance, ...options });
}

/** The words of an appearance, read back through its fonts' ToUnicode maps as a reader would. */
function wordsOf(bytes: Uint8Array, name: string): string {
  const view = openDocument(bytes).latest;
  const form = appearanceOf(bytes, name);
  if (!form) throw new Error('There is no seal');
  const content = Buffer.from(view.decode(form)).toString('latin1');
  const fonts = view.dict(view.dict(form.dict.get('Resources'))?.get('Font'));
  const maps = new Map(
    [...(fonts?.entries ?? [])].map(([key, font]) => [key, unicodeMap(bytes, view.dict(font))]),
  );
  let current = new Map<string, string>();
  const decode = (codes: string): string =>
    (codes.match(/.{4}/g) ?? []).map((code) => current.get(code.toLowerCase()) ?? '?').join('');
  const lines: string[] = [];
  // One text object is a line; kerning stands as numbers between the strings of an array.
  for (const [, font, text, begins] of content.matchAll(
    /\/(\S+) [\d.]+ Tf|([<[][^\]\n]*>?\]?) T[jJ]|(\bBT\b)/g,
  )) {
    if (begins !== undefined) lines.push('');
    else if (font !== undefined) current = maps.get(font) ?? new Map();
    else
      for (const [, codes = ''] of (text ?? '').matchAll(/<([0-9A-Fa-f]+)>/g))
        lines.push(`${lines.pop() ?? ''}${decode(codes)}`);
  }
  return lines.join('\n');
}

function unicodeMap(bytes: Uint8Array, font: PdfDict | undefined): Map<string, string> {
  const view = openDocument(bytes).latest;
  const cmap = view.resolve(font?.get('ToUnicode'));
  const text = cmap instanceof PdfStream ? Buffer.from(view.decode(cmap)).toString('latin1') : '';
  return new Map(
    [...text.matchAll(/<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>/g)].map(([, code = '', unicode = '']) => [
      code.toLowerCase(),
      Buffer.from(unicode, 'hex').swap16().toString('utf16le'),
    ]),
  );
}

describe('the seal', () => {
  it('says who, in which capacity, when with its zone, and who vouches', async () => {
    const words = wordsOf(await seal(tablePdf(), { signerName: 'Ánne Øåčđŋš Παπα Иван' }), 'A');
    expect(words.split('\n')).toEqual([
      'Signert av',
      'Ánne Øåčđŋš Παπα Иван',
      'for Eksempel AS, styrets leder',
      '22. november 2026 kl. 14.05 (UTC+01:00)',
      'Identitet bekreftet av Fjordbanken',
    ]);
  });

  it('fills the rectangle, and stands upright on turned pages', async () => {
    for (const [turn, matrix, box] of [
      [0, [1, 0, 0, 1, 0, 0], [0, 0, 200, 60]],
      [90, [0, 1, -1, 0, 0, 0], [0, 0, 60, 200]],
      [180, [-1, 0, 0, -1, 0, 0], [0, 0, 200, 60]],
      [270, [0, -1, 1, 0, 0, 0], [0, 0, 60, 200]],
    ] as const) {
      const pdf = await PDFDocument.create();
      pdf.addPage([300, 400]).setRotation(degrees(turn));
      const form = appearanceOf(await seal(await pdf.save()), 'A');
      expect(form?.dict.get('Matrix')).toEqual(matrix);
      expect(form?.dict.get('BBox')).toEqual(box);
    }
  });

  it('leaves no word out where shrinking is enough', async () => {
    const signerName = 'Kari Margrethe Elisabeth von und zu Aufderheide-Nordmann den yngre';
    const words = wordsOf(await seal(tablePdf(), { signerName }), 'A').replaceAll('\n', ' ');
    expect(words).toContain(signerName);
    expect(words).not.toContain('…');
  });

  it('goes onto one line in a low field', async () => {
    const field = { new: { name: 'A', rect: [20, 20, 280, 34] } } as const;
    const bytes = await seal(tablePdf(), { field, appearance: { language: 'nb', issuer: 'Fjordbanken' } });
    expect(wordsOf(bytes, 'A')).toBe(
      'Kari Nordmann · 22. november 2026 kl. 14.05 (UTC+01:00) · Identitet bekreftet av Fjordbanken',
    );
  });

  it.each([[[0, 0, 8, 8]], [[0, 0, 300, 6]], [[0, 0, 6, 300]], [[0, 0, 300, 400]]] as const)(
    'can be drawn into %j',
    async (box) => {
      const bytes = await seal(tablePdf(), { field: { new: { name: 'A', rect: box } } });
      expect(appearanceOf(bytes, 'A')).toBeDefined();
    },
  );

  it('is not drawn for invisible fields', async () => {
    const bytes = await seal(tablePdf(), { field: { new: { name: 'A' } } });
    expect(appearanceOf(bytes, 'A')).toBeUndefined();
    expect(fieldsOf(bytes).get('A')?.rect).toEqual([0, 0, 0, 0]);
  });

  it('shows what was hidden when it is drawn, and prints', async () => {
    const field = '<</Type /Annot /Subtype /Widget /FT /Sig /T (H) /Rect [20 20 200 80] /P 3 0 R /F 34>>';
    const form = tablePdf({
      ...onePage,
      1: '<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [6 0 R]>>>>',
      3: (onePage[3] ?? '').replace('/Contents', '/Annots [6 0 R] /Contents'),
      6: field,
    });
    const bytes = await pretendToSign(form, { field: { name: 'H' }, appearance });
    expect(fieldsOf(bytes).get('H')?.widget.get('F')).toBe(4 + 128);
    const without = await pretendToSign(form, { field: { name: 'H' } });
    expect(fieldsOf(without).get('H')?.widget.get('F')).toBe(34 + 4 + 128);
  });
});

describe('colours', () => {
  const contentOf = (bytes: Uint8Array): string => {
    const form = appearanceOf(bytes, 'A');
    return form ? Buffer.from(openDocument(bytes).latest.decode(form)).toString('latin1') : '';
  };
  const withIntent = (components: number): Buffer =>
    tablePdf({
      ...onePage,
      1: '<</Type /Catalog /Pages 2 0 R /Metadata 6 0 R /OutputIntents [<</S /GTS_PDFA1 /DestOutputProfile 7 0 R>>]>>',
      6: stream('<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>'),
      7: stream('profile', ` /N ${components}`),
    });

  it.each([
    ['a plain file', tablePdf(), true],
    ['an RGB output intent', withIntent(3), true],
    ['a CMYK output intent', withIntent(4), false],
  ])('suit %s', async (_, bytes, green) => {
    const content = contentOf(await seal(bytes));
    expect(/ rg\b/i.test(content)).toBe(green);
    expect(content).not.toMatch(/ gs\b/);
  });
});

describe('times', () => {
  const summer = new Date('2026-07-01T22:30:00Z');
  it.each([
    ['nb', 'Europe/Oslo', '2. juli 2026 kl. 00.30 (UTC+02:00)'],
    ['nn', 'UTC', '1. juli 2026 kl. 22.30 (UTC)'],
    ['en', 'America/St_Johns', '1 July 2026 at 20:00 (UTC-02:30)'],
  ] as const)('are written in %s for %s', (language, timeZone, expected) => {
    expect(formatTime(summer, language, timeZone)).toBe(expected);
  });
});

describe('font subsets', () => {
  it('hold every letter used, with its outline and width, and the parts of composite letters', () => {
    const bytes = defaultFontBytes('regular');
    const whole = subsettingFontkit.create(bytes);
    const subset = new TrueTypeSubset(bytes);
    const letters = [...'Åčđŋšžαβγ Иванfi…'].map((letter) => {
      const glyph = whole.glyphForCodePoint(letter.codePointAt(0) ?? 0);
      return { glyph, number: subset.includeGlyph(glyph) };
    });
    const encoded = subset.encode();
    const cut = subsettingFontkit.create(encoded);
    expect(encoded.length).toBeLessThan(bytes.length / 8);
    for (const { glyph, number } of letters) {
      expect(cut.getGlyph(number, []).path.toSVG()).toBe(glyph.path.toSVG());
      expect(cut.getGlyph(number, []).advanceWidth).toBe(glyph.advanceWidth);
    }
  });
});

it('names are written so that every reader shows them', async () => {
  const bytes = await pretendToSign(tablePdf(), { field: { new: { name: 'A' } }, signerName: 'Åse Čáhci' });
  const name = fieldsOf(bytes).get('A')?.signature?.dict.get('Name');
  expect(name instanceof PdfString && Buffer.from(name.bytes).toString('hex')).toMatch(/^feff/);
});
