import { describe, expect, it } from 'vitest';
import { defaultFontBytes } from '../../src/appearance/fonts.js';
import { TrueTypeSubset } from '../../src/appearance/truetype-subset.js';
import { prepareDocument } from '../../src/sign/prepare-document.js';
import { tablePdf } from '../pdf/made-pdfs.js';
import { codeOf, codeOfRejection } from '../support.js';

describe('a font whose tables lead past their ends', () => {
  it('is refused by its code', () => {
    const font = Buffer.from(defaultFontBytes('regular'));
    const subset = new TrueTypeSubset(font);
    subset.includeGlyph(60_000);
    expect(codeOf(() => subset.encode())).toBe('sign.font-unusable');
  });
});

/** Noto Sans with another size of its em square: unitsPerEm, 18 bytes into the table `head` (ISO/IEC 14496-22 §5.2.2). */
function fontOf(unitsPerEm: number): Buffer {
  const font = Buffer.from(defaultFontBytes('regular'));
  font.writeUInt16BE(unitsPerEm, font.readUInt32BE(font.indexOf('head') + 8) + 18);
  return font;
}

const prepareWith = (fontBytes: Buffer) =>
  prepareDocument(tablePdf(), { slots: 1, fontBytes, signaturePage: { language: 'nb' } });

describe('a font with letters as wide as the page', () => {
  it('is refused, instead of filling page after page with words and no place to sign', async () => {
    expect(await codeOfRejection(prepareWith(fontOf(16)))).toBe('sign.font-unusable');
  });
});

describe('a font whose letters have no size', () => {
  it.each([0, 15, 16_385])('%i units to the em square, is refused by its code', async (unitsPerEm) => {
    expect(await codeOfRejection(prepareWith(fontOf(unitsPerEm)))).toBe('sign.font-unusable');
  });
});
