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

describe('a font with letters as wide as the page', () => {
  it('is refused, instead of filling page after page with words and no place to sign', async () => {
    const fontBytes = Buffer.from(defaultFontBytes('regular'));
    // unitsPerEm, 18 bytes into the table `head` (ISO/IEC 14496-22 §5.2.2), at its least.
    fontBytes.writeUInt16BE(16, fontBytes.readUInt32BE(fontBytes.indexOf('head') + 8) + 18);
    const prepared = prepareDocument(tablePdf(), {
      slots: 1,
      fontBytes,
      signaturePage: { language: 'nb' },
    });
    expect(await codeOfRejection(prepared)).toBe('sign.font-unusable');
  });
});
