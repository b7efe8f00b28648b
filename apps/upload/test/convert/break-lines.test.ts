import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainStyle } from '../../src/convert/blocks.js';
import { breakLines } from '../../src/convert/break-lines.js';
import { FontSet } from '../../src/convert/fonts.js';

const fonts = new FontSet();
const linesOf = (text: string, widthPt: number): string[] =>
  breakLines([{ text, style: plainStyle }], { fonts, sizePt: 10, widthPt }).map(({ segments }) =>
    segments.map((segment) => segment.text).join(''),
  );

describe('lines', () => {
  test('fit their width and lose no letter', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcæøåWi.-/'), minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 30, max: 400 }),
        (list, widthPt) => {
          const lines = breakLines([{ text: list.join(' '), style: plainStyle }], {
            fonts,
            sizePt: 10,
            widthPt,
          });
          for (const line of lines) expect(line.width).toBeLessThanOrEqual(widthPt + 0.001);
          const letters = lines.flatMap(({ segments }) => segments.map(({ text }) => text)).join('');
          expect(letters.replaceAll(' ', '')).toBe(list.join(''));
        },
      ),
    );
  });

  test('are not parted at no-break spaces, nor within a number', () => {
    expect(linesOf('sum 250 000 kr', 45)).toEqual(['sum', '250 000', 'kr']);
    expect(linesOf('side\u00A07 her', 30)).toEqual(['side\u00A07', 'her']);
  });

  test('keep what an author wants: indents and breaks', () => {
    expect(linesOf('  innrykk\n\nslutt', 400)).toEqual(['  innrykk', '', 'slutt']);
  });

  test('join styles within a word', () => {
    const bold = { ...plainStyle, bold: true };
    const lines = breakLines(
      [
        { text: 'aa b', style: plainStyle },
        { text: 'bb', style: bold },
      ],
      { fonts, sizePt: 10, widthPt: 25 },
    );
    expect(lines.map(({ segments }) => segments.map(({ text }) => text))).toEqual([['aa'], ['b', 'bb']]);
  });
});
