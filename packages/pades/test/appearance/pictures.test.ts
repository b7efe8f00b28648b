import { describe, expect, it } from 'vitest';
import { readHandwriting } from '../../src/appearance/handwriting.js';
import { decodePng } from '../../src/appearance/png.js';
import { boxOfPath, parseSvgPath } from '../../src/appearance/svg-path.js';
import { openDocument } from '../../src/pdf/document.js';
import { nameValue, PdfStream, type PdfDict } from '../../src/pdf/objects.js';
import { codeOfRejection } from '../support.js';
import { onePage, stream, tablePdf } from '../pdf/made-pdfs.js';
import { appearanceOf, pretendToSign } from '../sign/fixtures.js';
import { png, smallJpeg } from './made-pictures.js';

describe('PNG (ISO/IEC 15948)', () => {
  it('undoes each filter', () => {
    const rows = [0, 10, 20, 30, 1, 10, 10, 10, 2, 1, 1, 1, 3, 1, 1, 1, 4, 1, 1, 1];
    const { samples, alpha } = decodePng(png({ width: 3, height: 5, depth: 8, type: 0 }, rows));
    expect([...samples]).toEqual([10, 20, 30, 10, 20, 30, 11, 21, 31, 6, 14, 23, 7, 15, 24]);
    expect(alpha).toBeUndefined();
  });

  it('reads palettes with transparency, small depths, 16 bits, grey with alpha and colour keys', () => {
    const chunks: [string, Buffer][] = [
      ['PLTE', Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255])],
      ['tRNS', Buffer.from([0, 128])],
    ];
    const indexed = decodePng(png({ width: 3, height: 1, depth: 2, type: 3, chunks }, [0, 0b00011000]));
    expect([...indexed.samples]).toEqual([255, 0, 0, 0, 255, 0, 0, 0, 255]);
    expect([...(indexed.alpha ?? [])]).toEqual([0, 128, 255]);
    expect([
      ...decodePng(png({ width: 9, height: 1, depth: 1, type: 0 }, [0, 0b10100000, 0b10000000])).samples,
    ]).toEqual([255, 0, 255, 0, 0, 0, 0, 0, 255]);
    expect([
      ...decodePng(png({ width: 1, height: 1, depth: 16, type: 2 }, [0, 255, 255, 128, 0, 0, 0])).samples,
    ]).toEqual([255, 128, 0]);
    const grey = decodePng(png({ width: 1, height: 1, depth: 8, type: 4 }, [0, 7, 9]));
    expect([[...grey.samples], [...(grey.alpha ?? [])]]).toEqual([[7], [9]]);
    const key: [string, Buffer][] = [['tRNS', Buffer.from([0, 7])]];
    expect([
      ...(decodePng(png({ width: 2, height: 1, depth: 8, type: 0, chunks: key }, [0, 7, 8])).alpha ?? []),
    ]).toEqual([0, 255]);
  });

  it('puts interlaced pictures together', () => {
    // Adam7 of 3 by 3: passes 1 (0,0), 4 (2,0), 5 (0,2) (2,2), 6 (1,0) (1,2), 7 (0,1) (1,1) (2,1).
    const rows = [0, 1, 0, 3, 0, 7, 9, 0, 2, 0, 8, 0, 4, 5, 6];
    const { samples } = decodePng(png({ width: 3, height: 3, depth: 8, type: 0, interlaced: 1 }, rows));
    expect([...samples]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, 45)],
    ['with too few rows', () => png({ width: 3, height: 9, depth: 8, type: 0 }, [0, 1, 2, 3])],
    ['of a huge size', () => png({ width: 100_000, height: 100_000, depth: 8, type: 0 }, [0])],
    ['that is none', () => Buffer.from('GIF89a and so on')],
  ])('%s is refused', async (_, change) => {
    const image = change(png({ width: 3, height: 1, depth: 8, type: 0 }, [0, 1, 2, 3]));
    const options = {
      field: { new: { name: 'A', rect: [20, 20, 200, 80] } },
      appearance: { language: 'nb', image },
    } as const;
    expect(await codeOfRejection(pretendToSign(tablePdf(), options))).toBe('sign.image-unusable');
  });
});

describe('pictures in seals', () => {
  const image = png({ width: 2, height: 1, depth: 8, type: 6 }, [0, 200, 0, 0, 128, 0, 0, 200, 255]);
  const field = { new: { name: 'A', rect: [20, 20, 200, 80] } } as const;
  const imageOf = (bytes: Uint8Array): { dict: PdfDict; data: number[] } => {
    const view = openDocument(bytes).latest;
    const objects = view.dict(view.dict(appearanceOf(bytes, 'A')?.dict.get('Resources'))?.get('XObject'));
    const picture = view.resolve([...(objects?.entries.values() ?? [])][0]);
    if (!(picture instanceof PdfStream)) throw new Error('There is no picture');
    // What is stored as JPEG stays encoded.
    const data = nameValue(picture.dict.get('Filter')) === 'DCTDecode' ? picture.raw() : view.decode(picture);
    return { dict: picture.dict, data: [...data] };
  };
  const archival = (part: number): Buffer =>
    tablePdf({
      ...onePage,
      1: '<</Type /Catalog /Pages 2 0 R /Metadata 6 0 R /OutputIntents [<</S /GTS_PDFA1 /DestOutputProfile 7 0 R>>]>>',
      6: stream(`<pdfaid:part>${part}</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>`),
      7: stream('profile', ' /N 3'),
    });

  it('keep their transparency, but for PDF/A-1', async () => {
    for (const bytes of [tablePdf(), archival(2)]) {
      const { dict, data } = imageOf(
        await pretendToSign(bytes, { field, appearance: { language: 'nb', image } }),
      );
      expect([dict.has('SMask'), data]).toEqual([true, [200, 0, 0, 0, 0, 200]]);
    }
    const { dict, data } = imageOf(
      await pretendToSign(archival(1), { field, appearance: { language: 'nb', image } }),
    );
    expect([dict.has('SMask'), data]).toEqual([false, [227, 127, 127, 0, 0, 200]]);
  });

  it('take JPEG as it is', async () => {
    const { dict, data } = imageOf(
      await pretendToSign(tablePdf(), { field, appearance: { language: 'nb', image: smallJpeg } }),
    );
    expect([dict.get('Width'), dict.get('Height'), data]).toEqual([6, 4, [...smallJpeg]]);
  });
});

describe('SVG path data (SVG 2 §9.3)', () => {
  const ends = (data: string): number[][] =>
    parseSvgPath(data).map(({ points }) =>
      [...points].slice(-2).map((value) => Math.round(value * 1000) / 1000),
    );
  it.each([
    ['m10 10 5 5h5v-5z', [[10, 10], [15, 15], [20, 15], [20, 10], []]],
    [
      'M0,0L10-5.5.5.5',
      [
        [0, 0],
        [10, -5.5],
        [0.5, 0.5],
      ],
    ],
    [
      'M0 0 Q5 10 10 0 T20 0',
      [
        [0, 0],
        [10, 0],
        [20, 0],
      ],
    ],
    [
      'M0 0 C1 2 3 4 5 6 s1 1 2 2',
      [
        [0, 0],
        [5, 6],
        [7, 8],
      ],
    ],
    [
      'M10 0A10 10 0 0110 20',
      [
        [10, 0],
        [20, 10],
        [10, 20],
      ],
    ],
  ])('%s', (data, expected) => {
    expect(ends(data)).toEqual(expected);
  });

  it.each(['10 10', 'M0', 'M0 0 X', 'M0 0 A1 1 0 2 0 3 3'])('refuses %s', (data) => {
    expect(() => parseSvgPath(data)).toThrow(TypeError);
  });

  it.each(['M0 0 L1e999 5', 'M-1e308 0 L1e308 0', 'm10 10 5 5h5 -1e308 v-5z'])(
    'is refused where it leads further than can be drawn: %s',
    (svgPath) => {
      expect(() => readHandwriting({ svgPath })).toThrow(TypeError);
    },
  );

  it('arcs pass where they should', () => {
    const box = boxOfPath(parseSvgPath('M10 0 A10 10 0 0 1 10 20'));
    expect(box.x).toBe(10);
    expect(Math.abs(box.width - 10)).toBeLessThan(0.01);
  });
});

it('strokes of a pen become smooth curves through every point', () => {
  const { steps, strokeWidth } = readHandwriting({
    strokes: [
      [
        { x: 0, y: 0 },
        { x: 50, y: 10 },
        { x: 100, y: 0 },
      ],
      [{ x: 3, y: 3 }],
    ],
  });
  expect(steps.map(({ kind }) => kind)).toEqual(['move', 'curve', 'curve', 'move', 'line']);
  expect(steps.slice(1, 3).map(({ points }) => [...points].slice(-2))).toEqual([
    [50, 10],
    [100, 0],
  ]);
  expect(strokeWidth).toBe(2);
  expect(() => readHandwriting({ strokes: [] })).toThrow(TypeError);
});
