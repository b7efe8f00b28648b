import type { Locator } from '@playwright/test';

/** A picture of squares: true where it is dark. Rows first. */
type Modules = readonly (readonly boolean[])[];

/** Modules of white that a code must have around it (ISO/IEC 18004 §5.3.8). */
const quietZone = 4;

/** The masks, by their number in the format information (ISO/IEC 18004 §7.8.2). */
const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/**
 * Reads the QR code that an SVG draws, one unit of its view box a module. Reads what an address needs: bytes, versions 2 to
 * 5 at the lowest error correction, which are one block; mistakes are not corrected, for a drawing has none.
 */
export async function readQr(picture: Locator): Promise<string> {
  const modules = await picture.evaluate((svg, margin) => {
    if (!(svg instanceof SVGSVGElement)) throw new Error('not an SVG');
    const ink = [...svg.querySelectorAll('path')].at(-1);
    if (ink === undefined) throw new Error('nothing is drawn');
    const side = svg.viewBox.baseVal.width - 2 * margin;
    const line = Array.from({ length: side }, (_, index) => index + margin + 0.5);
    return line.map((y) => line.map((x) => ink.isPointInFill(new DOMPoint(x, y))));
  }, quietZone);
  return decode(modules);
}

function decode(modules: Modules): string {
  const version = (modules.length - 17) / 4;
  if (!Number.isInteger(version) || version < 2 || version > 5) {
    throw new Error(`${String(modules.length)} modules a side`);
  }
  const format = [...formatPlaces].reduce((bits, [x, y], place) => bits | (bit(modules, x, y) << place), 0);
  const unmasked = format ^ 0b101010000010010;
  const mask = masks[(unmasked >> 10) & 7];
  if (unmasked >> 13 !== 1 || mask === undefined) throw new Error('not the lowest error correction');
  const bits = dataPlaces(modules.length).map(([x, y]) => bit(modules, x, y) ^ (mask(x, y) ? 1 : 0));
  const number = (from: number, length: number): number =>
    bits.slice(from, from + length).reduce((value, next) => value * 2 + next, 0);
  if (number(0, 4) !== 0b0100) throw new Error('not in byte mode');
  const bytes = Array.from({ length: number(4, 8) }, (_, index) => number(12 + index * 8, 8));
  return Buffer.from(bytes).toString('utf8');
}

function bit(modules: Modules, x: number, y: number): 0 | 1 {
  return modules[y]?.[x] === true ? 1 : 0;
}

/** Where the format information stands beside the top left finder, the least significant bit first. */
const formatPlaces: readonly (readonly [x: number, y: number])[] = [
  ...[0, 1, 2, 3, 4, 5, 7, 8].map((y) => [8, y] as const),
  ...[7, 5, 4, 3, 2, 1, 0].map((x) => [x, 8] as const),
];

/** Where data stands: columns in pairs from the right, up and down in turn (ISO/IEC 18004 §7.7.3). */
function dataPlaces(side: number): [x: number, y: number][] {
  const places: [number, number][] = [];
  const rows = Array.from({ length: side }, (_, index) => index);
  let upward = true;
  for (let right = side - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (const y of upward ? rows.toReversed() : rows) {
      for (const x of [right, right - 1]) if (!isPattern(x, y, side)) places.push([x, y]);
    }
    upward = !upward;
  }
  return places;
}

/** Finders with the format information, timing, and the one alignment pattern of versions 2 to 6. */
function isPattern(x: number, y: number, side: number): boolean {
  const far = side - 8;
  const finder = (x < 9 && y < 9) || (x >= far && y < 9) || (x < 9 && y >= far);
  const alignment = Math.abs(x - (side - 7)) <= 2 && Math.abs(y - (side - 7)) <= 2;
  return finder || alignment || x === 6 || y === 6;
}
