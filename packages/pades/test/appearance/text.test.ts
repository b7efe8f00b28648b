import { describe, expect, it } from 'vitest';
import { loadFonts } from '../../src/appearance/fonts.js';
import { shapeLine } from '../../src/appearance/shape-line.js';
import { fitLine, wrapText } from '../../src/appearance/text.js';
import { openDocument } from '../../src/pdf/document.js';
import { subsetFont, tableOf } from '../../src/appearance/harfbuzz-subset.js';
import { defaultFontBytes } from '../../src/appearance/fonts.js';
import { codeOfRejection } from '../support.js';
import { tablePdf } from '../pdf/made-pdfs.js';
import { appearanceOf, pretendToSign } from '../sign/fixtures.js';

const { regular } = await loadFonts({ fontBytes: undefined, fonts: undefined, language: 'nb' });
const letters = (text: string): string =>
  shapeLine(text, regular)
    .runs.flatMap((run) => run.glyphs.map((glyph) => text.slice(glyph.cluster, glyph.cluster + 1)))
    .join('');

describe('lines of text', () => {
  it('go from right to left where the text says so (UAX #9)', () => {
    expect(letters('abc')).toBe('abc');
    // Right-to-left override, and within it digits that go from left to right again.
    expect(letters('\u202eabc\u202c').replace(/[\u202c\u202e]/g, '')).toBe('cba');
    expect(letters('x \u202eab\u202d12\u202ccd\u202c y').replace(/[\u202c-\u202e]/g, '')).toBe('x dc12ba y');
  });

  it('combine marks with their letters, and reorder vowels where a script does', () => {
    const composed = shapeLine('ễ', regular).runs[0]?.glyphs;
    expect(shapeLine('ễ'.normalize('NFD'), regular).runs[0]?.glyphs).toEqual(composed);
    const face = regular.faces[0];
    if (!face?.has(0x0915)) throw new Error('Noto Sans has Devanagari');
    const glyphs = shapeLine('कि', regular).runs[0]?.glyphs ?? [];
    expect(glyphs.at(-1)?.id).toBe(face.glyphOf(0x0915));
    expect(glyphs.length).toBe(2);
  });

  it('name the characters that no font has', async () => {
    const sign = pretendToSign(tablePdf(), {
      field: { new: { name: 'A', rect: [20, 20, 280, 80] } },
      appearance: { language: 'nb' },
      signerName: 'Kari 山田 Nordmann',
    });
    await expect(sign).rejects.toMatchObject({
      code: 'sign.font-lacks-glyphs',
      message: expect.stringContaining('山 (U+5C71), 田 (U+7530)') as string,
    });
  });

  it('are broken between whole characters', () => {
    const lines = wrapText('ééééééééé'.normalize('NFD'), regular, 10, 22);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line.normalize('NFC')).toMatch(/^é+$/);
    expect(fitLine('Kari Nordmann', regular, 10, 40)).toMatch(/^Kari.*…$/);
  });

  it('of which glyphs do not tell everything carry what is written', async () => {
    const bytes = await pretendToSign(tablePdf(), {
      field: { new: { name: 'A', rect: [20, 20, 280, 80] } },
      appearance: { language: 'nb' },
      signerName: 'क्षत्रिय हिन्दी',
    });
    const form = appearanceOf(bytes, 'A');
    const content = form ? Buffer.from(openDocument(bytes).latest.decode(form)).toString('latin1') : '';
    const written = Buffer.from(
      'feff' + Buffer.from('हि', 'utf16le').swap16().toString('hex'),
      'hex',
    ).toString('hex');
    expect(content.toLowerCase()).toContain(`/actualtext <${written}`);
    expect(content.match(/BDC/g)?.length).toBe(content.match(/EMC/g)?.length);
  });
});

describe('fonts', () => {
  const field = { new: { name: 'A', rect: [20, 20, 280, 80] } } as const;
  it('that cannot be read are refused', async () => {
    const fontBytes = Buffer.from('this is no font at all');
    const appearance = { language: 'nb', fontBytes } as const;
    expect(await codeOfRejection(pretendToSign(tablePdf(), { field, appearance }))).toBe(
      'sign.font-unusable',
    );
  });

  it('whose licence forbids to embed them are refused', async () => {
    const fontBytes = Buffer.from(defaultFontBytes('regular'));
    const os2 = tableOf(fontBytes, 'OS/2');
    os2?.writeUInt16BE(2, 8);
    const appearance = { language: 'nb', fontBytes } as const;
    expect(await codeOfRejection(pretendToSign(tablePdf(), { field, appearance }))).toBe(
      'sign.font-unusable',
    );
  });

  it('keep their glyph numbers in subsets by HarfBuzz', () => {
    const bytes = defaultFontBytes('regular');
    const subset = subsetFont(bytes, [5, 40]);
    expect(subset.length).toBeLessThan(bytes.length / 4);
    expect(tableOf(subset, 'GSUB')).toBeUndefined();
    expect(tableOf(subset, 'glyf')).toBeDefined();
  });
});
