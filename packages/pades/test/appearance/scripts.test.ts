import { describe, expect, it } from 'vitest';
import { loadFonts } from '../../src/appearance/fonts.js';
import { shapeLine, type GlyphRun } from '../../src/appearance/shape-line.js';
import { openDocument } from '../../src/pdf/document.js';
import { nameValue, PdfStream, type PdfDict } from '../../src/pdf/objects.js';
import { signDocument } from '../../src/sign/sign-document.js';
import { verifyDocument } from '../../src/verify/verify-document.js';
import { tablePdf } from '../pdf/made-pdfs.js';
import { appearanceOf, pretendToSign, signer, trustAnchors } from '../sign/fixtures.js';
import { arabicFont, eastAsianFont } from './fonts.js';

const fonts = [arabicFont, eastAsianFont];
const { regular } = await loadFonts({ fontBytes: undefined, fonts, language: 'nb' });
const [, arabic] = regular.faces;
const field = { new: { name: 'A', rect: [20, 20, 280, 100] } } as const;

/** What each run of a line stands for, from left to right as it is seen. */
const seen = (text: string): [string, GlyphRun['direction']][] =>
  shapeLine(text, regular).runs.map(({ start, end, direction }) => [text.slice(start, end), direction]);

describe('Arabic', () => {
  it('joins its letters, and goes from right to left', () => {
    const [run, ...more] = shapeLine('محمد', regular).runs;
    expect([run?.face, run?.direction, more.length]).toEqual([arabic, 'rtl', 0]);
    const glyphs = run?.glyphs ?? [];
    // The first glyph drawn is that of the last letter.
    expect(glyphs.map(({ cluster }) => cluster)).toEqual([3, 2, 1, 0]);
    const [dal, middle, hah, first] = glyphs.map(({ id }) => id);
    const alone = arabic?.glyphOf(0x0645);
    expect(new Set([first, middle, alone]).size).toBe(3);
    expect(hah).not.toBe(arabic?.glyphOf(0x062d));
    expect(dal).not.toBe(arabic?.glyphOf(0x062f));
  });

  it('draws lam, lam and heh as the one sign that they are in the name of God', () => {
    const glyphs = shapeLine('الله', regular).runs[0]?.glyphs ?? [];
    expect(glyphs.map(({ cluster }) => cluster)).toEqual([1, 0]);
  });

  it('puts vowel marks over their letters', () => {
    const glyphs = shapeLine('مُحَمَّد', regular).runs[0]?.glyphs ?? [];
    const marks = glyphs.filter(({ advance }) => advance === 0);
    expect(marks.length).toBeGreaterThanOrEqual(3);
    for (const { dx, dy } of marks) expect([dx, dy]).not.toEqual([0, 0]);
  });

  it('keeps numbers, and what stands beside it in other scripts, in their own direction (UAX #9)', () => {
    expect(seen('山田 (محمد 2026) Kari')).toEqual([
      ['山田', 'ltr'],
      [' (', 'ltr'],
      ['2026', 'ltr'],
      ['محمد ', 'rtl'],
      [') Kari', 'ltr'],
    ]);
    expect(seen('محمد 2026')).toEqual([
      ['2026', 'ltr'],
      ['محمد ', 'rtl'],
    ]);
  });
});

describe('a seal in scripts that Noto Sans lacks', () => {
  const names = ['محمد بن عبد الله', '山田太郎 李小龙 김민준', '山田太郎 (مُحَمَّد ٢٠٢٦) Kari'];

  it.each(names)('shows "%s", and gives the text back', async (signerName) => {
    const capacity = 'رئيس مجلس الإدارة، 株式会社 代表取締役';
    const bytes = await pretendToSign(tablePdf(), {
      field,
      signerName,
      appearance: { language: 'nb', fonts, capacity },
    });
    const [, name, post] = linesOf(bytes);
    expect(name).toBe(asSeen(signerName));
    expect(post).toBe(asSeen(capacity));
  });

  it('has Arabic from left to right as it is seen, a ligature as one', async () => {
    const appearance = { language: 'nb', fonts } as const;
    const bytes = await pretendToSign(tablePdf(), { field, signerName: 'بن عبد الله', appearance });
    const clusters = ['لله', 'ا', ' ', 'د', 'ب', 'ع', ' ', 'ن', 'ب'];
    expect(linesOf(bytes)[1]).toBe(clusters.join(''));
  });

  it('embeds the few glyphs used, of outlines of both kinds', async () => {
    const bytes = await pretendToSign(tablePdf(), {
      field,
      signerName: 'محمد 山田',
      appearance: { language: 'nb', fonts },
    });
    const { latest } = openDocument(bytes);
    const embedded = [...latest.objectNumbers()]
      .map((num) => latest.object(num))
      .filter((object) => object instanceof PdfStream)
      .filter(({ dict }) => dict.has('Length1') || nameValue(dict.get('Subtype')) === 'CIDFontType0C');
    // Noto Sans for our own words, and the two given.
    expect(embedded.length).toBe(3);
    const added = bytes.length - tablePdf().length;
    expect(added).toBeLessThan(60_000);
  });

  it('is signed, verified, and refused where a letter has no font', async () => {
    const sign = (given: readonly Uint8Array[], signerName: string): Promise<Uint8Array> =>
      signDocument(tablePdf(), {
        signer,
        signerName,
        field,
        location: '東京',
        appearance: { language: 'en', fonts: given },
      }).then((signed) => signed.toBytes());
    const report = await verifyDocument(await sign(fonts, 'محمد 山田'), { trustAnchors });
    expect(report).toMatchObject({ intact: true, trusted: true });
    await expect(sign([arabicFont], 'محمد 山田')).rejects.toMatchObject({
      code: 'sign.font-lacks-glyphs',
      message: 'No font given has glyphs for 山 (U+5C71), 田 (U+7530)',
    });
    await expect(sign([arabicFont, Buffer.from('wOF2 no font')], 'محمد')).rejects.toMatchObject({
      code: 'sign.font-unusable',
      message: 'The font cannot be read (number 2 of the fonts given)',
    });
  });
});

/** A text as its clusters stand from left to right: what a reader gets from the glyphs in their order. */
function asSeen(text: string): string {
  return shapeLine(text, regular)
    .runs.map((run) => {
      const starts = [...new Set(run.glyphs.map(({ cluster }) => cluster))];
      const ordered = [...starts].sort((a, b) => a - b);
      const endOf = (start: number): number => ordered[ordered.indexOf(start) + 1] ?? run.end;
      return starts.map((start) => text.normalize('NFC').slice(start, endOf(start))).join('');
    })
    .join('');
}

/** The lines of the seal, read by its fonts' ToUnicode maps and ActualText, as a reader does. */
function linesOf(bytes: Uint8Array): string[] {
  const view = openDocument(bytes).latest;
  const form = appearanceOf(bytes, 'A');
  if (!form) throw new Error('There is no seal');
  const fontsOf = view.dict(view.dict(form.dict.get('Resources'))?.get('Font'));
  const maps = new Map<string, Map<string, string>>();
  for (const [name, ref] of fontsOf?.entries ?? []) maps.set(name, unicodeOf(view.dict(ref)));
  function unicodeOf(font: PdfDict | undefined): Map<string, string> {
    const map = view.resolve(font?.get('ToUnicode'));
    if (!(map instanceof PdfStream)) throw new Error('The font says nothing of its letters');
    const rows = Buffer.from(view.decode(map))
      .toString('latin1')
      .matchAll(/^<(\w{4})> <(\w+)>$/gm);
    return new Map([...rows].map(([, code = '', text = '']) => [code, fromHex(text)]));
  }
  const operators = Buffer.from(view.decode(form)).toString('latin1');
  return [...operators.matchAll(/BT\n([\s\S]*?)\nET/g)].map(([, block = '']) => {
    let line = '';
    let font = '';
    let spoken: 'glyphs' | 'span' = 'glyphs';
    for (const operator of block.split('\n')) {
      const actual = /\/ActualText ?<feff(\w+)>.* BDC$/i.exec(operator)?.[1];
      font = /^\/(\S+) \S+ Tf$/.exec(operator)?.[1] ?? font;
      if (actual !== undefined) [line, spoken] = [line + fromHex(actual), 'span'];
      else if (operator === 'EMC') spoken = 'glyphs';
      else if (/T[jJ]$/.test(operator) && spoken === 'glyphs')
        for (const [, codes = ''] of operator.matchAll(/<(\w+)>/g))
          for (const code of codes.match(/.{4}/g) ?? []) line += maps.get(font)?.get(code) ?? '\ufffd';
    }
    return line;
  });
}

const fromHex = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le');
