import { describe, expect, it } from 'vitest';
import { defaultFontBytes } from '../../src/appearance/fonts.js';
import { TrueTypeSubset } from '../../src/appearance/truetype-subset.js';
import { codeOf } from '../support.js';

describe('a font whose tables lead past their ends', () => {
  it('is refused by its code', () => {
    const font = Buffer.from(defaultFontBytes('regular'));
    const subset = new TrueTypeSubset(font);
    subset.includeGlyph(60_000);
    expect(codeOf(() => subset.encode())).toBe('sign.font-unusable');
  });
});
