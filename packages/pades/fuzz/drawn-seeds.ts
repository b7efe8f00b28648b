import { defaultFontBytes } from '../src/appearance/fonts.js';
import { arabicFont, eastAsianFont } from '../test/appearance/fonts.js';
import { png, smallJpeg } from '../test/appearance/made-pictures.js';
import type { Seed } from './seeds.js';

/** Pictures of each kind, drawings, and fonts with outlines of both kinds. */
export function drawnSeeds(): Seed[] {
  const chunks: [string, Buffer][] = [
    ['PLTE', Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255])],
    ['tRNS', Buffer.from([0, 128])],
  ];
  const pictures: readonly (readonly [string, Buffer])[] = [
    ['grey', png({ width: 3, height: 2, depth: 8, type: 0 }, [0, 10, 20, 30, 4, 1, 1, 1])],
    ['palette', png({ width: 3, height: 1, depth: 2, type: 3, chunks }, [0, 0b00011000])],
    ['transparent', png({ width: 2, height: 1, depth: 8, type: 6 }, [0, 200, 0, 0, 128, 0, 0, 200, 255])],
    ['deep', png({ width: 1, height: 1, depth: 16, type: 2 }, [0, 255, 255, 128, 0, 0, 0])],
    [
      'interlaced',
      png(
        { width: 3, height: 3, depth: 8, type: 0, interlaced: 1 },
        [0, 1, 0, 3, 0, 7, 9, 0, 2, 0, 8, 0, 4, 5, 6],
      ),
    ],
    ['jpeg', smallJpeg],
  ];
  const paths: readonly (readonly [string, string])[] = [
    ['lines', 'm10 10 5 5h5v-5z M0,0L10-5.5.5.5'],
    ['curves', 'M0 0 C1 2 3 4 5 6 s1 1 2 2 Q5 10 10 0 T20 0'],
    ['arcs', 'M10 0A10 10 0 0110 20 a1 2 30 1 0 4-5z'],
  ];
  const points = Buffer.alloc(64);
  for (let at = 0; at < points.length; at += 4) points.writeFloatLE(at % 24, at);
  return [
    ...pictures.map(([name, bytes]): Seed => ({ kind: 'picture', name, bytes })),
    ...paths.map(([name, data]): Seed => ({ kind: 'svg-path', name, bytes: Buffer.from(data) })),
    { kind: 'strokes', name: 'strokes', bytes: points },
    { kind: 'font', name: 'noto', bytes: Buffer.from(defaultFontBytes('regular')) },
    { kind: 'font', name: 'arabic', bytes: arabicFont },
    { kind: 'font', name: 'east-asian', bytes: eastAsianFont },
  ];
}
